import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.file_store import FileStore, StorageError
from bot.operating.settings import StorageSettings
from bot.schedule.chores import store_retention
from bot.schedule.retention import YOUNG_SECONDS, Room, Swept, sweep
from bot.storage import OneMachine, SharedPieces, storage_for
from corpora.errors import AskerError

STARTS_WITHIN_SECONDS = 60.0


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = "from moto.server import main; main()"
    command = [sys.executable, "-c", program, "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not _answers(url):
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


def _answers(url: str) -> bool:
    request = urllib.request.Request(f"{url}/band-files", method="PUT")  # noqa: S310 (our own server); makes the bucket
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 (the same)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    if request.param == "folder":
        return FileStore(str(tmp_path / "store"))
    pytest.importorskip("s3fs")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", request.getfixturevalue("s3"))
    return FileStore(f"s3://band-files/{tmp_path.name}")


def written(folder: Path, name: str = "tune.mp3", content: bytes = b"la" * 1000) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


pytestmark = pytest.mark.enable_socket


def test_what_is_brought_comes_back_is_listed_and_goes(store: FileStore, tmp_path: Path) -> None:
    assert store.oldest_first() == []
    path = written(tmp_path / "a")
    kept = store.put(path, "piece-1/tune.mp3")
    assert store.put(path, "piece-1/tune.mp3").sha256 == kept.sha256
    store.put(written(tmp_path / "a", "card.png", b"png"), "piece-2/card.png")
    back = tmp_path / "deep" / "er" / "tune.mp3"
    got = store.get("piece-1/tune.mp3", back)
    assert got is not None
    assert (got.sha256, got.bytes) == (kept.sha256, 2000)
    assert back.read_bytes() == path.read_bytes()
    assert sorted(file.key for file in store.oldest_first()) == ["piece-1/tune.mp3", "piece-2/card.png"]
    now = datetime.now(UTC)
    assert store.oldest_first(before=now - timedelta(hours=1)) == []
    assert len(store.oldest_first(before=now + timedelta(hours=1))) == 2
    assert store.delete("piece-1/tune.mp3")
    assert not store.delete("piece-1/tune.mp3")
    assert store.get("piece-1/tune.mp3", back) is None
    assert store.get("never/heard.mp3", back) is None
    assert [file.key for file in store.oldest_first()] == ["piece-2/card.png"]


def test_the_latest_of_several_comes_back_and_all_of_them_go(store: FileStore, tmp_path: Path) -> None:
    store.put(written(tmp_path / "a", content=b"one"), "p/tune.mp3")
    time.sleep(1.1)  # S3 tells moments by the second
    store.put(written(tmp_path / "a", content=b"two"), "p/tune.mp3")
    back = tmp_path / "back.mp3"
    assert store.get("p/tune.mp3", back) is not None
    assert back.read_bytes() == b"two"
    store.delete("p/tune.mp3")
    assert store.oldest_first() == []


def test_workers_on_two_hosts_share_a_piece(store: FileStore, tmp_path: Path) -> None:
    here, there = SharedPieces(store, tmp_path / "here"), SharedPieces(store, tmp_path / "there")
    path = written(tmp_path / "here" / "piece-1")
    here.keep(path)
    elsewhere = tmp_path / "there" / "piece-1" / "tune.mp3"
    assert there.fetch(elsewhere)
    assert elsewhere.read_bytes() == path.read_bytes()
    elsewhere.unlink()
    assert there.fetch(elsewhere)
    assert not there.fetch(tmp_path / "there" / "piece-2" / "tune.mp3")


def test_a_path_of_another_host_is_found_by_its_last_names(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "store"))
    SharedPieces(store, tmp_path / "here").keep(written(tmp_path / "here" / "piece-1"))
    written_by_another = tmp_path / "other" / "home" / "piece-1" / "tune.mp3"
    assert SharedPieces(store, tmp_path / "here").fetch(written_by_another)


def test_a_file_that_was_changed_in_the_store_is_not_handed_back(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "store"))
    store.put(written(tmp_path), "p/tune.mp3")
    (spoilt,) = (tmp_path / "store" / "p").iterdir()
    spoilt.write_bytes(b"noise")
    back = tmp_path / "back.mp3"
    with pytest.raises(StorageError, match="changed"):
        store.get("p/tune.mp3", back)
    assert not back.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "tune.mp3"]


def test_a_file_that_can_not_be_written_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(str(tmp_path / "store"))

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store._files, "mv", full)
    with pytest.raises(StorageError, match="No space left"):
        store.put(written(tmp_path), "p/tune.mp3")
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("key", ["../up", "p/../../up", "", "/etc/passwd", ".hidden", "p//q", "p/\n"])
def test_no_key_leads_out_of_the_store(key: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no key"):
        FileStore(str(tmp_path)).put(written(tmp_path), key)


def test_a_store_that_can_not_be_reached_is_an_error_that_time_may_heal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("s3fs")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    store = FileStore("s3://band-files/x", {"config_kwargs": {"retries": {"total_max_attempts": 1}}})
    with pytest.raises(StorageError):
        store.put(written(tmp_path), "p/tune.mp3")


def test_unknown_stores_are_refused_in_words() -> None:
    with pytest.raises(AskerError, match=r"names no store.*storage\.url"):
        FileStore("carrier-pigeon://user:secret@loft/a")
    with pytest.raises(AskerError) as caught:
        FileStore("carrier-pigeon://user:secret@loft/a")
    assert "secret" not in str(caught.value)


def test_without_a_url_files_stay_where_they_are(tmp_path: Path) -> None:
    storage = storage_for("", tmp_path)
    assert isinstance(storage, OneMachine)
    path = written(tmp_path)
    storage.keep(path)
    assert storage.fetch(path)
    assert not storage.fetch(tmp_path / "elsewhere.mp3")
    assert isinstance(storage_for(str(tmp_path / "store"), tmp_path), SharedPieces)


def test_several_at_once_bring_the_same_file(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    store, path = FileStore(str(tmp_path / "store")), written(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.put(path, "p/tune.mp3"), range(24)))
    assert len(store.oldest_first()) == 1
    assert [each.name for each in (tmp_path / "store" / "p").iterdir()] == [f"tune.mp3.{store.oldest_first()[0].sha256}"]


def aged(store: FileStore, tmp_path: Path, *pieces: str, size: int = 1000) -> dict[str, datetime]:
    """Pieces in the store, one after the other; when each came there by the store's own clock."""
    for piece in pieces:
        store.put(written(tmp_path / piece, content=piece.encode() + bytes(size - len(piece))), f"{piece}/tune.mp3")
        time.sleep(1.1)  # S3 tells moments by the second
    return {folder.name: folder.stored_at for folder in store.folders()}


def left(store: FileStore) -> set[str]:
    return {folder.name for folder in store.folders()}


def test_the_store_is_swept_by_the_rules_of_the_folder(store: FileStore, tmp_path: Path) -> None:
    came = aged(store, tmp_path, "one", "two", "three")
    store.put(written(tmp_path / "one", "card.png", b"png"), "one/card.png")
    shelf, later = SharedPieces(store, tmp_path), came["three"].timestamp() + YOUNG_SECONDS + 60
    assert sweep(shelf, Room(1e9, 10**9), (), later) == Swept(0, 0)
    assert sweep(shelf, Room(1.0, 0), (), came["three"].timestamp() + 60) == Swept(0, 0), "too young"
    assert sweep(shelf, Room(1.0, 0), {"one", "two", "three"}, later) == Swept(0, 0), "not out yet"
    assert sweep(shelf, Room(1e9, 2100), {"one"}, later) == Swept(1, 1000), "the oldest that may go"
    assert left(store) == {"one", "three"}
    assert sweep(shelf, Room(1.0, 10**9), {"three"}, later) == Swept(1, 1003), "all files of a piece"
    assert left(store) == {"three"}


def test_what_is_none_of_ours_stays_in_the_store(tmp_path: Path) -> None:
    root = tmp_path / "store"
    photos, here = written(root / "photos", "me.png"), written(root, "list.txt")
    half = written(root / "piece-1", ".unfinished-ab12")
    store = FileStore(str(root))
    shelf = SharedPieces(store, tmp_path)
    assert [holding.name for holding in shelf.holdings()] == ["piece-1"]
    assert sweep(shelf, Room(1.0, 0), (), time.time() + 2 * YOUNG_SECONDS).pieces == 1
    assert not half.exists(), "what a worker that died left half-way"
    assert photos.exists()
    assert here.exists()
    assert not shelf.remove("piece-1"), "another process took it away"


def test_a_sweep_does_what_it_can_where_the_store_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    store = FileStore(str(tmp_path / "store"))
    aged(store, tmp_path, "one", "two")
    delete = store.delete_folder

    def refuses(name: str) -> bool:
        if name == "one":
            raise StorageError("access denied")
        return delete(name)

    monkeypatch.setattr(store, "delete_folder", refuses)
    assert sweep(SharedPieces(store, tmp_path), Room(1.0, 0), (), time.time() + 2 * YOUNG_SECONDS).pieces == 1
    assert left(store) == {"one"}
    assert "piece one stay in the store" in caplog.text


def test_one_of_all_processes_sweeps_the_store(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "store"))
    aged(store, tmp_path, "one")
    chore = store_retention(SharedPieces(store, tmp_path), StorageSettings(keep_days=0.1), lambda: (), lambda: time.time() + 86_400.0)
    assert not chore.everywhere
    chore.work(datetime.now(UTC).date())
    assert left(store) == set()
