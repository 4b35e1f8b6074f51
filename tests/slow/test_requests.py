"""Two hundred random requests a genre: what is asked is what is played, heard in its key, readable by everybody, and new."""

from __future__ import annotations

import pytest

from benchmarks.quality import genre_rows
from benchmarks.scale import STANDARD
from corpora.errors import AskerError
from generators.genres import genre, genre_names
from generators.registry import load_generator


@pytest.mark.slow
@pytest.mark.parametrize("name", genre_names("music"))
def test_every_measure_of_a_genre_is_met(name: str) -> None:
    try:
        load_generator(genre(name).generator)
    except AskerError as error:
        pytest.skip(str(error))
    rows = genre_rows(name, STANDARD.requests)
    missed = [
        f"{row.name}: {row.figure:.4g} {row.unit}, wanted {row.target} ({row.note})"
        for row in rows
        if row.target is not None and row.measured and not row.target.met_by(row.figure)
    ]
    assert not missed, "\n".join(missed)
