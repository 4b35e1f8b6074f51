"""A band that rehearses: scales and scat at once, meeting every control, with no weights, no soundfont and no rendering library.

It stands in for the real band in tests and demonstrations; nothing of it is make-believe to the service, which can't tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.history.identifiers import new_identifier
from bot.service import Band, Memory
from bot.version import software_version
from corpora.instruments import instrument
from corpora.pieces import TICKS_PER_QUARTER, Key, Meter, Note, Part, Score, Tempo
from generators.compositions import Check, Composition, Finished, Originality, TextComposition, TextOriginality
from generators.genres import TextGenre, genre
from generators.requests import Length, Request

_SCALE = (0, 2, 4, 5, 7, 9, 11)
WEIGHTS_SHA256 = "0" * 64


def rehearsal_band(history: Callable[[], Memory]) -> Band:
    """The service's other half, for rehearsals; pieces are remembered for real."""
    return Band(rehearse_any, write_down, history, new_identifier, software_version(), lambda _formats: "")


def rehearse_any(request: Request) -> Finished:
    """A scale in a genre of music, scat in a genre of words."""
    return rehearse_words(request) if isinstance(genre(request.genre), TextGenre) else rehearse(request)


def rehearse_words(request: Request) -> TextComposition:
    """Lines of scat that begin with the prompt and have the length asked for, drawn as the seed says."""
    rng = np.random.default_rng(request.seed)
    length = request.length or Length(4, "lines")
    count = {"words": length.amount, "characters": max(1, length.amount // 4), "lines": 5 * length.amount}[length.unit]
    words = [str(word) for word in rng.choice(np.array(("la", "doo", "bop", "wah", "dum")), size=count)]
    words[0] = request.words or request.theme or words[0]
    lines = [" ".join(words[start : start + 5]) for start in range(0, count, 5)]
    checks = {"form": Check(None, "lines", ok=True), **({"prompt": Check(request.words, lines[0], ok=True)} if request.words else {})}
    text, original = "\n".join(lines), TextOriginality(4, 30, "")
    return TextComposition(request, f"Scat {request.seed}", text, "rehearsal", WEIGHTS_SHA256, checks, original, {"compose": 0.0})


def rehearse(request: Request) -> Composition:
    """A scale in the key, meter, tempo and instruments asked for, walked up and down as the seed says."""
    meter = Meter(0, *(request.meter or (4, 4)))
    bar = meter.bar_ticks(TICKS_PER_QUARTER)
    beats_per_minute = request.beats_per_minute or 120.0
    quarters_per_minute = beats_per_minute * meter.beat_ticks(TICKS_PER_QUARTER) / TICKS_PER_QUARTER
    bars = request.bars or max(1, round((request.seconds or 16.0) * quarters_per_minute * TICKS_PER_QUARTER / 60 / bar))
    key = Key(0, request.tonic or 0, request.mode or "major")
    names = request.instruments or ("piano",)
    score = Score(
        parts=tuple(_part(name, index, key, bars * bar, request.seed) for index, name in enumerate(names)),
        tempos=(Tempo(0, quarters_per_minute),),
        meters=(meter,),
        keys=(key,),
        length_ticks=bars * bar,
        title=f"Scale {request.seed}",
    )
    got = {"key": str(key), "tempo": f"{beats_per_minute:g}", "meter": str(meter), "bars": str(bars), "instruments": ", ".join(names)}
    checks = {name: Check(None, value, ok=True) for name, value in got.items()}
    understood = replace(request, tonic=key.tonic, mode=key.mode, beats_per_minute=beats_per_minute, bars=bars, instruments=names)
    return Composition(understood, score.title, score, score, "rehearsal", WEIGHTS_SHA256, checks, Originality(4, 14, ""), {"compose": 0.0})


def write_down(composition: Finished, formats: Sequence[str], folder: Path, stem: str) -> dict[str, Path]:
    """One file a format, holding the notes or the words as text."""
    files = {name: folder / f"{stem}.{name}" for name in formats}
    content = composition.text if isinstance(composition, TextComposition) else "\n".join(map(str, composition.performed.parts))
    for name, path in files.items():
        path.write_text(f"{name}\n{content}", encoding="utf-8")
    return files


def _part(name: str, index: int, key: Key, length_ticks: int, seed: int) -> Part:
    rng = np.random.default_rng([seed, index])
    player = instrument(name)
    steps = np.cumsum(rng.choice([-1, 1], size=length_ticks // TICKS_PER_QUARTER)) % len(_SCALE)
    pitches = [player.low + (key.tonic - player.low) % 12 + _SCALE[step] for step in steps]
    notes = tuple(Note(beat * TICKS_PER_QUARTER, min(pitch, 127), TICKS_PER_QUARTER) for beat, pitch in enumerate(pitches))
    return Part(name, player.program, notes, is_drum=player.is_drum)
