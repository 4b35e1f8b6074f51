"""A key for every score: the declared one where it is plausible, else the one its notes say."""

from __future__ import annotations

from dataclasses import replace

from corpora.pieces import MODE_OFFSETS, Score


def with_key(score: Score) -> Score:
    """The score with at least one key; a declared major signature that is its relative minor (or mode) by the notes is corrected."""
    from corpora.key_finding import find_key

    if not any(not part.is_drum and part.notes for part in score.parts):
        return score
    found = find_key(score)
    if not score.keys:
        return replace(score, keys=(replace(found, start_ticks=0),))
    declared = score.keys[0]
    same_signature = (declared.tonic + MODE_OFFSETS[declared.mode] - found.tonic - MODE_OFFSETS[found.mode]) % 12 == 0
    # A MIDI key signature seldom tells minor from major: with equal signatures the notes decide.
    if declared.mode == "major" and same_signature and found.mode != "major" and len(score.keys) == 1:
        return replace(score, keys=(replace(found, start_ticks=declared.start_ticks),))
    return score
