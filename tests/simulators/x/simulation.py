"""Everything the simulated X is at one moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .faults import Faults
from .rates import Rates
from .settings import Settings
from .signatures import Signatures
from .store import Store
from .uploading import Uploads


class Simulation:
    """State of one server: the database on disk, the rest in memory."""

    def __init__(self, database: Path, settings: Settings) -> None:
        self.store = Store(database, settings.seed)
        self.uploads = Uploads(self.store)
        self.signatures = Signatures()
        self.forget(settings)

    def forget(self, settings: Settings) -> None:
        """Begin anew in memory; the database is another matter."""
        self.settings = settings
        self.faults = Faults()
        self.rates = Rates()

    def change(self, changes: dict[str, Any]) -> None:
        self.settings = self.settings.changed(**changes)
