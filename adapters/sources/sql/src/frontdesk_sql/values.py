"""Values as databases give them, as a record can hold them: text, numbers, yes and no, lists and objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, cast
from uuid import UUID

_SHOWN: Final = 40
_SECONDS_PER_HOUR: Final = 3600


class UnreadableError(ValueError):
    """A value that no field can hold; its argument shows it."""

    def __init__(self, value: object) -> None:
        shown = repr(value)
        super().__init__(shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}...")


def plain(value: object) -> object:
    """The value in plain types. Raises `UnreadableError` for bytes that are no text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    read = _READERS.get(type(value))
    return str(value) if read is None else read(value)


def _float(value: float) -> object:
    """A whole number without a point, as SQLite gives it for an id of a column of real numbers."""
    return int(value) if value.is_integer() else value


def _decimal(value: Decimal) -> object:
    """A whole number, or the digits as they are: `4.50` is not `4.5`."""
    return int(value) if value.is_finite() and cast("int", value.as_tuple().exponent) >= 0 else format(value, "f")


def _bytes(value: bytes) -> object:
    """A flag (MySQL's BIT(1)), or text in a column of bytes."""
    if value in (b"\x00", b"\x01"):
        return value == b"\x01"
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(value) from error


def _span(value: timedelta) -> str:
    """What MySQL calls TIME: `09:30`."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _listed(value: Sequence[object]) -> object:
    return [plain(item) for item in value]


def _object(value: Mapping[str, object]) -> object:
    return {str(name): plain(item) for name, item in value.items()}


_READERS: Final[Mapping[type, Callable[..., object]]] = {
    float: _float,
    Decimal: _decimal,
    bytes: _bytes,
    bytearray: lambda value: _bytes(bytes(value)),
    memoryview: lambda value: _bytes(value.tobytes()),
    datetime: lambda value: cast("datetime", value).isoformat(),
    date: lambda value: cast("date", value).isoformat(),
    time: lambda value: cast("time", value).isoformat("auto" if value.second else "minutes"),
    timedelta: _span,
    UUID: str,
    list: _listed,
    tuple: _listed,
    dict: _object,
}


def inside(value: object, path: Sequence[str]) -> object:
    """What stands at a path of a JSON value, which may be a text yet; None where nothing does.

    Raises `UnreadableError` where there is no JSON to look into.
    """
    found = _unfolded(value) if path else value
    for step in path:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdigit():
            found = found[int(step)] if int(step) < len(found) else None
        else:
            return None
    return found


def _unfolded(value: object) -> object:
    text = plain(value) if isinstance(value, bytes | bytearray | memoryview) else value
    if not isinstance(text, str):
        return text
    try:
        return cast("object", json.loads(text)) if text.strip() else None
    except (ValueError, RecursionError) as error:
        raise UnreadableError(text) from error
