"""Which houseband this is."""

from __future__ import annotations


def software_version() -> str:
    """The installed version of houseband; ``unknown`` in a source tree that nobody installed."""
    from importlib.metadata import PackageNotFoundError, version  # a tenth of the time `--help` takes

    try:
        return version("houseband")
    except PackageNotFoundError:
        return "unknown"
