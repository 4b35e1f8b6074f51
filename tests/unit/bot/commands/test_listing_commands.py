import json

import pytest

from bot import cli
from bot.commands import learning
from corpora.errors import AskerError


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    return cli.run("houseband", list(arguments)), *capsys.readouterr()


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("HOUSEBAND_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("HOUSEBAND_CORPORA", raising=False)


def test_genres_are_listed_with_what_plays_them(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "genres", "--json")
    genres = {fields["genre"]: fields for fields in map(json.loads, out.splitlines())}
    assert (code, err) == (0, "")
    assert {"jazz", "folk", "chorale"} <= set(genres)
    assert all(fields["generators"] for fields in genres.values())
    assert (genres["jazz"]["kind"], genres["limerick"]["kind"]) == ("music", "text")
    assert "prompt" in genres["limerick"]["can"]
    assert [line.split()[0] for line in _run(capsys, "genres")[1].splitlines()] == sorted(genres)


def test_a_genre_is_shown_by_any_of_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(capsys, "genres", "bebop")[1] == _run(capsys, "genres", "jazz")[1]
    code, out, err = _run(capsys, "genres", "jaz")
    assert (code, out) == (2, "")
    assert "'jazz'" in err


def test_corpora_are_listed_with_their_rights(capsys: pytest.CaptureFixture[str]) -> None:
    listed = [json.loads(line) for line in _run(capsys, "corpora", "list", "--json")[1].splitlines()]
    assert all(fields["licence"] and fields["rights"] in {"ship", "local", "benchmark"} and fields["attribution"] for fields in listed)
    name = listed[0]["name"]
    assert _run(capsys, "corpora", "show", name)[1].splitlines()[0].split() == ["name:", name]


def test_an_unknown_corpus_is_refused_before_anything_is_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("show", "fetch", "stats"):
        code, out, err = _run(capsys, "corpora", command, "nosuchcorpus")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "'nosuchcorpus'" in err


@pytest.mark.parametrize(
    "arguments",
    [(), ("--genre", "polka"), ("--from", "."), ("--recipe", "x", "--from", "."), ("--recipe", "nosuch"), ("--genre", "polka", "--from", "/no/such")],
)
def test_training_says_what_it_needs_to_know(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, out, err = _run(capsys, "train", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("arguments", [("--epochs", "0"), ("--epochs", "nan"), ("--minutes", "-1"), ("--threads", "1.5"), ("--device", "abacus")])
def test_training_refuses_numbers_that_can_not_be(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, _, err = _run(capsys, "train", "--recipe", "debug/recurrent", *arguments)
    assert (code, err.count("\n")) == (2, 1)
    assert arguments[0] in err


def test_without_the_learning_half_training_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "find_spec", lambda name: None if name == "torch" else name)
    with pytest.raises(AskerError, match=r"needs torch.*pip install 'houseband\[train\]'"):
        learning.need_learning_half()
