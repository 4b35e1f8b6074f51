"""Outlines of drawn shapes: SVG path data read into straight lines and cubic curves, and moved about by affine matrices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
"""``(a, b, c, d, e, f)`` as in SVG: x' = a x + c y + e, y' = b x + d y + f."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_TOKEN = re.compile(r"[MmLlHhVvCcSsQqTtZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of an outline."""

    kind: str
    """``M`` move, ``L`` line, ``C`` cubic curve, ``Z`` close."""
    points: tuple[Point, ...] = ()
    """Absolute; one for ``M`` and ``L``, two controls and the end for ``C``."""


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def moved(point: Point, matrix: Matrix) -> Point:
    """A point through a matrix."""
    a, b, c, d, e, f = matrix
    return (a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f)


def transform(text: str) -> Matrix:
    """The matrix of an SVG ``transform`` attribute made of ``translate``, ``scale`` and ``matrix``."""
    result = IDENTITY
    for name, arguments in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        n = [float(value) for value in re.split(r"[\s,]+", arguments.strip())]
        if name == "translate":
            step: Matrix = (1.0, 0.0, 0.0, 1.0, n[0], n[1] if len(n) > 1 else 0.0)
        elif name == "scale":
            step = (n[0], 0.0, 0.0, n[1] if len(n) > 1 else n[0], 0.0, 0.0)
        elif name == "matrix":
            step = (n[0], n[1], n[2], n[3], n[4], n[5])
        else:
            raise ValueError(f"transform {name!r} is not drawn: only translate, scale and matrix are")
        result = times(result, step)
    return result


@lru_cache(maxsize=512)  # a page draws the same few signs hundreds of times
def outline(data: str) -> tuple[Segment, ...]:
    """The segments of SVG path data (everything but arcs)."""
    pen = _Pen()
    for command, arguments in _commands(data):
        pen.draw(command, arguments)
    return tuple(pen.segments)


def placed(segments: Sequence[Segment], matrix: Matrix) -> list[Segment]:
    """Segments through a matrix."""
    return [Segment(segment.kind, tuple(moved(point, matrix) for point in segment.points)) for segment in segments]


def polygons(segments: Sequence[Segment], steps: int = 8) -> list[list[Point]]:
    """Each closed or open stretch as a list of corners, curves cut into ``steps`` lines."""
    stretches: list[list[Point]] = []
    for segment in segments:
        if segment.kind == "M":
            stretches.append([segment.points[0]])
        elif segment.kind == "L":
            stretches[-1].append(segment.points[0])
        elif segment.kind == "C":
            stretches[-1].extend(_curve(stretches[-1][-1], segment.points, steps))
    return stretches


def _curve(start: Point, points: tuple[Point, ...], steps: int) -> Iterator[Point]:
    (x1, y1), (x2, y2), (x3, y3) = points
    for step in range(1, steps + 1):
        t = step / steps
        u = 1 - t
        yield (
            u**3 * start[0] + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3,
            u**3 * start[1] + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y3,
        )


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for word in _TOKEN.findall(data):
        if word.isalpha():
            command, numbers = word, []
            if word in "Zz":
                yield word, []
        else:
            numbers.append(float(word))
            if len(numbers) == _ARGUMENTS[command.upper()]:
                yield command, numbers
                numbers = []
                command = {"M": "L", "m": "l"}.get(command, command)  # further pairs after a move are lines


class _Pen:
    """Draws path commands; remembers where it is and where its last curve was heading."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.at: Point = (0.0, 0.0)
        self.began: Point = (0.0, 0.0)
        self.control: Point | None = None
        """The last control point of a curve just drawn, for the smooth ones."""
        self.kind_before = ""

    def draw(self, command: str, numbers: list[float]) -> None:
        kind = command.upper()
        origin = self.at if command.islower() else (0.0, 0.0)
        pairs = [(origin[0] + x, origin[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
        if kind == "H":
            pairs = [(origin[0] + numbers[0], self.at[1])]
        elif kind == "V":
            pairs = [(self.at[0], origin[1] + numbers[0])]
        curves = {"C": self._cubic, "S": self._smooth, "Q": self._square, "T": self._smooth_square}
        steps: dict[str, Callable[[list[Point]], None]] = {"M": self._move, "Z": self._close, **curves}
        steps.get(kind, self._line)(pairs)
        self.kind_before = kind
        if kind not in "CSQT":
            self.control = None

    def _move(self, pairs: list[Point]) -> None:
        self.at = self.began = pairs[0]
        self.segments.append(Segment("M", (self.at,)))

    def _close(self, _: list[Point]) -> None:
        self.at = self.began
        self.segments.append(Segment("Z"))

    def _line(self, pairs: list[Point]) -> None:
        self.at = pairs[0]
        self.segments.append(Segment("L", (self.at,)))

    def _cubic(self, pairs: list[Point]) -> None:
        self.segments.append(Segment("C", tuple(pairs)))
        self.control, self.at = pairs[1], pairs[2]

    def _smooth(self, pairs: list[Point]) -> None:
        self._cubic([self._mirrored("CS"), *pairs])

    def _square(self, pairs: list[Point]) -> None:
        # A quadratic curve is the cubic whose controls lie two thirds of the way to its one control.
        (x, y), end = pairs
        first = (self.at[0] + (x - self.at[0]) * 2 / 3, self.at[1] + (y - self.at[1]) * 2 / 3)
        self._cubic([first, (end[0] + (x - end[0]) * 2 / 3, end[1] + (y - end[1]) * 2 / 3), end])
        self.control = (x, y)

    def _smooth_square(self, pairs: list[Point]) -> None:
        self._square([self._mirrored("QT"), *pairs])

    def _mirrored(self, kinds: str) -> Point:
        if self.control is None or self.kind_before not in kinds:
            return self.at
        return (2 * self.at[0] - self.control[0], 2 * self.at[1] - self.control[1])
