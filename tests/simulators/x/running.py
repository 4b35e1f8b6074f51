"""A simulated X as a process of its own, and what tests may do to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import requests

_TESTS = Path(__file__).parents[2]
_STOP_SECONDS = 5.0


class SimulatedX:
    """One running server; a context manager."""

    def __init__(self, *, port: int = 0, database: Path | None = None, **settings: Any) -> None:
        command = [sys.executable, "-m", "simulators.x", "--port", str(port)]
        command += ["--database", str(database)] if database else []
        command += [f"--set={name}={json.dumps(value)}" for name, value in settings.items()]
        self._process = subprocess.Popen(command, cwd=_TESTS, stdout=subprocess.PIPE, text=True)  # noqa: S603 (ourselves)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the simulator did not start: exit code {self._process.wait()}")
        self.environment: dict[str, str] = json.loads(line)
        """What a bot needs, for ``XPlatform.from_environment``."""
        self.base_url = self.environment["HOUSEBAND_X_BASE_URL"]
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> SimulatedX:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server; its database stays."""
        self._session.close()
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def reset(self, **settings: Any) -> None:
        """Nobody wrote anything, nothing breaks, all settings are as at first but those given."""
        self._tell("reset", settings)

    def set(self, **settings: Any) -> None:
        self._tell("settings", settings)

    def faults(self, **order: Any) -> None:
        """See :class:`simulators.x.faults.Faults`: chances={"publish": {"dropped": 0.05}}, bursts=[...], down_s=3, seed=1; none = all is well."""
        self._tell("faults", order)

    def write(self, text: str, handle: str = "fan", reply_to: str | None = None, **more: Any) -> str:
        """Somebody writes a post; it mentions us where it names us."""
        return self.write_all([{"text": text, "handle": handle, "reply_to": reply_to, **more}])[0]

    def write_all(self, posts: Sequence[dict[str, Any]]) -> list[str]:
        return list(self._tell("posts", posts))

    def crowd(self, count: int, texts: Iterable[str], people: int = 500) -> list[str]:
        """Many mentions at once, written in turn by many people."""
        wishes = list(texts)
        posts = [{"text": f"@houseband {wishes[i % len(wishes)]}", "handle": f"fan{i % people}"} for i in range(count)]
        return self.write_all(posts)

    def delete(self, *post_ids: str) -> None:
        self._tell("delete", post_ids)

    def truth(self) -> dict[str, Any]:
        """``expected answered lost answered_twice unasked own_posts cents calls``."""
        return dict(self._ask("truth"))

    def seconds_to_reply(self) -> list[float]:
        return list(self._ask("seconds"))

    def published(self) -> list[dict[str, Any]]:
        return list(self._ask("published"))

    def media(self) -> list[dict[str, Any]]:
        return list(self._ask("media"))

    def _tell(self, route: str, body: Any) -> Any:
        return self._answered(self._session.post(f"{self.base_url}/_simulator/{route}", json=body, timeout=60))

    def _ask(self, route: str) -> Any:
        return self._answered(self._session.get(f"{self.base_url}/_simulator/{route}", timeout=60))

    @staticmethod
    def _answered(answer: requests.Response) -> Any:
        if not answer.ok:
            raise ValueError(answer.text)
        return answer.json()
