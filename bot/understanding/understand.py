"""Understanding a mention: its words are read as data, and what comes out is a small request within bounds. Read this file first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.messages import PieceRecord
from bot.understanding.amounts import read_amounts
from bot.understanding.bounding import choose_genre, within_bounds
from bot.understanding.change_words import LESS, MORE
from bot.understanding.changing import changes_of, same_kind, with_changes
from bot.understanding.intents import intent_of, is_a_remark, is_asking, is_only_small_talk
from bot.understanding.keys import find_key
from bot.understanding.music_words import EMOJI_GENRES, EMOJI_MOODS
from bot.understanding.numbers import in_digits
from bot.understanding.reading import read_spans
from bot.understanding.spans import Span, find_spans
from bot.understanding.themes import find_theme, take_quotation
from bot.understanding.tokens import Token, folded, plain_text, tokens_of
from bot.understanding.understood import Bounds, Heard, Understood
from corpora.decency import is_decent

NOTHING = Understood("nothing")
REFUSED = Understood("nothing", unmet=("words: not decent",))


def understand(text: str, handle: str, previous: PieceRecord | None, limits: Bounds, luck: str = "") -> Understood:
    """What somebody wants who wrote a text to us.

    The same arguments give the same answer; it takes under two milliseconds, opens nothing and obeys nothing.

    Args:
        text: the post as written: anything at all.
        handle: our own name on the network, without ``@``.
        previous: the piece of ours that the post answers; None where it answers none.
        limits: the most a stranger may ask for.
        luck: what a free choice of a genre is drawn by, such as the post's identifier.
    """
    plain = plain_text(text)
    if not is_decent(plain):
        return REFUSED
    heard = Heard([], [])
    rest = take_quotation(plain, heard)
    tokens = [token for token in tokens_of(rest) if token.word != folded(handle)]
    if not any(token.kind != "sign" for token in tokens):
        return Understood("help") if "?" in rest and not rest.strip("?!. ") else NOTHING
    spans = _hear(rest, tokens, heard)
    said = " ".join(token.word for token in tokens)
    is_about = bool(heard.theme or heard.prompt)
    intent = intent_of(said, names_a_piece=is_about or bool(heard.genres), is_about=is_about)
    if intent is not None:
        return Understood(intent)
    _hear_emoji(plain, heard)
    return _answer(said, spans, heard, previous, limits, f"{luck} {plain}")


def _hear(text: str, tokens: list[Token], heard: Heard) -> list[Span]:
    """Read amounts, the key, the theme and the phrases, each out of what is left; returns the phrases outside the theme."""
    used = [False] * len(tokens)
    digits, origins = in_digits(tokens)
    for low, high in read_amounts(digits, heard):
        used[origins[low] : origins[high - 1] + 1] = [True] * (origins[high - 1] + 1 - origins[low])
    key = find_key(tokens)
    if key is not None and not any(used[key[1] : key[2]]):
        heard.key = key[0]
        used[key[1] : key[2]] = [True] * (key[2] - key[1])
    spans = find_spans(tokens, used)
    theme = find_theme(text, tokens, used, spans)
    if theme is not None:
        heard.theme = theme[0]
        spans = [span for span in spans if span.end <= theme[1] or span.start >= theme[2]]
    read_spans(tokens, spans, heard)
    _read_changes(tokens, spans, heard)
    _read_the_rest(digits, spans, heard)
    return spans


def _read_changes(tokens: Sequence[Token], spans: Sequence[Span], heard: Heard) -> None:
    """Faster, longer, higher; much or a bit."""
    for span in spans:
        kind, name = span.meanings[0]
        if kind not in {"pace", "size", "shift"}:
            continue
        if span.start and tokens[span.start - 1].word in {"not", "nothing", "nicht", "pas", "no", "don't"}:
            heard.tempo = "medium" if kind == "pace" else heard.tempo  # "not too slow"
            continue
        around = {token.word for token in tokens[max(0, span.start - 3) : span.start]}
        factor = float(name)
        strength = 0.4 if around & LESS else 2.0 if around & MORE else 1.0
        if kind == "shift":
            heard.semitones = int(factor)
        elif kind == "pace":
            heard.tempo_factor = round(factor**strength, 3)
        else:
            heard.length_factor = round(factor**strength, 3)


_COVER = re.compile(r"\bcovers? (?:of|version)\b|\b(?:play|sing|perform) (?:me |us )?(?:happy birthday|wonderwall|free ?bird|bohemian rhapsody|"
r"despacito|jingle bells|stairway to heaven|hallelujah|"
                    r"let it be|hey jude|smoke on the water|never gonna give you up|sweet caroline|hotel california|"
                    r"the national anthem)\b")  # fmt: skip
_STYLE = re.compile(r"\b(?:in the (?:style|manner|vein) of|im stil von|al estilo de|dans le style d[e'])(?: the| a)? ((?:\w+ ?){1,2})")
_MANY = re.compile(
    r"\b(?:[2-9]|1\d|20|several|a few|some more) (?:\w+ )?(?:limericks|poems|songs|tunes|pieces|proverbs|recipes|tales|stories|speeches|"
    r"definitions|tracks|haikus|jigs|reels|waltzes|melodies|rags|sayings)\b"
)
_FORMAT = re.compile(r"\b(?:sheet music|midi|mp3|wav|pdf|musicxml|lead ?sheet|notation|noten|partitura|partition)\b")
_MEANING = re.compile(r"\bwhat (?:does|do|is the meaning of) (?:the word )?(?:, )?([a-z]{2,20})?(?: ,)? ?(?:mean|even mean|really mean)\b")
_LOUDER = re.compile(r"\b(?:louder|loud|lauter|plus fort|mas fuerte|crank it up|turn it up|turn it down)\b")


def _read_the_rest(digits: str, spans: Sequence[Span], heard: Heard) -> None:
    """Wishes that are understood and can't be met."""
    meant = _MEANING.search(digits)
    if meant is not None and not heard.genres:
        heard.genres.append("definition")
        heard.theme = heard.theme or (None if heard.prompt else meant[1])
    if _COVER.search(digits):
        heard.miss("cover")
    if _MANY.search(digits):
        heard.miss("count")
    if _FORMAT.search(digits):
        heard.miss("format")
    if _LOUDER.search(digits):
        heard.miss("loudness")
    style = _STYLE.search(digits)
    named = {word for span in spans for word in span.phrase.split(" ")} if style else set()
    if style is not None and not named & set(style[1].split()):
        heard.miss("style")


def _hear_emoji(plain: str, heard: Heard) -> None:
    """What pictures hint at where words say nothing."""
    if plain.isascii():
        return
    if heard.likely_genre is None and not heard.genres:
        heard.likely_genre = next((EMOJI_GENRES[sign] for sign in plain if sign in EMOJI_GENRES), None)
    if heard.mood is None:
        heard.mood = next((EMOJI_MOODS[sign] for sign in plain if sign in EMOJI_MOODS), None)


_CHANGES = frozenset({"pace", "size", "shift", "leaning", "another"})
_AS_SOMETHING_ELSE = re.compile(r"\b(?:make|do|try|play|turn|have|hear|want|need|redo) (?:it|this|that)\b")
_FEW_WORDS, _FEW_WORDS_TO_A_PIECE = 4, 7
"""So few words are a request even where none of them asks, in a post of its own and in one that answers a piece."""


def _answer(said: str, spans: Sequence[Span], heard: Heard, previous: PieceRecord | None, limits: Bounds, luck: str) -> Understood:
    kinds = {kind for span in spans for kind, _ in span.meanings}
    if not _is_a_request(said, kinds, heard, answering=previous is not None):
        return Understood("nothing", remark=is_only_small_talk(said) or is_a_remark(said))
    if previous is not None and _is_a_change(said, kinds, heard, previous):
        return _again(heard, previous, limits, anew="another" in kinds)
    _compare_with_usual(heard)
    free = kinds & {"free", "noun"} or _is_impossible(heard)
    if kinds & (_CHANGES | {"again"}) and not (heard.genres or heard.likely_genre or heard.theme or free):
        return Understood("nothing", unmet=("piece: which",))
    choice = choose_genre(heard, luck)
    asked = within_bounds(heard, choice.genre, limits)
    return Understood("piece", asked, tuple(heard.unmet or ()), surprise=choice.surprise)


def _is_a_request(said: str, kinds: set[str], heard: Heard, *, answering: bool) -> bool:
    """Whether somebody asks for a piece, rather than talks."""
    if is_only_small_talk(said) or (is_a_remark(said) and not heard.genres and not kinds & {"pace", "size", "shift", "another"}):
        return False
    if heard.genres or heard.prompt or heard.lyrics or heard.only or kinds & {"free", "hint", "ensemble"} or _is_impossible(heard):
        return True
    if ("noun" in kinds and _has_wishes(heard)) or _count_of_wishes(heard) > 1:
        return True
    few = _FEW_WORDS_TO_A_PIECE if answering else _FEW_WORDS
    return bool(_has_wishes(heard) or kinds & (_CHANGES | {"again", "noun"})) and is_asking(said, few, answering=answering)


def _is_impossible(heard: Heard) -> bool:
    """Whether something is asked for that we don't have."""
    return any(each.startswith(("instrument:", "cover", "genre:")) for each in heard.unmet or ())


def _compare_with_usual(heard: Heard) -> None:
    """Where there is no piece to be faster or longer than, fast and long are meant."""
    if heard.tempo is None and heard.tempo_factor != 1.0:
        heard.tempo = "fast" if heard.tempo_factor > 1.0 else "slow"
    if heard.span is None and heard.length_factor != 1.0:
        heard.span = "long" if heard.length_factor > 1.0 else "short"


def _has_wishes(heard: Heard) -> bool:
    """Whether anything was heard that a piece can be made by."""
    words = heard.genres or heard.likely_genre or heard.theme or heard.prompt or heard.lyrics or heard.length
    music = heard.key or heard.bars or heard.seconds or heard.meter or heard.instruments or heard.without or heard.mood or heard.tempo or heard.span
    return bool(words or music)


def _count_of_wishes(heard: Heard) -> int:
    """How many things about music are settled: one may be said by the way, two hardly ever."""
    settled = (heard.key, heard.tempo, heard.bars, heard.seconds, heard.meter, heard.instruments or heard.without, heard.mood)
    return sum(bool(each) for each in settled)


def _is_a_change(said: str, kinds: set[str], heard: Heard, previous: PieceRecord) -> bool:
    """Whether a piece of ours is to be played again, changed or not, rather than a new one."""
    turned = bool(kinds & {"again", "another"}) or bool(_AS_SOMETHING_ELSE.search(said))
    if "stranger" in kinds and not heard.genres:  # "a haiku about cats" is no change to a reel, "make it reggae" is
        return turned and heard.likely_genre is not None and same_kind(previous, heard.likely_genre)
    if heard.genres and (not same_kind(previous, heard.genres[0]) or not turned):
        return heard.genres == [previous.genre] and bool(kinds & _CHANGES)
    return not kinds & {"free", "noun"} or turned or bool(kinds & {"pace", "size", "shift", "leaning"})


def _again(heard: Heard, previous: PieceRecord, limits: Bounds, *, anew: bool) -> Understood:
    changed = with_changes(heard, previous, anew=anew)
    asked = within_bounds(changed, changed.genres[0], limits)
    return Understood("again", asked, tuple(changed.unmet or ()), changes_of(asked, changed, previous))
