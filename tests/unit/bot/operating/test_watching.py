import re
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from memory_queue import MemoryQueue
from paper_network import PaperNetwork
from prometheus_client.parser import text_string_to_metric_families
from small_crew import rehearsal

from bot.conversation import Heard, Verdict
from bot.messages import NotYetError
from bot.operating.instruments import Silent
from bot.operating.metrics import PrometheusInstruments
from bot.operating.overview import Overview, Sources, look
from bot.operating.punctuality import watched_chore
from bot.operating.watching import WatchedGuards, WatchedPlatform, reporting, timed_gates, watched_band
from bot.platforms.base import Author, Mention, MentionPage, RefusedError, UnreachableError
from bot.rehearsal import rehearsal_band, rehearse_any
from bot.schedule.timetable import Chore, Daily, Every
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


def test_when_a_chore_was_last_done_is_known_and_its_failures_are_counted() -> None:
    instruments, today = PrometheusInstruments(lambda: 1234.0), date(2026, 5, 4)

    def fails(_day: date) -> None:
        raise OSError("disk full")

    watched_chore(Chore("retention", Every(900.0), lambda _day: None), instruments).work(today)
    backup = watched_chore(Chore("backup", Daily(4, UTC), fails), instruments)
    for _ in range(2):
        with pytest.raises(OSError, match="full"):
            backup.work(today)
    seen = figures(instruments)
    assert seen['houseband_last_chore_timestamp_seconds{chore="retention"}'] == 1234.0
    assert seen['houseband_chore_failures_total{chore="backup",kind="OSError"}'] == 2
    assert not any("last_chore" in name and "backup" in name for name in seen)


def test_figures_are_called_as_prometheus_wants_it() -> None:
    instruments = PrometheusInstruments()
    for tell in ((instruments.polled, "x", 1), (instruments.judged, "x", "answer"), (instruments.composed, "jazz"), (instruments.published, "x")):
        tell[0](*tell[1:])
    instruments.failed("x", "polling", "RefusedError")
    instruments.retried("publish", "RefusedError")
    instruments.stepped("publish", 0.5)
    for kind in ("", "OSError"):
        instruments.chore_ended("backup", kind)
    instruments.show(lambda: Overview("w", True, 1, {"done": 1}, {"x": 1.0}, 200.0))
    families = list(text_string_to_metric_families(instruments.written().decode()))
    ours = [family for family in families if family.name.startswith("houseband_") and not family.name.endswith("_created")]
    assert len(ours) > 15
    for family in ours:
        assert re.fullmatch("[a-z]+(_[a-z]+)*", family.name)
        assert family.documentation
        assert family.type in {"counter", "gauge", "histogram"}
        names = {sample.name for sample in family.samples}
        assert family.type != "counter" or f"{family.name}_total" in names, "counters end in _total"
        assert ("seconds" in family.name) == family.name.endswith("_seconds"), "the unit stands at the end"
        assert not re.search("(_ms|_minutes|_hours|_mb)$", family.name), "base units only"


def test_silence_costs_nothing_and_says_nothing() -> None:
    silent = Silent()
    band = watched_band(rehearsal_band(lambda: None), silent)  # type: ignore[arg-type, return-value]
    assert band.render is not None
    assert rehearse_any is not band.compose
    for tell in (silent.polled, silent.stepped):
        assert tell("x", 1) is None  # type: ignore[func-returns-value]
