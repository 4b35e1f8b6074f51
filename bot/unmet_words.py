"""What could not be met, in plain English: from the parser's ``subject: detail`` to a sentence, with none of the asker's words in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

_SENTENCES: dict[str, Callable[[str], str]] = {
    "genre": lambda detail: f"We don't do {_plural(detail)} (yet), so this is the nearest we have.",
    "genres": lambda detail: f"One genre at a time: the {detail.replace('-', ' ')} has to wait.",
    "instrument": lambda detail: (
        "Somebody has to play, so we kept the band." if detail.startswith("somebody") else f"Nobody here plays the {detail}."
    ),
    "instruments": lambda detail: (
        "Words need no instruments." if detail == "words have none" else f"Our stage holds {detail.removeprefix('at most ')} players."
    ),
    "seconds": lambda detail: _seconds(detail),
    "bars": lambda detail: "Words have no bars." if detail == "words have none" else f"We kept to {detail} bars.".replace("to at", "to at"),
    "length": lambda detail: _length(detail),
    "tempo": lambda detail: "Words have no tempo." if detail == "words have none" else f"Our tempos go from {detail} bpm.",
    "meter": lambda detail: "Words have no time signature." if detail == "words have none" else f"Our time signatures go {detail}.",
    "key": lambda _detail: "Words have no key.",
    "mood": lambda detail: f"{detail.capitalize()} as well was one mood too many.",
    "theme": lambda _detail: "Music without words is about nothing in particular; ask for a song to have it sung.",
    "lyrics": lambda _detail: "Only songs have words to sing.",
    "prompt": lambda _detail: "Music without words can't begin with a line.",
    "words": lambda _detail: "Some words we left out.",
    "count": lambda _detail: "One piece at a time.",
    "cover": lambda _detail: "We only play our own, so no covers.",
    "style": lambda _detail: "We imitate nobody in particular.",
    "format": lambda _detail: "This is the only format we post in.",
    "loudness": lambda _detail: "The volume knob is on your side.",
    "candidates": lambda detail: f"We make {detail} drafts.",
    "piece": lambda _detail: "We couldn't tell which piece you mean.",
}


def in_plain_english(unmet: Iterable[str]) -> list[str]:
    """A sentence for each thing that could not be met, each once; what no sentence is known for is left out."""
    said = [_SENTENCES[subject](detail) for subject, _, detail in (each.partition(": ") for each in unmet) if subject in _SENTENCES]
    without_words = [sentence for sentence in said if sentence.startswith("Words ")]
    if len(without_words) > 1:  # "Words have no key. Words have no tempo." is said once
        said = [sentence for sentence in said if sentence not in without_words] + ["Keys, tempos and the like are for music; words have none."]
    return list(dict.fromkeys(said))


def _plural(name: str) -> str:
    counted = {
        "haiku",
        "sonnet",
        "joke",
        "riddle",
        "novel",
        "essay",
        "opera",
        "concerto",
        "villanelle",
        "screenplay",
        "monologue",
        "horoscope",
        "aria",
    }
    return {"haiku": "haiku", "symphony": "symphonies"}.get(name, f"{name}s" if name in counted else name)


def _seconds(detail: str) -> str:
    if detail == "words have none":
        return "Words last as long as you read them."
    if detail.startswith("at "):
        return f"We play {detail} seconds."
    return "Bars and tempo settled how long it lasts."


def _length(detail: str) -> str:
    if detail in {"music without words", "a song has its own"}:
        return "Music is measured in bars and seconds."
    if detail.startswith("at most"):
        return f"We write {detail}."
    name, _, span = detail.partition(" ")
    return f"A {name} has {span}."
