"""Random requests for each genre, as people make them, and whether what comes back is what was asked for.

Requests are drawn by seed (`random_requests`). Controls are measured on the MIDI bytes as symusic reads them. A key counts as heard where most of
the independent key finders name it: two of our profiles that have no part in composing and three more of music21's; the same figure stands beside it
for human pieces of the genre (their chords sounded). Pieces are checked for silence, stuck repetition and missing ends; MIDI is read by symusic,
mido and pretty_midi (and a sample by music21) and must have every note; MusicXML is validated, and a sample of it read by music21 and engraved by
verovio. Originality compares the longest passage shared with the training set with what 95% of held-out human pieces stay within.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.controls_kept import Fault, as_command, faults_of
from benchmarks.human_pieces import human_pieces, with_chords_sounded
from benchmarks.key_judges import independent, is_right, judges
from benchmarks.outside_readers import QUICK_READERS, midi_fault, music21_fault, musicxml_fault, schema_name, verovio_fault
from benchmarks.random_requests import random_requests
from benchmarks.scale import STANDARD, Scale, progress
from benchmarks.table import Row, Target, at_least, at_most, not_measured
from corpora.errors import AskerError
from corpora.formats.midi_writing import midi_bytes
from corpora.formats.musicxml_writing import musicxml_text
from corpora.pieces import Key, Score
from generators.compose_music import compose_music
from generators.compositions import Composition
from generators.genres import genre
from generators.registry import load_generator
from generators.requests import Request
from generators.selection import degenerate

SAMPLE = 20
"""Pieces a genre that the slow readers see."""
CONTROLS = ("tempo", "meter", "bars", "seconds", "instruments", "continue")
_FEWEST_KEYED = 10


@dataclass(slots=True)
class Findings:
    """What was found over the requests of one genre: for each measure a list of faults, None where there was none."""

    of: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    heard_keys: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    """Whether each judge heard the key, piece by piece."""
    matches: list[tuple[int, int]] = field(default_factory=list)
    """Longest match with the training set and the human 95th percentile, in notes."""

    def add(self, measure: str, fault: Fault, request: Request) -> None:
        """Note a fault, or that there was none."""
        if fault is not None:
            progress(f"    {measure}: {fault} <- {as_command(request)}")
        self.of[measure].append(None if fault is None else f"{fault} <- {as_command(request)}")


def run(scale: Scale = STANDARD) -> list[Row]:
    """Every measure for every genre."""
    return [row for name in scale.chosen_genres for row in genre_rows(name, scale.requests)]


def genre_rows(name: str, requests: int) -> list[Row]:
    """Every measure for one genre."""
    try:
        load_generator(genre(name).generator)
    except AskerError as error:
        return [not_measured(f"{name}: all", str(error))]
    humans = human_pieces(name)
    findings = Findings()
    for number, request in enumerate(random_requests(name, requests, humans.scores)):
        if number % 20 == 0:
            progress(f"  {name}: {number} of {requests}")
        _listen(request, findings, slowly=number % max(1, requests // SAMPLE) == 0)
    return [
        *_control_rows(name, findings),
        *_key_rows(name, findings, humans.scores, humans.about),
        *_file_rows(name, findings),
        *_originality_row(name, findings),
    ]


def _listen(request: Request, findings: Findings, *, slowly: bool) -> None:
    """Compose one request and note everything about it."""
    try:
        composition = compose_music(request)
    except AskerError as error:
        findings.add("answered", f"refused: {error}", request)
        return
    except Exception as error:  # a fault of ours is what this looks for; it is counted and named
        findings.add("answered", f"{type(error).__name__}: {error}", request)
        return
    findings.add("answered", None, request)
    midi = midi_bytes(composition.performed)
    for control, fault in faults_of(composition, request, midi).items():
        findings.add(control, fault, request)
    findings.add("degenerate", degenerate(composition.written), request)
    _read_outside(composition, request, midi, findings, slowly=slowly)
    if request.tonic is not None:
        asked = Key(0, request.tonic, request.mode or "major")
        for judge, hear in judges().items():
            findings.heard_keys[judge].append(is_right(hear, composition.written, asked))
    if composition.originality is not None and request.prompt is None:
        findings.matches.append((composition.originality.longest_match_notes, composition.originality.human_p95))


def _read_outside(composition: Composition, request: Request, midi: bytes, findings: Findings, *, slowly: bool) -> None:
    for reader in (*QUICK_READERS, *(["music21"] if slowly else [])):
        findings.add(f"midi {reader}", midi_fault(midi, composition.performed, reader), request)
    try:
        text = musicxml_text(replace(composition.written, title=composition.title))
    except Exception as error:  # as above: counted and named
        findings.add("musicxml", f"{type(error).__name__}: {error}", request)
        return
    findings.add("musicxml", musicxml_fault(text), request)
    if slowly:
        findings.add("musicxml music21", music21_fault(text), request)
        findings.add("engraved", verovio_fault(text), request)


def _control_rows(name: str, findings: Findings) -> list[Row]:
    answered, whole = findings.of["answered"], findings.of["degenerate"]
    asked = [fault for control in CONTROLS for fault in findings.of[control]]
    counts = ", ".join(_count(control, findings.of[control]) for control in CONTROLS if findings.of[control])
    return [
        Row(f"{name}: requests answered", _good(answered), "%", note=_note(f"{len(answered)} requests", answered), target=at_least(100)),
        _share(f"{name}: controls kept exactly", asked, counts, at_least(100)),
        _share(f"{name}: pieces that are not degenerate", whole, f"{len(whole)} pieces", at_least(99.5)),
    ]


def _key_rows(name: str, findings: Findings, humans: Sequence[Score], about: str) -> list[Row]:
    rows = []
    heard = {judge: right for judge, right in findings.heard_keys.items() if right}
    if heard:
        rows.append(Row(f"{name}: asked key heard", _majority(heard), "%", note=_judges_note(heard), target=at_least(95)))
    keyed = [score for score in humans if score.keys and len({(key.tonic, key.mode) for key in score.keys}) == 1]
    if len(keyed) < _FEWEST_KEYED:
        return [*rows, not_measured(f"{name}: key of human pieces heard", f"{len(keyed)} of {about} state one key")]
    human = {judge: [is_right(hear, with_chords_sounded(score), score.keys[0]) for score in keyed] for judge, hear in judges().items()}
    return [*rows, Row(f"{name}: key of human pieces heard", _majority(human), "%", note=f"{len(keyed)} of {about}; {_judges_note(human)}")]


def _majority(heard: dict[str, list[bool]]) -> float:
    """Percent of pieces whose key more than half of the independent judges hear."""
    votes = np.array([right for judge, right in heard.items() if independent(judge)])  # [judges, pieces]
    return 100 * float((votes.mean(axis=0) > 0.5).mean())


def _judges_note(heard: dict[str, list[bool]]) -> str:
    return f"{len(next(iter(heard.values())))} pieces; " + ", ".join(f"{judge} {100 * np.mean(right):.0f}%" for judge, right in heard.items())


def _file_rows(name: str, findings: Findings) -> list[Row]:
    midi = {reader: findings.of[f"midi {reader}"] for reader in (*QUICK_READERS, "music21")}
    files = ", ".join(_count(reader, faults) for reader, faults in midi.items())
    sample = findings.of["musicxml music21"]
    return [
        _share(f"{name}: MIDI read by others", [fault for faults in midi.values() for fault in faults], files, at_least(100)),
        _share(f"{name}: MusicXML valid", findings.of["musicxml"], f"against {schema_name()}", at_least(100)),
        _share(f"{name}: MusicXML read by music21", sample, f"a sample of {len(sample)}", at_least(100)),
        _share(f"{name}: engraved without a warning", findings.of["engraved"], f"a sample of {len(findings.of['engraved'])}", at_least(100)),
    ]


def _originality_row(name: str, findings: Findings) -> list[Row]:
    title = f"{name}: pieces above the human originality bound"
    if not findings.matches:
        return [not_measured(title, "the generator has no index of its training set", at_most(1))]
    longest = np.array([notes for notes, _ in findings.matches])
    bound = findings.matches[0][1]
    note = f"{len(longest)} pieces; human 95th percentile {bound} notes; ours: median {np.median(longest):.0f}, 95th {np.percentile(longest, 95):.0f}"
    return [Row(title, 100 * float((longest > bound).mean()), "%", note=f"{note}, longest {longest.max()}", target=at_most(1))]


def _share(title: str, faults: Sequence[Fault], about: str, target: Target) -> Row:
    if not faults:
        return not_measured(title, "nothing to measure", target)
    return Row(title, _good(faults), "%", note=_note(about, faults), target=target)


def _good(faults: Sequence[Fault]) -> float:
    return 100 * sum(fault is None for fault in faults) / max(1, len(faults))


def _count(name: str, faults: Sequence[Fault]) -> str:
    return f"{name} {sum(fault is None for fault in faults)}/{len(faults)}"


def _note(about: str, faults: Iterable[Fault]) -> str:
    """What was measured and, where something was wrong, the first example."""
    found = [fault for fault in faults if fault is not None]
    return f"{about}; such as: {found[0][:300]}" if found else about


if __name__ == "__main__":
    from benchmarks.table import markdown_table

    print(markdown_table(run()), end="")
