"""What the band says on a network: short, warm and factual, never twice the same, within the network's limit.

No links, no names but the asker's, and nothing the asker wrote (unless they had a text begin with it): X charges for links and refuses what was
said before, and nobody shall be able to make us say something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot import phrasing
from bot.lengths import cut_to
from bot.messages import PieceRecord, Played
from bot.piece_words import facts_of, harmless, originality_of, players_of, seed_of, teaser_of, title_of
from bot.platforms.base import Limits
from bot.unmet_words import in_plain_english
from corpora.errors import AskerError


class Wished(Protocol):
    """What was understood; ``bot.understanding`` makes it."""

    @property
    def kind(self) -> str:
        """``piece``, ``again``, ``help``, ``stop``, ``resume`` or ``nothing``."""
        ...

    @property
    def unmet(self) -> tuple[str, ...]:
        """``subject: detail`` in our own words."""
        ...

    @property
    def remark(self) -> bool:
        """Whether somebody only says what they think."""
        ...


@dataclass(frozen=True, slots=True)
class ReplyText:
    """The words of a reply."""

    text: str
    alt_text: str = ""
    """Says what is to be seen and heard in what is attached; empty where nothing is."""
    on_card: bool = False
    """Whether a piece of words is too long for the post and goes out as a picture."""


def compose_reply(played: Played, understood: Wished, limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say what was played.

    Args:
        played: the piece.
        understood: what was asked for; what of it could not be met is said.
        limits: how much the network takes.
        rng: draws the turns of phrase.
        handle: the asker's, without ``@``, where the network wants a reply to begin with it.
    """
    piece = played.piece
    openings = phrasing.AGAIN_OPENINGS if understood.kind == "again" else phrasing.TEXT_OPENINGS if piece.kind == "text" else phrasing.MUSIC_OPENINGS
    if piece.kind == "text":
        return _about_words(piece, _drawn(openings, rng), in_plain_english(understood.unmet), limits, rng, handle, again=understood.kind == "again")
    return _about_music(piece, _drawn(openings, rng), in_plain_english(understood.unmet), limits, handle)


def compose_daily(played: Played, limits: Limits, rng: np.random.Generator) -> ReplyText:
    """Announce a piece nobody asked for."""
    opening = _drawn(phrasing.DAILY_OPENINGS, rng)
    if played.piece.kind == "text":
        return _about_words(played.piece, opening, [], limits, rng, None)
    return _about_music(played.piece, opening, [], limits, None)


def help_reply(limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say how to ask."""
    return _said(_with_examples(_drawn(phrasing.HELP_OPENINGS, rng), rng), limits, handle)


def busy_reply(limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say that there are too many requests."""
    return _said(_with_ideas(f"{_drawn(phrasing.BUSY, rng)} {_drawn(phrasing.LATER, rng)}", phrasing.IDEAS_FOR_LATER, rng), limits, handle)


def stopped_reply(limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say goodbye, once."""
    return _said([[f"{_drawn(phrasing.STOPPED, rng)} {_drawn(phrasing.HOW_TO_RESUME, rng)}"]], limits, handle)


def resumed_reply(limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say that we are back."""
    return _said([[f"{_drawn(phrasing.RESUMED, rng)} {_drawn(phrasing.WHAT_NOW, rng)}"]], limits, handle)


def nothing_reply(understood: Wished, limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say that there was no request to be read, or none that we will meet. To a remark saying nothing is as good."""
    if understood.remark:
        return _said(_with_ideas(_drawn(phrasing.HEARD, rng), phrasing.IDEAS_FOR_LATER, rng), limits, handle)
    subjects = {each.partition(":")[0] for each in understood.unmet}
    if "words" in subjects:
        return _said(_with_ideas(_drawn(phrasing.NOT_THAT, rng), phrasing.IDEAS, rng), limits, handle)
    if "piece" in subjects:
        return _said(_with_ideas(_drawn(phrasing.WHICH, rng), phrasing.IDEAS, rng), limits, handle)
    return _said(_with_examples(_drawn(phrasing.UNSURE, rng), rng), limits, handle)


def refusal_reply(error: AskerError, limits: Limits, rng: np.random.Generator, handle: str | None = None) -> ReplyText:
    """Say that a request can't be met; which part of it, in our own words, for the error may quote the asker's."""
    message = str(error)
    reason = next((words for sign, words in _REASONS if sign in message), "that combination is beyond us. Something a little different?")
    return _said(_with_ideas(f"{_drawn(phrasing.REFUSALS, rng)} {reason}", phrasing.IDEAS, rng), limits, handle)


_REASONS = (
    ("slur", "those words we leave out. Others are welcome."),
    ("candidates was fit", "none of our drafts was good enough. Ask again and we'll draw new ones."),
    ("candidates kept", "none of our drafts kept to what you asked. Ask again, or ask for a little less."),
    ("--lyrics", "we couldn't fit the words to the music. More bars or fewer words would help."),
    ("--prompt", "we can't begin with those words. Shorter ones would help."),
    ("--length", "that length doesn't suit this kind of text. Another, or none, would."),
    ("--bars", "bars, tempo and length don't add up. Leave one of them to us."),
    ("--seconds", "that length can't be had at that tempo. Leave one of them to us."),
    ("--meter", "we can't count that time signature. One from 1/4 to 8/4 would do."),
    ("--instruments", "that line-up can't play this. Other instruments would."),
    ("--key", "we couldn't read that key. \"D minor\" or \"Bb\" would do."),
    ("--tempo", "that tempo is out of our reach. 20 to 400 bpm would do."),
    ("--theme", "we couldn't write about that. A word or two would do."),
    ("--genre", "that's not a genre we know."),
)  # fmt: skip
"""What an error says somewhere -> how it is put to strangers."""


def _with_examples(opening: str, rng: np.random.Generator) -> list[list[str]]:
    """Variants of an opening with examples of what to ask, the fullest first."""
    first, second, third = (str(each) for each in rng.choice(np.array(phrasing.HELP_EXAMPLES), size=3, replace=False))
    closing = _drawn(phrasing.HELP_CLOSINGS, rng)
    return [
        [f'{opening} Try "{first}", "{second}" or "{third}". {closing}'],
        [f'{opening} Try "{first}" or "{second}". {closing}'],
        [f'{opening} Try "{first}".'],
        [opening],
    ]


def _with_ideas(sentence: str, ways: Sequence[str], rng: np.random.Generator) -> list[list[str]]:
    """A sentence that many are told, with two things to ask for: by themselves, a day's worth of such sentences would soon be used up."""
    first, second = (str(each) for each in rng.choice(np.array(phrasing.HELP_EXAMPLES), size=2, replace=False))
    way = _drawn(ways, rng)
    return [[f'{sentence} {way} "{first}" or "{second}".'], [f'{sentence} {way} "{first}".'], [sentence]]


def _about_music(piece: PieceRecord, opening: str, unmet: Sequence[str], limits: Limits, handle: str | None) -> ReplyText:
    name, facts, players = title_of(piece), facts_of(piece), players_of(piece)
    titled = f"{opening} {name}" if name else f"{opening} something new."
    fully, briefly = originality_of(piece), originality_of(piece, briefly=True)
    variants = [
        [titled, facts, who, original, " ".join(unmet[:kept])]
        for kept in range(len(unmet), -1, -1)
        for who, original in ((players, fully), (players, briefly), ("", briefly))
    ]
    return _said([*variants, [titled, facts], [facts], [seed_of(piece)]], limits, handle, _alt_of_music(piece, facts, players, limits))


def _about_words(
    piece: PieceRecord, opening: str, unmet: Sequence[str], limits: Limits, rng: np.random.Generator, handle: str | None, *, again: bool = False
) -> ReplyText:
    """The words themselves where they fit; else a card, and what is on it.

    What was played before is never said without an opening: it may be the same to the letter, which networks refuse.
    """
    words = harmless(piece.text or "")
    name, facts, said = title_of(piece), facts_of(piece), " ".join(unmet)
    briefly = originality_of(piece, briefly=True)
    below = f"\n{facts}"
    inside = [
        [opening, f"\n{words}", f"{below} {originality_of(piece)}", said],
        [opening, f"\n{words}", f"{below} {briefly}", said],
        [words, f"{below} {briefly}", said],
        [words, below, said],
        [words, below],
    ]
    for parts in inside[:2] if again else inside:
        text = _joined(parts, handle)
        if limits.length_of(text) <= limits.characters:
            return ReplyText(text)
    hint = _drawn(phrasing.CARD_HINTS, rng)
    teaser = teaser_of(piece, words)
    titled = f"{opening} {name}" if name else opening
    cards = [
        [titled, teaser, hint, f"{facts} {originality_of(piece)}", said],
        [titled, teaser, hint, f"{facts} {briefly}", said],
        [titled, hint, facts, said],
        [titled, hint, facts],
        [hint],
    ]
    found = _said(cards, limits, handle, _alt_of_words(piece, words, limits))
    return ReplyText(found.text, found.alt_text, on_card=True)


def _said(variants: Iterable[Sequence[str]], limits: Limits, handle: str | None, alt_text: str = "") -> ReplyText:
    """The first variant that fits the network; the last is cut where even that doesn't."""
    text = ""
    for parts in variants:
        text = _joined(parts, handle)
        if limits.length_of(text) <= limits.characters:
            return ReplyText(text, alt_text)
    return ReplyText(cut_to(text, limits.characters, limits.length_of) or "", alt_text)


def _joined(parts: Sequence[str], handle: str | None) -> str:
    body = "\n".join(part.rstrip() if part.strip() else "" for part in parts if part.strip())
    return f"@{handle} {body}" if handle else body


def _drawn(phrases: Sequence[str], rng: np.random.Generator) -> str:
    return phrases[int(rng.integers(len(phrases)))]


def _alt_of_music(piece: PieceRecord, facts: str, players: str, limits: Limits) -> str:
    name = title_of(piece) or "a new piece"
    sung = f" The words: {' / '.join(_lines(harmless(piece.text)))}" if piece.text and not piece.asked.get("lyrics") else ""
    return _cut(f"Music by a program: {name}. {facts} {players}{sung}", limits)


def _alt_of_words(piece: PieceRecord, words: str, limits: Limits) -> str:
    return _cut(f"A card with a {piece.genre.replace('-', ' ')}:\n{words}", limits)


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def _cut(text: str, limits: Limits) -> str:
    """At most as long as the network takes, which counts alt text in plain characters."""
    if len(text) <= limits.alt_characters:
        return text
    return text[: max(0, limits.alt_characters - 3)].rstrip() + "..."[: limits.alt_characters]
