"""The sentences of ``data/requests.jsonl``, and which of their fields the parser gets right."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.controls import parse_key
from bot.messages import PieceRecord
from bot.settings import BotSettings
from bot.understanding.bounding import pace
from bot.understanding.understand import understand
from bot.understanding.understood import Understood
from generators.genres import Genre, TextGenre, genre

SENTENCES = Path(__file__).parent / "data" / "requests.jsonl"
LIMITS = BotSettings()
HELD_OUT_EVERY = 3


@dataclass(frozen=True)
class Sentence:
    """What somebody wrote, and what a person would understand."""

    place: int
    text: str
    expected: dict[str, Any]

    @property
    def held_out(self) -> bool:
        return self.place % HELD_OUT_EVERY == HELD_OUT_EVERY - 1

    @property
    def previous(self) -> PieceRecord | None:
        return PREVIOUS[self.expected["prev"]] if "prev" in self.expected else None

    def answer(self) -> Understood:
        return understand(self.text, "houseband", self.previous, LIMITS, str(self.place))


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    found = []
    for place, line in enumerate(SENTENCES.read_text(encoding="utf-8").splitlines()):
        fields = json.loads(line)
        text = fields.pop("text") * fields.pop("times", 1) + fields.pop("then", "")
        found.append(Sentence(place, text, fields))
    return tuple(found)


def record(kind: str, name: str, text: str | None = None, **settings: object) -> PieceRecord:
    """A piece of ours that was played as ``settings`` say."""
    asked = {"genre": name, **{key: settings[key] for key in ("theme",) if key in settings}}
    played = {"genre": name, "seed": 1234, **settings}
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    return PieceRecord("p1", moment, kind, name, "A Piece", 1234, "band", "0" * 64, "1", asked, played, {}, None, 30.0, 100, text)  # type: ignore[arg-type]


PREVIOUS = {
    "jazz": record("music", "jazz", key="D minor", tempo=120.0, bars=16, meter="4/4", instruments=["tenor sax", "piano", "acoustic bass", "drums"]),
    "song": record(
        "music", "song", "la la", theme="sea", key="C major", tempo=100.0, bars=20, meter="4/4", instruments=["voice", "piano", "acoustic guitar"]
    ),
    "limerick": record("text", "limerick", "There was an old man\n" * 5, theme="rain"),
    "poem": record("text", "poem", "The rain it rains\nOn all the plains\n" * 4, theme="rain"),
}


def judged(sentence: Sentence) -> Iterator[tuple[str, bool, object, object]]:
    """Each field that is expected or was answered: its name, whether it is right, what was expected, what was answered."""
    expected, got = sentence.expected, sentence.answer()
    kind = expected.get("kind", "piece")
    yield "kind", got.kind == kind, kind, got.kind
    if kind not in {"piece", "again"}:
        yield from _judged_unmet(expected, got) if "unmet" in expected else ()
        return
    if got.asked is None:
        yield from ((name, False, value, None) for name, value in expected.items() if name not in {"kind", "prev"})
        return
    answered = _fields(got, sentence)
    for name in _NAMES:
        if name in expected or answered.get(name) is not None:
            wanted = expected.get(name)
            yield name, _right(name, wanted, answered.get(name), got, sentence), wanted, answered.get(name)
    yield from _judged_players(expected, got)
    if "seed" in expected:
        seed = {"same": "1234", "new": None}.get(expected["seed"], expected["seed"])
        yield "seed", got.asked.seed == seed, seed, got.asked.seed
    yield from _judged_unmet(expected, got)


_NAMES = ("genre", "key", "tempo", "bars", "seconds", "span", "meter", "mood", "length", "theme", "words", "lyrics")


def _fields(got: Understood, sentence: Sentence) -> dict[str, object]:
    """The answer's fields; what follows from others or is as before is left out."""
    asked, expected = got.asked, sentence.expected
    assert asked is not None
    fields: dict[str, object] = {name: getattr(asked, name) for name in _NAMES if name != "span"}
    if sentence.previous is not None and got.kind == "again":
        fields = {name: value if name in (*got.changes, *expected) else None for name, value in fields.items()}
        if fields.get("words") and "prompt" not in got.changes:
            fields["words"] = None
    elif fields["seconds"] == f"{LIMITS.usual_seconds:g}" and "seconds" not in expected:
        fields["seconds"] = None  # nothing was said
    if expected.get("tempo") in _WORDS and "meter" not in expected:
        fields["meter"] = None  # a word for a tempo needs a meter to be meant in
    if "bars" in expected and "tempo" not in expected:
        fields["tempo"] = None  # so that it lasts no longer than it may
    if "span" in expected:
        fields["span"] = fields.pop("length") or fields.pop("seconds")
    return fields


_WORDS = ("very slow", "slow", "medium", "fast", "very fast")


def _right(name: str, wanted: Any, got: Any, answer: Understood, sentence: Sentence) -> bool:
    assert answer.asked is not None
    if name == "genre":
        return (wanted in {"*", None} or got == wanted) and got != sentence.expected.get("not")
    if wanted is None or got is None:
        return wanted is got
    if name == "key":
        return parse_key(wanted) == parse_key(got)
    if name == "tempo":
        return _right_tempo(wanted, float(got), answer, sentence)
    if name == "bars" and isinstance(wanted, str):
        before = 16 if sentence.expected["prev"] == "jazz" else 20
        return int(got) > before if wanted == "longer" else int(got) < before
    if name == "span":
        return _right_span(wanted, str(got), answer.asked.genre)
    if name == "length" and isinstance(wanted, str) and wanted in {"longer", "shorter"}:
        return bool(got)
    if name in {"bars", "seconds"}:
        return float(wanted) == float(got)
    return str(wanted).lower() == str(got).lower()


def _right_tempo(wanted: Any, got: float, answer: Understood, sentence: Sentence) -> bool:
    assert answer.asked is not None
    if wanted in {"faster", "slower"}:
        before = 120 if sentence.expected["prev"] == "jazz" else 100
        return got > before * 1.03 if wanted == "faster" else got < before * 0.97
    if isinstance(wanted, str):
        from bot.controls import TEMPO_WORDS

        found = genre(answer.asked.genre)
        assert isinstance(found, Genre)
        relative = wanted in _WORDS and got == pace(found, wanted, answer.asked.meter)
        return relative or TEMPO_WORDS.get(wanted) == got or (wanted == "slow" and got == TEMPO_WORDS["lento"])
    return float(wanted) == got


def _right_span(wanted: str, got: str, name: str) -> bool:
    found = genre(name)
    amount = float(got.split(" ")[0])
    if isinstance(found, TextGenre):
        return amount <= found.words[0] + 5 if wanted == "short" else amount >= found.words[1]
    return amount < LIMITS.usual_seconds if wanted == "short" else amount > LIMITS.usual_seconds


def _judged_players(expected: dict[str, Any], got: Understood) -> Iterator[tuple[str, bool, object, object]]:
    assert got.asked is not None
    names = got.asked.instruments.split(", ") if got.asked.instruments else []
    said = [key for key in ("with", "only", "no") if key in expected]
    if not said:
        changed = got.kind == "piece" or "instruments" in got.changes
        if names and changed:
            yield "instruments", False, None, names
        return
    for key in said:
        wanted = expected[key]
        right = {"with": set(wanted) <= set(names), "only": names == wanted, "no": bool(names) and not set(wanted) & set(names)}[key]
        yield f"instruments ({key})", right, wanted, names


def _judged_unmet(expected: dict[str, Any], got: Understood) -> Iterator[tuple[str, bool, object, object]]:
    wanted, answered = set(expected.get("unmet", ())), {each.partition(":")[0].removesuffix("s") for each in got.unmet}
    wanted = {each.removesuffix("s") for each in wanted}
    if wanted or answered:
        yield "unmet", wanted == answered, sorted(wanted), list(got.unmet)


def accuracy(chosen: tuple[Sentence, ...]) -> tuple[float, int]:
    """Share of fields that are right, and how many there are."""
    verdicts = [right for sentence in chosen for _, right, _, _ in judged(sentence)]
    return sum(verdicts) / len(verdicts), len(verdicts)
