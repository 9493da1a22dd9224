"""Durations as people write them in scenarios: `30s`, `5m`, `1h30m`, `2d`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_PARTS = re.compile(
    r"(?:(?P<days>\d{1,4})d)?\s*(?:(?P<hours>\d{1,5})h)?\s*(?:(?P<minutes>\d{1,6})m(?:in)?)?\s*(?:(?P<seconds>\d{1,7})s)?"
)


def duration(value: object) -> object:
    """The duration that a text means; what is no text is left to pydantic."""
    if not isinstance(value, str):
        raise ValueError("a duration is written 30s, 5m, 1h30m or 2d")  # noqa: TRY004 - what pydantic understands
    match = _PARTS.fullmatch(value.strip().lower())
    if match is None or not match.group().strip():
        raise ValueError("a duration is written 30s, 5m, 1h30m or 2d")
    return timedelta(**{unit: int(number) for unit, number in match.groupdict(default="0").items()})


Duration = Annotated[
    timedelta, BeforeValidator(lambda value: value if isinstance(value, timedelta) else duration(value))
]
