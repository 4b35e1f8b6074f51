"""What did they ask for? From words, as typed, to a :class:`Request`; and from a request to JSON and back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from bot.controls import (
    CANDIDATES_RANGE,
    SEED_RANGE,
    TEMPERATURE_RANGE,
    TOP_P_RANGE,
    bounded_number,
    bounded_whole,
    parse_bars,
    parse_key,
    parse_length,
    parse_meter,
    parse_seconds,
    parse_tempo,
)
from bot.messages import JsonObject, JsonValue
from bot.phrases import parse_lyrics, parse_prompt, parse_theme
from corpora.instruments import parse_instruments
from corpora.pieces import Key, Score
from generators.requests import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """Every control of a piece in the words it was asked in; ``None`` where nothing was said."""

    genre: str
    key: str | None = None
    tempo: str | None = None
    bars: str | None = None
    seconds: str | None = None
    meter: str | None = None
    mood: str | None = None
    instruments: str | None = None
    seed: str | None = None
    generator: str | None = None
    temperature: str | None = None
    top_p: str | None = None
    candidates: str | None = None
    words: str | None = None
    """``--prompt``."""
    length: str | None = None
    theme: str | None = None
    lyrics: str | None = None
    """The words themselves, not the name of a file."""


def understood(asked: Asked, prompt: Score | None = None) -> Request:
    """The request somebody's words mean; a seed is drawn where none was named.

    Raises:
        AskerError: when a control is not understood or out of range. Whether controls contradict each other is found when the piece is
            planned, because that depends on the meter the genre chooses.
    """
    tonic, mode = (None, None) if asked.key is None else parse_key(asked.key)
    return Request(
        genre=_canonical_genre(asked.genre),
        seed=draw_seed() if asked.seed is None else bounded_whole(asked.seed, "seed", *SEED_RANGE, flag="--seed"),
        generator=asked.generator,
        tonic=tonic,
        mode=mode,
        beats_per_minute=None if asked.tempo is None else parse_tempo(asked.tempo),
        bars=None if asked.bars is None else parse_bars(asked.bars),
        seconds=None if asked.seconds is None else parse_seconds(asked.seconds),
        meter=None if asked.meter is None else parse_meter(asked.meter),
        mood=None if asked.mood is None else _mood(asked.mood),
        instruments=() if asked.instruments is None else tuple(player.name for player in parse_instruments(asked.instruments)),
        prompt=prompt,
        temperature=_number(asked.temperature, "temperature", *TEMPERATURE_RANGE),
        top_p=_number(asked.top_p, "top-p", *TOP_P_RANGE),
        candidates=None
        if asked.candidates is None
        else bounded_whole(asked.candidates, "number of candidates", *CANDIDATES_RANGE, flag="--candidates"),
        words=None if asked.words is None else parse_prompt(asked.words),
        length=None if asked.length is None else parse_length(asked.length),
        theme=None if asked.theme is None else parse_theme(asked.theme),
        lyrics=None if asked.lyrics is None else parse_lyrics(asked.lyrics),
    )


def draw_seed() -> int:
    """A seed from the operating system, short enough to type again."""
    return secrets.randbelow(10**9)


def with_seed(request: Request, index: int) -> Request:
    """The request for the ``index``-th piece of several: the seeds follow one another."""
    return request if index == 0 else replace(request, seed=(request.seed + index) % (SEED_RANGE[1] + 1))


def _number(text: str | None, what: str, low: float, high: float) -> float | None:
    return None if text is None else bounded_number(text, what, low, high, flag=f"--{what}")


def _canonical_genre(name: str) -> str:
    from generators.genres import genre  # knows the aliases; a floor below, imported only where a request is read

    return genre(name).name


def _mood(name: str) -> str:
    from generators.moods import mood

    return mood(name).name


def request_as_json(request: Request, prompt_name: str | None = None) -> JsonObject:
    """Every field as understood, spelt as a person would spell it; :func:`request_from_json` reads it back exactly."""
    return {
        "genre": request.genre,
        "seed": request.seed,
        "generator": request.generator,
        "key": _key_name(request),
        "tempo": request.beats_per_minute,
        "bars": request.bars,
        "seconds": request.seconds,
        "meter": None if request.meter is None else f"{request.meter[0]}/{request.meter[1]}",
        "mood": request.mood,
        "instruments": list(request.instruments),
        "continue": prompt_name,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "candidates": request.candidates,
        "prompt": request.words,
        "length": None if request.length is None else str(request.length),
        "theme": request.theme,
        "lyrics": request.lyrics,
    }


def request_from_json(fields: JsonObject, prompt: Score | None) -> Request:
    """The request that :func:`request_as_json` wrote.

    Raises:
        AskerError: when a field is not one it could have written.
    """
    key, meter, instruments, length = (fields.get(name) for name in ("key", "meter", "instruments", "length"))
    tonic, mode = parse_key(key) if isinstance(key, str) else (None, None)
    return Request(
        genre=str(fields["genre"]),
        seed=_whole(fields["seed"]) or 0,
        generator=_word(fields.get("generator")),
        tonic=tonic,
        mode=mode,
        beats_per_minute=_real(fields.get("tempo")),
        bars=_whole(fields.get("bars")),
        seconds=_real(fields.get("seconds")),
        meter=parse_meter(meter) if isinstance(meter, str) else None,
        mood=_word(fields.get("mood")),
        instruments=tuple(str(name) for name in instruments) if isinstance(instruments, list) else (),
        prompt=prompt,
        temperature=_real(fields.get("temperature")),
        top_p=_real(fields.get("top_p")),
        candidates=_whole(fields.get("candidates")),
        words=_word(fields.get("prompt")),
        length=parse_length(length) if isinstance(length, str) else None,
        theme=_word(fields.get("theme")),
        lyrics=_word(fields.get("lyrics")),
    )


def _key_name(request: Request) -> str | None:
    if request.tonic is None:
        return request.mode
    return str(Key(0, request.tonic, request.mode or "major"))


def _word(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: JsonValue) -> int | None:
    return value if isinstance(value, int) else None


def _real(value: JsonValue) -> float | None:
    return float(value) if isinstance(value, int | float) else None
