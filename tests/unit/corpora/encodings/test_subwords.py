"""The merges that ship, and our own application of them beside the library's."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable

import pytest

from corpora.cache import load_pieces
from corpora.catalogue import CATALOGUE, corpus
from corpora.encodings.subword_training import learn_merges, merges_of, merges_text, trained_library
from corpora.encodings.subwords import MERGES_FILE, Merges, SubwordEncoding, byte_names, learnt_merges, split_word
from corpora.encodings.text import CONTROLS, LINE
from corpora.errors import AskerError
from corpora.pieces import Text

TEXT = """There was an old band on a quay,
Who played to the fish in the sea;
  When they asked, "Is it well?"
They could none of them tell,
But they danced -- o'er and o'er -- until three.

"Don't!" cried the drummer of 1848. "It's th'unlucky thé, ain't it?"
"""


def pieces_of(text: str) -> list[str]:
    return [piece for line in text.split("\n") for word in line.split(" ") if word for piece in split_word(f" {word}")]


def test_our_merging_is_the_librarys() -> None:
    counts = Counter(pieces_of(TEXT * 3))
    library = trained_library(counts, merges=90)
    mine = Merges(merges_of(library))
    numbers = {name: number for number, name in enumerate(mine.names)}
    for piece in [*counts, " unheard", "-of", " Überall", "🎺", "quaytheband"]:
        assert mine.apply(piece) == [numbers[token] for token in library.encode(piece).tokens], piece


def assert_merges_alike(pieces: Iterable[str]) -> None:
    """Check our application of the merges that ship against the library's, piece by piece."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    merges = [tuple(line.split(" ")) for line in MERGES_FILE.read_text(encoding="utf-8").splitlines()]
    mine = learnt_merges()
    library = Tokenizer(models.BPE({name: number for number, name in enumerate(mine.names)}, merges))
    library.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    for piece in pieces:
        assert mine.apply(piece) == library.encode(piece).ids, piece


def test_what_ships_merges_as_the_library_does() -> None:
    assert_merges_alike(pieces_of(TEXT))


@pytest.mark.slow
def test_every_word_of_the_corpora_merges_as_the_librarys_does() -> None:
    found: set[str] = set()
    for name in CATALOGUE:
        if corpus(name).kind == "text":
            try:
                found.update(piece for text in load_pieces(name) for piece in pieces_of(text.text.text))
            except AskerError as problem:
                pytest.skip(str(problem))
    assert len(found) > 30_000
    assert_merges_alike(found)


def test_more_often_is_merged_first() -> None:
    merges = learn_merges([("the the the then", 2), ("ox ox", 1)], merges=4)
    assert merges[0] in {("t", "h"), ("Ġ", "t"), ("h", "e")}
    assert merges_text(merges).count("\n") == len(merges) == 4
    assert Merges(merges).apply(" the") == [259 - 1]


def test_what_ships_holds_what_it_should() -> None:
    coder = SubwordEncoding()
    assert len(coder.spellings) == 2304
    assert len(coder.vocabulary) == len(CONTROLS) + 2304
    assert all(" " not in spelling[1:].decode("utf-8", "replace") for spelling in coder.spellings)
    assert not any(any(48 <= byte <= 57 for byte in spelling) and len(spelling.strip()) > 1 for spelling in coder.spellings)
    assert {" the", " The", " and", " love", " sea"} <= {spelling.decode("utf-8", "replace") for spelling in coder.spellings}
    assert byte_names()[ord("A")] == "A"


def test_the_same_word_has_the_same_tokens_wherever_it_stands() -> None:
    coder = SubwordEncoding()
    assert coder.line_tokens("The sea") == coder.word_tokens("The") + coder.word_tokens("sea")
    assert coder.line_tokens("sea The") == coder.word_tokens("sea") + coder.word_tokens("The")
    assert coder.line_tokens("the quay, sir!", backwards=True) == coder.word_tokens("sir!") + coder.word_tokens("quay,") + coder.word_tokens("the")


def test_common_words_are_one_token_and_text_is_short() -> None:
    coder = SubwordEncoding()
    assert [len(coder.word_tokens(word)) for word in ("the", "and", "moon", "never", "little")] == [1] * 5
    encoded = coder.encode_text(Text(TEXT), "limerick")
    assert len(TEXT) / len(encoded.tokens) > 2.2
    assert (encoded.tokens == LINE).sum() == TEXT.count("\n") + 1


def test_playing_loads_no_library() -> None:
    use = "from corpora.encodings.subwords import SubwordEncoding; SubwordEncoding().word_tokens('the sea')"
    script = f"import sys; {use}; print('tokenizers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 (our own line)
    assert done.stdout.strip() == "False"
