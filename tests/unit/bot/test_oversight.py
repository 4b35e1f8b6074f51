import json
import logging
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from memory_queue import MemoryQueue
from paper_network import PaperNetwork
from small_crew import rehearsal

from bot.operating.settings import OperatingSettings
from bot.oversight import Oversight
from bot.settings import Settings, read_settings
from bot.worker import Worker


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path))
    monkeypatch.delenv("HOUSEBAND_DATABASE", raising=False)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "captureWarnings", lambda _on: None)
    return replace(read_settings(), operating=OperatingSettings(log_format="json", page_port=19_464))


@pytest.mark.enable_socket
def test_a_worker_is_watched_from_its_networks_to_its_page(tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    oversight, queue = Oversight(settings, "w-1", {"HOUSEBAND_X_ACCESS_TOKEN": "s3cr3t-token"}), MemoryQueue()
    network = PaperNetwork(tmp_path / "net.db")
    (watched,) = oversight.networks([network])
    made = rehearsal(tmp_path, watched, queue=queue)
    office = oversight.office(made.office)
    worker = Worker(office)
    queue.open(worker.carry_out, ["paper"])
    worker.beat()
    with oversight.watching(office) as url:
        worker.poll("paper")
        network.ask("jazz please")
        office.inbox.postpone_poll("paper", 0.0)
        worker.poll("paper")
        queue.run()
        page, figures, health = (urllib.request.urlopen(f"{url}{path}", timeout=5).read().decode() for path in ("", "metrics", "healthz"))  # noqa: S310 (our own)
    logging.getLogger("bot").warning("by the way: s3cr3t-token")
    assert len(network.replies()) == 1
    assert "Scale 7" in page
    assert 'houseband_publications_total{platform="paper"} 1.0' in figures
    assert 'houseband_mentions{state="done"} 1.0' in figures
    assert json.loads(health)["healthy"] is True
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert lines[-1]["message"] == "by the way: ***"
    assert {line["worker"] for line in lines} == {"w-1"}
