"""Tables of TOML as frozen dataclasses, for files that ship and are known to be right: what pydantic makes of them, without its 80 ms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")


def trusted(kind: type[Kind], table: Mapping[str, Any]) -> Kind:
    """The dataclass ``kind`` with the values of a table: tables below it become their dataclasses, arrays tuples, whole numbers floats.

    Nothing is checked; a test holds each shipped file against what the checks make of it.
    """
    hints = get_type_hints(kind)
    return kind(**{key: _shaped(value, hints[key]) for key, value in table.items()})


def _shaped(value: Any, hint: Any) -> Any:
    if is_dataclass(hint):
        return trusted(cast("type[Any]", hint), value)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        hints = inner[:1] * len(value) if inner[1:] == (...,) else inner
        return tuple(_shaped(each, one) for each, one in zip(value, hints, strict=True))
    if origin is dict:
        return {key: _shaped(each, inner[1]) for key, each in value.items()}
    return float(value) if hint is float else value
