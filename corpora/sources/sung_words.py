"""From syllables under notes to the words a singer would write down: whole words, lines, stanzas.

Nothing on the page says where a line of the lyric ends. It is found by weighing what a singer hears: rests and long notes, punctuation, capital
letters, phrases of even length; the best division of the whole song is chosen by dynamic programming.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from math import log2
from statistics import median

from corpora.pieces import Lyric, Part, Score
from corpora.sources.gutenberg import normalised
from corpora.sources.language import words_of
from corpora.sources.rhyming import is_word, sound_alike, spelling

_LONGEST_LINE = 18
"""Syllables."""
_EASY_SYLLABLES = (5, 10)
"""Lines of so many syllables cost nothing."""
_LEADS_ON = words_of(
    "the a an my your his her our their its of to and in i with for from but or at as that's i'm you're it's we'll i'll you'll"
    " he's she's we're they're who's is was are were be thy no when if so than by into upon"
)
"""Words a line seldom ends with."""
_RHYME_WORTH = 0.7
_RHYME_DISTANCE = (4, 16)
"""Syllables."""
_SURE_RHYME = 2.0
_FIRST_PERSON = re.compile(r"I(?:'\w+)?\W*$")
_ENDINGS = words_of("ing er ed ly ness est ful tion ty en tle ple ble some ter der per ver ry ny dy less ment sion ous al")
_STANZA_SILENCE_BARS = 2.0
_MOST_LINES_UNDIVIDED = 8
_LEAST_LINES_DIVIDED = 5
_STANZA_LINES = (2.5, 9.0)
"""Lines a stanza has on average."""
_LEAST_RUN = 4
_STANZA_BARS = (8, 16, 12, 4)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start_ticks: int
    syllables: int
    last_start_ticks: int
    """Where its last syllable begins."""


@dataclass(frozen=True, slots=True)
class _Line:
    words: tuple[_Word, ...]
    closes: float
    """Worth of the break after it."""

    @property
    def text(self) -> str:
        """Its words, the first letter a capital."""
        return re.sub(r"^[\"'(]*[a-z]", lambda match: match[0].upper(), " ".join(word.text for word in self.words))

    @property
    def start_ticks(self) -> int:
        return self.words[0].start_ticks


def sung_text(score: Score) -> str:
    """The lyric of a score: lines, stanzas an empty line apart; empty where nothing is sung.

    Verses sung to the same notes follow one another; what a repeat sign brings again word for word stands there once.
    """
    part = max(score.parts, key=lambda one: len(one.lyrics), default=None)
    if part is None or not part.lyrics:
        return ""
    bar = score.meters[0].bar_ticks(score.ticks_per_quarter)
    stanzas: list[list[str]] = []
    for verse in sorted({lyric.verse for lyric in part.lyrics}):
        words = _words([lyric for lyric in part.lyrics if lyric.verse == verse])
        for passage in _passages(words, part, bar):
            lines = _once(_Lines(passage, part, bar, score.ticks_per_quarter).best())
            stanzas += _stanzas(lines, score.pickup_ticks, bar)
    return "\n\n".join("\n".join(stanza) for stanza in _without_repeats(stanzas))


def _words(lyrics: Sequence[Lyric]) -> list[_Word]:
    """Syllables joined to words; what was written as single though it is half a word is joined by the dictionary."""
    words: list[_Word] = []
    goes_on = False
    for lyric in lyrics:
        text = _clean(lyric.text)
        if not text:
            continue
        if words and not _begins_anew(words[-1].text, text) and (goes_on or _is_torn(words[-1].text, text, lyric.syllabic)):
            before = words.pop()
            words.append(_Word(_joined_word(before.text, text), before.start_ticks, before.syllables + 1, lyric.start_ticks))
        else:
            words.append(_Word(text, lyric.start_ticks, 1, lyric.start_ticks))
        goes_on = lyric.syllabic in {"begin", "middle"} or (text.endswith("-") and not text.endswith("--"))
    return words


def _clean(text: str) -> str:
    plain = re.sub(r"^\(?\d+[.)]\s*|[_*{}\[\]<>|~=]+", "", normalised(text)).strip()
    plain = re.sub(r"^[-,.;:!?\s]+(?=\w)", "", re.sub(r"\s+([,.;:!?])", r"\1", plain))
    plain = re.sub(r"[.,]+([!?;:])|([,.;:!?])\2+$", r"\1\2", plain) if "..." not in plain else plain
    return "" if not re.search(r"\w", plain) else re.sub(r"(\w)- (?=[a-z])", r"\1", " ".join(plain.split()))


def _joined_word(before: str, text: str) -> str:
    """Two parts as one word; a hyphen printed between them stays (``musk-rose``) unless the dictionary has the word without."""
    bare = before.rstrip("-")
    last = bare.rpartition("-")[2]
    keeps = bare != before and (not is_word(spelling(last + text)) or text[:1].isupper())
    return (before if keeps else bare) + text


def _begins_anew(before: str, text: str) -> bool:
    """A capital within what is written as one word begins the next (but ``Mac-Donald``, ``O'-Brien``)."""
    return text[:1].isupper() and before[-1:].islower() and before not in {"Mc", "Mac"} and not before.endswith("-")


def _is_torn(first: str, second: str, syllabic: str) -> bool:
    """Whether two written words are one: together in the dictionary, and apart not both, or the second marked as an end."""
    one, other = spelling(first), spelling(second)
    if not one or not other or first[-1] in ",.;:!?" or second[:1].isupper() or not is_word(one + other):
        return False
    return syllabic in {"middle", "end"} or not is_word(one) or not is_word(other) or other in _ENDINGS


def _passages(words: Sequence[_Word], part: Part, bar: int) -> list[list[_Word]]:
    """The words cut where the voice is silent, or sings other verses, for two bars or more."""
    ends = _NoteEnds(part)
    passages: list[list[_Word]] = []
    for place, word in enumerate(words):
        if not place or word.start_ticks - ends.before(word.start_ticks) >= _STANZA_SILENCE_BARS * bar or _skips(words[place - 1], word, bar):
            passages.append([])
        passages[-1].append(word)
    return passages


def _skips(before: _Word, word: _Word, bar: int) -> bool:
    return word.start_ticks - before.last_start_ticks >= 2 * _STANZA_SILENCE_BARS * bar


class _NoteEnds:
    """When the voice last stopped before a given moment."""

    def __init__(self, part: Part) -> None:
        self.starts = [note.start_ticks for note in part.notes]
        self.ends = [note.end_ticks for note in part.notes]

    def before(self, ticks: int) -> int:
        """End of the last note that begins before ``ticks``; 0 where there is none."""
        place = bisect_left(self.starts, ticks)
        return self.ends[place - 1] if place else 0


class _Lines:
    """Divides a passage into lines."""

    def __init__(self, words: Sequence[_Word], part: Part, bar: int, quarter: int) -> None:
        self.words, self.bar, self.quarter = words, bar, quarter
        ends = _NoteEnds(part)
        self.silences = [max(0, word.start_ticks - ends.before(word.start_ticks)) for word in words]
        steps = [later.start_ticks - word.last_start_ticks for word, later in pairwise(words)]
        self.usual_step = max(1.0, float(median(steps))) if steps else 1.0
        self.rhymes = _rhyming(words)
        self.capital_weight, self.small_cost = _trust_in_capitals(words)

    def best(self) -> list[_Line]:
        """The division of highest worth."""
        count = len(self.words)
        worth = [0.0] + [float("-inf")] * count
        begins = [0] * (count + 1)
        for stop in range(1, count + 1):
            syllables = 0
            for start in range(stop - 1, -1, -1):
                syllables += self.words[start].syllables
                if syllables > _LONGEST_LINE and start < stop - 1:
                    break
                value = worth[start] + self._worth_of_line(start, stop, syllables)
                if value > worth[stop]:
                    worth[stop], begins[stop] = value, start
        lines: list[_Line] = []
        stop = count
        while stop:
            closes = self._worth_of_break(stop) if stop < count else 0.0
            lines.append(_Line(tuple(self.words[begins[stop] : stop]), closes))
            stop = begins[stop]
        return lines[::-1]

    def _worth_of_line(self, start: int, stop: int, syllables: int) -> float:
        least, most = _EASY_SYLLABLES
        cost = 1.0 + 0.9 * max(0, least - syllables) + 0.5 * max(0, syllables - most)
        if stop == len(self.words):
            return -cost
        return self._worth_of_break(stop) + self._evenness(start, stop) - cost

    def _evenness(self, start: int, stop: int) -> float:
        bars = (self.words[stop].start_ticks - self.words[start].start_ticks) / self.bar
        return next((worth for length, worth in ((2, 0.8), (4, 0.8), (1, 0.2), (3, 0.2)) if abs(bars - length) <= 0.26), 0.0)

    def _worth_of_break(self, stop: int) -> float:
        before, after = self.words[stop - 1], self.words[stop]
        step = (after.start_ticks - before.last_start_ticks) / self.usual_step
        worth = min(3.0, max(-1.0, 1.1 * log2(max(step, 0.25))))
        worth += 1.2 * min(2.0, self.silences[stop] / self.quarter) + _pause(before.text)
        if before.text.lower().strip("\"'(") in _LEADS_ON:
            worth -= 2.5
        if self.rhymes[stop - 1]:
            worth += _RHYME_WORTH
        # Of words like These That All Begin Large, a title in the line, no capital says anything.
        if _is_capital(after.text) and _is_capital(before.text):
            return worth
        return worth + (self.capital_weight if _is_capital(after.text) else -self.small_cost)


def _is_capital(text: str) -> bool:
    bare = text.lstrip("\"'(")
    return bare[:1].isupper() and not _FIRST_PERSON.match(bare)


def _rhyming(words: Sequence[_Word]) -> list[bool]:
    """Whether each word rhymes with one that ends four to sixteen syllables before or after it."""
    ends = list(accumulate(word.syllables for word in words))
    found = [False] * len(words)
    for place, word in enumerate(words):
        for later in range(place + 1, len(words)):
            distance = ends[later] - ends[place]
            if distance > _RHYME_DISTANCE[1]:
                break
            if distance >= _RHYME_DISTANCE[0] and sound_alike(word.text, words[later].text) >= _SURE_RHYME:
                found[place] = found[later] = True
    return found


def _pause(text: str) -> float:
    if re.search(r"[.!?;:][\"')]*$", text):
        return 2.0
    return 1.0 if re.search(r"(?:,|--)[\"')]*$", text) else 0.0


def _trust_in_capitals(words: Sequence[_Word]) -> tuple[float, float]:
    """Worth of a break before a capital, cost of one before a small letter: much where capitals seem to begin lines, little elsewhere."""
    capitals = sum(_is_capital(word.text) for word in words)
    share = capitals / max(1, len(words))
    if 0.09 <= share <= 0.28:
        return 2.5, 0.8
    return (0.8, 0.0) if share < 0.09 else (0.3, 0.0)


def _stanzas(lines: Sequence[_Line], pickup: int, bar: int) -> list[list[str]]:
    """The lines of a passage in stanzas: they end with every so many bars, as many as make the best ends."""
    texts = [line.text for line in lines]
    if len(lines) <= _LEAST_LINES_DIVIDED:
        return _fours(texts) if len(texts) > _MOST_LINES_UNDIVIDED else [texts]
    numbers = [round((line.start_ticks - pickup) / bar) for line in lines]
    best, best_worth = [0, len(lines)], sum(line.closes for line in lines[:-1]) / (len(lines) - 1)
    for size, shift in product(_STANZA_BARS, (0, 1, -1, 2)):
        of = [(number - numbers[0] - shift) // size for number in numbers]
        ends = [0, *(place for place in range(1, len(lines)) if of[place] != of[place - 1]), len(lines)]
        worth = _worth_of_stanzas(lines, ends) - 0.4 * abs(shift)
        if worth > best_worth:
            best, best_worth = ends, worth
    if len(best) == 2:
        return _fours(texts) if len(texts) > _MOST_LINES_UNDIVIDED else [texts]
    return _joined([texts[first:later] for first, later in pairwise(best)])


def _worth_of_stanzas(lines: Sequence[_Line], ends: Sequence[int]) -> float:
    """How well stanzas end on average, less for uneven ones."""
    lengths = [later - first for first, later in pairwise(ends)]
    if len(lengths) < 2 or not _STANZA_LINES[0] <= len(lines) / len(lengths) <= _STANZA_LINES[1]:
        return float("-inf")
    usual = median(lengths)
    short = sum(length <= usual / 2 for length in lengths) / len(lengths)
    return sum(lines[place - 1].closes for place in ends[1:-1]) / (len(lengths) - 1) - 2.0 * short


def _once(lines: Sequence[_Line]) -> list[_Line]:
    """The lines without a run of four or more that comes again at once."""
    kept = list(lines)
    bare = [_bare(line.text) for line in kept]
    for length in range(len(kept) // 2, _LEAST_RUN - 1, -1):
        for start in range(len(kept) - 2 * length, -1, -1):
            if bare[start : start + length] == bare[start + length : start + 2 * length]:
                del kept[start + length : start + 2 * length], bare[start + length : start + 2 * length]
    return kept


def _fours(lines: list[str]) -> list[list[str]]:
    """Four lines to a stanza where that comes out even."""
    return [lines] if len(lines) % 4 else [lines[place : place + 4] for place in range(0, len(lines), 4)]


def _joined(stanzas: list[list[str]]) -> list[list[str]]:
    """A single line goes with the stanza before it."""
    found: list[list[str]] = []
    for stanza in stanzas:
        if found and len(stanza) == 1:
            found[-1] = found[-1] + stanza
        else:
            found.append(stanza)
    return found


def _without_repeats(stanzas: Sequence[list[str]]) -> list[list[str]]:
    """A line at most twice in a row, and no run of stanzas again at once, as a repeat sign has it."""
    found: list[list[str]] = []
    for stanza in stanzas:
        lines: list[str] = []
        for line in stanza:
            if not (len(lines) > 1 and _bare(line) == _bare(lines[-1]) == _bare(lines[-2])) and not _is_echo(lines, line):
                lines.append(line)
        found.append(lines)
        for length in range(1, len(found) // 2 + 1):
            if _same(found[-length:], found[-2 * length : -length]):
                del found[-length:]
                break
    return found


def _same(one: Sequence[list[str]], other: Sequence[list[str]]) -> bool:
    return [_bare(" ".join(stanza)) for stanza in one] == [_bare(" ".join(stanza)) for stanza in other]


def _is_echo(lines: Sequence[str], line: str) -> bool:
    """Whether a line of one word is but the last word of the line before, printed again under a second ending."""
    return bool(lines) and " " not in line.strip() and _bare(lines[-1]).split()[-1:] == [_bare(line)]


def _bare(line: str) -> str:
    return re.sub(r"[^a-z ]", "", line.lower())
