"""Which candidate is kept: degenerate ones are thrown out, the rest ranked by likelihood and by what a musician would listen for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpora.chords import NO_CHORD, chord_at, chord_pitch_classes
from corpora.key_finding import PROFILES, key_correlations, pitch_class_weights
from corpora.pieces import ChordSymbol, Key, Note, Score

LONGEST_SILENCE_BARS = 2
MOST_EQUAL_BARS = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What a good candidate is near to."""

    key: Key
    notes_per_bar: float
    """Onsets."""
    widest_semitones: int = 19
    """Range of a comfortable line; wider ones lose points."""
    ensemble: bool = False
    """Several composed parts: how they sound together counts too."""
    ends: bool = True
    """The last bar closes the piece; a section in the middle need not rest on the tonic."""


def degenerate(score: Score, *, ends: bool = True) -> str | None:
    """Why a piece can't be played to anybody, or None: silence, a stuck record, one note, no ending.

    Repetition counts bars as heard in every part together; a section literally repeated by plan (AABA) never reaches the limit.
    """
    notes = sorted(note for part in score.parts for note in part.notes)
    pitched = [note for part in score.parts if not part.is_drum for note in part.notes]
    if len({note.pitch for note in pitched}) <= 1 and len(notes) > 0 and not _only_drums(score):
        return "one note"
    if not notes:
        return "silence"
    bars = [bar for bar in score.bars() if bar.number]
    bar_ticks = bars[0].length_ticks if bars else 1
    if _longest_silence(notes, score.end_ticks) > LONGEST_SILENCE_BARS * bar_ticks:
        return "silence over two bars"
    if _most_equal_bars(score) >= MOST_EQUAL_BARS:
        return "the same bar eight times"
    if ends and bars and not any(note.end_ticks > bars[-1].start_ticks for note in notes):
        return "no ending"
    return None


def _only_drums(score: Score) -> bool:
    return all(part.is_drum for part in score.parts if part.notes)


def _longest_silence(notes: Sequence[Note], end_ticks: int) -> int:
    heard_until, longest = 0, 0
    for note in notes:
        longest = max(longest, note.start_ticks - heard_until)
        heard_until = max(heard_until, note.end_ticks)
    return max(longest, end_ticks - heard_until)


def _most_equal_bars(score: Score) -> int:
    """Longest run of consecutive bars that sound the same."""
    contents = bar_contents(score)
    longest = run = 0
    last: tuple[tuple[int, int, int], ...] | None = None
    for content in contents:
        run = run + 1 if content == last and content else 1
        last = content
        longest = max(longest, run)
    return longest


def bar_contents(score: Score) -> list[tuple[tuple[int, int, int], ...]]:
    """For each whole bar its notes as (part, place in the bar, pitch)."""
    bars = [bar for bar in score.bars() if bar.number]
    contents: list[list[tuple[int, int, int]]] = [[] for _ in bars]
    starts = np.array([bar.start_ticks for bar in bars])
    for place, part in enumerate(score.parts):
        for note in part.notes:
            bar = int(np.searchsorted(starts, note.start_ticks, side="right")) - 1
            if bar >= 0:
                contents[bar].append((place, note.start_ticks - bars[bar].start_ticks, note.pitch))
    return [tuple(sorted(content)) for content in contents]


def rank(scores: Sequence[Score], nats_per_token: Sequence[float], wish: Wish, faults: Sequence[float] = ()) -> list[int]:
    """Indices of the candidates that are not degenerate, best first; ``faults`` are points each loses besides."""
    usable = [index for index, score in enumerate(scores) if degenerate(score, ends=wish.ends) is None]
    if not usable:
        return []
    surprise = np.array([nats_per_token[index] for index in usable])
    likelihood = -(surprise - surprise.mean()) / (surprise.std() + 1e-6)
    merit = {
        index: musical_merit(scores[index], wish) + 0.35 * float(like) - (faults[index] if faults else 0.0)
        for index, like in zip(usable, likelihood, strict=True)
    }
    return sorted(usable, key=lambda index: -merit[index])


def musical_merit(score: Score, wish: Wish) -> float:
    """Points for what a listener notices: key, chord notes on strong beats, a singable range and motion, enough but not too many notes, an ending."""
    pitched = [part for part in score.parts if not part.is_drum and part.notes]
    if not pitched:
        return 0.0
    line = top_line(score)
    pitches = np.array([note.pitch for note in line])
    leaps = np.abs(np.diff(pitches)) if len(pitches) > 1 else np.zeros(1)
    span = int(pitches.max() - pitches.min())
    bar_count = max(1, sum(bar.number > 0 for bar in score.bars()))
    density = len({note.start_ticks for part in pitched for note in part.notes}) / bar_count
    merit = tonality(score, wish.key)
    merit += 2.0 * strong_beats_in_chord(score, line)
    merit -= 4.0 * float(np.mean(leaps > 9)) + 1.5 * float(np.mean(leaps == 0))
    merit -= 0.15 * max(0, span - wish.widest_semitones) + 0.2 * max(0, 7 - span)
    merit -= 1.5 * abs(float(np.log((density + 0.5) / (wish.notes_per_bar + 0.5))))
    merit += _variety(score)
    if wish.ensemble:
        merit += 3.0 * togetherness(score) + _last_chord(score, wish.key)
    if wish.ends:
        merit += _ending(score, line, wish.key)
    return merit


def _last_chord(score: Score, key: Key) -> float:
    """Points for closing on the tonic chord with its root in the bass, held for a beat or more."""
    notes = [note for part in score.parts if not part.is_drum for note in part.notes]
    last = max(note.start_ticks for note in notes)
    closing = [note for note in notes if note.end_ticks > last]
    beat = score.meters[0].beat_ticks(score.ticks_per_quarter)
    third = 4 if key.mode in {"major", "mixolydian", "lydian"} else 3
    merit = 1.2 if min(closing, key=lambda note: note.pitch).pitch % 12 == key.tonic else -1.0
    merit += 0.6 if all((note.pitch - key.tonic) % 12 in {0, third, 4, 7} for note in closing) else -0.6
    return merit + (0.4 if min(note.duration_ticks for note in closing) >= beat else -0.4)


def tonality(score: Score, key: Key) -> float:
    """Up to about 3.5 points for notes and chords that speak for the key, and more for it than for any other."""
    weights = pitch_class_weights(score)
    ends = [*(chord.start_ticks for chord in score.chords[1:]), score.end_ticks]
    for chord, end in zip(score.chords, ends, strict=False):
        tones = chord_pitch_classes(chord)
        weights[list(tones)] += 0.35 * (end - chord.start_ticks) / score.ticks_per_quarter
    modes = tuple(dict.fromkeys(("major", "minor", key.mode)))
    own, lead = np.mean([_key_lead(weights, key, modes, profile) for profile in PROFILES], axis=0)
    return 2.0 * float(own) + 5.0 * float(lead)


def _key_lead(weights: NDArray[np.float64], key: Key, modes: tuple[str, ...], profile: str) -> tuple[float, float]:
    """How well the key fits by one profile, and by how much it leads over every other tonic (-0.4 to 0.2)."""
    correlations = key_correlations(weights, profile, modes)
    own = float(correlations[modes.index(key.mode), key.tonic])
    others = np.delete(correlations, key.tonic, axis=1)
    return own, float(np.clip(own - float(others.max()), -0.4, 0.2))


def togetherness(score: Score) -> float:
    """How well parts sound together, at most 1: little silence in all of them at once, consonance on the beats, few parallel octaves and fifths."""
    beat = score.meters[0].beat_ticks(score.ticks_per_quarter)
    notes = np.array([(n.start_ticks, n.end_ticks, n.pitch) for part in score.parts if not part.is_drum for n in part.notes])
    chords = [notes[(notes[:, 0] <= ticks) & (ticks < notes[:, 1]), 2].tolist() for ticks in range(score.pickup_ticks, score.end_ticks, beat)]
    if not chords:
        return 0.0
    silent = sum(not chord for chord in chords) / len(chords)
    harsh = sum(_is_harsh(chord) for chord in chords) / len(chords)
    return 1.0 - 2.0 * silent - harsh - 2.0 * parallels(score)


_HARSH = frozenset({1, 11})


def _is_harsh(chord: Sequence[int]) -> bool:
    """A minor second, major seventh or minor ninth between two notes that sound on a beat."""
    return any(abs(one - other) % 12 in _HARSH for place, one in enumerate(chord) for other in chord[place + 1 :])


def parallels(score: Score) -> float:
    """Parallel octaves and fifths as a share of the moves two neighbouring one-note parts make together."""
    lines = [top_line(Score((part,))) for part in score.parts if not part.is_drum and part.notes]
    bad = moves = 0
    for place, upper in enumerate(lines):
        for lower in lines[place + 1 :]:
            there = {note.start_ticks: note.pitch for note in lower}
            both = [(note.pitch, there[note.start_ticks]) for note in upper if note.start_ticks in there]
            for before, after in pairwise(both):
                if before[0] != after[0] and before[1] != after[1]:
                    moves += 1
                    bad += (before[0] - before[1]) % 12 == (after[0] - after[1]) % 12 and (after[0] - after[1]) % 12 in {0, 7}
    return bad / moves if moves else 0.0


def top_line(score: Score) -> list[Note]:
    """The highest note at each onset of the first part (or of all pitched parts where the first is a drum part)."""
    part = next(part for part in score.parts if not part.is_drum and part.notes)
    top: dict[int, Note] = {}
    for note in part.notes:
        if note.start_ticks not in top or note.pitch > top[note.start_ticks].pitch:
            top[note.start_ticks] = note
    return [top[start] for start in sorted(top)]


def strong_beats_in_chord(score: Score, line: Sequence[Note]) -> float:
    """Share of line notes beginning on a beat that belong to the chord there; 0.5 where there are no chords."""
    chords = [chord for chord in score.chords if chord.quality != NO_CHORD]
    if not chords:
        return 0.5
    beat = score.meters[0].beat_ticks(score.ticks_per_quarter)
    strong = [note for note in line if (note.start_ticks - score.pickup_ticks) % beat == 0]
    if not strong:
        return 0.0
    return sum(_in_chord(note, score.chords) for note in strong) / len(strong)


def _in_chord(note: Note, chords: tuple[ChordSymbol, ...]) -> bool:
    chord = chord_at(chords, note.start_ticks)
    return chord is None or chord.quality == NO_CHORD or note.pitch % 12 in chord_pitch_classes(chord)


def _variety(score: Score) -> float:
    """Up to one point for a mix of old and new: bars whose rhythm returns, but not always the same bar."""
    contents = [content for content in bar_contents(score) if content]
    if len(contents) < 4:
        return 0.0
    rhythms = Counter(tuple(sorted({step for _, step, _ in content})) for content in contents)
    returning = sum(count for count in rhythms.values() if count > 1) / len(contents)
    distinct = len(set(contents)) / len(contents)
    return 1.0 - abs(returning - 0.6) - max(0.0, 0.35 - distinct) * 2


def _ending(score: Score, line: Sequence[Note], key: Key) -> float:
    """Points for a last note that is the tonic (or its third or fifth), long, and in the last bar."""
    last = line[-1]
    third = 4 if key.mode in {"major", "mixolydian", "lydian"} else 3
    degree = (last.pitch - key.tonic) % 12
    merit = {0: 1.5, third: 0.7, 7: 0.4}.get(degree, -0.8)
    beat = score.meters[0].beat_ticks(score.ticks_per_quarter)
    if last.duration_ticks >= beat:
        merit += 0.5
    final_chord = score.chords[-1] if score.chords else None
    if final_chord is not None and final_chord.root != key.tonic:
        merit -= 1.0
    return merit


def changes_merit(score: Score, key: Key) -> float:
    """Points for the chords of a tune alone: in the key, from the tonic's neighbourhood home to the tonic chord, neither stuck nor restless."""
    chords = [chord for chord in score.chords if chord.quality != NO_CHORD]
    if not chords:
        return -10.0
    third = 4 if key.mode in {"major", "mixolydian", "lydian"} else 3
    bars = max(1, sum(bar.number > 0 for bar in score.bars()))
    merit = tonality(replace(score, parts=()), key) + 0.4 * changes_in_key(chords, key)
    merit += 2.0 if _is_tonic(chords[-1], key, third) else -2.0
    merit += 0.5 if _is_tonic(chords[0], key, third) else 0.0
    falls = [(before.root - after.root) % 12 == 7 for before, after in pairwise(chords)]
    merit += float(np.mean(falls)) if falls else -1.0  # roots that fall by fifths lead somewhere
    return merit - 1.5 * abs(float(np.log((len(chords) / bars + 0.1) / 1.2)))


def changes_in_key(chords: Sequence[ChordSymbol], key: Key) -> float:
    """At most 8 points for chords of the key; a tonic chord with the third of the other mode costs most, for it makes it another key."""
    if not chords:
        return 0.0
    third = 4 if key.mode in {"major", "mixolydian", "lydian"} else 3
    foreign = sum(chord.root == key.tonic and not _is_tonic(chord, key, third) for chord in chords) / len(chords)
    return 8.0 * chords_in_scale(chords, key) - 6.0 * foreign


def _is_tonic(chord: ChordSymbol, key: Key, third: int) -> bool:
    return chord.root == key.tonic and (key.tonic + third) % 12 in chord_pitch_classes(chord)


def passage_merit(score: Score, key: Key, *, ensemble: bool) -> float:
    """Points for a few bars in the middle of a piece: notes of the key and the chord, singable motion, parts that sound together."""
    pitched = [part for part in score.parts if not part.is_drum and part.notes]
    if not pitched:
        return -4.0
    line = top_line(score)
    pitches = np.array([note.pitch for note in line])
    leaps = np.abs(np.diff(pitches)) if len(pitches) > 1 else np.zeros(1)
    notes = sorted(note for part in score.parts for note in part.notes)
    if _longest_silence(notes, score.end_ticks) > LONGEST_SILENCE_BARS * score.meters[0].bar_ticks(score.ticks_per_quarter):
        return -4.0
    merit = 2.0 * _share_in_scale(score, key) - 2.0 * float(np.mean(leaps > 9)) - 0.7 * float(np.mean(leaps == 0))
    if score.chords:
        merit += 1.5 * strong_beats_in_chord(score, line) + 1.5 * chords_in_scale(score.chords, key)
    if ensemble:
        merit += 3.0 * togetherness(score)
    return merit


SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 9, 10, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
}


def chords_in_scale(chords: Sequence[ChordSymbol], key: Key) -> float:
    """Mean share of each chord's notes that belong to the key."""
    scale = {(key.tonic + degree) % 12 for degree in SCALES[key.mode]}
    shares = [sum(tone in scale for tone in tones) / len(tones) for chord in chords if (tones := chord_pitch_classes(chord))]
    return sum(shares) / len(shares) if shares else 0.0


def _share_in_scale(score: Score, key: Key) -> float:
    """Share of the sounding time spent on notes of the key (minor with both sixths and sevenths)."""
    weights = pitch_class_weights(score)
    scale = [(key.tonic + degree) % 12 for degree in SCALES[key.mode]]
    return float(weights[scale].sum() / max(1e-9, weights.sum()))
