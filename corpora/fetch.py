"""Where a corpus's files are: a folder the caller names, ``HOUSEBAND_CORPORA``, an installed package, or a cache filled once by fetching."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
from fnmatch import fnmatchcase
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from corpora.corpus import Corpus
from corpora.errors import AskerError

CORPORA_VARIABLE = "HOUSEBAND_CORPORA"
_CHUNK_BYTES = 1 << 20
_LOG = logging.getLogger(__name__)


def cache_folder() -> Path:
    """The folder for what can be made again: fetched corpora and parsed scores."""
    import platformdirs  # only training and the corpora commands come here

    return Path(platformdirs.user_cache_dir("houseband"))


def corpus_files(corpus: Corpus, folder: Path) -> list[Path]:
    """The files the corpus uses, in a stable order."""
    found = {path for pattern in corpus.files for path in folder.glob(pattern) if path.is_file()}
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def manifest_digest(corpus: Corpus, folder: Path) -> str:
    """SHA-256 over one line for each file used: its own SHA-256, two spaces, its path with forward slashes."""
    whole = sha256()
    for path in corpus_files(corpus, folder):
        whole.update(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n".encode())
    return whole.hexdigest()


def find_folder(corpus: Corpus, folder: Path | None = None) -> Path:
    """The corpus's folder: ``folder`` (its own, or one that holds it by name), else ``HOUSEBAND_CORPORA``, its package, or the cache.

    Raises:
        AskerError: when there is none; the message says how to get it.
    """
    if folder is not None:
        return _named_folder(corpus, folder, "the folder given")
    if corpus.source.package:
        return _package_folder(corpus)
    root = os.environ.get(CORPORA_VARIABLE)
    if root:
        return _named_folder(corpus, Path(root), CORPORA_VARIABLE)
    cached = cache_folder() / "corpora" / corpus.name
    if cached.is_dir():
        return cached
    raise AskerError(f"corpus {corpus.name!r} is not on this computer: {how_to_get(corpus)}")


def how_to_get(corpus: Corpus) -> str:
    """One sentence: the command, or the steps, that bring the files here."""
    elsewhere = f"set {CORPORA_VARIABLE} to the folder that holds {corpus.folder_name!r}"
    if corpus.source.package:
        return f"install it with `pip install {corpus.source.package}`"
    if corpus.source.archive:
        return f"run `houseband corpora fetch {corpus.name}`, or {elsewhere}"
    return f"{corpus.source.obtain}; then {elsewhere}"


def check_folder(corpus: Corpus, folder: Path) -> str:
    """The digest of the folder's files; a difference from the recorded one is logged, since a changed folder may be meant.

    Raises:
        AskerError: when the folder has none of the files.
    """
    if not corpus_files(corpus, folder):
        raise AskerError(f"{folder} holds no file of corpus {corpus.name!r} ({', '.join(corpus.files)}): {how_to_get(corpus)}")
    digest = manifest_digest(corpus, folder)
    if corpus.sha256 and digest != corpus.sha256:
        _LOG.warning(
            "corpus %s in %s differs from the recorded one (sha256 %s, expected %s): results may differ from the published ones; %s",
            corpus.name, folder, digest[:12], corpus.sha256[:12], how_to_get(corpus),
        )  # fmt: skip
    return digest


def _named_folder(corpus: Corpus, root: Path, what: str) -> Path:
    for candidate in (root / corpus.folder_name, root):
        if candidate.is_dir() and corpus_files(corpus, candidate):
            return candidate
    raise AskerError(f"{what} ({root}) holds no corpus {corpus.name!r}: expected {corpus.folder_name}/{corpus.files[0]}; {how_to_get(corpus)}")


def _package_folder(corpus: Corpus) -> Path:
    # The package is located, never imported: music21 alone takes 0.3 s.
    spec = find_spec(corpus.source.package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        candidate = Path(place) / corpus.folder_name
        if candidate.is_dir():
            return candidate
    raise AskerError(f"corpus {corpus.name!r} comes with the package {corpus.source.package}, which is not installed: {how_to_get(corpus)}")


def fetch(corpus: Corpus, into: Path | None = None) -> Path:
    """Download the corpus once at its pinned commit, check it, and put it into the cache; a finished one is returned at once.

    Raises:
        AskerError: when it can't be downloaded or the files are not the recorded ones; nothing is left half-done under the final name.
    """
    if not corpus.source.archive:
        raise AskerError(f"corpus {corpus.name!r} can't be fetched: {how_to_get(corpus)}")
    final = (into or cache_folder() / "corpora") / corpus.name
    if final.is_dir():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    archive = final.parent / f"{corpus.name}-{corpus.source.commit}.zip"
    if not archive.exists():
        _download(corpus, archive)
    with tempfile.TemporaryDirectory(dir=final.parent, prefix=f".{corpus.name}-") as scratch:
        unpacked = Path(scratch) / "corpus"
        _unpack(corpus, archive, unpacked)
        digest = manifest_digest(corpus, unpacked)
        if digest != corpus.sha256:
            archive.unlink()
            raise AskerError(
                f"the files of corpus {corpus.name!r} from {corpus.source.archive} are not the recorded ones"
                f" (sha256 {digest[:12]}, expected {corpus.sha256[:12]}): fetch again, or name a folder you trust in {CORPORA_VARIABLE}"
            )
        unpacked.rename(final)
    archive.unlink()
    return final


def _download(corpus: Corpus, target: Path) -> None:
    """Fill ``target``; an interrupted download goes on where it stopped, if the server allows it."""
    partial = target.with_suffix(".part")
    have = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(corpus.source.archive, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 - the address is ours
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - the same
            resumed = have > 0 and answer.status == 206
            with partial.open("ab" if resumed else "wb") as file:
                shutil.copyfileobj(answer, file, _CHUNK_BYTES)
    except (urllib.error.URLError, OSError) as problem:
        raise AskerError(
            f"can't download corpus {corpus.name!r} from {corpus.source.archive}: {problem}; try again, or {how_to_get(corpus)}"
        ) from problem
    partial.replace(target)


def _unpack(corpus: Corpus, archive: Path, target: Path) -> None:
    """Write the files the corpus uses, and only those, below ``target``; a path that leaves it is refused."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            for member in zipped.infolist():
                relative = _path_inside(corpus, member.filename)
                if member.is_dir() or relative is None or not _is_used(corpus, relative):
                    continue
                place = target / relative
                place.parent.mkdir(parents=True, exist_ok=True)
                with zipped.open(member) as source, place.open("wb") as file:
                    shutil.copyfileobj(source, file, _CHUNK_BYTES)
    except zipfile.BadZipFile as problem:
        archive.unlink()
        raise AskerError(f"what {corpus.source.archive} answered is no zip file: try again later") from problem


def _path_inside(corpus: Corpus, name: str) -> PurePosixPath | None:
    """The path within the corpus of an archive member; None for one outside its folder.

    Raises:
        AskerError: when the name would leave the folder it is unpacked to.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise AskerError(f"the archive of corpus {corpus.name!r} holds a path that leaves its folder: {name!r}; don't use it")
    below_top = PurePosixPath(*path.parts[1:])
    if not corpus.source.inside:
        return below_top
    inside = PurePosixPath(corpus.source.inside)
    return below_top.relative_to(inside) if below_top.is_relative_to(inside) else None


def _is_used(corpus: Corpus, relative: PurePosixPath) -> bool:
    return any(_matches(relative.parts, PurePosixPath(pattern).parts) for pattern in corpus.files)


def _matches(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a path matches a glob pattern as :meth:`pathlib.Path.glob` reads it: ``**`` stands for any number of folders."""
    if not wanted:
        return not parts
    if wanted[0] == "**":
        return _matches(parts, wanted[1:]) or (bool(parts) and _matches(parts[1:], wanted))
    return bool(parts) and fnmatchcase(parts[0], wanted[0]) and _matches(parts[1:], wanted[1:])
