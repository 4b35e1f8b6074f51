"""Who does what: every instrument of a line-up gets one job, whatever the line-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpora.instruments import BASS, CHORDS, LEAD, PAD, Instrument

Job = Literal["lead", "second", "chords", "bass", "pad", "drums"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One instrument and its job."""

    instrument: Instrument
    job: Job
    nth: int = 0
    """0 for the first player of the job."""
    alone: bool = False
    """True where this player also accompanies itself, because nobody else plays chords."""


@dataclass(frozen=True, slots=True)
class Bandstand:
    """The line-up with its jobs, in line-up order."""

    seats: tuple[Seat, ...]

    def of(self, job: Job) -> tuple[Seat, ...]:
        """The players of a job, in order."""
        return tuple(seat for seat in self.seats if seat.job == job)

    @property
    def has_bass(self) -> bool:
        """True where somebody holds the bass."""
        return bool(self.of("bass"))

    @property
    def soloists(self) -> tuple[Seat, ...]:
        """Those who take turns in the solos: the lead, the other melodic players, then the first chord player that can carry a tune."""
        comping = [seat for seat in self.of("chords") if LEAD in seat.instrument.roles][:1]
        return (*self.of("lead"), *self.of("second"), *comping)

    @property
    def intro_player(self) -> Seat | None:
        """Who plays the tune in the intro: the first chord player that can, else the lead."""
        return next((seat for seat in (*self.of("chords"), *self.of("lead")) if LEAD in seat.instrument.roles), None)


def seated(line_up: Sequence[Instrument]) -> Bandstand:
    """Give every instrument a job: bass, lead, chords, pads, and second voices to whoever is left."""
    jobs: dict[int, Job] = {place: "drums" for place, each in enumerate(line_up) if each.is_drum}
    free = [place for place, each in enumerate(line_up) if not each.is_drum]
    if len(free) > 1:
        _take(jobs, free, _bass_players(line_up, free), "bass")
    if free:
        _take(jobs, free, [_lead_player(line_up, free)], "lead")
    chords = sorted((place for place in free if CHORDS in line_up[place].roles), key=lambda place: _comping_rank(line_up[place]))
    for order, place in enumerate(chords):
        _take(jobs, free, [place], "pad" if order and PAD in line_up[place].roles else "chords")
    _take(jobs, free, list(free), "second")
    _give_bass(jobs, line_up)
    return Bandstand(_numbered(line_up, jobs, chords))


def _comping_rank(player: Instrument) -> int:
    """Keyboards comp before guitars, and both before instruments that sustain."""
    keyboard = player.family in {"piano", "organ"}
    return 0 if keyboard and PAD not in player.roles else 2 if PAD in player.roles and not keyboard else 1


def _take(jobs: dict[int, Job], free: list[int], places: list[int], job: Job) -> None:
    for place in places:
        jobs[place] = job
        free.remove(place)


def _bass_players(line_up: Sequence[Instrument], free: Sequence[int]) -> list[int]:
    """Everybody who plays nothing but bass, though never everybody; else the lowest melodic instrument that can hold it."""
    born = [place for place in free if BASS in line_up[place].roles and LEAD not in line_up[place].roles]
    if born:
        return born if len(born) < len(free) else born[1:]
    able = [place for place in free if BASS in line_up[place].roles and CHORDS not in line_up[place].roles]
    if not able:
        return []
    lowest = min(able, key=lambda place: (line_up[place].low, -place))
    return [lowest] if any(LEAD in line_up[place].roles for place in free if place != lowest) else []


def _lead_player(line_up: Sequence[Instrument], free: Sequence[int]) -> int:
    """The first purely melodic instrument, else the first that can carry a tune, else the first."""
    melodic = [place for place in free if LEAD in line_up[place].roles and CHORDS not in line_up[place].roles]
    able = [place for place in free if LEAD in line_up[place].roles]
    return (melodic or able or list(free))[0]


def _give_bass(jobs: dict[int, Job], line_up: Sequence[Instrument]) -> None:
    """Without bass and chords, the lowest of two or more second voices holds the bass."""
    if {"bass", "chords"} & set(jobs.values()):
        return
    seconds = [place for place, job in jobs.items() if job == "second"]
    if len(seconds) >= 2:
        jobs[min(seconds, key=lambda place: (line_up[place].low, -place))] = "bass"


def _numbered(line_up: Sequence[Instrument], jobs: dict[int, Job], chords: Sequence[int]) -> tuple[Seat, ...]:
    """Seats in line-up order; players of a job are counted in that order too, chord players by who comps first."""
    counts: dict[Job, int] = {}
    seats = []
    for place, each in enumerate(line_up):
        job = jobs[place]
        nth = chords.index(place) if job in {"chords", "pad"} else counts.get(job, 0)
        seats.append(Seat(each, job, nth, alone=job == "lead" and not chords and CHORDS in each.roles))
        counts[job] = counts.get(job, 0) + 1
    return tuple(seats)
