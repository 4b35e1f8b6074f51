import base64
import json
import logging
import urllib.parse
from io import StringIO

import pytest
import sqlalchemy as sa

from bot.operating.logs import begin_logging
from bot.operating.masking import Mask, secrets_of
from bot.platforms.base import CredentialsError
from corpora.errors import AskerError

ENVIRONMENT = {
    "HOUSEBAND_X_ACCESS_TOKEN_SECRET": "s3cr3t/with+signs and%more",
    "HOUSEBAND_MASTODON_ACCESS_TOKEN": "mastodon-4711",
    "HOUSEBAND_BLUESKY_APP_PASSWORD": 'quote"and\\slash',
    "HOUSEBAND_DATABASE": f"postgresql+psycopg://band:{'p%40ssw0rd'}@db.example/houseband",
    "AWS_SECRET_ACCESS_KEY": "line-one\nline-two",
    "HOUSEBAND_HOME": "/srv/houseband",
    "MONKEY": "banana",
    "A_TOKEN": "abc",
}


@pytest.fixture
def logged() -> StringIO:
    return StringIO()


@pytest.fixture(params=["json", "text"])
def log(request: pytest.FixtureRequest, logged: StringIO, monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "captureWarnings", lambda _on: None)
    begin_logging(request.param, "INFO", ENVIRONMENT, "w-1", logged)
    return logging.getLogger("bot.some.module")


def test_values_of_secret_variables_and_passwords_in_urls_are_secrets() -> None:
    found = set(secrets_of(ENVIRONMENT))
    assert found == {
        ENVIRONMENT["HOUSEBAND_X_ACCESS_TOKEN_SECRET"],
        "mastodon-4711",
        'quote"and\\slash',
        "p@ssw0rd",
        "line-one\nline-two",
    }


@pytest.mark.parametrize("secret", secrets_of(ENVIRONMENT))
def test_a_secret_is_masked_however_it_is_written(secret: str) -> None:
    mask = Mask(secrets_of(ENVIRONMENT))
    as_urls = (urllib.parse.quote(secret), urllib.parse.quote_plus(secret), urllib.parse.quote(secret, safe=""))
    writings = (secret, *as_urls, json.dumps(secret), repr(secret))
    for written in writings:
        shown = mask(f"GET https://api.example/a?key={written}&b=1")
        assert "***" in shown
        assert written.strip("\"'") not in shown
        assert shown.startswith("GET https://api.example/a?key=")


@pytest.mark.parametrize(
    "line",
    [
        f"postgresql://user:{'hunter22'}@host/db",
        "Authorization: Bearer abcdefgh12345678",
        "{'access_token': 'abcdefgh12345678'}",
        'OAuth oauth_signature="abcdefgh12345678"',
        "https://store.example/o?X-Amz-Signature=abcdefgh12345678",
    ],
)
def test_what_looks_like_a_secret_is_masked_although_nobody_named_it(line: str) -> None:
    shown = Mask(())(line)
    assert "hunter22" not in shown
    assert "abcdefgh12345678" not in shown


def test_an_innocent_line_stays_as_it_is() -> None:
    line = "x:1849 published, 3 tokens a second, see https://example.org/a@b and mail@example.org"
    assert Mask(secrets_of(ENVIRONMENT))(line) == line


def test_nothing_secret_passes_in_messages_arguments_exceptions_or_their_causes(log: logging.Logger, logged: StringIO) -> None:
    secret = ENVIRONMENT["HOUSEBAND_X_ACCESS_TOKEN_SECRET"]
    log.warning("calling %s", f"https://x.example/?k={urllib.parse.quote(secret, safe='')}", extra={"errand": f"x:{secret}"})
    try:
        try:
            raise ValueError(f"header was {secret!r}")
        except ValueError as error:
            raise CredentialsError("mastodon-4711 is refused") from error
    except CredentialsError:
        log.exception("it failed")
    written = logged.getvalue()
    assert len(written.splitlines()) == 2
    assert "***" in written
    for value in ENVIRONMENT["HOUSEBAND_X_ACCESS_TOKEN_SECRET"], urllib.parse.quote(secret, safe=""), "mastodon-4711":
        assert value not in written
    assert "ValueError" in written
    assert "w-1" in written


def test_what_askers_wrote_is_not_logged(log: logging.Logger, logged: StringIO) -> None:
    text = "please play my diary"
    engine = sa.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO nowhere VALUES (:mention)"), {"mention": text})
    except sa.exc.OperationalError:
        log.exception("the database refuses")
    try:
        raise AskerError(f"can't play {text!r}")
    except AskerError as error:
        log.warning("step failed: %s", error)
        log.exception("once more", extra={"text": text})
    engine.dispose()
    written = logged.getvalue()
    assert len(written.splitlines()) == 3
    assert "nowhere" in written
    assert "AskerError" in written
    assert text not in written


def test_a_line_is_one_line_whatever_is_in_it(log: logging.Logger, logged: StringIO) -> None:
    log.error("two\nlines\u2028three %s", '{"a": 1}', extra={"errand": "x:1\r\nlevel=critical"})
    written = logged.getvalue()
    assert len(written.splitlines()) == 1
    assert "\r" not in written.rstrip("\n")


def test_json_lines_can_be_read(logged: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging, "captureWarnings", lambda _on: None)
    begin_logging("json", "info", {}, "w-2", logged)
    logging.getLogger("a").info("hello %d", 3, extra={"step": "compose", "seconds": 1.5, "unheard": "of"})
    logging.getLogger("a").debug("too quiet")
    event = json.loads(logged.getvalue())
    assert {key: event[key] for key in ("level", "logger", "message", "worker", "step", "seconds")} == {
        "level": "info",
        "logger": "a",
        "message": "hello 3",
        "worker": "w-2",
        "step": "compose",
        "seconds": 1.5,
    }
    assert "unheard" not in event


def test_libraries_do_not_log_their_requests(log: logging.Logger, logged: StringIO) -> None:
    logging.getLogger("urllib3.connectionpool").info("GET /?x=%s", base64.b64encode(b"something").decode())
    log.info("heard")
    assert "GET" not in logged.getvalue()
    assert "heard" in logged.getvalue()
