"""Mrs Beeton's recipes of 1861, each in the same seven lines; her natural history, housekeeping and law are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.decency import without_indecent
from corpora.pieces import Text
from corpora.sources.gutenberg import book_of, normalised
from corpora.sources.paragraphs import SMALL_WORDS, blocks, unwrapped
from corpora.titles import folded

_FILE = "household_management/10136.txt"
_AUTHOR = "Isabella Beeton"
_LICENCE = "public domain"
LABELS = ("Ingredients", "Method", "Time", "Average cost", "Sufficient", "Seasonable")
"""The lines below the title, in their order."""
_FIELDS = {
    "mode": "Method", "time": "Time", "average cost": "Average cost", "sufficient": "Sufficient", "sufficient for": "Sufficient",
    "seasonable": "Seasonable", "note": "",
}  # fmt: skip
_INGREDIENTS = re.compile(r"\s*(?P<number>\d+)[.\s]*(?:--)?\s*INGREDIENTS[.,]?-*\s*")
_MARK = re.compile(
    r"_+(Mode|Time|Average [Cc]ost|Sufficient|Sufficient for|Seasonable|Note)[.:']?(?: ?_+[.:']?|(?=-))-*|^(?:Mode|Note)[.,]--"
    r"|(?<=\. )(Average cost)(?=,)"
)
_TITLE = re.compile(r"(?:[A-Z][A-Z'.&-]+|A|I)[,;]?(?: |$)(?![a-z])|[A-Z][A-Z'&-]{2,}[.,;]?(?: |$)")
_PART = re.compile(r"[IVX]+\.|[IVX]+")
_REFERENCE = re.compile(
    r",? ?\((?:[Ss]ee |as |made |by |recipe )*(?:Nos?\. ?[\d, and]+|[Ss]ee [^()]*|SEE [^()]*)\)"
    r"|,?(?: in the same (?:manner|way))?(?: as)?(?: directed| described| given| made| prepared)?(?: by| from| in| to| see| with| of| at)?(?: the)?"
    r" recipes? ?,? ?(?:see )?(?:Nos?\. ?)?\d+(?:(?:,| and| or) (?:No\. )?\d+\b)*"
    r"|,?(?: (?:as|of|in|by|to|with)(?= Nos?\. ?\d+[.;]))? ?(?:see )?\bNos?\. ?\d+(?:(?:, | and | or )(?:No\. )?\d+\b)*(?=[ ,.;:)]|$)"
    r"|(?:(?<=\. )For [a-z ]+, )?[Ss]ee p\. \d+\.?|[,;]? ?(?:see )?(?:Coloured )?Plate [A-Z]{1,2}\d?\b"
)
"""``stock No. 105``, ``made by recipe No. 417``: no reader of one recipe can follow it."""
_DOUBLE_STOP = re.compile(r"[,;][,;.]+|(?<!\.)\.\.(?!\.)")
_RUBRIC = re.compile(r"\d+\. |_?[A-Z][A-Z-]+_?,? (?:[A-Z-]+,? )*[A-Z-]{3,}\b")
"""How a paragraph begins that no longer belongs to the method: with a number, or with words in capitals."""
_BUNDLE = re.compile(r"\bfagg?ot(s?)(?= of)")
"""The kitchen's old word for a bunch of herbs, which has become a slur."""
LAST_DISH = 1_898
"""What is numbered higher is for the medicine chest and the wash-house."""
MOST_CHARACTERS = 4_000


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="recipes",
        title="Mrs Beeton's recipes",
        genres=("recipe",),
        kind="text",
        licence=_LICENCE,
        attribution="The Book of Household Management by Isabella Beeton (1861), Project Gutenberg eBook 10136, public domain.",
        source=Source(
            url="https://github.com/GITenberg/The-Book-of-Household-Management_10136",
            commit="c48e452",
            obtain="take 10136.txt of https://github.com/GITenberg/The-Book-of-Household-Management_10136 at c48e452"
            " and put it into a folder household_management",
        ),
        rights="ship",
        files=(_FILE,),
        sha256="5cc72f10d30d878e61fd2658e4f9144acdcfe2a945b11419861b88109bf9b99e",
        reader=read,
        folder="text/recipes",
    )


@dataclass(slots=True)
class Recipe:
    """A recipe while it is read."""

    number: int
    title: str
    parts: dict[str, list[str]] = field(default_factory=dict)
    """What stands under each of :data:`LABELS`."""
    label: str = ""
    """Under which of them the next paragraph stands; empty where it is dropped."""

    def add(self, label: str, words: str) -> None:
        """Put words under a label, and what follows as well."""
        self.label = label
        if label and words:
            self.parts.setdefault(label, []).append(words)

    def lines(self) -> list[str]:
        """The title, and a line for each label the book gives."""
        written = [(label, _sentence(" ".join(self.parts[label]))) for label in LABELS if label in self.parts]
        return [self.title, *(_labelled(label, words) for label, words in written if words)]


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every recipe that has ingredients and a method; those of one name are one group."""
    return without_indecent(_every_recipe(folder, skipped), skipped)


def _every_recipe(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    times: Counter[int] = Counter()
    for recipe in recipes(book_of(folder / _FILE)):
        if recipe.number > LAST_DISH:
            break
        times[recipe.number] += 1  # two numbers are misprinted
        identity = f"recipes/{recipe.number}" + (f"-{times[recipe.number]}" if times[recipe.number] > 1 else "")
        text = "\n".join(recipe.lines())
        if not recipe.title or {"Ingredients", "Method"} - set(recipe.parts):
            skipped.append(Skipped(identity, "no title, ingredients or method"))
        elif len(text) > MOST_CHARACTERS:
            skipped.append(Skipped(identity, f"a treatise of {len(text)} characters"))
        else:
            group = f"recipes/{_dish(recipe.title)}"
            yield CorpusPiece(identity, "recipe", Text(text, recipe.title, _AUTHOR), _AUTHOR, recipe.title, _LICENCE, group)


def recipes(lines: Sequence[str]) -> Iterator[Recipe]:
    """Every numbered list of ingredients with the title above it and what is said below it."""
    title, recipe = "", None
    for block in blocks(lines):
        whole = unwrapped(block)
        begun = _INGREDIENTS.match(whole)
        if begun:
            if recipe:
                yield recipe
            recipe = Recipe(int(begun["number"]), title)
            recipe.add("Ingredients", plain(whole[begun.end() :]))
        elif block[0].startswith("    ") or _PART.fullmatch(whole):
            continue
        elif _is_title(whole):
            if recipe:
                yield recipe
            title, recipe = title_of(whole), None
        elif recipe:
            _add_paragraph(recipe, whole)
    if recipe:
        yield recipe


def _is_title(whole: str) -> bool:
    """Whether a block is a heading: capitals first, and no sentence of prose."""
    return _TITLE.match(whole) is not None and not _MARK.search(whole) and len(whole) < 160 and not re.search(r"[a-z]{2}\. [A-Z]", whole)


def _add_paragraph(recipe: Recipe, whole: str) -> None:
    marks = list(_MARK.finditer(whole))
    before = plain(whole[: marks[0].start()] if marks else whole)
    if before and recipe.label in {"Ingredients", "Method"} and not whole.startswith(("(", "_", "[")) and not _RUBRIC.match(whole):
        recipe.add(recipe.label, before)
    elif not marks:
        recipe.label = ""
    for mark, following in zip_longest(marks, marks[1:]):
        name = (mark[1] or mark[2] or mark[0].strip("_.,-")).lower()
        recipe.add(_FIELDS[name], plain(whole[mark.end() : following.start() if following else len(whole)]))


def plain(words: str) -> str:
    """One typography, no references to other recipes, no space before a stop."""
    text = _REFERENCE.sub("", _BUNDLE.sub(r"bunch\1", normalised(words)).replace("bunchs", "bunches"))
    text = re.sub(r"\s+([,.;:])", r"\1", " ".join(text.split()))
    return _DOUBLE_STOP.sub(lambda stops: "." if "." in stops[0] else stops[0][0], text.replace(" ()", "")).strip(" -:;,")


def _sentence(words: str) -> str:
    words = words.lstrip(".,:; -'")
    if words and words[-1] not in ".!?":
        words += "."
    return words


def _labelled(label: str, words: str) -> str:
    if label in {"Sufficient", "Seasonable"} and words[0].islower():
        return f"{label} {words}"
    return f"{label}: {words[0].upper()}{words[1:]}"


def title_of(heading: str) -> str:
    """The heading in small letters, every word of weight with a capital: ``To Preserve Oranges``."""
    bare = re.sub(r"^\d+\. ", "", plain(heading))
    bare = bare if bare.endswith("&c.") else bare.rstrip(" .")
    return " ".join(_title_word(word, first=index == 0) for index, word in enumerate(bare.split()))


def _title_word(word: str, *, first: bool) -> str:
    letters = [letter for letter in word if letter.isalpha()]
    if not letters or not all(letter.isupper() for letter in letters):
        return word
    if not first and word.lower().strip(",.") in SMALL_WORDS:
        return word.lower()
    return re.sub(r"(?<![^\W\d_'])[^\W\d_]", lambda match: match.group().upper(), word.lower())


def _dish(title: str) -> str:
    return folded(re.sub(r"\(.*?\)", "", title)).replace(" ", "-")
