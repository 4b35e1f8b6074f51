"""A guess at how a word is said that is in no dictionary, from its letters: a small two-way GRU, played by numpy.

The weights lie beside this file; :mod:`generators.words.letter_sounds_training` made them from the CMU Pronouncing Dictionary (Copyright
1993-2015 Carnegie Mellon University, BSD licence). Each letter gets a label: the sounds it writes, none for silent ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.words.phonemes import is_vowel

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WEIGHTS = Path(__file__).with_name("letter_sounds.npz")
_MOST_LETTERS = 64
"""Longer words are read in pieces: nobody means them as words."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Direction:
    """One way through the word."""

    from_letter: Floats
    """[letters + 1, 3 hidden]: input products with their bias, letter by letter; gates r, z, n."""
    from_state: Floats
    """[3 hidden, hidden]"""
    state_bias: Floats
    """[3 hidden]"""


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the guess needs."""

    labels: tuple[str, ...]
    forwards: Direction
    backwards: Direction
    output: Floats
    """[labels, 2 hidden]"""
    output_bias: Floats


def guess(plain: str) -> tuple[str, ...]:
    """Phonemes of a word in lower-case letters, exactly one of them with the main stress; letters that aren't Latin are passed over."""
    letters = [LETTERS.index(letter) + 1 for letter in plain if letter in LETTERS]
    phonemes = [phoneme for start in range(0, len(letters), _MOST_LETTERS) for phoneme in _sounds(letters[start : start + _MOST_LETTERS])]
    return _with_one_main_stress(phonemes)


def _sounds(letters: list[int]) -> list[str]:
    weights = load_weights(WEIGHTS)
    ahead = _states(weights.forwards, letters)
    back = _states(weights.backwards, letters[::-1])[::-1]
    scores = np.concatenate([ahead, back], axis=1) @ weights.output.T + weights.output_bias  # [letters, labels]
    return [phoneme for label in scores.argmax(axis=1) for phoneme in weights.labels[label].split()]


def _states(direction: Direction, letters: list[int]) -> Floats:
    """The state after every letter: float32 [letters, hidden]."""
    size = direction.from_state.shape[1]
    state = np.zeros(size, np.float32)
    states = np.empty((len(letters), size), np.float32)
    for index, letter in enumerate(letters):
        inner = direction.from_state @ state + direction.state_bias
        outer = direction.from_letter[letter]
        gates = 1 / (1 + np.exp(-(inner[: 2 * size] + outer[: 2 * size])))
        new = np.tanh(outer[2 * size :] + gates[:size] * inner[2 * size :])
        state = (1 - gates[size:]) * new + gates[size:] * state
        states[index] = state
    return states


def _with_one_main_stress(phonemes: list[str]) -> tuple[str, ...]:
    """The first main stress stays, further ones become secondary; a word without any gets it on its first full vowel."""
    main = next((index for index, phoneme in enumerate(phonemes) if phoneme.endswith("1")), None)
    if main is None:
        vowels = [index for index, phoneme in enumerate(phonemes) if is_vowel(phoneme)]
        main = next((index for index in vowels if phonemes[index].endswith("2")), vowels[0] if vowels else None)
    return tuple(
        phoneme[:-1] + "1" if index == main else phoneme.replace("1", "2") if is_vowel(phoneme) else phoneme for index, phoneme in enumerate(phonemes)
    )


def save_weights(path: Path, labels: tuple[str, ...], state: dict[str, Floats]) -> None:
    """Write the state of the trained network, matrices as bytes with a scale a row."""
    arrays: dict[str, NDArray[np.generic]] = {"labels": np.frombuffer("|".join(labels).encode(), np.uint8)}
    for name, value in state.items():
        matrix = value if value.ndim == 2 else value[None]
        scale = np.abs(matrix).max(axis=1, keepdims=True) / 127 + 1e-12
        arrays[name] = np.rint(matrix / scale).astype(np.int8)
        arrays[f"{name}:scale"] = scale.astype(np.float32)
    np.savez_compressed(path, allow_pickle=False, **arrays)


@lru_cache(maxsize=2)
def load_weights(path: Path) -> Weights:
    """The weights that :func:`save_weights` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        state = {name: stored[name] * stored[f"{name}:scale"] for name in stored.files if f"{name}:scale" in stored.files}
        labels = tuple(bytes(stored["labels"]).decode().split("|"))
    return Weights(labels, _direction(state, ""), _direction(state, "_reverse"), state["output.weight"], state["output.bias"][0])


def _direction(state: dict[str, Floats], suffix: str) -> Direction:
    outer = state["embedding.weight"] @ state[f"recurrence.weight_ih_l0{suffix}"].T + state[f"recurrence.bias_ih_l0{suffix}"]
    return Direction(outer, state[f"recurrence.weight_hh_l0{suffix}"], state[f"recurrence.bias_hh_l0{suffix}"][0])
