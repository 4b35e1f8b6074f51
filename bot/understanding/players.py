"""Who plays: the genre's own line-up with the players somebody wants in it and without those they don't."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.understood import Heard
from corpora.errors import AskerError
from corpora.instruments import INSTRUMENTS, MOST_INSTRUMENTS, Instrument, instrument, line_up_of

MOST_PLAYERS = 10
"""In a piece for a stranger; a line-up may have up to ``MOST_INSTRUMENTS``."""
_LOOSE = frozenset({"acoustic guitar", "acoustic bass", "tenor sax", "organ", "voice", "piano", "choir"})
"""What just ``guitar``, ``bass``, ``sax`` or ``keys`` reads as: whoever of that family is in the band is meant."""


def line_up(own: Sequence[str], heard: Heard) -> tuple[str, ...] | None:
    """Names of the players; None = as the genre has them.

    Args:
        own: the line-up where nothing is said.
        heard: who shall play and who not.
    """
    wanted = _bounded(heard.instruments, heard)
    if heard.only and wanted:
        return _distinct(wanted)
    if not wanted and not heard.without:
        return None
    players = list(own)
    for nth, name in enumerate(wanted):
        if players.count(name) < wanted[: nth + 1].count(name):
            players = _instead(players, name, heard.without) or _joined_by(players, name, wanted)
    players = [name for name in players if name in wanted or not _is_one_of(name, heard.without)]
    if not players:
        heard.miss("instrument", "somebody has to play")
        return None
    return _distinct(players[:MOST_INSTRUMENTS])


def _bounded(names: Sequence[str], heard: Heard) -> list[str]:
    if len(names) > MOST_PLAYERS:
        heard.miss("instruments", f"at most {MOST_PLAYERS}")
    return list(names[:MOST_PLAYERS])


def _distinct(names: Sequence[str]) -> tuple[str, ...] | None:
    try:
        return tuple(player.name for player in line_up_of(names))
    except AskerError:
        return None


def _is_one_of(name: str, unwanted: Sequence[str]) -> bool:
    """Whether a player is meant: by name, or as one of a family named loosely (``no guitar``)."""
    return any(name == other or (other in _LOOSE and _family(name) == _family(other)) for other in unwanted)


def _family(name: str) -> str:
    found = instrument(name)
    return found.name.rpartition(" ")[2] if found.family in {"reed", "voice"} else found.family


def _instead(players: list[str], name: str, unwanted: Sequence[str]) -> list[str] | None:
    """The band with one player in the seat of one who goes, where they have a task in common."""
    for seat, player in enumerate(players):
        if player != name and _is_one_of(player, unwanted) and instrument(player).roles & instrument(name).roles:
            return [*players[:seat], name, *players[seat + 1 :]]
    return None


def _joined_by(players: list[str], name: str, wanted: Sequence[str]) -> list[str]:
    """The band with one more in it: in the place of whoever has the same task, in front where it carries the tune."""
    if name not in players and name in _LOOSE and any(_family(each) == _family(name) for each in players):
        return [*players]
    new = INSTRUMENTS.get(name) or instrument(name)
    if new.is_drum:
        return [*players, name]
    if "lead" not in new.roles:
        kept = [each for each in players if not ("bass" in new.roles and _is_bass(instrument(each)))]
        return [*kept, name]
    if players and _sings(players[0]):
        return [players[0], name, *players[1:]]
    leads_already = bool(players) and players[0] in wanted
    if leads_already:
        return [players[0], name, *players[1:]]
    if len(players) > 1 and "lead" in instrument(players[0]).roles and players[0] not in wanted:
        return [name, *players[1:]]
    return [name, *players]


def _is_bass(player: Instrument) -> bool:
    return player.roles == frozenset({"bass"}) or player.family == "bass"


def _sings(name: str) -> bool:
    return instrument(name).family == "voice"
