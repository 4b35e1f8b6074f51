"""A key for every score: the declared one where it is to be believed, else the one its notes say."""

from __future__ import annotations

from dataclasses import replace

from corpora.chords import NO_CHORD, chord_pitch_classes
from corpora.key_finding import find_key, key_fit
from corpora.pieces import MODE_OFFSETS, Key, Note, Score

IMPLAUSIBLE_BY = 0.25
"""A declared key whose fit (a correlation) is this much below the best key's was never set: sequencers write C major by default."""
_MIN_NOTES = 16
"""A stretch with fewer pitched notes says nothing about its key."""


def with_key(score: Score) -> Score:
    """The score with the key it declares, else with the one found from its notes; one without pitched notes stays without."""
    if score.keys or not _pitched(score):
        return score
    return replace(score, keys=(find_key(score).key,))


def with_heard_keys(score: Score) -> Score:
    """The score of a MIDI file with its key signatures checked by ear.

    A MIDI key signature seldom tells minor from major, so with equal signatures the notes decide; one that does not fit at all is replaced.
    """
    if not score.keys:
        return with_key(score)
    ends = [key.start_ticks for key in score.keys[1:]] + [score.end_ticks]
    keys: list[Key] = []
    for key, end in zip(score.keys, ends, strict=True):
        heard = _heard(score, key, end)
        if not keys or (keys[-1].tonic, keys[-1].mode) != (heard.tonic, heard.mode):
            keys.append(heard)
    return replace(score, keys=tuple(keys))


def _heard(score: Score, declared: Key, end_ticks: int) -> Key:
    stretch = _between(score, declared.start_ticks, end_ticks)
    if _pitched(stretch) < _MIN_NOTES:
        return declared
    closing = _closing_key(score, declared) if end_ticks >= score.end_ticks else None
    if closing is not None:
        return closing
    found = find_key(stretch)
    same_signature = (declared.tonic + MODE_OFFSETS[declared.mode] - found.tonic - MODE_OFFSETS[found.mode]) % 12 == 0
    implausible = found.correlation - key_fit(stretch, declared) > IMPLAUSIBLE_BY
    return replace(declared, tonic=found.tonic, mode=found.mode) if same_signature or implausible else declared


def _closing_key(score: Score, declared: Key) -> Key | None:
    """The key of the last chord symbol, where it is the tonic of the declared signature, major or minor; the surest sign in a lead sheet."""
    final = next((chord for chord in reversed(score.chords) if chord.quality != NO_CHORD), None)
    major_tonic = (declared.tonic + MODE_OFFSETS[declared.mode]) % 12
    if final is None or final.root not in {major_tonic, (major_tonic + 9) % 12}:
        return None
    third = 3 if final.root != major_tonic else 4
    if (final.root + third) % 12 not in chord_pitch_classes(final):
        return None
    return replace(declared, tonic=final.root, mode="major" if third == 4 else "minor")


def _pitched(score: Score) -> int:
    return sum(len(part.notes) for part in score.parts if not part.is_drum)


def _between(score: Score, start_ticks: int, end_ticks: int) -> Score:
    def inside(note: Note) -> bool:
        return start_ticks <= note.start_ticks < end_ticks

    return replace(score, parts=tuple(replace(part, notes=tuple(filter(inside, part.notes))) for part in score.parts))
