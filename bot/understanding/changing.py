"""A piece of ours once more: its settings with some of them changed, or a new piece like it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import JsonObject, JsonValue, PieceRecord
from bot.requests import Asked
from bot.understanding.keys import moved
from bot.understanding.understood import Heard
from generators.genres import Genre, TextGenre, genre

_DEFAULT_TEMPO = 110.0
_FIXED = frozenset({"limerick", "proverb", "definition"})
_VERSE = frozenset({"poem", "free-verse", "lyric"})


def same_kind(previous: PieceRecord, name: str) -> bool:
    """Whether a genre is made of what the piece is made of: music or words."""
    return isinstance(genre(name), TextGenre) == (previous.kind == "text")


def with_changes(heard: Heard, previous: PieceRecord, *, anew: bool) -> Heard:
    """What was heard, completed by the settings of the piece before.

    Args:
        heard: the changes.
        previous: the piece they are to be made to.
        anew: whether another piece is wanted, with a seed of its own.
    """
    name = heard.genres[0] if heard.genres else _nearest(heard, previous)
    changed = Heard([name], [], unmet=heard.unmet)
    changed.theme = heard.theme or _word(previous.asked.get("theme"))
    changed.prompt = heard.prompt or _word(previous.asked.get("prompt"))
    changed.lyrics = heard.lyrics or _word(previous.asked.get("lyrics"))
    changed.mood = heard.mood or _word(previous.asked.get("mood"))
    changed.seed = heard.seed or (None if anew else str(previous.seed))
    changed.candidates, changed.span = heard.candidates, heard.span
    if isinstance(genre(name), TextGenre):
        _change_words(changed, heard, previous)
    else:
        _change_music(changed, heard, previous, anew=anew)
    return changed


def _nearest(heard: Heard, previous: PieceRecord) -> str:
    """The genre nearest to one that we don't play, where such a one was asked for; else the one there was."""
    strange = any(each.startswith("genre:") for each in heard.unmet or ())
    return heard.likely_genre if strange and heard.likely_genre is not None else previous.genre


def _change_words(changed: Heard, heard: Heard, previous: PieceRecord) -> None:
    said = _word(previous.asked.get("length"))
    amount, _, unit = (said or "").partition(" ")
    changed.length = heard.length or ((int(amount), unit if unit.endswith("s") else unit + "s") if said and heard.span is None else None)
    changed.mood = heard.mood
    changed.key, changed.tempo, changed.bars, changed.seconds, changed.meter = heard.key, heard.tempo, heard.bars, heard.seconds, heard.meter
    changed.instruments, changed.without = heard.instruments, heard.without
    if heard.mood is not None and changed.theme is not None and heard.theme is None:
        changed.theme = None  # the mood becomes the theme
    if heard.length_factor != 1.0 and heard.length is None:
        text = previous.text or ""
        if previous.genre in _FIXED:
            changed.miss("length", f"{previous.genre} as it is")
            return
        verse = previous.genre in _VERSE
        count = sum(bool(line.strip()) for line in text.split("\n")) if verse else len(text.split())
        changed.length = (max(1, round(max(1, count) * heard.length_factor)), "lines" if verse else "words")
        changed.span = None
    if heard.tempo_factor != 1.0:
        changed.tempo = "fast"  # noted as what words don't have
    if heard.semitones:
        changed.key = "C major"
    if changed.tempo is not None or changed.key is not None:
        changed.seed = heard.seed  # the same words again would be no answer


def _change_music(changed: Heard, heard: Heard, previous: PieceRecord, *, anew: bool) -> None:
    """Where something changes, the rest is held to what was played, so that it stays the same piece."""
    asked, played = previous.asked, previous.request
    same_genre = not heard.genres or heard.genres[0] == previous.genre
    held = played if _any_change(heard) and not anew else asked
    changed.key = heard.key or _word(held.get("key")) if same_genre else heard.key or _word(asked.get("key"))
    changed.meter = heard.meter or (_word(held.get("meter")) if same_genre else None)
    changed.length, changed.semitones = heard.length, heard.semitones
    if heard.key in {"major", "minor"} and not anew:
        tonic = (_word(played.get("key")) or "C major").split(" ")[0]
        changed.key = f"{tonic} {heard.key}"
    if heard.semitones:
        changed.key = moved(_word(played.get("key")) or "C major", heard.semitones)
    _change_players(changed, heard, _names(asked.get("instruments")), _names(played.get("instruments")) if same_genre else ())
    _change_time(changed, heard, held if same_genre else {}, played, same_genre=same_genre)


def _any_change(heard: Heard) -> bool:
    return bool(
        heard.key or heard.tempo or heard.bars or heard.seconds or heard.meter or heard.mood or heard.instruments or heard.without or heard.genres
        or heard.tempo_factor != 1.0 or heard.length_factor != 1.0 or heard.semitones or heard.span or heard.theme
    )  # fmt: skip


def _change_time(changed: Heard, heard: Heard, held: JsonObject, played: JsonObject, *, same_genre: bool) -> None:
    """Tempo, bars and seconds; a slower piece keeps its bars and lasts longer."""
    tempo = _number(held.get("tempo"))
    before = _number(played.get("tempo")) or _DEFAULT_TEMPO
    if heard.tempo_factor != 1.0 and heard.tempo is None:
        tempo = round(before * heard.tempo_factor)
    changed.tempo = heard.tempo or (None if tempo is None else f"{tempo:.6g}")
    bars, seconds = _number(held.get("bars")), _number(held.get("seconds"))
    played_bars = _number(played.get("bars"))
    if heard.length_factor != 1.0 and played_bars:
        bars, seconds = max(1.0, round(played_bars * heard.length_factor)), None
    if heard.bars or heard.seconds or heard.span:
        bars, seconds = heard.bars, heard.seconds
    elif bars:
        seconds = None  # the bars stay; how long they last follows from the tempo
    changed.bars, changed.seconds = (int(bars) if bars else None), seconds
    if not same_genre and heard.tempo is None and heard.tempo_factor == 1.0:
        changed.tempo = None


def _change_players(changed: Heard, heard: Heard, asked: Sequence[str], played: Sequence[str]) -> None:
    from bot.understanding.players import line_up

    if not heard.instruments and not heard.without:
        changed.instruments, changed.only = tuple(asked), bool(asked)
        return
    found = genre(changed.genres[0])
    own = played or (found.instruments if isinstance(found, Genre) else ())
    changed.instruments, changed.only = line_up(own, heard) or (), True
    changed.unmet = heard.unmet


def changes_of(asked: Asked, heard: Heard, previous: PieceRecord) -> tuple[str, ...]:
    """Names of the controls that are not as they were when the piece was asked for or played; the usual length is no change."""
    lasts = asked.seconds if heard.seconds is not None or heard.span is not None else None
    spoken: dict[str, str | None] = {
        "genre": asked.genre, "key": asked.key, "tempo": asked.tempo, "bars": asked.bars, "seconds": lasts, "meter": asked.meter, "mood": asked.mood,
        "instruments": asked.instruments, "length": asked.length, "theme": asked.theme, "prompt": asked.words, "lyrics": asked.lyrics,
    }  # fmt: skip
    return tuple(name for name, value in spoken.items() if value is not None and _differs(value, name, previous))


def _differs(value: str, name: str, previous: PieceRecord) -> bool:
    return all(value.casefold() != _shown(fields.get(name)).casefold() for fields in (previous.request, previous.asked))


def _shown(value: JsonValue) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _word(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: JsonValue) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _names(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
