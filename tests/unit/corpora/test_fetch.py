from __future__ import annotations

import logging
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from tiny_corpora import tiny_corpus

from corpora.corpus import Corpus, Source
from corpora.errors import AskerError
from corpora.fetch import CORPORA_VARIABLE, check_folder, corpus_files, fetch, find_folder, manifest_digest


def zipped(members: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


GOOD = {
    "tiny-abc/README": "hello",
    "tiny-abc/data/tunes/one.txt": "60 62 64 65 67",
    "tiny-abc/data/tunes/two.txt": "67 65 64 62 60",
    "tiny-abc/other/tunes/three.txt": "1 2 3",
}


@dataclass
class Server:
    """What the local server answers, and what it was asked."""

    body: bytes = b""
    url: str = ""
    ranges: bool = True
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            state.asked.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and state.ranges else 0
            body = state.body[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{running.server_address[1]}/tiny.zip"
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield state
    running.shutdown()
    running.server_close()
    thread.join()


def served(server: Server, folder: Path) -> Corpus:
    """The tiny corpus at the server's address, with the digest of the folder's files."""
    plain = tiny_corpus()
    return replace(plain, source=Source(url=server.url, commit="abc", archive=server.url, inside="data"), sha256=manifest_digest(plain, folder))


def test_the_folder_named_goes_before_the_variable_and_the_cache(tiny_folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch):
    corpus = tiny_corpus()
    with pytest.raises(AskerError, match=r"not on this computer: write it yourself; then set HOUSEBAND_CORPORA"):
        find_folder(corpus)
    cached = own_cache / "corpora" / "tiny"
    cached.mkdir(parents=True)
    assert find_folder(corpus) == cached
    monkeypatch.setenv(CORPORA_VARIABLE, str(tiny_folder.parent))
    assert find_folder(corpus) == tiny_folder
    elsewhere = tiny_folder.parent.parent / "elsewhere"
    (elsewhere / "tunes").mkdir(parents=True)
    (elsewhere / "tunes" / "a.txt").write_text("60", encoding="utf-8")
    assert find_folder(corpus, elsewhere) == elsewhere
    assert find_folder(corpus, tiny_folder.parent) == tiny_folder


@pytest.mark.usefixtures("own_cache")
def test_a_folder_without_the_corpus_is_refused(tmp_path: Path):
    with pytest.raises(AskerError, match=r"holds no corpus 'tiny': expected tiny/tunes/"):
        find_folder(tiny_corpus(), tmp_path)


@pytest.mark.usefixtures("own_cache")
def test_a_missing_package_is_said():
    corpus = tiny_corpus(source=Source(url="", commit="1", package="no_such_package_here"))
    with pytest.raises(AskerError, match=r"pip install no_such_package_here"):
        find_folder(corpus)


def test_the_digest_covers_names_and_contents_of_the_files_used(tiny_folder: Path):
    corpus = tiny_corpus()
    assert [path.name for path in corpus_files(corpus, tiny_folder)] == ["one.txt", "two.txt"]
    before = manifest_digest(corpus, tiny_folder)
    (tiny_folder / "notes.md").write_text("changed", encoding="utf-8")
    assert manifest_digest(corpus, tiny_folder) == before
    (tiny_folder / "tunes" / "one.txt").rename(tiny_folder / "tunes" / "first.txt")
    renamed = manifest_digest(corpus, tiny_folder)
    assert renamed != before
    (tiny_folder / "tunes" / "two.txt").write_text("1", encoding="utf-8")
    assert manifest_digest(corpus, tiny_folder) not in {before, renamed}


def test_a_differing_folder_is_logged_with_what_to_do(tiny_folder: Path, caplog: pytest.LogCaptureFixture):
    corpus = tiny_corpus(sha256="0" * 64)
    with caplog.at_level(logging.WARNING):
        check_folder(corpus, tiny_folder)
    assert "differs from the recorded one" in caplog.text
    assert "HOUSEBAND_CORPORA" in caplog.text
    caplog.clear()
    check_folder(replace(corpus, sha256=manifest_digest(corpus, tiny_folder)), tiny_folder)
    assert not caplog.text
    with pytest.raises(AskerError, match="holds no file"):
        check_folder(corpus, tiny_folder / "tunes")


@pytest.mark.enable_socket
def test_fetch_unpacks_the_files_used_once(server: Server, tiny_folder: Path, tmp_path: Path):
    server.body = zipped(GOOD)
    corpus = served(server, tiny_folder)
    place = fetch(corpus, tmp_path / "into")
    assert sorted(path.relative_to(place).as_posix() for path in place.rglob("*.txt")) == ["tunes/one.txt", "tunes/two.txt"]
    assert fetch(corpus, tmp_path / "into") == place
    assert len(server.asked) == 1
    assert [path.name for path in (tmp_path / "into").iterdir()] == ["tiny"]


@pytest.mark.enable_socket
@pytest.mark.parametrize("ranges", [True, False])
def test_an_interrupted_download_goes_on(server: Server, tiny_folder: Path, tmp_path: Path, ranges: bool):
    server.body, server.ranges = zipped(GOOD), ranges
    into = tmp_path / "into"
    into.mkdir()
    (into / "tiny-abc.part").write_bytes(server.body[:40])
    assert (fetch(served(server, tiny_folder), into) / "tunes" / "two.txt").is_file()
    assert server.asked == ["bytes=40-"]


@pytest.mark.enable_socket
def test_other_files_than_the_recorded_ones_are_refused(server: Server, tiny_folder: Path, tmp_path: Path):
    server.body = zipped({**GOOD, "tiny-abc/data/tunes/one.txt": "61"})
    with pytest.raises(AskerError, match="are not the recorded ones"):
        fetch(served(server, tiny_folder), tmp_path / "into")
    assert not list((tmp_path / "into").iterdir())


@pytest.mark.enable_socket
@pytest.mark.parametrize("name", ["../../evil.txt", "/evil.txt", "tiny-abc/data/../../../evil.txt", "tiny-abc\\..\\..\\evil.txt", "C:/evil.txt"])
def test_a_path_that_leaves_the_folder_is_refused(server: Server, tiny_folder: Path, tmp_path: Path, name: str):
    server.body = zipped({**GOOD, name: "boo"})
    with pytest.raises(AskerError, match="leaves its folder"):
        fetch(served(server, tiny_folder), tmp_path / "into")
    assert not list(tmp_path.rglob("evil.txt"))
    assert not (tmp_path / "into" / "tiny").exists()


@pytest.mark.enable_socket
def test_an_answer_that_is_no_zip_is_said_and_not_kept(server: Server, tiny_folder: Path, tmp_path: Path):
    server.body = b"<html>busy</html>"
    with pytest.raises(AskerError, match="no zip file"):
        fetch(served(server, tiny_folder), tmp_path / "into")
    server.body = zipped(GOOD)
    assert fetch(served(server, tiny_folder), tmp_path / "into").is_dir()


def test_what_has_no_archive_says_how_to_get_it(tmp_path: Path):
    with pytest.raises(AskerError, match="can't be fetched: write it yourself"):
        fetch(tiny_corpus(), tmp_path)


def test_no_network_is_one_line(tmp_path: Path):
    source = Source(url="", commit="1", archive=(tmp_path / "missing.zip").as_uri())
    with pytest.raises(AskerError, match=r"can't download corpus 'tiny'.*try again"):
        fetch(tiny_corpus(source=source), tmp_path / "into")
