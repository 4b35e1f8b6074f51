from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpora.config import config_names, shipped_config_folder
from corpora.errors import AskerError
from corpora.instruments import instrument
from corpora.tables import trusted
from generators.band.grooves import style_name
from generators.band.styles import Style, _validated, load_style

SHIPPED = sorted(path.stem for path in (shipped_config_folder() / "bands").glob("*.toml"))


def test_every_promised_style_ships() -> None:
    assert {"swing", "ballad", "blues_shuffle", "bossa", "waltz", "jazz_waltz", "reel", "jig", "march", "rock"} <= set(config_names("bands"))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_styles_are_whole(name: str) -> None:
    style = load_style(name)
    assert style.name == name
    assert style.tempo[0] < style.tempo[1]
    assert all(instrument(each).name for each in style.line_up)
    assert style_name(style.drums.style)
    assert all(1 <= getattr(style.levels, role) <= 127 for role in ("lead", "second", "chords", "bass", "pad"))
    assert all(abs(getattr(style.feel_ms, role)) <= 25 for role in ("lead", "second", "chords", "bass", "pad"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_home_meter_has_patterns_of_its_own(name: str) -> None:
    style = load_style(name)
    for meter in style.meters:
        numerator, denominator = map(int, meter.split("/"))
        compound = denominator >= 8 and numerator % 3 == 0 and numerator > 3
        pulses = numerator // 3 if compound else numerator if denominator == 8 else numerator * 4 // denominator
        if pulses in {1, 5}:
            continue
        for patterns in (style.comping.patterns, style.bass.patterns, style.alone):
            assert any(pattern.pulses % pulses == 0 or pulses % pattern.pulses == 0 for pattern in patterns), (meter, patterns[0])


def test_an_unknown_style_offers_the_nearest() -> None:
    with pytest.raises(AskerError, match="swing"):
        load_style("swign")


def altered(tmp_path: Path, old: str, new: str) -> Path:
    text = (shipped_config_folder() / "bands" / "waltz.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "bands").mkdir()
    (tmp_path / "bands" / "mine.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_a_folder_of_ones_own_is_read(tmp_path: Path) -> None:
    assert load_style("mine", altered(tmp_path, 'title = "Waltz"', 'title = "My waltz"')).title == "My waltz"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "Waltz"', 'title = "Waltz"\ncolour = "blue"', "colour"),
        ("[levels]\n", "[levels]\ntuba = 3\n", "levels.tuba"),
        ('harmony = "plain"', 'harmony = "plainest"', "harmony"),
        ("lead = 90", 'lead = "loud"', "levels.lead"),
        ("pulses = 6", "pulses = 2", "inside the pulses"),
        ('title = "Waltz"', "title = ", "valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_and_says_where(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(AskerError, match=told):
        load_style("mine", altered(tmp_path, old, new))


def test_a_path_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(AskerError):
        load_style("../bands/mine", altered(tmp_path, "Waltz", "Waltz"))


@pytest.mark.parametrize("name", SHIPPED)
def test_styles_hold_no_key_twice_and_no_tabs(name: str) -> None:
    text = (shipped_config_folder() / "bands" / f"{name}.toml").read_text(encoding="utf-8")
    assert "\t" not in text
    assert tomllib.loads(text)["title"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_style_is_read_as_if_it_were_checked(name: str) -> None:
    path = shipped_config_folder() / "bands" / f"{name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert repr(trusted(Style, {**table, "name": name})) == repr(_validated(table, name, path))
