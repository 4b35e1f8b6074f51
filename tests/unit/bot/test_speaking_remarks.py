"""What is said where nothing is played."""

from __future__ import annotations

import numpy as np
import pytest

from bot.conversation import Heard
from bot.platforms.memory import MemoryNetwork, MemoryPlatform
from bot.speaking import Speaking


@pytest.mark.parametrize("remark", [False, True])
def test_a_mention_that_asks_for_nothing_is_answered_by_what_it_is(remark: bool) -> None:
    limits = MemoryPlatform(MemoryNetwork()).limits
    said = Speaking().about_itself("nothing", Heard("nothing", remark=remark), "", limits, np.random.default_rng(1))
    assert 0 < limits.length_of(said.text) <= limits.characters
