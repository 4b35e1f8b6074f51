"""What composed words are like, over many pieces a genre, beside held-out human texts of the same amount.

`distinct-4` is the share of runs of four words that stand there once only counted once: different runs over all runs. It falls with the amount of
text, so human texts of the genre are read up to as many words. Copying is the longest passage shared with the training texts to the letter, white
space apart. Limericks are measured again from their letters: five lines, AABBA and no rhyme word twice by the pronouncing dictionary; the
same stands beside it for human ones. Songs: stresses of content words on strong beats, and whether every syllable has a note of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from benchmarks.held_out import recipe_behind
from benchmarks.scale import progress
from benchmarks.table import Row, at_least, at_most, not_measured
from benchmarks.word_scores import texts_by_genre
from corpora.cache import load_pieces
from corpora.encodings.catalogue import text_encoding
from corpora.errors import AskerError
from corpora.pieces import Score
from generators.compose import compose
from generators.compositions import Composition, Finished, TextComposition
from generators.genres import text_genre
from generators.material import gather
from generators.registry import load_generator
from generators.requests import Request

SONG = "song"
LIEDER = "openscore-lieder"
_LIEDER = 100
"""Human songs measured at most."""
LONGEST_COPY = 50

Composer = Callable[[Request], Finished]


@dataclass(slots=True)
class Composed:
    """What a genre's requests brought."""

    pieces: list[TextComposition] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def word_piece_rows(genres: Sequence[str], requests: int, composer: Composer = compose) -> list[Row]:
    """Every measure for every genre of words named."""
    return [row for name in genres for row in _genre_rows(name, requests, composer)]


def _genre_rows(name: str, requests: int, composer: Composer) -> list[Row]:
    chosen = text_genre(name)
    try:
        human = human_texts(chosen.generator, chosen.told_as)
    except AskerError as error:
        return [not_measured(f"{name}: pieces", str(error))]
    composed = composed_texts(name, requests, composer)
    rows = [Row(f"{name}: requests answered", _percent(len(composed.pieces), requests), "%", note=_first(composed.refused), target=at_least(100))]
    if not composed.pieces:
        return rows
    texts = [piece.text for piece in composed.pieces]
    rows += [distinct_row(name, texts, human), *_copy_rows(name, composed.pieces), _shape_row(name, composed.pieces)]
    return [*rows, *limerick_rows(texts, human)] if chosen.form == "limerick" else rows


def human_texts(generator: str, told_as: str) -> list[str]:
    """Held-out texts of a genre.

    Raises:
        AskerError: when the generator, its recipe or a corpus is missing.
    """
    found = load_generator(generator)
    encoding = text_encoding(found.meta.encoding)
    material = gather(recipe_behind(found), encoding)
    return texts_by_genre(encoding, material.test or material.valid).get(told_as, [])


def composed_texts(name: str, requests: int, composer: Composer) -> Composed:
    """One piece a seed."""
    found = Composed()
    for seed in range(requests):
        if seed % 50 == 0:
            progress(f"  {name}: {seed} of {requests}")
        try:
            piece = composer(Request(name, seed))
        except AskerError as error:
            found.refused.append(f"seed {seed}: {error}")
            continue
        if isinstance(piece, TextComposition):
            found.pieces.append(piece)
    return found


def distinct_row(name: str, texts: Sequence[str], human: Sequence[str]) -> Row:
    """Distinct-4 over the same figure of human texts of as many words."""
    amount = min(_words(texts), _words(human))
    ours, theirs = distinct_share(texts, amount), distinct_share(human, amount)
    if not theirs:
        return not_measured(f"{name}: distinct-4 over that of human texts", "too few held-out human texts", at_least(0.95))
    note = f"{ours:.3f} against {theirs:.3f}, {amount:,} words each"
    return Row(f"{name}: distinct-4 over that of human texts", ours / theirs, "", note=note, target=at_least(0.95))


def distinct_share(texts: Iterable[str], amount: int, run: int = 4) -> float:
    """Different runs of words over all, within the first ``amount`` words of texts; no run goes from one text into the next.

    A stanza that a text repeats to the letter, as a chorus is, counts once: printed songs write it once too.
    """
    runs = list(_runs(("\n\n".join(dict.fromkeys(text.split("\n\n"))) for text in texts), amount, run))
    return len(set(runs)) / len(runs) if runs else 0.0


def _runs(texts: Iterable[str], amount: int, run: int) -> Iterator[tuple[str, ...]]:
    for text in texts:
        words = text.lower().split()[:amount]
        amount -= len(words)
        yield from zip(*(words[start:] for start in range(run)), strict=False)


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _copy_rows(name: str, pieces: Sequence[TextComposition]) -> list[Row]:
    lengths = np.array([piece.originality.longest_match_characters for piece in pieces if piece.originality is not None])
    title = f"{name}: longest passage copied, 99th percentile"
    if not len(lengths):
        return [not_measured(title, "the generator has no index of its training texts", at_most(LONGEST_COPY))]
    p95 = next(piece.originality.human_p95 for piece in pieces if piece.originality is not None)
    note = f"{len(lengths)} pieces; median {np.median(lengths):.0f}, longest {lengths.max()}; human texts' 95th {p95}"
    return [Row(title, float(np.percentile(lengths, 99)), "characters", note=note, target=at_most(LONGEST_COPY))]


def _shape_row(name: str, pieces: Sequence[TextComposition]) -> Row:
    kept = [piece.checks["form"].ok for piece in pieces if "form" in piece.checks]
    missed = [f"seed {piece.request.seed}: {piece.checks['form'].got}" for piece in pieces if "form" in piece.checks and not piece.checks["form"].ok]
    return Row(f"{name}: pieces in shape", _percent(sum(kept), len(kept)), "%", note=_first(missed), target=at_least(100))


def limerick_rows(texts: Sequence[str], human: Sequence[str]) -> list[Row]:
    """Lines, rhymes and repeated rhyme words of ours, with the human figure in the note."""
    measures = (
        ("five lines", lambda text: len(text.split("\n")) == 5, at_least(100)),
        ("rhyme AABBA by the pronouncing dictionary", rhymes_as_limerick, at_least(98)),
        ("repeat a rhyme word", repeats_rhyme_word, at_most(2)),
    )
    return [
        Row(f"limerick: {what}", _share(texts, test), "%", note=f"human: {_share(human, test):.1f}% of {len(human)}", target=target)
        for what, test, target in measures
    ]


def rhymes_as_limerick(text: str) -> bool:
    """Whether the pronouncing dictionary hears AABBA."""
    from generators.words.rhyme import scheme_of

    return scheme_of(text.split("\n")) == "AABBA"


def repeats_rhyme_word(text: str) -> bool:
    """Whether two lines end in one word."""
    from generators.words.rhyme import repeated_rhyme_words

    return bool(repeated_rhyme_words(text.split("\n")))


def song_rows(requests: int, composer: Composer = compose) -> list[Row]:
    """Stress and syllables of songs, beside the Lieder."""
    scores, refused = [], []
    for seed in range(requests):
        if seed % 20 == 0:
            progress(f"  {SONG}: {seed} of {requests}")
        try:
            piece = composer(Request(SONG, seed))
        except AskerError as error:
            refused.append(f"seed {seed}: {error}")
            continue
        if isinstance(piece, Composition):
            scores.append(piece.written)
    answered = Row(f"{SONG}: requests answered", _percent(len(scores), requests), "%", note=_first(refused), target=at_least(100))
    return [answered, *_stress_rows(scores), _lieder_row()] if scores else [answered]


def _stress_rows(scores: Sequence[Score]) -> list[Row]:
    from generators.songs.measuring import every_syllable_has_a_note

    sung = [every_syllable_has_a_note(score) for score in scores]
    share, stresses = stress_share(scores)
    return [
        Row(f"{SONG}: stresses on strong beats", share, "%", note=f"{stresses:,} stresses of {len(scores)} songs", target=at_least(90)),
        Row(f"{SONG}: every syllable has a note", _percent(sum(sung), len(sung)), "%", target=at_least(100)),
    ]


def _lieder_row() -> Row:
    title = "human Lieder: stresses on strong beats"
    try:
        scores = [piece.score for piece in load_pieces(LIEDER, split="test")]
    except AskerError as error:
        return not_measured(title, str(error))
    share, stresses = stress_share(list(islice((score for score in scores if any(part.lyrics for part in score.parts)), _LIEDER)))
    return (
        Row(title, share, "%", note=f"{stresses:,} stresses; by an English dictionary, whatever the language")
        if stresses
        else not_measured(title, "none sung")
    )


def stress_share(scores: Sequence[Score]) -> tuple[float, int]:
    """Percent of stresses of content words that fall on strong beats, over all scores together, and how many stresses there are."""
    from generators.songs.measuring import stress_on_strong_beats

    counted = [stress_on_strong_beats(score) for score in scores]
    hits, total = (sum(column) for column in zip(*counted, strict=True)) if counted else (0, 0)
    return _percent(hits, total), total


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return _percent(sum(test(text) for text in texts), len(texts))


def _percent(some: int, whole: int) -> float:
    return 100.0 * some / max(whole, 1)


def _first(faults: Sequence[str]) -> str:
    return f"{len(faults)} not; such as {faults[0][:200]}" if faults else ""
