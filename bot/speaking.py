"""The band's voice on networks: which words go with what happened."""

from __future__ import annotations

import numpy as np

from bot import wording
from bot.conversation import Heard, Topic
from bot.messages import Played
from bot.own_requests import is_own
from bot.platforms.base import Limits, Mention
from bot.wording import ReplyText
from corpora.errors import AskerError


class Speaking:
    """Words from :mod:`bot.wording`."""

    def about_piece(self, played: Played, heard: Heard, mention: Mention, limits: Limits, rng: np.random.Generator) -> ReplyText:
        """What is said with a piece, asked for by somebody or by nobody."""
        if is_own(mention):
            return wording.compose_daily(played, limits, rng)
        return wording.compose_reply(played, heard, limits, rng)

    def about_itself(self, topic: Topic, heard: Heard, refusal: str, limits: Limits, rng: np.random.Generator) -> ReplyText:
        """What is said where nothing is played."""
        if topic == "refused":
            return wording.refusal_reply(AskerError(refusal), limits, rng)
        if topic == "nothing":
            return wording.nothing_reply(heard, limits, rng)
        simple = {"help": wording.help_reply, "busy": wording.busy_reply, "stop": wording.stopped_reply, "resume": wording.resumed_reply}
        return simple[topic](limits, rng)
