from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import verovio
from PIL import Image

from bot.rendering.base import RenderJob
from bot.rendering.engraved_page import read_page
from bot.rendering.engraving import SHEETS, TALL, engraved, readable, readable_musicxml, svg_text
from bot.rendering.formats import render
from bot.rendering.outlines import outline, polygons, transform
from bot.rendering.pdf import pdf_bytes, western
from bot.rendering.score_picture import score_png
from corpora.errors import AskerError
from corpora.pieces import ChordSymbol, Key, Lyric, Note, Part, Score, Section, Tempo

LEAD = Part(
    "Voice",
    52,
    tuple(Note(beat * 480, 62 + (beat * 2) % 9, 480, 80) for beat in range(32)),
    lyrics=tuple(Lyric(beat * 480, "la") for beat in range(0, 32, 2)),
)
BASS = Part("Bass", 32, tuple(Note(beat * 960, 38, 960, 80) for beat in range(16)))
DRUMS = Part("Drums", 0, tuple(Note(beat * 480, key, 240, 80) for beat in range(32) for key in ((36, 42) if beat % 2 else (42,))), is_drum=True)
SCORE = Score(
    (LEAD, BASS, DRUMS),
    tempos=(Tempo(0, 132.0),),
    keys=(Key(0, 10, "major"),),
    chords=tuple(ChordSymbol(bar * 1920, (10, 3, 5, 0)[bar % 4], ("", "maj7", "7b9", "m7b5")[bar % 4]) for bar in range(8)),
    sections=(Section(0, "Head"), Section(7680, "Ending")),
)
JOB = RenderJob(SCORE, SCORE, "Châtelet Stomp", "jazz")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return render(JOB, ["svg", "pdf", "musicxml", "midi"], tmp_path_factory.mktemp("notation"), "stomp")


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (made here)


def by_class(root: ET.Element, name: str) -> int:
    return sum(1 for element in root.iter() if name in element.get("class", "").split())


def test_svg_shows_every_note_and_word(files):
    text = files["svg"].read_text("utf-8")
    root = parsed(text)
    assert by_class(root, "note") == SCORE.note_count
    assert by_class(root, "measure") == 8
    shown = re.sub(r"\s+", "", "".join(root.itertext()))
    assert "ChâteletStomp" in shown
    assert "Head" in shown
    assert shown.count("la") >= 16
    assert not re.search("[\ue000-\uf8ff]", text)  # no sign that only verovio's own font has


def test_every_word_of_the_svg_is_placed_on_its_text_element(files):
    root = parsed(files["svg"].read_text("utf-8"))
    texts = [element for element in root.iter() if element.tag.endswith("}text") and "".join(element.itertext()).strip()]
    assert len(texts) > 30
    assert all("y" in element.attrib for element in texts)
    assert not [element for element in root.iter() if element.tag.endswith("}tspan") and {"x", "y", "text-anchor"} & set(element.attrib)]
    (title,) = [element for element in texts if "Châtelet" in "".join(element.itertext())]
    assert title.attrib["text-anchor"] == "middle"


def test_verovio_has_nothing_to_complain_about(capfd):
    verovio.enableLog(verovio.LOG_WARNING)
    toolkit = verovio.toolkit()
    assert toolkit.loadData(readable_musicxml(JOB))
    verovio.enableLog(verovio.LOG_OFF)
    assert toolkit.getLog() == ""
    out, error = capfd.readouterr()
    assert out + error == ""


def test_the_same_score_gives_the_same_svg(files, tmp_path):
    assert render(JOB, ["svg"], tmp_path, "again")["svg"].read_bytes() == files["svg"].read_bytes()


def test_a_score_of_many_pages_is_stacked_in_one_svg():
    pages = engraved(readable_musicxml(JOB), {**TALL, "pageHeight": 700})
    root = parsed(svg_text(pages))
    tops = [float(child.attrib["y"]) for child in root if child.tag.endswith("svg")]
    assert len(tops) == len(pages) > 1
    assert tops == sorted(set(tops))
    assert by_class(root, "note") == SCORE.note_count


def test_big_bands_are_engraved_as_a_lead_sheet():
    big = replace(SCORE, parts=(DRUMS, LEAD, *(Part(f"Horn {index}", 60, BASS.notes) for index in range(6))))
    assert readable(big).parts == (LEAD,)
    assert readable(SCORE) is SCORE


def test_pdf_has_its_pages_words_and_glyphs(files):
    data = files["pdf"].read_bytes()
    assert data.startswith(b"%PDF-1.5")
    assert data.rstrip().endswith(b"%%EOF")
    assert int(re.search(rb"/Count (\d+)", data)[1]) == len(re.findall(rb"/Type/Page/", data)) >= 1
    table = int(re.search(rb"startxref\n(\d+)", data)[1])
    assert data[table : table + 4] == b"xref"
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n", data)]
    assert all(data[offset:].startswith(b"%d 0 obj" % number) for number, offset in enumerate(offsets, 1))
    drawing = b"".join(zlib.decompress(stream) for stream in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL))
    assert "Châtelet Stomp".encode("cp1252").hex().encode() in drawing
    assert drawing.count(b" c\n") > 1000  # note heads, clefs and accidentals are curves


def test_words_of_the_page_stand_where_verovio_put_them():
    page = read_page(engraved(readable_musicxml(JOB), SHEETS)[0])
    (title,) = [words for words in page.words if words.text == "Châtelet Stomp"]
    assert page.width * 0.3 < title.x < page.width * 0.5
    assert title.y < page.height * 0.08
    (head,) = [words for words in page.words if words.text == "Head"]
    assert head.bold
    assert all(0 <= words.x <= page.width and 0 <= words.y <= page.height for words in page.words)


def test_pdf_letters_outside_western_europe_lose_their_accents():
    assert western("Dvořák, Été, B♭, 東") == "Dvorák, Été, Bb, ?"
    assert pdf_bytes([], "東").startswith(b"%PDF")


def test_score_picture_is_dark_on_white():
    with Image.open(BytesIO(score_png(JOB, 800))) as image:
        pixels = np.asarray(image.convert("L"))
    assert pixels.shape[1] == 800
    assert 0.01 < (pixels < 100).mean() < 0.25
    assert pixels[:5].min() == 255


def test_half_notes_stay_hollow():
    hollow = replace(SCORE, parts=(Part("Flute", 73, (Note(0, 71, 960),)),), chords=(), sections=(), length_ticks=1920)
    filled = replace(hollow, parts=(Part("Flute", 73, (Note(0, 71, 480),)),))
    ink = [
        np.asarray(Image.open(BytesIO(score_png(replace(JOB, written=score, title=""), 3000))).convert("L")).astype(int) for score in (hollow, filled)
    ]
    assert (ink[0] < 128).sum() != (ink[1] < 128).sum()


@pytest.mark.parametrize(
    ("data", "corners"),
    [
        ("M0 0h2v3z", [(0, 0), (2, 0), (2, 3)]),
        ("m1 1 2 0 0 2", [(1, 1), (3, 1), (3, 3)]),
        ("M0,0L1-1l.5.5", [(0, 0), (1, -1), (1.5, -0.5)]),
    ],
)
def test_path_data_is_read_as_the_standard_says(data, corners):
    assert polygons(outline(data)) == [corners]


def test_curves_end_where_they_should():
    for data, end in (("M0 0C0 1 1 2 2 2S4 3 4 4", (4, 4)), ("M0 0q1 2 2 0t2 0", (4, 0)), ("M0 0c1 1 1 1 2 0", (2, 0))):
        assert polygons(outline(data))[0][-1] == pytest.approx(end)
    smooth = outline("M0 0Q1 2 2 0T4 0")[-1]
    assert smooth.points[0] == pytest.approx((2 + 2 / 3, -4 / 3))


def test_transforms_apply_from_right_to_left():
    assert transform("translate(10, 20) scale(2)") == (2, 0, 0, 2, 10, 20)
    with pytest.raises(ValueError, match="rotate"):
        transform("rotate(3)")


def test_music_that_cannot_be_engraved_is_a_clear_error():
    with pytest.raises(AskerError, match="svg and pdf"):
        engraved("<not music", SHEETS)
