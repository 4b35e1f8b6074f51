"""piano-midi.de: classical piano music by Bernd Krueger, with expressive tempo and dynamics.

The notes stand on the tick grid of the score; the expression is in the tempo events and velocities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.formats.midi import read_midi
from corpora.sources.files import each_readable
from corpora.sources.keys import with_heard_keys

_COMPOSERS = {
    "albeniz": ("Isaac Albéniz", "romantic"), "bach": ("J. S. Bach", "baroque"), "balakir": ("Mily Balakirev", "romantic"),
    "beeth": ("Ludwig van Beethoven", "classical"), "borodin": ("Alexander Borodin", "romantic"), "brahms": ("Johannes Brahms", "romantic"),
    "burgm": ("Friedrich Burgmüller", "romantic"), "chopin": ("Frédéric Chopin", "romantic"), "clementi": ("Muzio Clementi", "classical"),
    "debussy": ("Claude Debussy", "romantic"), "granados": ("Enrique Granados", "romantic"), "grieg": ("Edvard Grieg", "romantic"),
    "haydn": ("Joseph Haydn", "classical"), "liszt": ("Franz Liszt", "romantic"), "mendelssohn": ("Felix Mendelssohn", "romantic"),
    "mozart": ("W. A. Mozart", "classical"), "muss": ("Modest Mussorgsky", "romantic"), "schubert": ("Franz Schubert", "romantic"),
    "schumann": ("Robert Schumann", "romantic"), "tschai": ("Pyotr Tchaikovsky", "romantic"), "small_test_set": ("Johannes Brahms", "romantic"),
}  # fmt: skip


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="pianomidi",
        title="Classical piano by Bernd Krueger (piano-midi.de)",
        genres=("classical", "romantic", "baroque"),
        kind="music",
        licence="CC BY-SA 3.0 DE",
        attribution="MIDI files by Bernd Krueger, http://www.piano-midi.de, CC BY-SA Germany.",
        source=Source(
            url="https://github.com/yoshikodes/ML-Music",
            commit="4ca432d",
            archive="https://github.com/yoshikodes/ML-Music/archive/4ca432d.zip",
        ),
        rights="ship",
        files=("data/*/*.mid", "data/*/*.MID"),
        sha256="702e950f7153e0e8701de948e06d16ee741a5eb9ecf24455f32a7539c58aad1a",
        reader=read,
        by_composer=True,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every piece; the folder names the composer, the file the work."""
    paths = sorted(path for path in (folder / "data").glob("*/*") if path.suffix.lower() == ".mid")
    for path, name, score in each_readable(folder, paths, read_midi, skipped):
        composer, genre = _COMPOSERS.get(path.parent.name, ("", "classical"))
        title = score.title or path.stem
        yield CorpusPiece(
            id=f"pianomidi/{name.removeprefix('data/')}",
            genre=genre,
            piece=with_heard_keys(replace(score, title=title, composer=composer)),
            composer=composer,
            title=title,
            licence="CC BY-SA 3.0 DE",
            # Movements of one work are different pieces: the file's own name, not the work's title, begins the group.
            group=f"{composer.split()[-1].lower() if composer else path.parent.name}: {path.stem.lower()}",
        )
