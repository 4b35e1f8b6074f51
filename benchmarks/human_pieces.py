"""Human pieces of a genre that no generator learnt from: the held-out side of the corpora its generator is trained on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from corpora.cache import load_pieces
from corpora.catalogue import corpus
from corpora.chords import NO_CHORD, chord_pitch_classes
from corpora.corpus import CorpusPiece
from corpora.errors import AskerError
from corpora.pieces import Note, Part, Score
from generators.genres import Genre, music_genre
from generators.recipes import CorpusShare, recipe_named

FEWEST_NOTES = 16


@dataclass(frozen=True, slots=True)
class HumanPieces:
    """Held-out pieces, and which corpora were missing."""

    scores: tuple[Score, ...]
    missing: str
    """Why some (or all) corpora could not be read; empty where all were."""

    @property
    def about(self) -> str:
        """For a row's note."""
        return f"{len(self.scores)} held-out human pieces" + (f" ({self.missing})" if self.missing else "")


@lru_cache(maxsize=2)
def human_pieces(genre_name: str, most: int = 200, *, solos: bool = True) -> HumanPieces:
    """At most so many held-out pieces of a genre, drawn evenly: of the test side, or where that has none, of the validation side."""
    chosen = music_genre(genre_name)
    found: list[CorpusPiece] = []
    missing: list[str] = []
    try:
        shares = recipe_named(chosen.generator).corpora
    except AskerError as error:
        return HumanPieces((), str(error))
    for share in shares:
        try:
            found += _held_out(share, chosen, solos)
        except AskerError as error:
            missing.append(str(error))
    test = [piece.score for piece in found if piece.split == "test"]
    scores = test or [piece.score for piece in found]
    picked = np.unique(np.linspace(0, max(0, len(scores) - 1), min(most, len(scores))).round().astype(np.int64)).tolist()
    return HumanPieces(tuple(scores[place] for place in picked), "; ".join(missing))


def _held_out(share: CorpusShare, chosen: Genre, solos: bool) -> Iterator[CorpusPiece]:
    """The pieces of a recipe's corpus that were told to the generator as this genre (and as its solos, where wanted)."""
    names = {chosen.told_as, chosen.solo_told_as} if solos else {chosen.told_as}
    offered = {share.genre or share.genres.get(name, name) for name in corpus(share.name).genres}
    if not names & offered:  # reading a corpus for nothing takes minutes
        return
    for piece in load_pieces(share.name):
        told_as = share.genre or share.genres.get(piece.genre, piece.genre)
        wanted = told_as in names and (not share.only or piece.genre in share.only)
        if wanted and piece.split != "train" and isinstance(piece.piece, Score) and piece.piece.note_count >= FEWEST_NOTES:
            yield piece


def with_chords_sounded(score: Score) -> Score:
    """A lead sheet with its chord symbols played as plain chords, so that a key is heard in it as in a whole band."""
    chords = [chord for chord in score.chords if chord.quality != NO_CHORD]
    if not chords:
        return score
    ends = [*(chord.start_ticks for chord in score.chords[1:]), max(score.end_ticks, score.chords[-1].start_ticks + 1)]
    notes = [
        Note(chord.start_ticks, 48 + pitch_class, max(1, end - chord.start_ticks))
        for chord, end in zip(score.chords, ends, strict=True)
        for pitch_class in chord_pitch_classes(chord)
    ]
    return replace(score, parts=(*score.parts, Part("chords", 0, tuple(sorted(notes)))))
