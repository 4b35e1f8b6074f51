"""Words: how well they are foreseen, and what the composed ones are like.

Tiny-shakespeare: its last tenth is read as one stream by models that learnt from the first nine tenths. Models are mixed by a gate that is learnt
on the end of the training text. A cache counts what it has already read of the very text that is measured, as every cache does: a mixture
with one is a model that goes on learning, with its gate fixed or adapting as well. Genres: bits per character of held-out texts beside
Kneser-Ney over characters of order 7, counted on the genre's own training texts and on all. Pieces: different runs of four words over all
runs, against human texts of the same amount (`distinct-4`); the longest passage shared with the training texts to the letter; shapes measured on
the finished letters.
"""

from __future__ import annotations

from benchmarks.scale import STANDARD, Scale
from benchmarks.shakespeare import shakespeare_rows
from benchmarks.table import Row
from benchmarks.word_pieces import SONG, song_rows, word_piece_rows
from benchmarks.word_scores import word_score_rows
from generators.genres import genre_names

WHOLE = "tiny-shakespeare"
"""May stand among the genres to measure; without genres it is measured first."""


def run(scale: Scale = STANDARD) -> list[Row]:
    """Every table, or the genres named alone."""
    wanted = scale.genres or (WHOLE, *genre_names("text"), SONG)
    genres = [name for name in genre_names("text") if name in wanted]
    rows = shakespeare_rows(scale.train_minutes) if WHOLE in wanted else []
    rows += word_score_rows(genres) + word_piece_rows(genres, scale.requests)
    return rows + song_rows(scale.requests) if SONG in wanted else rows


if __name__ == "__main__":
    from benchmarks.table import markdown_table

    print(markdown_table(run()), end="")
