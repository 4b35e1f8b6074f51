"""Reading untrusted XML safely: plain or zipped (.mxl), bounded in size, without entity declarations."""

from __future__ import annotations

import codecs
import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from pathlib import Path

from corpora.errors import UnreadableFileError

LARGEST_XML_BYTES = 128 * 1024 * 1024
"""A score of 100 pages is about 10 MB of MusicXML; beyond this a file is refused unread."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_xml_root(source: Path | bytes) -> ElementTree.Element:
    """The root element of an XML file or of the first document in a zip archive.

    Raises:
        UnreadableFileError: when the file is missing, too large, damaged, not XML, or declares entities.
    """
    name = source.name if isinstance(source, Path) else "the given data"
    data = _file_bytes(source) if isinstance(source, Path) else source
    if data[:4] == b"PK\x03\x04":
        data = _first_document(data, name)
    if len(data) > LARGEST_XML_BYTES:
        raise UnreadableFileError(f"{name} holds {len(data)} bytes of XML; at most {LARGEST_XML_BYTES} are read")
    data = _as_utf8(data, name)
    # An entity can name another file or expand to gigabytes; no score needs one.
    if b"<!ENTITY" in data:
        raise UnreadableFileError(f"{name} declares XML entities, which are refused; export the score again without them")
    try:
        return ElementTree.fromstring(data, ElementTree.XMLParser(encoding="utf-8"))  # noqa: S314 (entities are refused above)
    except ElementTree.ParseError as error:
        raise UnreadableFileError(f"{name} is not well-formed XML ({error}); export the score again") from error


def _file_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_XML_BYTES:
            raise UnreadableFileError(f"{path.name} is {size} bytes long; at most {LARGEST_XML_BYTES} are read")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}; give an existing file") from error


def _first_document(data: bytes, name: str) -> bytes:
    """The score inside an .mxl archive: the one its container names, else the first .xml outside META-INF."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry for entry in archive.namelist() if not entry.startswith("META-INF") and entry.lower().endswith((".xml", ".musicxml"))]
            if not names:
                raise UnreadableFileError(f"{name} is a zip archive without an .xml score inside")
            named = _container_entry(archive)
            entry = named if named in archive.namelist() else names[0]
            if archive.getinfo(entry).file_size > LARGEST_XML_BYTES:
                raise UnreadableFileError(f"{name} unpacks to {archive.getinfo(entry).file_size} bytes; at most {LARGEST_XML_BYTES} are read")
            with archive.open(entry) as stream:
                # The declared size may lie; one byte more than allowed is enough to know.
                return stream.read(LARGEST_XML_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFileError(f"{name} is a damaged zip archive ({error}); export the score again") from error


def _container_entry(archive: zipfile.ZipFile) -> str | None:
    """What META-INF/container.xml points at. Read by pattern: many real ones are not well-formed (an apostrophe in the title)."""
    if "META-INF/container.xml" not in archive.namelist() or archive.getinfo("META-INF/container.xml").file_size > 65536:
        return None
    text = archive.read("META-INF/container.xml").decode("utf-8", errors="replace")
    match = re.search(r'full-path="([^"]*)"', text)
    return match.group(1) if match else None


def _as_utf8(data: bytes, name: str) -> bytes:
    """UTF-8 bytes whatever the encoding declared, so that the check for entities sees what the parser will see."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    declared = re.match(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""", data[:200])
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        return data if encoding.lower() in {"utf-8", "ascii", "us-ascii"} else data.decode(encoding).encode("utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{name} is not encoded as it says ({encoding}); save it as UTF-8") from error
