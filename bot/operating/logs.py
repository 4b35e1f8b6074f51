"""Structured logs: a line an event, as JSON or as ``key=value``, with the standard library's logging. What is logged of a mention is its name.

Use ``logging.getLogger(__name__)`` anywhere; fields of :data:`FIELDS` come along by ``extra={"errand": ..., "step": ...}``.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal, TextIO

from bot.operating.masking import Mask, secrets_of

LogFormat = Literal["text", "json"]

FIELDS: Final = ("worker", "platform", "errand", "step", "genre", "kind", "seconds", "until")
"""What an event may tell besides its message; anything else that is handed to ``extra`` stays out."""
_QUOTES_ASKERS: Final = {"AskerError", "ValidationError"}
"""Errors that repeat what somebody asked for: people at a command line need that, a log does not."""
_TELLTALES: Final = (
    *("tweepy", "urllib3", "httpx", "requests_oauthlib", "oauthlib", "mastodon"),
    *("botocore", "aiobotocore", "s3fs", "fsspec", "asyncio", "alembic"),
)
"""Libraries that log whole requests, headers included, when one lets them."""
_ENDS_OF_LINES: Final = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def begin_logging(form: LogFormat, level: str, environment: Mapping[str, str], worker: str = "", stream: TextIO | None = None) -> logging.Handler:
    """Send all logs of this process to a stream (stderr), a line each; whatever handlers there were are replaced.

    Args:
        form: of the lines.
        level: the least to log, such as ``INFO``.
        environment: every secret in it is masked wherever it turns up.
        worker: the name of this process among the workers.
        stream: where the lines go; None = stderr.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(form, Mask(secrets_of(environment)), worker))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _TELLTALES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    return handler


class Lines(logging.Formatter):
    """Writes an event as one line, its exception included, and masks it when it is finished."""

    def __init__(self, form: LogFormat, mask: Mask, worker: str = "") -> None:
        super().__init__()
        self._form = form
        self._mask = mask
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """The line of an event."""
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **({"worker": self._worker} if self._worker else {}),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info and record.exc_info[1] is not None:
            event["error"] = told(record.exc_info[1])
            event["trace"] = _trace(record.exc_info[1])
        masked = {name: self._mask(value) if isinstance(value, str) else value for name, value in event.items()}
        # Once more as a whole: what is no string (a URL object, say) becomes one only here.
        return self._mask(_as_json(masked) if self._form == "json" else _as_pairs(masked))


def told(error: BaseException) -> str:
    """An error as a log may tell it: what somebody asked for is not repeated."""
    kind = type(error).__name__
    return kind if _quotes_askers(type(error)) else f"{kind}: {error}"


def _quotes_askers(kind: type[BaseException]) -> bool:
    return any(base.__name__ in _QUOTES_ASKERS for base in kind.__mro__)


def _message(record: logging.LogRecord) -> str:
    """The message; arguments that are such errors are told as a log may tell them."""
    if isinstance(record.args, tuple) and any(isinstance(argument, BaseException) for argument in record.args):
        arguments = tuple(told(each) if isinstance(each, BaseException) and _quotes_askers(type(each)) else each for each in record.args)
        return str(record.msg) % arguments
    return record.getMessage()


def _trace(error: BaseException) -> str:
    """Where an error and those behind it come from, on one line; the innermost last."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(link.__traceback__))
        parts.append(f"{told(link)} at {places}" if places else told(link))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return " <- ".join(parts)


def _as_json(event: Mapping[str, object]) -> str:
    return json.dumps(event, ensure_ascii=True, default=str)


def _as_pairs(event: Mapping[str, object]) -> str:
    return " ".join(f"{name}={_quoted(str(value))}" for name, value in event.items())


def _quoted(value: str) -> str:
    value = _ENDS_OF_LINES.sub(" | ", value)
    return value if value and not re.search(r"[\s\"=]", value) else json.dumps(value, ensure_ascii=False)
