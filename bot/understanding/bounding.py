"""From what was heard to what is asked: the band's own choice where nothing was named, and never more than a stranger may have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from bot.controls import TEMPO_RANGE_BPM, TEMPO_WORDS
from bot.requests import Asked
from bot.understanding.players import line_up
from bot.understanding.themes import has_words
from bot.understanding.understood import Bounds, Heard
from corpora.decency import is_decent
from corpora.pieces import Meter
from generators.genres import Genre, TempoRange, TextGenre, genre, genre_names

SHORTEST_SECONDS = 5.0
_PLACES = {"very slow": -0.05, "slow": 0.12, "fast": 0.88, "very fast": 1.05}
"""Where in a genre's tempo range a word lies: 0 = its slowest, 1 = its fastest."""
_MOOD_THEMES = {"sad": "sorrow", "happy": "joy", "romantic": "love", "calm": "peace", "dark": "darkness", "mysterious": "mystery",
"triumphant": "victory",
                "melancholic": "melancholy", "dreamy": "dreams", "tense": "danger", "energetic": "life", "playful": "play"}  # fmt: skip
_FUNNY = frozenset({"limerick", "definition", "proverb"})
"""Genres of words that are playful anyway."""
_LENGTHS: dict[str, dict[str, tuple[int, int]]] = {
    "limerick": {"words": (20, 50), "characters": (100, 260), "lines": (5, 5)},
    "recipe": {"words": (45, 400), "characters": (260, 2400), "lines": (3, 5)},
    "proverb": {"words": (4, 40), "characters": (20, 250), "lines": (1, 1)},
    "definition": {"words": (4, 80), "characters": (30, 500), "lines": (1, 1)},
    "drama": {"words": (8, 2000), "characters": (50, 12000), "lines": (4, 100)},
}
"""Lengths that a genre of words can have, where not any."""
_LETTERS_PER_WORD = 7


@dataclass(frozen=True, slots=True)
class Choice:
    """A genre, and whether the band chose it."""

    genre: str
    surprise: bool


def choose_genre(heard: Heard, luck: str) -> Choice:
    """The genre that was named; else what the other wishes suggest; else one drawn by ``luck``."""
    if heard.genres:
        return Choice(heard.genres[0], surprise=False)
    likely = heard.likely_genre
    if likely is not None and likely not in heard.refused_genres and (heard.theme is None or has_words(likely)):
        return Choice(likely, surprise=False)
    if heard.lyrics is not None:
        return Choice("song", surprise=False)
    if heard.prompt is not None or heard.length is not None:
        return Choice("tale" if heard.length and heard.length[1] == "words" else "poem", surprise=True)
    if heard.theme is not None:
        return Choice("song" if _has_music(heard) else "poem", surprise=True)
    names = [name for name in genre_names("music") if name not in heard.refused_genres]
    drawn = int.from_bytes(sha256(f"genre {luck}".encode("utf-8", "replace")).digest()[:4], "big")
    return Choice(names[drawn % len(names)], surprise=True)


def _has_music(heard: Heard) -> bool:
    return bool(heard.key or heard.tempo or heard.bars or heard.seconds or heard.meter or heard.instruments)


def within_bounds(heard: Heard, name: str, limits: Bounds) -> Asked:
    """What is asked of the band; whatever can't be had is noted in ``heard``."""
    chosen = genre(name)
    sung = isinstance(chosen, Genre) and chosen.pipeline == "song"
    theme, prompt, lyrics = (_clean(words, heard) for words in (heard.theme, heard.prompt, heard.lyrics))
    candidates = _most(heard, "candidates", heard.candidates, limits.most_candidates)
    common = Asked(name, seed=heard.seed, candidates=None if candidates is None else str(candidates))
    if isinstance(chosen, TextGenre):
        return _words(heard, chosen, common, theme, prompt, limits)
    if prompt is not None and sung and lyrics is None:
        lyrics, prompt = prompt, None
    for subject, value in (("prompt", prompt), ("length", heard.length), ("theme", None if sung else theme), ("lyrics", None if sung else lyrics)):
        if value is not None:
            heard.miss(subject, "a song has its own" if sung else "music without words")
    music = _music(heard, chosen, common, limits)
    if not sung:
        return music
    return replace(music, theme=None if lyrics else theme, lyrics=lyrics)


def _clean(words: str | None, heard: Heard) -> str | None:
    if words is None or is_decent(words):
        return words
    heard.miss("words", "not decent")
    return None


def _words(heard: Heard, chosen: TextGenre, common: Asked, theme: str | None, prompt: str | None, limits: Bounds) -> Asked:
    """A request for words; what only music has is missed."""
    for subject, value in (("key", heard.key), ("tempo", heard.tempo), ("bars", heard.bars), ("seconds", heard.seconds), ("meter", heard.meter),
                           ("instruments", heard.instruments or heard.without or None), ("lyrics", heard.lyrics)):  # fmt: skip
        if value is not None:
            heard.miss(subject, "words have none")
    if heard.mood is not None and theme is None and not (chosen.name in _FUNNY and heard.mood == "playful"):
        theme = _MOOD_THEMES[heard.mood]
    elif heard.mood is not None and not (chosen.name in _FUNNY and heard.mood == "playful"):
        heard.miss("mood", heard.mood)
    return replace(common, theme=theme, words=prompt, length=_text_length(heard, chosen, limits))


def _text_length(heard: Heard, chosen: TextGenre, limits: Bounds) -> str | None:
    possible = _LENGTHS.get(chosen.name, {})
    if heard.length is None and heard.span is not None:
        low, high = chosen.words
        wanted = low if heard.span == "short" else min(limits.most_words, round(1.5 * high))
        lowest, highest = possible.get("words", (1, limits.most_words))
        return f"{min(max(wanted, lowest), highest)} words" if "lines" not in possible or possible["lines"][1] > _MOST_FIXED_LINES else None
    if heard.length is None:
        return None
    amount, unit = heard.length
    most = {"words": limits.most_words, "lines": limits.most_lines, "characters": _LETTERS_PER_WORD * limits.most_words}[unit]
    low, high = possible.get(unit, (1, most))
    if amount > most:
        heard.miss("length", f"at most {most} {unit}")
    bounded = min(amount, most)
    if not low <= bounded <= high:
        span = str(low) if low == high else f"{low} to {high}"
        heard.miss("length", f"{chosen.name} {span} {unit}")
        return None
    return f"{bounded} {unit}"


_MOST_FIXED_LINES = 5


def _music(heard: Heard, chosen: Genre, common: Asked, limits: Bounds) -> Asked:
    """A request for music that lasts no longer than it may, however slow it is."""
    tempo = _tempo(heard, chosen)
    players = line_up(chosen.instruments, heard)
    tempo, bars, seconds = _in_time(heard, chosen, tempo, limits)
    return replace(
        common,
        key=heard.key,
        tempo=None if tempo is None else f"{tempo:.6g}",
        bars=None if bars is None else str(bars),
        seconds=None if seconds is None else f"{seconds:g}",
        meter=heard.meter,
        mood=heard.mood,
        instruments=None if players is None else ", ".join(players),
    )


def _tempo(heard: Heard, chosen: Genre) -> float | None:
    """Beats a minute; of a word that only compares, within the genre's range in the meter the piece then has."""
    said = heard.tempo
    if said is None:
        return None
    if said in _PLACES or said == "medium":
        if heard.meter is None and chosen.tempo_by_meter:
            heard.meter = chosen.meters[0]
        return pace(chosen, said, heard.meter)
    beats = float(TEMPO_WORDS.get(said) or said)
    low, high = TEMPO_RANGE_BPM
    if not low <= beats <= high:
        heard.miss("tempo", f"{low:g} to {high:g}")
    return min(max(beats, low), high)


def pace(chosen: Genre, word: str, meter: str | None) -> float:
    """Beats a minute of ``slow``, ``medium`` or ``fast`` in a genre."""
    found = _range(chosen, meter)
    return found.usual if word == "medium" else float(round(found.low + _PLACES[word] * (found.high - found.low)))


def _range(chosen: Genre, meter: str | None) -> TempoRange:
    return chosen.tempo_by_meter.get(meter or chosen.meters[0], chosen.tempo)


def _in_time(heard: Heard, chosen: Genre, tempo: float | None, limits: Bounds) -> tuple[float | None, int | None, float | None]:
    """Tempo, bars and seconds that fit each other and the bounds."""
    bars = _most(heard, "bars", heard.bars, limits.most_bars)
    seconds = heard.seconds
    if seconds is not None and not SHORTEST_SECONDS <= seconds <= limits.most_seconds:
        bound = SHORTEST_SECONDS if seconds < SHORTEST_SECONDS else limits.most_seconds
        heard.miss("seconds", f"at {'least' if seconds < bound else 'most'} {bound:g}")
        seconds = bound
    if bars is None:
        bar_seconds = 60 * _beats_per_bar(heard, chosen) / (tempo or TEMPO_RANGE_BPM[1])
        if tempo is not None and seconds is not None and seconds < bar_seconds / 2:
            heard.miss("seconds", "bars and tempo settle them")
            return _fast_enough(heard, chosen, tempo, 1, limits)
        spans = {"short": limits.usual_seconds / 2, "long": limits.most_seconds, None: limits.usual_seconds}
        return tempo, None, seconds if seconds is not None else spans[heard.span]
    beats = bars * _beats_per_bar(heard, chosen)
    if seconds is not None:
        implied = beats * 60 / seconds
        if tempo is None and TEMPO_RANGE_BPM[0] <= implied <= TEMPO_RANGE_BPM[1]:
            return None, bars, seconds
        heard.miss("seconds", "bars and tempo settle them")
    return _fast_enough(heard, chosen, tempo, bars, limits)


def _fast_enough(heard: Heard, chosen: Genre, tempo: float | None, bars: int, limits: Bounds) -> tuple[float | None, int, None]:
    """Bars within the longest time: where the tempo is free it is named, where it is not there are fewer."""
    per_bar, found = _beats_per_bar(heard, chosen), _range(chosen, heard.meter)
    needed = bars * per_bar * 60 / limits.most_seconds
    slowest = tempo if tempo is not None else found.low
    if needed <= slowest:
        return tempo, bars, None
    if tempo is None and needed <= found.high:
        return max(found.usual, float(-(-needed // 1))), bars, None
    fastest = tempo if tempo is not None else found.high
    fitting = max(1, int(limits.most_seconds * fastest / 60 / per_bar))
    heard.miss("bars", f"at most {fitting}")
    return fastest, fitting, None


def _beats_per_bar(heard: Heard, chosen: Genre) -> float:
    """Felt beats of a bar, the most of those the band may choose."""
    meters = [heard.meter] if heard.meter else list(chosen.meters)
    return max(_felt_beats(meter) for meter in meters)


def _felt_beats(meter: str) -> float:
    beats, _, unit = meter.partition("/")
    found = Meter(0, int(beats), int(unit))
    return found.bar_ticks(480) / found.beat_ticks(480)


def _most(heard: Heard, subject: str, amount: int | None, most: int) -> int | None:
    """An amount within 1 and the most."""
    if amount is None or 1 <= amount <= most:
        return amount
    heard.miss(subject, f"at most {most}" if amount > most else "at least 1")
    return min(max(amount, 1), most)
