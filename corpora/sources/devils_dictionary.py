"""The Devil's Dictionary of Ambrose Bierce: a piece for each headword."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import without_indecent
from corpora.pieces import Text
from corpora.sources.gutenberg import book_of, normalised
from corpora.sources.paragraphs import blocks, unwrapped, verse_lines
from corpora.titles import folded

_FILE = "devils_dictionary/972.txt"
_AUTHOR = "Ambrose Bierce"
_LICENCE = "public domain"
_CLASS = r"(?:n|v|adj|adv|pp|p\.p|pro|pron|x|v\.t|v\.i|n\.pl|interj|conj|prep)\."
_HEAD = re.compile(
    rf"(?P<word>[A-Z][A-Z' -]*[A-Z](?: \(?or [A-Z]+\)?(?: [A-Z]+)?| ?, [A-Z]+)?|[A-Z](?:\.[A-Z])+\.|[A-Z])(?:,? (?P<class>{_CLASS})|[.?,])(?:\s|$)"
)
_HEADED_LETTER = re.compile(r"[A-Z]")
_ASIDE = re.compile(r"^\[[^\]]*\]\s*|\s*\[sic\]|[\[\]]")
MOST_CHARACTERS = 2_500
"""A longer entry tells a story; it is left out."""
_LONGEST_ATTRIBUTION = 60
_SIGNATURE_INDENT = 40
"""Spaces before a name set at the right edge below its verse."""
_NAME_WORDS = frozenset({"the", "of", "de", "la", "von", "and", "in", "d'", "der", "van", "to", "by"})
_SAYS = re.compile(r"[!?]$|--|\b(?:n|v|adj)\.")


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="devils-dictionary",
        title="The Devil's Dictionary",
        genres=("definition",),
        kind="text",
        licence=_LICENCE,
        attribution="The Devil's Dictionary by Ambrose Bierce (1911), Project Gutenberg eBook 972, public domain.",
        source=Source(
            url="https://github.com/GITenberg/The-Devil-s-Dictionary_972",
            commit="38e59dd",
            obtain="take 972.txt of https://github.com/GITenberg/The-Devil-s-Dictionary_972 at 38e59dd and put it into a folder devils_dictionary",
        ),
        rights="ship",
        files=(_FILE,),
        sha256="55cb4db6cf9e50491ac68c1ffa7e402c56f37126ed0f52e35c055c3d7970a62c",
        reader=read,
        folder="text/aphorisms",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every entry that defines: its meaning in one line, further paragraphs and verses below; who is said to have written a verse is left out."""
    return without_indecent(_every_entry(folder, skipped), skipped)


def _every_entry(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    times: Counter[str] = Counter()
    for headword, text in entries(book_of(folder / _FILE)):
        group = f"devils-dictionary/{folded(headword).replace(' ', '-')}"
        times[group] += 1
        identity = group if times[group] == 1 else f"{group}-{times[group]}"
        if len(text) <= MOST_CHARACTERS:
            yield CorpusPiece(identity, "definition", Text(text, headword, _AUTHOR), _AUTHOR, headword, _LICENCE, group)
        else:
            skipped.append(Skipped(identity, f"a story of {len(text)} characters, not a definition"))


def entries(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Headword and whole entry of all that stands in the book; the essays on single letters (``W``) and the preface are no entries."""
    entry: list[list[str]] = []
    for block in blocks(normalised("\n".join(lines)).split("\n")):
        if _begins_entry(block) or (len(block) == 1 and _HEADED_LETTER.fullmatch(block[0])):
            yield from _written(entry)
            entry = [block] if _begins_entry(block) else []
        elif entry:
            entry.append(block)
    yield from _written(entry)


def _begins_entry(block: Sequence[str]) -> bool:
    head = _HEAD.match(block[0])
    return head is not None and len(head["word"]) > 1 and not _is_attribution(block)


def _is_attribution(block: Sequence[str]) -> bool:
    """Whether a block names the author of what stands above: ``G.J.``, ``Father Gassalasca Jape, S.J.``."""
    line = block[0]
    if len(block) > 2 or len(line) > _LONGEST_ATTRIBUTION or (len(block) > 1 and line[:1] == " "):
        return False
    return all(word[:1].isupper() or word in _NAME_WORDS for part in block for word in part.split()) and not _SAYS.search(line)


def _written(entry: list[list[str]]) -> Iterator[tuple[str, str]]:
    if not entry:
        return
    head = _HEAD.match(entry[0][0])
    if head is None:
        return
    first = [entry[0][0][head.end() :], *entry[0][1:]]
    meaning = _ASIDE.sub("", unwrapped(first))
    headword = head["word"].rstrip(".")
    label = f"{head['word']}, {head['class'].replace('p.p.', 'pp.')}" if head["class"] else f"{headword}."
    below = [block for block in entry[1:] if not _is_attribution(block)]
    parts = [f"{label} {meaning}".strip(), *(_part(block) for block in below)]
    if meaning or below:
        yield headword, _ASIDE.sub("", "\n".join(parts))


def _part(block: Sequence[str]) -> str:
    if not block[0].startswith(" "):
        return unwrapped(block)
    return verse_lines(line for line in block if not (line.startswith(" " * _SIGNATURE_INDENT) and _is_attribution([line.strip()])))
