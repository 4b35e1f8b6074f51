import threading
import time

import pytest

from bot.meanwhile import Meanwhile


def test_it_is_made_once_while_something_else_goes_on() -> None:
    makers: list[str] = []
    go_on = threading.Event()

    def make() -> str:
        go_on.wait(5)
        makers.append(threading.current_thread().name)
        return "made"

    value = Meanwhile(make)
    value.begin()
    value.begin()
    assert makers == []
    go_on.set()
    assert (value.result(), value.result()) == ("made", "made")
    assert makers == ["meanwhile"]


def test_what_goes_wrong_is_raised_where_the_value_is_wanted_and_tried_again_the_next_time() -> None:
    attempts = iter([OSError("locked"), OSError("locked still")])

    def make() -> str:
        for error in attempts:
            raise error
        return "made"

    value = Meanwhile(make)
    value.begin()
    for message in ("locked", "locked still"):
        with pytest.raises(OSError, match=message):
            value.result()
    assert value.result() == "made"


def test_settling_waits_for_what_is_being_made() -> None:
    finished: list[bool] = []

    def make() -> int:
        time.sleep(0.05)
        finished.append(True)
        return 1

    meanwhile = Meanwhile(make)
    meanwhile.begin()
    meanwhile.settle()
    assert finished == [True]
    assert meanwhile.result() == 1


def test_settling_keeps_an_error_for_who_asks() -> None:
    def make() -> int:
        raise ValueError("no")

    meanwhile = Meanwhile(make)
    meanwhile.begin()
    meanwhile.settle()
    with pytest.raises(ValueError, match="no"):
        meanwhile.result()
