"""Which houseband this is."""

from __future__ import annotations

import sys
from pathlib import Path


def software_version() -> str:
    """The installed version of houseband; ``unknown`` in a source tree that nobody installed."""
    for folder in sys.path:
        # The name of the installer's folder says it; asking importlib.metadata takes 15 ms, a tenth of the time of `--help`.
        for record in Path(folder).glob("houseband-*.dist-info"):
            return record.name.removesuffix(".dist-info").partition("-")[2]
    from importlib.metadata import PackageNotFoundError, version  # installed in some other way

    try:
        return version("houseband")
    except PackageNotFoundError:
        return "unknown"
