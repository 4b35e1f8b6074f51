import re
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from memory_queue import MemoryQueue
from paper_network import PaperNetwork
from small_crew import rehearsal

from bot.conversation import Heard, Verdict
from bot.messages import NotYetError
from bot.operating.instruments import Silent
from bot.operating.metrics import PrometheusInstruments
from bot.operating.overview import Overview, Sources, look
from bot.operating.watching import WatchedGuards, WatchedPlatform, reporting, timed_gates, watched_band
from bot.platforms.base import Author, Mention, MentionPage, RefusedError, UnreachableError
from bot.rehearsal import rehearsal_band, rehearse_any
from bot.worker import Worker

MENTION = Mention("paper", "1", Author("7", "fan"), "jazz", datetime(2026, 1, 1, tzinfo=UTC))


def figures(instruments: PrometheusInstruments) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in instruments.written().decode().splitlines() if line.startswith("houseband"))
    return {name: float(value) for name, _, value in lines if "_created" not in name}


class Failing(PaperNetwork):
    def publish(self, mention: Mention, text: str, media: tuple[str, ...], key: str) -> str:  # noqa: ARG002 (as the seam has it)
        raise RefusedError("no")

    def mentions(self, since: str | None) -> MentionPage:  # noqa: ARG002 (as the seam has it)
        raise UnreachableError("down")


class Undecided:
    def judge(self, mention: Mention, heard: Heard) -> Verdict:  # noqa: ARG002 (as the port has it)
        raise NotYetError("too early", datetime.now(UTC))


def test_a_watched_worker_is_counted_from_mention_to_reply(tmp_path: Path) -> None:
    from dataclasses import replace

    instruments, queue = PrometheusInstruments(lambda: 1234.0), MemoryQueue()
    network = PaperNetwork(tmp_path / "net.db")
    made = rehearsal(tmp_path, WatchedPlatform(network, instruments), queue=queue)
    crew = made.office.crews["paper"]
    watched = replace(crew, band=watched_band(crew.band, instruments), guards=WatchedGuards(crew.guards, instruments))
    place = replace(made.office.workplace, gates=timed_gates({"compose": threading.Semaphore(1)}, instruments), report=reporting(instruments))
    worker = Worker(replace(made.office, crews={"paper": watched}, workplace=place))
    queue.open(worker.carry_out, ["paper"])
    worker.poll("paper")
    network.ask("jazz please")
    network.ask("limerick please", author="bore")
    instruments.show(lambda: look(Sources("w", made.office.inbox, made.office.heartbeats, {"paper": lambda: 12.5}, 200.0)))
    for _ in range(2):
        made.office.inbox.postpone_poll("paper", 0.0)
        worker.poll("paper")
        queue.run()
    seen = figures(instruments)
    assert len(network.replies()) == 1
    assert seen['houseband_mentions_heard_total{platform="paper"}'] == 2
    assert seen['houseband_verdicts_total{kind="answer",platform="paper"}'] == 1
    assert seen['houseband_verdicts_total{kind="ignore",platform="paper"}'] == 1
    assert seen['houseband_pieces_composed_total{genre="jazz"}'] >= 1
    assert seen['houseband_publications_total{platform="paper"}'] == 1
    assert seen['houseband_step_seconds_count{step="understand"}'] == 2
    assert {step: seen[f'houseband_step_seconds_count{{step="{step}"}}'] for step in ("compose", "publish", "remember")} == dict.fromkeys(
        ("compose", "publish", "remember"), 1.0
    )
    assert seen['houseband_last_poll_timestamp_seconds{platform="paper"}'] == 1234.0
    assert seen['houseband_mentions{state="done"}'] == 1
    assert seen['houseband_spent_today_cents{platform="paper"}'] == 12.5
    assert (seen["houseband_queue_length"], seen["houseband_dead_letters"], seen["houseband_budget_cents"]) == (0, 0, 200)


def test_failed_calls_are_counted_and_go_on_failing(tmp_path: Path) -> None:
    instruments = PrometheusInstruments()
    platform = WatchedPlatform(Failing(tmp_path / "net.db"), instruments)
    with pytest.raises(RefusedError):
        platform.publish(MENTION, "la", (), "key")
    with pytest.raises(UnreachableError):
        platform.mentions(None)
    seen = figures(instruments)
    assert seen['houseband_platform_failures_total{call="publishing",kind="RefusedError",platform="paper"}'] == 1
    assert seen['houseband_platform_failures_total{call="polling",kind="UnreachableError",platform="paper"}'] == 1
    assert not any(name.startswith(("houseband_publications", "houseband_last_poll")) for name in seen)


def test_waiting_is_a_verdict_too() -> None:
    instruments = PrometheusInstruments()
    with pytest.raises(NotYetError):
        WatchedGuards(Undecided(), instruments).judge(MENTION, Heard("piece"))
    assert figures(instruments)['houseband_verdicts_total{kind="later",platform="paper"}'] == 1


def test_a_failed_step_is_logged_by_its_errand(caplog: pytest.LogCaptureFixture) -> None:
    instruments = PrometheusInstruments()
    reporting(instruments)("x:1", "publish", UnreachableError("down"))
    assert figures(instruments)['houseband_retries_total{kind="UnreachableError",step="publish"}'] == 1
    (record,) = caplog.records
    assert (record.errand, record.step) == ("x:1", "publish")  # type: ignore[attr-defined]


def test_a_gate_is_held_for_as_long_as_the_step_works() -> None:
    instruments, gate = PrometheusInstruments(), threading.Semaphore(1)
    gates = timed_gates({"compose": gate}, instruments)

    def work() -> None:
        with gates["compose"]:
            assert not gate.acquire(blocking=False)
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        work()
    assert gate.acquire(blocking=False)
    with gates["publish"], gates["publish"]:
        pass
    assert figures(instruments)['houseband_step_seconds_count{step="compose"}'] == 1
    assert figures(instruments)['houseband_step_seconds_count{step="publish"}'] == 2


def test_a_database_that_does_not_answer_leaves_gaps_and_no_zeros() -> None:
    instruments = PrometheusInstruments()
    instruments.show(lambda: Overview("w", False, 0, {}, {}, 200.0, trouble="OperationalError"))
    seen = figures(instruments)
    assert seen["houseband_up"] == 0
    assert not any(re.match("houseband_(queue|dead|workers)", name) for name in seen)


def test_silence_costs_nothing_and_says_nothing() -> None:
    silent = Silent()
    band = watched_band(rehearsal_band(lambda: None), silent)  # type: ignore[arg-type, return-value]
    assert band.render is not None
    assert rehearse_any is not band.compose
    for tell in (silent.polled, silent.stepped):
        assert tell("x", 1) is None  # type: ignore[func-returns-value]
