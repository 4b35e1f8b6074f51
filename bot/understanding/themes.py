"""What a piece shall be about: the words after ``about`` and its like, up to where another wish begins; and words in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.phrases import MOST_THEME_CHARACTERS
from bot.understanding.spans import Span
from bot.understanding.tokens import Token
from bot.understanding.understood import Heard
from generators.genres import TextGenre, genre

MOST_WORDS = 10
_ALWAYS = frozenset(
    {
        "about",
        "abt",
        "regarding",
        "concerning",
        "sobre",
        "uber",
        "ueber",
        "sur",
        "featuring",
        "bout",
        "aboot",
        "abuot",
        "describing",
        "topic",
        "subject",
    }
)
_AFTER_WORDS = frozenset({"on", "of", "to", "von", "de", "d'", "du", "vom", "entitled", "titled", "called", "named"})
_ARTICLES = frozenset(
    {"the", "a", "an", "my", "your", "our", "some", "el", "la", "los", "las", "le", "les", "un", "une", "una", "der", "die", "das", "den",
    "dem", "einen", "ein",
     "eine", "einem", "einer", "meine", "meinen", "mein", "mi", "mis", "mon", "ma", "mes", "his", "her", "their", "this", "that", "these",
     "those", "unos"}
)  # fmt: skip
_STOP = frozenset(
    {"please", "pls", "plz", "plss", "thanks", "thank", "thx", "ty", "bitte", "por", "porfa", "svp", "stp", "but", "because", "cause", "cuz",
    "played", "sung",
     "starting", "beginning", "instead", "pero", "aber", "mais", "merci", "danke", "gracias", "s'il", "if", "when", "then", "rn", "asap",
     "lol", "haha", "xx",
     "beginnend", "make", "using", "can", "could", "would", "maybe", "perhaps", "preferably", "ideally", "something", "anything"}
)  # fmt: skip
_STOP_AFTER_AND = frozenset(
    {"make", "play", "please", "then", "also", "can", "with", "add", "maybe", "sing", "do", "keep", "let", "could", "in", "put", "i"}
)
_FOR_WHOM = frozenset({"me", "us", "my", "our", "her", "him", "them", "mich", "uns", "mi", "nous", "moi", "today", "tonight"})
_HONOUR = frozenset({"praise", "honour", "honor", "celebration", "memory"})
_SIGNS_INSIDE = frozenset({"'", "&", "/"})
_BEFORE_A_FORM = frozenset(
    {"christmas", "xmas", "birthday", "cat", "dog", "summer", "winter", "spring", "autumn", "halloween", "easter", "rain", "snow", "sea",
    "ocean", "moon", "night",
     "space", "robot", "pirate", "dragon", "football", "coffee", "tea", "cheese", "pizza", "beach", "mountain", "road", "train", "wedding",
     "monday", "friday",
     "weekend", "office", "school", "pie", "soup", "cake", "bread", "chicken", "vampire", "ghost", "penguin", "horse", "bird", "farm", "river",
     "forest", "nature",
     "holiday", "morning", "tomato", "potato", "apple", "pudding", "knight", "princess", "cowboy", "breakup", "valentine", "unicorn",
     "dinosaur", "duck", "frog"}
)  # fmt: skip
_QUOTED = re.compile(r'"([^"\n]{2,160})"')
_STYLE = frozenset({"style", "manner", "key", "tempo", "german", "english", "spanish", "french", "form", "meter"})
_DROPPED_AT_END = frozenset(
    {"and", "in", "with", "for", "the", "of", "at", "a", "an", "on", "to", "or", "by", "y", "und", "et", "as", "my", "en", "mit", "con", "avec", "so"}
)


def find_theme(text: str, tokens: Sequence[Token], used: Sequence[bool], spans: Sequence[Span]) -> tuple[str, int, int] | None:
    """What the piece is about, and the tokens that say so.

    Args:
        text: the plain text the tokens are of.
        tokens: its tokens.
        used: which of them are amounts or a key.
        spans: the phrases in them.
    """
    told = any(kind == "genre" and _is_told(name) for span in spans for kind, name in span.meanings)
    starts = {span.start: span for span in spans if not (told and span.about("instrument", "ensemble", "kazoo", "weak"))}
    ends = {span.end: span for span in spans}
    for place, token in enumerate(tokens):
        honoured = token.word == "of" and place > 0 and tokens[place - 1].word in _HONOUR
        proposes = place > 0 and tokens[place - 1].word in {"what", "how"}  # "how about something slow?"
        if not used[place] and ((token.word in _ALWAYS and not proposes) or honoured or (_is_word_form(ends.get(place)) and _begins(tokens, place))):
            found = _theme_from(text, tokens, used, starts, place + 1)
            if found is not None:
                return found[0], place, found[1]
        if place in starts and starts[place].phrase in {"define", "define the word", "definiere", "cook me"}:
            found = _theme_from(text, tokens, used, starts, starts[place].end)
            if found is not None:
                return found[0], starts[place].end, found[1]
    return _before_a_form(tokens, spans)


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word after a form of words leads to its theme."""
    word = tokens[place].word
    if word in _AFTER_WORDS or word == ":":
        return True
    after = tokens[place + 1].word if place + 1 < len(tokens) else ""
    recipe = word == "for" and after not in {"me", "us", "today", "tonight"} and tokens[place - 1].word in {"recipe", "recipes", "receipt"}
    return recipe or (word in {"for", "fur", "para", "pour"} and after in {"my", "our", "meine", "meinen", "mi", "ma", "mon"})


def _is_word_form(span: Span | None) -> bool:
    return span is not None and any((kind in {"genre", "hint"} and has_words(name)) or kind == "stranger" for kind, name in span.meanings)


def has_words(name: str) -> bool:
    """Whether pieces of a genre have words."""
    found = genre(name)
    return isinstance(found, TextGenre) or found.pipeline == "song"


def _is_told(name: str) -> bool:
    return isinstance(genre(name), TextGenre)


def _before_a_form(tokens: Sequence[Token], spans: Sequence[Span]) -> tuple[str, int, int] | None:
    """``a cat limerick``, ``Christmas song``."""
    for span in spans:
        if _is_word_form(span) and span.start and tokens[span.start - 1].word in _BEFORE_A_FORM:
            return tokens[span.start - 1].word, span.start - 1, span.start
    return None


def _theme_from(text: str, tokens: Sequence[Token], used: Sequence[bool], starts: dict[int, Span], place: int) -> tuple[str, int] | None:
    while place < len(tokens) and (tokens[place].word in _ARTICLES or tokens[place].word in {":", "is"}):
        place += 1
    if place < len(tokens) and tokens[place].shown == '"':
        quoted = _QUOTED.match(text, tokens[place].start)
        if quoted is not None:
            stop = next((nth for nth in range(place, len(tokens)) if tokens[nth].start >= quoted.end()), len(tokens))
            return _cleaned(quoted[1]), stop
    stop = place
    while stop < len(tokens) and not used[stop] and stop - place < MOST_WORDS and not _ends_theme(tokens, used, starts, stop, first=stop == place):
        stop += 1
    while stop > place and tokens[stop - 1].word in _DROPPED_AT_END:
        stop -= 1
    words = _cleaned(text[tokens[place].start : tokens[stop - 1].end]) if stop > place else ""
    return (words, stop) if words else None


def _ends_theme(tokens: Sequence[Token], used: Sequence[bool], starts: dict[int, Span], place: int, *, first: bool) -> bool:
    token = tokens[place]
    if token.kind == "sign":
        return token.shown not in _SIGNS_INSIDE and not (token.shown == "," and _is_a_list(tokens, used, starts, place + 1))
    if token.word in _STOP:
        return not (first and token.word in {"something", "anything"})
    after = place + 1
    while after < len(tokens) and tokens[after].word in _ARTICLES:
        after += 1
    following, meant = tokens[after].word if after < len(tokens) else "", starts.get(after)
    if token.word == "and":
        return following in _STOP_AFTER_AND
    if token.word == "for":
        return (
            following in _FOR_WHOM
            or tokens[min(place + 1, len(tokens) - 1)].word in _FOR_WHOM
            or (meant is not None and meant.about("instrument", "ensemble"))
        )
    if token.word in {"with", "without", "on", "mit", "con", "avec", "no"}:
        return meant is not None and meant.about("instrument", "ensemble", "kazoo", "weak")
    if token.word in {"in", "at", "as", "im", "en"}:
        at_style = following in _STYLE or (after < len(tokens) and used[after])
        return at_style or (meant is not None and meant.about("tempo", "meter", "genre", "hint", "mood"))
    return token.word == "solo"


def _is_a_list(tokens: Sequence[Token], used: Sequence[bool], starts: dict[int, Span], place: int) -> bool:
    """Whether the words after a comma go on to ``and`` with nothing else in between: ``a girl, a wolf and a basket``."""
    for nth in range(place, min(place + _LONGEST_ITEM, len(tokens) - 1)):
        if tokens[nth].word == "and":
            return nth > place and tokens[nth + 1].word not in _STOP_AFTER_AND and nth + 1 not in starts
        if tokens[nth].kind == "sign" or used[nth] or nth in starts or tokens[nth].word in _STOP:
            return False
    return False


_LONGEST_ITEM = 5


def _cleaned(words: str) -> str:
    """Letters, figures and plain marks alone, on one line; any words are legal, no sign has a meaning."""
    plain = re.sub(r"[^\w\s'&,.-]|_", " ", words)
    return " ".join(plain.split())[:MOST_THEME_CHARACTERS].strip(" ,.-'&").lower()


_BEGINS_WITH = re.compile(
    r"\b(?:begin|begins|beginning|start|starts|starting|opening|opens|open|first (?:line|words?)|continue|continues|goes|prompt|beginnt|anfangt|"
    r"empieza|commence)\b"
)
_SINGS = re.compile(r"\b(?:sing|sings|lyrics?|words|sung|singing|text|letra|paroles)\b")


def take_quotation(text: str, heard: Heard) -> str:
    """Take the words in quotation marks as a beginning or as lyrics, and hand back the text without them."""
    quoted = _QUOTED.search(text)
    if quoted is None:
        return text
    before = text[: quoted.start()].lower()
    if re.search(r"\b(?:about|on|sobre|sur|called|titled|entitled|named|define|of)\s*(?:the |a )?$", before) or not re.search(
        r"[^\W\d_]{2}", quoted[1]
    ):
        return text
    if _SINGS.search(before) and not _BEGINS_WITH.search(before):
        heard.lyrics = quoted[1].strip()
    else:
        heard.prompt = quoted[1].strip()
    return text[: quoted.start()] + " , " + text[quoted.end() :]
