"""From phrases to wishes: which genre is meant where several are named, who plays and who doesn't, what is ruled out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.understanding.genre_words import STRANGERS
from bot.understanding.music_words import LIKELY_GENRES, VERY
from bot.understanding.numbers import NUMBER_WORDS, in_digits
from bot.understanding.spans import Span
from bot.understanding.themes import has_words
from bot.understanding.tokens import Token
from bot.understanding.understood import Heard
from corpora.instruments import ENSEMBLES, instrument

_NOT = frozenset({"no", "not", "without", "minus", "ohne", "sin", "sans", "kein", "keine", "keinen", "nothing", "never", "except", "don't",
"dont", "nicht", "pas", "nor",
                  "isn't", "hate", "w/o", "excluding", "besides"})  # fmt: skip
_NOT_THE = frozenset({"drop", "lose", "remove", "skip", "ditch", "cut", "mute", "kill", "leave", "take", "scrap"})
_PAIRS = frozenset({"instead of", "rather than", "other than", "anything but", "everything but", "all but", "anstatt", "en lugar", "au lieu"})
_PASSED_OVER = frozenset({"a", "an", "the", "any", "too", "so", "very", "that", "really", "to", "be", "it", "more", "los", "la", "el", "le",
"les", "die", "das", "den", "der", "de",
                          "mehr", "want", "play", "playing", "like", "of", "out", "away", "your", "those", "this", "as", "much", "bitte",
                          "trop", "zu", "demasiado", "muy"})  # fmt: skip
_ONLY_BEFORE = frozenset({"for", "solo", "only", "just", "duet", "duo", "unaccompanied", "fur", "para", "pour", "nur"})
_ONLY_AFTER = frozenset({"only", "alone", "solo", "duet", "duo", "trio"})
_WITH = frozenset(
    {
        "with",
        "for",
        "solo",
        "only",
        "just",
        "on",
        "add",
        "plus",
        "mit",
        "con",
        "avec",
        "featuring",
        "feat",
        "ft",
        "w",
        "w/",
        "includes",
        "including",
        "using",
        "some",
        "lead",
    }
)
_FEWEST_OF_A_BAND = 3
_MOST_OF_ONE = 8


def read_spans(tokens: Sequence[Token], spans: Sequence[Span], heard: Heard) -> None:
    """Take everything the phrases say into what was heard."""
    ruled_out = _ruled_out(tokens, spans)
    _read_genres(tokens, spans, ruled_out, heard)
    for nth, span in enumerate(spans):
        for kind, name in span.meanings:
            reader = _READERS.get(kind)
            if reader is not None:
                reader(heard, name, ruled_out[nth], _word(tokens, span.start - 1))
    _read_players(tokens, spans, ruled_out, heard)


def _ruled_out(tokens: Sequence[Token], spans: Sequence[Span]) -> list[bool]:
    """For each phrase whether it is what somebody does not want."""
    found: list[bool] = []
    for nth, span in enumerate(spans):
        joined = (
            nth > 0
            and found[-1]
            and spans[nth - 1].end == span.start - 1
            and _word(tokens, span.start - 1) in {"or", "nor", "and", "oder", "o", "ou", "ni"}
        )
        found.append(joined or _is_denied(tokens, span.start) or _is_exchanged(tokens, span))
    return found


def _is_exchanged(tokens: Sequence[Token], span: Span) -> bool:
    """Whether it is what shall be replaced: ``swap the sax for a flute``."""
    before = [token.word for token in tokens[max(0, span.start - 2) : span.start]]
    return span.about("instrument", "weak") and bool(_EXCHANGES.intersection(before)) and _word(tokens, span.end) in {"for", "with", "by", "against"}


_EXCHANGES = frozenset({"swap", "replace", "switch", "exchange", "change", "substitute"})


def _is_denied(tokens: Sequence[Token], start: int) -> bool:
    place, passed_the = start - 1, False
    while place >= 0 and start - place <= _WINDOW:
        word = _word(tokens, place)
        if f"{_word(tokens, place - 1)} {word}" in _PAIRS:
            return True
        if word in _NOT:
            return _word(tokens, place - 1) not in {"why", "if", "or"} and not (word == "nothing" and _word(tokens, place + 1) == "but")
        if word in _NOT_THE and (passed_the or _word(tokens, place + 1) == "out"):
            return True
        if word not in _PASSED_OVER:
            return False
        passed_the = passed_the or word == "the"
        place -= 1
    return False


_WINDOW = 5


def _read_genres(tokens: Sequence[Token], spans: Sequence[Span], ruled_out: Sequence[bool], heard: Heard) -> None:
    named: list[tuple[str, Span]] = []
    for nth, span in enumerate(spans):
        for kind, name in span.meanings:
            if kind == "genre" and ruled_out[nth]:
                heard.refused_genres.append(name)
            elif kind == "genre":
                named.append((name, span))
            elif kind == "hint" and not ruled_out[nth]:
                heard.likely_genre = heard.likely_genre or name
            elif kind == "stranger" and not ruled_out[nth]:
                heard.miss("genre", name)
                heard.likely_genre = STRANGERS[name]
    music = [name for name, _ in named if not has_words(name)]
    if music:
        named = [(name, span) for name, span in named if name != "song"]
    chosen, described = _head(named)
    if chosen is None:
        return
    heard.genres.append(chosen)
    alternatives = any(token.word in {"or", "oder", "ou", "o", "/"} for token in tokens)
    for name, _ in named:
        if (
            name not in {chosen, *described}
            and not alternatives
            and not {name, chosen} <= {"song", "lyric"}
            and not (has_words(chosen) and has_words(name))
        ):
            heard.miss("genres", name)


def _head(named: Sequence[tuple[str, Span]]) -> tuple[str | None, tuple[str, ...]]:
    """The first genre; of several side by side the last, and the others, which describe it."""
    if not named:
        return None, ()
    if any(name == "lyric" for name, _ in named):
        return "lyric", ()
    place = 0
    while place + 1 < len(named) and named[place + 1][1].start <= named[place][1].end:
        place += 1
    return named[place][0], tuple(name for name, _ in named[:place])


def _mood(heard: Heard, name: str, denied: bool, _before: str) -> None:
    if denied:
        return
    if heard.mood is None:
        heard.mood = name
    elif heard.mood != name:
        heard.miss("mood", name)


def _leaning(heard: Heard, name: str, denied: bool, _before: str) -> None:
    heard.mood = heard.mood if denied else name


def _tempo(heard: Heard, name: str, denied: bool, before: str) -> None:
    if heard.tempo is not None:
        return
    if denied:
        heard.tempo = "medium"
    elif name in {"slow", "fast"} and before in VERY:
        heard.tempo = f"very {name}"
    else:
        heard.tempo = name


def _meter(heard: Heard, name: str, denied: bool, _before: str) -> None:
    if not denied:
        heard.meter = heard.meter or name


def _theme(heard: Heard, name: str, _denied: bool, _before: str) -> None:
    heard.theme = heard.theme or name


def _span(heard: Heard, name: str, denied: bool, _before: str) -> None:
    if heard.span is None:
        is_short = (name == "short") != denied
        heard.span = "short" if is_short else "long"


def _kazoo(heard: Heard, name: str, denied: bool, _before: str) -> None:
    if not denied:
        heard.miss("instrument", name)


_READERS: dict[str, Callable[[Heard, str, bool, str], None]] = {
    "mood": _mood, "leaning": _leaning, "tempo": _tempo, "meter": _meter, "theme": _theme, "span": _span, "kazoo": _kazoo,
}  # fmt: skip


def _read_players(tokens: Sequence[Token], spans: Sequence[Span], ruled_out: Sequence[bool], heard: Heard) -> None:
    players: list[str] = []
    without: list[str] = []
    for nth, span in enumerate(spans):
        for kind, name in span.meanings:
            if kind == "ensemble":
                players += ENSEMBLES[name]
                heard.only = True
            elif kind == "instrument" or (kind == "weak" and _is_wanted(tokens, span)) or (kind == "weak" and ruled_out[nth]):
                if ruled_out[nth]:
                    without.append(name)
                    continue
                players += [name] * _count(tokens, span)
                heard.only = heard.only or _is_only(tokens, span)
    basis = {role for name in players for role in instrument(name).roles if role in {"bass", "drums"}}
    heard.only = heard.only or (len(players) >= _FEWEST_OF_A_BAND and bool(basis))
    heard.instruments, heard.without = tuple(players), tuple(without)
    if players and heard.likely_genre is None:
        heard.likely_genre = LIKELY_GENRES.get(players[0], "classical")


def _is_wanted(tokens: Sequence[Token], span: Span) -> bool:
    place = span.start - 1
    while place > 0 and _word(tokens, place) in {"a", "an", "the", "some", "and", "&", "ein", "eine", "einer", "un", "una", "une"}:
        place -= 1
    return _word(tokens, place) in _WITH


def _count(tokens: Sequence[Token], span: Span) -> int:
    """How many of an instrument: ``two violins``."""
    said, _ = in_digits(tokens[max(0, span.start - 1) : span.start])
    counted = said.isdigit() and tokens[span.end - 1].word.endswith("s")
    return min(_MOST_OF_ONE, max(1, int(said[:6]))) if counted else 1


def _is_only(tokens: Sequence[Token], span: Span) -> bool:
    after, place = _word(tokens, span.end), span.start - 1
    while place > 0 and (_word(tokens, place).isdigit() or _word(tokens, place) in _ARTICLES_AND_NUMBERS):
        place -= 1
    before = _word(tokens, place)
    if before == "for" and any(token.word in _EXCHANGES for token in tokens[:place]):
        return False
    return (
        before in _ONLY_BEFORE
        or (after in _ONLY_AFTER and before not in {"with", "mit", "con", "avec"})
        or (before == "but" and _word(tokens, place - 1) == "nothing")
    )


_ARTICLES_AND_NUMBERS = frozenset({"a", "an", "the", "some", "ein", "eine", "un", "una", "une", "el", "le"}) | NUMBER_WORDS


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].word if 0 <= place < len(tokens) else ""
