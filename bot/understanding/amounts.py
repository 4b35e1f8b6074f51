"""How fast, how long, in what meter: the numbers of a request and what they count."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.understanding.understood import Heard

Reader = Callable[["re.Match[str]", Heard], bool]
"""Takes what a pattern found; False = it means something else."""

_NUMBER = r"(?<![\d/.:])(\d{1,12}(?:\.\d{1,3})?)"
_MINUTES = r"(?:minutes?|mins?|minuten|minutos?)"
_SECONDS = r"(?:seconds?|secs?|s|sek|sekunden?|segundos?|secondes?)"
_END = r"(?= [,.!?;)]| please| pls| plz| thanks| with| and|$)"
_MOST_MENTIONED = 1_000_000.0


def read_amounts(text: str, heard: Heard) -> list[tuple[int, int]]:
    """Take tempo, bars, seconds, lengths, meter and seed from a text whose numbers are digits; returns the stretches that were read."""
    taken: list[tuple[int, int]] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(text):
            free = all(match.end() <= low or match.start() >= high for low, high in taken)
            if free and reader(match, heard):
                taken.append(match.span())
    return taken


def _seed(match: re.Match[str], heard: Heard) -> bool:
    heard.seed = match[1]
    return True


def _clock(match: re.Match[str], heard: Heard) -> bool:
    heard.seconds = int(match[1]) * 60.0 + int(match[2])
    return True


def _minutes(match: re.Match[str], heard: Heard) -> bool:
    amount = float(match["minutes"]) if match["minutes"] else 1.0
    amount = 0.5 if match["half"] else amount + (0.5 if match["more"] or match["more_after"] else 0.0)
    heard.seconds = min(_MOST_MENTIONED, amount * 60.0 + float(match["seconds"] or 0))
    return True


def _hours(match: re.Match[str], heard: Heard) -> bool:
    heard.seconds = min(_MOST_MENTIONED, float(match[1] or 1) * 3600.0)
    return True


def _seconds(match: re.Match[str], heard: Heard) -> bool:
    heard.seconds = min(_MOST_MENTIONED, float(match[1]))
    return True


def _bars(match: re.Match[str], heard: Heard) -> bool:
    if int(float(match[1])) == _BLUES_BARS and match["blues"]:
        return False  # a twelve-bar blues is a form
    heard.bars = int(min(_MOST_MENTIONED, float(match[1])))
    return True


_BLUES_BARS = 12


def _tempo(match: re.Match[str], heard: Heard) -> bool:
    heard.tempo = f"{min(_MOST_MENTIONED, float(match[1])):g}"
    return True


def _at(match: re.Match[str], heard: Heard) -> bool:
    if heard.tempo is not None or not _SLOWEST_MEANT <= float(match[1]) <= _FASTEST_MEANT:
        return False
    return _tempo(match, heard)


_SLOWEST_MEANT, _FASTEST_MEANT = 30, 1000
"""``at 9`` is a time of day, ``at 90`` a tempo."""


def _length(match: re.Match[str], heard: Heard) -> bool:
    amount = int(min(_MOST_MENTIONED, float(match[1])))
    unit = next(unit for unit, name in (("words", "words"), ("lines", "lines"), ("stanzas", "stanzas"), ("characters", "characters")) if match[name])
    heard.length = (4 * amount, "lines") if unit == "stanzas" else (amount, unit)
    return True


def _meter(match: re.Match[str], heard: Heard) -> bool:
    beats, unit = int(match["beats"]), int(match["unit"])
    if unit in {2, 4, 8, 16} and 1 <= beats <= 32 and 1 <= beats * 4 / unit <= 8:
        heard.meter = f"{beats}/{unit}"
    elif match["said"] or match["time"]:
        heard.miss("meter", "from 1/4 to 8/4")
    else:
        return False  # 24/7, 50/50, a date
    return True


def _in_three(_match: re.Match[str], heard: Heard) -> bool:
    heard.meter = heard.meter or "3/4"
    return True


def _candidates(match: re.Match[str], heard: Heard) -> bool:
    heard.candidates = int(min(_MOST_MENTIONED, float(match[1])))
    return True


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"\bseed(?: (?:[:=#]|number|no))* (\d{1,18})\b"), _seed),
    (re.compile(rf"(?:\b(?:tempo|bpm|speed)(?: (?:of|at|around|about|is|von|de|a|=|:))* |♩ (?:[=:] )?|\bq = ){_NUMBER}(?: bpm\b)?"), _tempo),
    (re.compile(rf"(?:\b(?:at|like|around|about|roughly|circa|mit|a) )*{_NUMBER} (?:bpms?|b p m|beats (?:per|a) min(?:ute)?|schlage\b|"
    rf"pulsaciones|battements)\b"), _tempo),
    (
        re.compile(
            rf"(?:(?:for|of|about|in) )*(?:(?P<half>half an?|half|a half|1/2|\.5|0\.5|eine halbe|medio|une demi|demi) "
            rf"|(?P<minutes>\d{{1,9}}(?:\.\d+)?)(?P<more> and a half)? |(?:an?|eine|un|une|1) (?:whole |full )?)"
            rf"{_MINUTES}\b(?P<more_after> and a half| y medio| et demie?)?(?:(?: and)? (?P<seconds>\d{{1,6}}) {_SECONDS}\b)?"
        ),
        _minutes,
    ),
    (re.compile(r"(?:an?|eine|una|une|(\d{1,9}(?:\.\d+)?)) (?:hours?|hrs?|stunden?|horas?|heures?)\b(?! of code)"), _hours),
    (re.compile(rf"{_NUMBER} {_SECONDS}(?= |$)"), _seconds),
    (re.compile(r"(?<![\d:])(\d{1,3}):([0-5]\d)(?![\d:])(?! ?(?:am|pm|uhr|o'clock))"), _clock),
    (re.compile(rf"{_NUMBER} (?:bars?|measures?|takten?|takt|compases|compas|mesures?)\b(?P<blues> blues)?"), _bars),
    (
        re.compile(
            rf"{_NUMBER} (?:(?P<words>words?|worter|worten|worte|palabras|mots)|(?P<lines>lines?|liners?|zeilen|zeiler|versos|lignes)"
            r"|(?P<stanzas>stanzas?|strophen?|estrofas|strophes|quatrains?)|(?P<characters>characters?|chars?|letters?|zeichen|caracteres))\b"
        ),
        _length,
    ),
    (re.compile(rf"{_NUMBER} (?:candidates?|drafts?|takes?|attempts)\b"), _candidates),
    (re.compile(r"(?P<said>\b(?:in|meter|metre|time signature|time|compas|mesure|mesure a|im)(?: (?:of|a|de|:|"
    r"=))* )?(?<![\d/])(?P<beats>\d{1,3}) ?/ ?(?P<unit>\d{1,3})(?![\d/])(?P<time> (?:time|meter|metre|takt|feel))?"), _meter),
    (re.compile(rf"\bin 3(?: time| feel)?{_END}"), _in_three),
    (re.compile(rf"\b(?:at|@|around) {_NUMBER}(?= |$)(?! (?:o'clock|am|pm|uhr|%|percent|degrees|the|years?|euros?|dollars?|\$))"), _at),
)  # fmt: skip
