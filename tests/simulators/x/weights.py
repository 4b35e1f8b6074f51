"""How X counts a text and what it links, by twitter-text's own port: not by the bot's count, which is what is tested."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any


def weight(text: str) -> int:
    """280 is the most."""
    return int(_library().parse_tweet(text).weightedLength)


def links(text: str) -> bool:
    """Whether X would link something in it."""
    return bool(list(_library().extract_urls_with_indices(text)))


@cache
def _library() -> Any:
    """twitter-text-parser reads its list of emoji through a module that setuptools no longer has."""
    found = find_spec("twitter_text")
    if found is None or found.origin is None:
        raise RuntimeError("the simulator needs twitter-text-parser (the dev extra)")
    folder = Path(found.origin).parent / "regexp"
    stand_in = ModuleType("pkg_resources")
    stand_in.resource_string = lambda _package, name: (folder / name).read_bytes()  # type: ignore[attr-defined]
    before = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        import twitter_text  # type: ignore[import-untyped]
    finally:
        del sys.modules["pkg_resources"]
        if before is not None:
            sys.modules["pkg_resources"] = before
    return twitter_text
