"""Requests as people make them: some say nothing but the genre, most name one to three things, a few bring a tune to go on from."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from corpora.formats.midi import read_midi
from corpora.formats.midi_writing import midi_bytes
from corpora.instruments import parse_instruments
from corpora.pieces import Key, Meter, Note, Part, Score, Tempo
from generators.genres import Genre, music_genre
from generators.moods import MOODS
from generators.planning import tempo_range
from generators.requests import Request

_BARS = (4, 8, 8, 12, 16, 16, 20, 24, 32, 32, 48, 64)
_SECONDS = (10, 20, 30, 30, 45, 60, 60, 90)
_METERS = ("4/4", "4/4", "3/4", "3/4", "6/8", "2/4", "2/2", "5/4", "12/8", "9/8", "7/8")
_LEADS = (
    "tenor sax",
    "alto sax",
    "trumpet",
    "flute",
    "clarinet",
    "violin",
    "electric guitar",
    "vibraphone",
    "piano",
    "oboe",
    "harmonica",
    "trombone",
)
_CHORDS = ("piano", "acoustic guitar", "jazz guitar", "electric piano", "hammond organ", "accordion", "harp", "harpsichord")
_BASSES = ("acoustic bass", "electric bass", "tuba", "cello")
_SCALE = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


def random_requests(genre_name: str, count: int, prompts: Sequence[Score] = (), seed: int = 0) -> list[Request]:
    """``count`` requests for a genre; the same arguments give the same requests.

    Args:
        genre_name: whose ranges and line-up they stay near.
        count: how many.
        prompts: human pieces whose beginnings some requests bring along; where empty, plain tunes are written for it.
        seed: of all draws.
    """
    chosen = music_genre(genre_name)
    return [_request(chosen, np.random.default_rng([seed, crc32(chosen.name.encode()), number]), number, prompts) for number in range(count)]


def _request(chosen: Genre, rng: np.random.Generator, number: int, prompts: Sequence[Score]) -> Request:
    if rng.random() < 0.15:
        prompt = _beginning(prompts[int(rng.integers(len(prompts)))], rng) if prompts else None
        # Read from the bytes of a file, as a person gives it.
        given = read_midi(midi_bytes(prompt if prompt is not None else _plain_tune(rng)))
        return Request(chosen.name, number, bars=int(rng.choice(np.array((4, 8, 16)))), prompt=given)
    meter = _meter(chosen, rng) if rng.random() < 0.35 else None
    length = rng.random()
    tempo = _tempo(chosen, meter, rng) if rng.random() < 0.4 else None
    tonic = int(rng.integers(12)) if rng.random() < 0.5 else None
    return Request(
        chosen.name,
        number,
        tonic=tonic,
        mode=None if tonic is None else str(rng.choice(np.array(("major", "major", "minor")))),
        beats_per_minute=tempo,
        bars=int(rng.choice(np.array(_BARS))) if length < 0.4 else None,
        seconds=float(rng.choice(np.array(_SECONDS))) if length > 0.8 and tempo is None else None,
        meter=meter,
        mood=str(rng.choice(np.array(sorted(MOODS)))) if rng.random() < 0.25 else None,
        instruments=_instruments(chosen, rng) if rng.random() < 0.35 else (),
    )


def _meter(chosen: Genre, rng: np.random.Generator) -> tuple[int, int]:
    """Mostly one the genre is played in, now and then an odd one."""
    names = chosen.meters if rng.random() < 0.7 else _METERS
    numerator, _, denominator = str(rng.choice(np.array(names))).partition("/")
    return int(numerator), int(denominator)


def _tempo(chosen: Genre, meter: tuple[int, int] | None, rng: np.random.Generator) -> float:
    """A round number of beats near the genre's range."""
    pace = tempo_range(chosen, Meter(0, *(meter or (4, 4))))
    return float(round(float(rng.uniform(max(40.0, 0.85 * pace.low), 1.1 * pace.high)) / 5) * 5)


def _instruments(chosen: Genre, rng: np.random.Generator) -> tuple[str, ...]:
    """One player alone, the genre's own line-up with a change, or a small band."""
    kind = rng.random()
    if kind < 0.25:
        names = [str(rng.choice(np.array(("piano", "acoustic guitar", "accordion", "harp", "harpsichord", "organ"))))]
    elif kind < 0.6:
        names = list(chosen.instruments)
        names[0] = str(rng.choice(np.array(_LEADS)))
    else:
        names = [str(rng.choice(np.array(pool))) for pool in (_LEADS, _CHORDS, _BASSES)][: int(rng.integers(2, 4))]
        names += ["drums"] if chosen.pipeline == "lead" and rng.random() < 0.5 else []
    return tuple(player.name for player in parse_instruments(", ".join(names)))


def _beginning(piece: Score, rng: np.random.Generator) -> Score:
    """The first whole bars of a piece, 2 to 8 of them, every note ending within."""
    bars = list(piece.bars())[: int(rng.integers(2, 9))]
    stop = bars[-1].end_ticks
    parts = tuple(_until(part, stop) for part in piece.parts)
    tempos = tuple(tempo for tempo in piece.tempos if tempo.start_ticks < stop)
    meters = tuple(meter for meter in piece.meters if meter.start_ticks < stop)
    chords = tuple(chord for chord in piece.chords if chord.start_ticks < stop)
    begun = Score(parts, piece.ticks_per_quarter, tempos, meters, piece.keys[:1], chords, (), piece.pickup_ticks, length_ticks=stop)
    return begun if any(part.notes and not part.is_drum for part in parts) else _plain_tune(rng)


def _until(part: Part, stop: int) -> Part:
    notes = (Note(note.start_ticks, note.pitch, min(note.duration_ticks, stop - note.start_ticks), note.velocity) for note in part.notes)
    return Part(part.name, part.program, tuple(note for note in notes if note.start_ticks < stop), part.is_drum)


def _plain_tune(rng: np.random.Generator) -> Score:
    """Four bars that wander along a scale from the tonic and back to it."""
    mode = str(rng.choice(np.array(sorted(_SCALE))))
    tonic, degrees = int(rng.integers(12)), [0]
    for _ in range(14):
        degrees.append(int(np.clip(degrees[-1] + rng.choice((-2, -1, 1, 2)), -3, 9)))
    degrees.append(0)
    pitches = [60 + tonic + 12 * (degree // 7) + _SCALE[mode][degree % 7] for degree in degrees]
    notes = tuple(Note(place * 480, pitch, 480, 90) for place, pitch in enumerate(pitches))
    return Score((Part("tune", 0, notes),), 480, (Tempo(0, float(rng.integers(80, 160))),), keys=(Key(0, tonic, mode),))
