"""Where rendered pieces are kept: in a folder of this machine, and where a store is named in one that workers on all hosts share."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.file_store import FileStore, StorageError
from bot.schedule.retention import Holding

_log = logging.getLogger(__name__)


class SharedPieces:
    """The folder of rendered pieces, with a store behind it that other hosts see too."""

    def __init__(self, store: FileStore, pieces: Path) -> None:
        self._store = store
        self._pieces = pieces.resolve()

    def keep(self, path: Path) -> None:
        """Bring a file of the folder to the store.

        Raises:
            StorageError: when it can't be brought.
        """
        self._store.put(path, self._key(path))

    def fetch(self, path: Path) -> bool:
        """Bring a file back to its place in the folder; False where the store has none.

        Raises:
            StorageError: when it can't be brought.
        """
        return self._store.get(self._key(path), path) is not None

    def holdings(self) -> list[Holding]:
        """The pieces of which the store has files.

        Raises:
            StorageError: when they can't be listed.
        """
        return [Holding(folder.name, folder.stored_at.timestamp(), folder.bytes) for folder in self._store.folders()]

    def remove(self, name: str) -> bool:
        """Take all files of a piece out of the store; False where they stay, which the log tells of."""
        try:
            return self._store.delete_folder(name)
        except StorageError as error:
            _log.warning("the files of piece %s stay in the store: %s", name, error)
            return False

    def _key(self, path: Path) -> str:
        """Where a file stands in the folder; on every host the same, wherever its home is: ``piece/file``."""
        resolved = path.resolve()
        if resolved.is_relative_to(self._pieces):
            return resolved.relative_to(self._pieces).as_posix()
        return "/".join(resolved.parts[-2:])


class OneMachine:
    """The folder of rendered pieces, and nothing behind it."""

    def keep(self, path: Path) -> None:
        """It is here."""

    def fetch(self, path: Path) -> bool:
        """Whether it is here; it is nowhere else."""
        return path.is_file()


def storage_for(url: str, pieces: Path) -> SharedPieces | OneMachine:
    """The storage that the settings name: by URL, or the folder of pieces alone where there is none.

    Raises:
        AskerError: as :class:`FileStore`.
    """
    return SharedPieces(FileStore(url), pieces) if url else OneMachine()
