"""The two commands people type: ``compose``, and ``houseband`` for everything else.

Exit codes: 0 done · 2 the request can't be met (one line says why and what to change) · 1 a fault of ours (one line says where the details are)
· 130 interrupted. This module imports next to nothing, so that even the first Ctrl-C finds it ready; ``bot.running`` does the rest.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself takes 10 ms
    from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run ``houseband``."""
    sys.exit(run("houseband", sys.argv[1:]))


def compose_main() -> NoReturn:
    """Run ``compose``, which is ``houseband compose``."""
    sys.exit(run("compose", sys.argv[1:]))


def run(name: str, arguments: list[str]) -> int:
    """Run ``houseband`` or one of its commands; whatever goes wrong becomes one line on stderr and an exit code."""
    try:
        from bot.running import run_command

        return run_command(name, arguments)
    except KeyboardInterrupt:
        sys.stderr.write(f"{name}: interrupted; nothing half-written was left behind\n")
        return INTERRUPTED
