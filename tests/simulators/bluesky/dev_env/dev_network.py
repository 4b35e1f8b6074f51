"""Bluesky's development network as a process of its own, and accounts of people who speak there."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from atproto_client import Client

PASSWORD = "quaver-pass-word-ours"  # noqa: S105 (of servers on this machine)
APP = "houseband"
POSTS = "app.bsky.feed.post"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's, or ours."""

    did: str
    handle: str


class DevNetwork:
    """The servers, from their start to their end."""

    def __init__(self, *options: str) -> None:
        """Start them.

        Args:
            options: ``--rate-limits`` where the servers shall count calls as Bluesky's own do.
        """
        script = os.environ["HOUSEBAND_DEV_ENV_SCRIPT"]
        command = [os.environ["HOUSEBAND_DEV_ENV_NODE"], "--no-deprecation", script, *options]
        self._process = subprocess.Popen(command, cwd=Path(script).parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 (ours)
        told = self._answer()
        self.url: str = told["url"]
        self.admin = httpx.Client(base_url=f"{self.url}/xrpc/", headers={"Authorization": told["admin"]}, timeout=30.0)
        self._clients: list[Client] = []
        self._names = (f"{name}{number}" for number in itertools.count() for name in ("a", "b"))

    def __enter__(self) -> DevNetwork:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def account(self, role: str) -> Account:
        """A new account; no two have the same handle."""
        handle = f"{role}-{next(self._names)}"
        return Account(self.ask("account", name=handle, password=PASSWORD), f"{handle}.test")

    def client(self, account: Account) -> Client:
        """Bluesky's usual client, logged in."""
        client = Client(self.url)
        client.login(account.handle, PASSWORD, fetch_bsky_profile=False)
        self._clients.append(client)
        return client

    def app_password(self, account: Account) -> str:
        """A password for programs, as the bot's operator makes one."""
        made = self.client(account).com.atproto.server.create_app_password({"name": APP})
        return str(made.password)

    def revoke_app_password(self, account: Account) -> None:
        """Take it back."""
        self.client(account).com.atproto.server.revoke_app_password({"name": APP})

    def settle(self) -> None:
        """Wait until the index has seen all that the data server has."""
        self.ask("settle")

    def ask(self, what: str, **given: object) -> Any:
        """Have the network do something."""
        assert self._process.stdin is not None
        print(json.dumps({"ask": what, **given}), file=self._process.stdin, flush=True)
        told = self._answer()
        assert "error" not in told, told
        return told.get("done")

    def take_down(self, account: Account, *, applied: bool = True) -> None:
        """Lock an account as moderators do, or let it in again."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": account.did}
        body = {"subject": subject, "takedown": {"applied": applied, "ref": "1"}}
        self.admin.post("com.atproto.admin.updateSubjectStatus", json=body).raise_for_status()

    def records(self, did: str) -> list[Json]:
        """All posts that an account's server keeps, the oldest first."""
        answer = self.admin.get("com.atproto.repo.listRecords", params={"repo": did, "collection": POSTS, "limit": 100})
        found: list[Json] = answer.raise_for_status().json()["records"]
        return sorted(found, key=lambda record: str(record["value"]["createdAt"]))

    def close(self) -> None:
        for client in self._clients:
            client.request.close()
        self.admin.close()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(60.0)
        finally:
            self._process.kill()
            self._process.wait(10.0)
            self._process.stdout.close()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, ""):
            if line.startswith("houseband: "):
                return json.loads(line.removeprefix("houseband: "))
        raise AssertionError(f"the development network ended: {self._process.wait(10.0)}")
