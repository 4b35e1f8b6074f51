"""How alike two sets of pieces are in one feature: the overlapping area of Yang and Lerch.

Within the first set every piece is compared with every other, and across the sets every piece of one with every piece of the other; each set of
distances becomes a density by Gaussian kernels (Scott's rule), and the figure is the area under both: 1 where strangers of the second set are as
near to the first as it is to itself, 0 where they have nothing in common.

Source: Li-Chia Yang and Alexander Lerch, "On the evaluation of generative models in music", Neural Computing and Applications 32, 2018,
section 3.2. There distances within both sets are compared with those across; here those within the human set, which is what we want to be like.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_POINTS = 1000


def overlapping_area(reference: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """The overlapping area, 0 to 1, of a feature: float64 ``[pieces, values]`` of each set, at least two and one pieces."""
    within = _distances(reference, reference)[np.triu_indices(len(reference), 1)]
    across = _distances(reference, others).ravel()
    widths = [max(_scott(each), 1e-3) for each in (within, across)]
    low = min(within.min(), across.min()) - 4 * max(widths)
    high = max(within.max(), across.max()) + 4 * max(widths)
    grid: NDArray[np.float64] = np.linspace(low, high, _POINTS)
    densities = [_density(each, width, grid) for each, width in zip((within, across), widths, strict=True)]
    shared: NDArray[np.float64] = np.minimum(densities[0], densities[1])
    area: float = shared.sum() * (high - low) / (_POINTS - 1)
    return area


def halves_area(pieces: NDArray[np.float64], rng: np.random.Generator) -> float:
    """The same figure between two random halves of one set: what can be reached with so few pieces."""
    order = rng.permutation(len(pieces))
    return overlapping_area(pieces[order[::2]], pieces[order[1::2]])


def _distances(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Euclidean: float64 ``[left, right]``."""
    return np.asarray(np.linalg.norm(left[:, None, :] - right[None, :, :], axis=2))


def _scott(distances: NDArray[np.float64]) -> float:
    return float(np.std(distances) * len(distances) ** -0.2)


def _density(distances: NDArray[np.float64], width: float, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """The kernel density on the grid: float64 ``[points]``. Equal distances are counted once and weighted, which keeps the table small."""
    values, counts = np.unique(np.round(distances, 4), return_counts=True)
    density = np.zeros(len(grid))
    for start in range(0, len(values), 512):
        place = slice(start, start + 512)
        density += np.exp(-0.5 * ((grid[:, None] - values[place]) / width) ** 2) @ counts[place]
    return np.asarray(density / (len(distances) * width * np.sqrt(2 * np.pi)))
