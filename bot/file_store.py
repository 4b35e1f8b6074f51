"""Files by their keys, in a folder or in any store that fsspec speaks to by URL (``s3://bucket/prefix``), shared by workers on many hosts.

A stored file carries its digest in its name, ``key.<sha256>``: one object a file on every kind of store, written whole or not at all, and what comes
back is compared with what was brought.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.placing import sha256_of
from corpora.errors import AskerError

ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL_S3"
"""Where an S3-compatible store that is not Amazon's is reached; boto's own variable, as are those of its credentials."""
_DIGEST: Final = re.compile(r"\.([0-9a-f]{64})$")
_UNFINISHED: Final = ".unfinished-"
_PLAIN: Final = re.compile(r"[\w@+=,~-][\w.@+=,~-]*")
"""A part of a key: nothing that leads out of the store, no hidden names."""

_log = logging.getLogger(__name__)


class StorageError(OSError):
    """The store can't be reached or refuses: time may heal it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a store."""

    key: str
    """Parts with ``/`` between them."""
    sha256: str
    bytes: int
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class StoredFolder:
    """All that lies below one first part of a key."""

    name: str
    stored_at: datetime
    """The newest of it."""
    bytes: int


class FileStore:
    """Files by their keys. Safe to use from several processes and threads at once."""

    def __init__(self, url: str, options: Mapping[str, object] | None = None) -> None:
        """Open a store; nothing is read or written yet.

        Args:
            url: a folder (a path, or ``file://``), or a URL of fsspec such as ``s3://bucket/prefix``.
            options: of its file system, beside what the environment says.

        Raises:
            AskerError: when there is no such kind of store, or its library is not installed.
        """
        self._files, self._root = _opened(url, dict(options or {}))
        self._local = "file" in ((self._files.protocol,) if isinstance(self._files.protocol, str) else self._files.protocol)

    def put(self, path: Path, key: str) -> StoredFile:
        """Bring a file there, whole or not at all; the same file again changes nothing.

        Raises:
            StorageError: when it can't be brought.
        """
        digest, size = sha256_of(path), path.stat().st_size
        target = f"{self._place(key)}.{digest}"
        with _store_errors(key):
            if self._local:
                self._put_by_renaming(path, target)
            else:
                self._files.put_file(str(path), target)  # object stores show an object when all of it is there, not before
        return StoredFile(key, digest, size, datetime.now(UTC))

    def _put_by_renaming(self, path: Path, target: str) -> None:
        unfinished = f"{target.rpartition('/')[0]}/{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            self._files.put_file(str(path), unfinished)
            self._files.mv(unfinished, target)
        finally:
            Path(unfinished).unlink(missing_ok=True)

    def get(self, key: str, path: Path) -> StoredFile | None:
        """Bring a file back, whole or not at all, as it was when it was brought; None where there is none.

        Raises:
            StorageError: when it can't be brought, or came back changed.
        """
        with _store_errors(key):
            found = max(self._versions(key), key=lambda version: version.stored_at, default=None)
            if found is None:
                return None
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
            try:
                self._files.get_file(f"{self._place(key)}.{found.sha256}", str(unfinished))
                if sha256_of(unfinished) != found.sha256:
                    raise StorageError(f"{key} came back from the store changed")
                unfinished.replace(path)
            except FileNotFoundError:  # somebody deleted it meanwhile
                return None
            finally:
                unfinished.unlink(missing_ok=True)
        return found

    def delete(self, key: str) -> bool:
        """Take a file away; whether there was one.

        Raises:
            StorageError: when it can't be taken away.
        """
        with _store_errors(key):
            versions = self._versions(key)
            for version in versions:
                try:
                    self._files.rm_file(f"{self._place(key)}.{version.sha256}")
                except FileNotFoundError:  # somebody else did
                    _log.debug("%s is gone already", key)
        return bool(versions)

    def folders(self) -> list[StoredFolder]:
        """What files of ours are there, finished or not, by the first part of their keys.

        Raises:
            StorageError: when they can't be listed.
        """
        found: dict[str, StoredFolder] = {}
        with _store_errors("the list of files"):
            listing = self._files.find(self._root, detail=True, refresh=True) if self._exists(self._root) else {}
            for name, about in listing.items():
                folder, _, rest = name[len(self._root) + 1 :].partition("/")
                if _PLAIN.fullmatch(folder) and (_DIGEST.search(rest) or _UNFINISHED in rest):
                    before = found.get(folder, StoredFolder(folder, _moment(about), 0))
                    found[folder] = StoredFolder(folder, max(before.stored_at, _moment(about)), before.bytes + int(about["size"]))
        self._files.invalidate_cache()  # what was listed may be large
        return list(found.values())

    def delete_folder(self, name: str) -> bool:
        """Take away everything below a first part of a key; whether there was anything.

        Raises:
            StorageError: when it can't be taken away.
        """
        place = self._place(name)
        with _store_errors(name):
            self._files.invalidate_cache()
            try:
                self._files.rm(place, recursive=True)
            except FileNotFoundError:  # somebody else did, or just does
                return False
        return True

    def oldest_first(self, before: datetime | None = None) -> list[StoredFile]:
        """All files, or those stored before a moment, by age.

        Raises:
            StorageError: when they can't be listed.
        """
        with _store_errors("the list of files"):
            found = self._listed(self._files.find(self._root, detail=True, refresh=True)) if self._exists(self._root) else []
        return sorted((file for file in found if before is None or file.stored_at < before), key=lambda file: file.stored_at)

    def _versions(self, key: str) -> list[StoredFile]:
        folder = self._place(key).rpartition("/")[0]
        try:
            listing = self._files.ls(folder, detail=True, refresh=True)
        except FileNotFoundError:
            return []
        return [file for file in self._listed({each["name"]: each for each in listing}) if file.key == key]

    def _listed(self, listing: Mapping[str, Mapping[str, Any]]) -> list[StoredFile]:
        start = len(self._root) + 1
        found = []
        for name, about in listing.items():
            digest = _DIGEST.search(name)
            if digest is not None and about["type"] == "file":
                found.append(StoredFile(name[start : digest.start()], digest.group(1), int(about["size"]), _moment(about)))
        return found

    def _exists(self, place: str) -> bool:
        self._files.invalidate_cache()  # another process may have written since
        return bool(self._files.exists(place))

    def _place(self, key: str) -> str:
        if not all(_PLAIN.fullmatch(part) for part in key.split("/")):
            raise ValueError(f"{key!r} is no key of a store: plain names with / between them are")
        return f"{self._root}/{key}"


def _opened(url: str, options: dict[str, object]) -> tuple[Any, str]:
    """A file system of fsspec and the place in it where the store begins."""
    import fsspec.core

    if "://" not in url:
        url = Path(url).expanduser().resolve().as_uri()
    if url.startswith("file://"):
        options.setdefault("auto_mkdir", True)
    elif url.startswith("s3://") and os.environ.get(ENDPOINT_VARIABLE):
        options.setdefault("endpoint_url", os.environ[ENDPOINT_VARIABLE])
    try:
        files, root = fsspec.core.url_to_fs(url, **options)
    except ImportError as error:
        library = error.name or error
        raise AskerError(f"the store {_shown(url)} needs {library}, which is not installed: pip install 'houseband[s3]'") from error
    except ValueError as error:
        raise AskerError(f"{_shown(url)} names no store; give a folder or a URL such as s3://bucket/prefix (storage.url in bot.toml)") from error
    return files, str(root).rstrip("/")


def _shown(url: str) -> str:
    """A URL without what may be secret in it."""
    return re.sub(r"://[^/@]*@", "://***@", url)


def _moment(about: Mapping[str, Any]) -> datetime:
    """When a file was stored; stores call it differently."""
    told = next((about[name] for name in ("LastModified", "mtime", "last_modified", "updated", "created") if about.get(name)), 0.0)
    if isinstance(told, datetime):
        return told.astimezone(UTC)
    return datetime.fromisoformat(told).astimezone(UTC) if isinstance(told, str) else datetime.fromtimestamp(float(told), UTC)


@contextmanager
def _store_errors(what: str) -> Iterator[None]:
    """Give everything a store may raise one name: boto's errors are no OSError, and callers must not know boto."""
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{what}: {type(error).__name__}: {error}") from error
    except Exception as error:
        boto = sys.modules.get("botocore.exceptions")
        if boto is not None and isinstance(error, (boto.BotoCoreError, boto.ClientError)):
            raise StorageError(f"{what}: {type(error).__name__}: {error}") from error
        raise
