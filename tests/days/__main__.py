"""``python -m days FOLDER --hours 24 --mentions 1000``, from the folder of tests: lives a day and tells of it in JSON on the last line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from days.living import live_a_day


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m days")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--hours", type=float, default=24.0)
    asked.add_argument("--mentions", type=int, default=1000)
    asked.add_argument("--one-real-in", type=int, default=20)
    asked.add_argument("--step-seconds", type=float, default=60.0)
    asked.add_argument("--no-month", action="store_true")
    given = asked.parse_args()
    day = live_a_day(
        given.folder,
        hours=given.hours,
        mentions=given.mentions,
        one_real_in=given.one_real_in,
        step_seconds=given.step_seconds,
        month=not given.no_month,
    )
    sys.stdout.write(json.dumps(day.as_json()) + "\n")


if __name__ == "__main__":
    main()
