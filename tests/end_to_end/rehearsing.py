"""``compose`` played by the band that rehearses: a program that tests start, interrupt and kill.

REHEARSAL_PAUSE holds seconds to wait after half of each file is written.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import bot.bootstrap
from bot import cli
from bot.rehearsal import rehearsal_band, write_down
from bot.service import Band
from bot.settings import Settings
from generators.compositions import Finished


def write_slowly(composition: Finished, formats: Sequence[str], folder: Path, stem: str) -> dict[str, Path]:
    files = write_down(composition, formats, folder, stem)
    for path in files.values():
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        time.sleep(float(os.environ.get("REHEARSAL_PAUSE", "0")))
        path.write_bytes(whole)
    return files


def rehearsing(settings: Settings) -> Band:
    return replace(rehearsal_band(lambda: bot.bootstrap.open_memory(settings)), render=write_slowly)


if __name__ == "__main__":
    bot.bootstrap.real_band = rehearsing
    sys.exit(cli.run("compose", sys.argv[1:]))
