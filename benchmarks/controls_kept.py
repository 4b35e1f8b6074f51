"""Whether a piece keeps what was asked, measured on the bytes of its MIDI file as symusic reads them, not by houseband's own checks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from corpora.instruments import instrument
from corpora.pieces import Meter, Score
from generators.compositions import Composition
from generators.requests import Request

Fault = str | None
TEMPO_TOLERANCE_BPM = 0.01
"""MIDI stores whole microseconds a quarter: at 400 beats a minute that is 0.003 beats."""


def faults_of(composition: Composition, asked: Request, midi: bytes) -> dict[str, Fault]:
    """For each control that was asked, by name: None where it was kept, else what was found instead.

    Args:
        composition: the piece.
        asked: the request as it was made, with the blanks that the composition has filled.
        midi: its MIDI file.
    """
    import symusic

    file: Any = symusic.Score.from_midi(midi)
    found: dict[str, Fault] = {}
    if asked.beats_per_minute is not None:
        found["tempo"] = _tempo(file, asked.beats_per_minute)
    if asked.meter is not None:
        meters = {(signature.numerator, signature.denominator) for signature in file.time_signatures}
        found["meter"] = None if meters == {asked.meter} else f"meters {sorted(meters)}, not {asked.meter}"
    if asked.bars is not None:
        found["bars"] = _bars(composition, asked, file)
    if asked.seconds is not None:
        found["seconds"] = _seconds(composition.performed, asked.seconds)
    if asked.instruments:
        found["instruments"] = _instruments(file, asked.instruments)
    if asked.prompt is not None:
        found["continue"] = _kept(file, asked.prompt)
    return found


def _tempo(file: Any, beats_per_minute: float) -> Fault:
    signature = file.time_signatures[0]
    beat = Meter(0, signature.numerator, signature.denominator).beat_ticks(480) / 480
    heard = [tempo.qpm / beat for tempo in file.tempos]
    steady = len(heard) == 1 and abs(heard[0] - beats_per_minute) <= TEMPO_TOLERANCE_BPM
    return None if steady else f"tempos {heard[:4]}, not {beats_per_minute:g}"


def _bars(composition: Composition, asked: Request, file: Any) -> Fault:
    bars = [bar for bar in composition.written.bars() if bar.number]
    before = sum(bar.number > 0 for bar in asked.prompt.bars()) if asked.prompt is not None else 0
    if len(bars) - before != asked.bars:
        return f"{len(bars) - before} bars, not {asked.bars}"
    scale = composition.written.ticks_per_quarter / file.ticks_per_quarter
    onsets = [note.start * scale for track in file.tracks for note in track.notes]
    late = max(onsets, default=0.0) - bars[-1].end_ticks
    return None if late < 0 else f"a note begins {late:.0f} ticks after the last bar line"


def _seconds(performed: Score, asked: float) -> Fault:
    last = list(performed.bars())[-1]
    bar = performed.seconds_at(last.end_ticks) - performed.seconds_at(last.start_ticks)
    return None if abs(performed.seconds - asked) <= 0.5 * bar + 1e-6 else f"{performed.seconds:.2f} s, not {asked:g} (a bar lasts {bar:.2f} s)"


def _instruments(file: Any, names: tuple[str, ...]) -> Fault:
    players = [instrument(name) for name in names]
    wanted = ["drums" if player.is_drum else str(player.program) for player in players]
    heard = ["drums" if track.is_drum else str(track.program) for track in file.tracks if len(track.notes)]
    return None if heard == wanted else f"programs {', '.join(heard)}, not {', '.join(wanted)} ({', '.join(names)})"


def _kept(file: Any, prompt: Score) -> Fault:
    """The prompt's notes and no others before its last bar line."""
    scale = file.ticks_per_quarter / prompt.ticks_per_quarter
    given = Counter(
        (round(note.start_ticks * scale), note.pitch, round(note.duration_ticks * scale), note.velocity, part.is_drum)
        for part in prompt.parts
        for note in part.notes
    )
    end = prompt.end_ticks * scale
    heard = Counter(
        (note.start, note.pitch, note.duration, note.velocity, track.is_drum) for track in file.tracks for note in track.notes if note.start < end
    )
    lost, added = (given - heard).total(), (heard - given).total()
    return None if not lost and not added else f"{lost} of {given.total()} notes lost, {added} added before bar line {end:.0f}"


def as_command(request: Request) -> str:
    """The command line that makes a request again (a prompt stands as ``PROMPT``)."""
    words = [f"compose --genre {request.genre} --seed {request.seed}"]
    if request.tonic is not None:
        from corpora.pieces import Key

        words.append(f'--key "{Key(0, request.tonic, request.mode or "major")}"')
    numbers = {"tempo": request.beats_per_minute, "bars": request.bars, "seconds": request.seconds}
    words += [f"--{name} {number:g}" for name, number in numbers.items() if number is not None]
    if request.meter is not None:
        words.append("--meter {}/{}".format(*request.meter))
    if request.mood is not None:
        words.append(f"--mood {request.mood}")
    if request.instruments:
        words.append(f'--instruments "{", ".join(request.instruments)}"')
    return " ".join([*words, *(["--continue PROMPT"] if request.prompt is not None else [])])
