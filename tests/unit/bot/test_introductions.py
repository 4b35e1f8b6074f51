"""Whether the networks know us, before a worker begins."""

import threading
import time

import pytest

from bot.introductions import introduce
from bot.platforms.base import Author, CredentialsError, UnreachableError
from bot.platforms.memory import MemoryNetwork, MemoryPlatform
from corpora.errors import AskerError


class Answers(MemoryPlatform):
    """A network whose first answers are errors."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__(MemoryNetwork())
        self.errors = list(errors)

    def me(self) -> Author:
        if self.errors:
            raise self.errors.pop(0)
        return super().me()


def test_who_is_known_begins() -> None:
    introduce([Answers(), Answers()])


def test_a_credential_that_is_refused_is_told() -> None:
    wrong = CredentialsError("HOUSEBAND_X_ACCESS_TOKEN is wrong")
    with pytest.raises(AskerError, match="HOUSEBAND_X_ACCESS_TOKEN"):
        introduce([Answers(), Answers(wrong, wrong)], again_seconds=0.0)


def test_a_network_that_refuses_a_good_credential_once_is_asked_again() -> None:
    network = Answers(CredentialsError("who?"))
    introduce([network], again_seconds=0.0)
    assert network.errors == []


def test_a_network_that_is_down_keeps_nobody_from_beginning() -> None:
    networks = [Answers(UnreachableError("down")), Answers(CredentialsError("who?"), UnreachableError("down"))]
    introduce(networks, again_seconds=0.0)
    assert [network.errors for network in networks] == [[], []]


def test_a_network_that_does_not_answer_is_not_waited_for() -> None:
    class Silent(MemoryPlatform):
        def me(self) -> Author:
            over.wait(30.0)
            return super().me()

    over = threading.Event()
    began = time.monotonic()
    introduce([Silent(MemoryNetwork())], patience_seconds=0.05)
    over.set()
    assert time.monotonic() - began < 20.0
