"""From when until when something applies: first and last day, or instants, on the establishment's own clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import PlainValidator, WithJsonSchema

from frontdesk.rules.problems import found_word
from frontdesk.rules.readable import refusal

Moment = date | datetime

_DAY: Final = 10
_UNIT: Final = re.compile(r"(\d{1,6})\s*(d|h|min|m|s)")
_DURATION: Final = re.compile(rf"({_UNIT.pattern}\s*)+")
_SECONDS: Final = {"d": 86400, "h": 3600, "min": 60, "m": 60, "s": 1}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=365)


def _moment(value: object) -> Moment:
    if isinstance(value, str) and value[:1].isdigit():
        try:
            return date.fromisoformat(value) if len(value) == _DAY else datetime.fromisoformat(value)
        except ValueError as error:
            raise refusal("FD318", found=found_word(value)) from error
    if isinstance(value, date):
        return value
    raise refusal("FD318", found=found_word(value))


def read_duration(value: object) -> timedelta:
    """A duration as it is written: `10m`, `24h`, `1h30m`, `7d`."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str) and _DURATION.fullmatch(value.strip()):
        seconds = sum(int(count) * _SECONDS[unit] for count, unit in _UNIT.findall(value))
        if _SHORTEST.total_seconds() <= seconds <= _LONGEST.total_seconds():
            return timedelta(seconds=seconds)
    raise refusal("FD324", found=found_word(value))


def written_duration(length: timedelta) -> str:
    """A duration as people write it: `7d`, `1h30m`."""
    left, parts = int(length.total_seconds()), ""
    for unit in ("d", "h", "m", "s"):
        count, left = divmod(left, _SECONDS[unit])
        parts += f"{count}{unit}" if count else ""
    return parts or "0s"


Bound = Annotated[
    Moment,
    PlainValidator(_moment, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "description": "2026-12-24, or 2026-12-24T18:00 on the establishment's clock"}),
]
Duration = Annotated[
    timedelta,
    PlainValidator(read_duration, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+\s*(d|h|min|m|s)\s*)+$", "description": "10m, 24h, 1h30m, 7d"}),
]


def within(since: Moment | None, until: Moment | None, local_now: datetime) -> bool:
    """Whether an instant, given on the establishment's clock, lies between the first and the last moment, inclusive."""
    return (since is None or _is_reached(_first(since, local_now), local_now)) and (
        until is None or not _is_reached(_end(until, local_now), local_now)
    )


def next_bound(since: Moment | None, until: Moment | None, local_now: datetime) -> datetime | None:
    """The next instant after `local_now` at which `within` may say something else; None = it never will."""
    bounds = [
        *([_first(since, local_now)] if since is not None else ()),
        *([_end(until, local_now)] if until is not None else ()),
    ]
    return min((bound for bound in bounds if not _is_reached(bound, local_now)), default=None)


def _is_reached(moment: datetime, local_now: datetime) -> bool:
    """Whether the clock has shown that moment. One that was set back has, though it shows an earlier time again."""
    again = local_now.fold == 1
    return moment <= local_now or (again and moment.astimezone(UTC) <= local_now.astimezone(UTC))


def _first(moment: Moment, like: datetime) -> datetime:
    return _placed(moment if isinstance(moment, datetime) else datetime.combine(moment, time()), like)


def _end(moment: Moment, like: datetime) -> datetime:
    """The first instant after: a day lasts until its end."""
    if isinstance(moment, datetime):
        return _placed(moment, like) + timedelta(microseconds=1)
    return _placed(datetime.combine(moment, time()) + timedelta(days=1), like)


def _placed(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=like.tzinfo)


def reversed_dates(since: Moment | None, until: Moment | None) -> bool:
    """Whether the end is before the start."""
    return since is not None and until is not None and _comparable(until, last=True) < _comparable(since, last=False)


def overlap(first: tuple[Moment | None, Moment | None], second: tuple[Moment | None, Moment | None]) -> bool:
    """Whether two periods share an instant. Instants with an offset count by their wall clock."""
    return not (_before(first[1], second[0]) or _before(second[1], first[0]))


def _before(end: Moment | None, start: Moment | None) -> bool:
    return end is not None and start is not None and _comparable(end, last=True) < _comparable(start, last=False)


def _comparable(moment: Moment, *, last: bool) -> datetime:
    """Without its zone: of what two people wrote, the wall clock is what they compared themselves."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.max if last else time.min)
