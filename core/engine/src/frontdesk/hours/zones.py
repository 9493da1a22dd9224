"""IANA time zones: finding one by name, and turning local wall-clock time into instants.

The one law of gap and fold: a local time stands for the first instant at which the local clock reads it or more.
So a time inside a gap is the end of the gap, and a repeated time is its first occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from frontdesk.hours.place import Place, echo, nearest

DAY: Final = 86_400
EPOCH_ORDINAL: Final = 719_163  # date(1970, 1, 1).toordinal()
_BLOCK: Final = 256 * DAY
_PROBE: Final = DAY // 2
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*[-+\u2212]\s*\d{1,2}(?::?\d{2})?|Z", re.IGNORECASE)
_OF_THE_MACHINE: Final = frozenset({"localtime", "posixrules"})  # files beside the zones: what this machine is set to
_COPIES: Final = ("right/", "posix/")  # the whole database again, with leap seconds and without
_WIDEST: Final = 2 * DAY  # no offset, gap or fold is wider than this

Spans = list[tuple[int, int, int]]  # (first second, second after the last, offset), in order and touching


def read_zone(place: Place, value: object) -> str | None:
    """The name of the zone that stands here; None when none does, or when it cannot be used."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        place.wrong_type("IANA time zone", value)
        return None
    name = value.strip()
    if not is_zone(name):
        id_, params = unknown_zone(name)
        place.error(id_, **params)
        return None
    return name


def is_zone(name: str) -> bool:
    """Whether there is an IANA zone of exactly this name."""
    return not name.startswith(_COPIES) and name not in _OF_THE_MACHINE and _load(name) is not None


def unknown_zone(name: str) -> tuple[str, dict[str, object]]:
    """The diagnostic's id and parameters for a name that is no zone.

    Never with an offset for a suggestion: it knows no summer time, and its sign in `Etc/` is the other way round.
    """
    if _OFFSET.fullmatch(name):
        return "FD138", {"zone": echo(name)}
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return "FD113", {"zone": echo(name), "nearest": nearest(name, sorted((*places, "UTC")))}


def _load(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return None


class ZoneClock:
    """The offsets of one zone, found once per stretch of time and kept."""

    __slots__ = ("_blocks", "zone")

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._blocks: dict[int, list[tuple[int, int]]] = {}

    def offset(self, second: int) -> int:
        """Seconds east of Greenwich at an instant."""
        shift = datetime.fromtimestamp(second, self.zone).utcoffset()
        return int((shift or timedelta()).total_seconds())

    def local_day(self, second: int) -> int:
        """The ordinal of the local date at an instant."""
        return (second + self.offset(second)) // DAY + EPOCH_ORDINAL

    def show(self, second: int) -> datetime:
        """An instant, in this zone."""
        return datetime.fromtimestamp(second, self.zone)

    def spans(self, first: int, last: int) -> Spans:
        """The stretches of equal offset between two instants."""
        found: Spans = []
        start, offset = first, self.offset(first)
        for block in range(first // _BLOCK, last // _BLOCK + 1):
            for second, after in self._transitions(block):
                if first < second < last:
                    found.append((start, second, offset))
                    start, offset = second, after
        found.append((start, last, offset))
        return found

    def _transitions(self, block: int) -> list[tuple[int, int]]:
        if block not in self._blocks:
            first = block * _BLOCK
            steps = range(first, first + _BLOCK, _PROBE)
            self._blocks[block] = [found for step in steps for found in self._changes(step, step + _PROBE)]
        return self._blocks[block]

    def _changes(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The changes of offset in (first, last], as (second, offset after)."""
        while (before := self.offset(first)) != self.offset(last):
            low, high = first, last
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self.offset(middle) == before else (low, middle)
            first = high
            yield high, self.offset(high)

    def converter(self, first_day: int, last_day: int) -> Callable[[int, int], int]:
        """A function (day ordinal, minute) -> instant, for days between these two ordinals."""
        first, last = ((day - EPOCH_ORDINAL) * DAY for day in (first_day, last_day))
        spans = self.spans(first - _WIDEST, last + _WIDEST)
        if len(spans) == 1:
            shift = spans[0][2] + EPOCH_ORDINAL * DAY
            return lambda day, minute: day * DAY + minute * 60 - shift
        return lambda day, minute: _first_reading(spans, (day - EPOCH_ORDINAL) * DAY + minute * 60)


def _first_reading(spans: Spans, local: int) -> int:
    """The first instant at which a clock with these offsets reads `local` seconds or more."""
    for start, end, offset in spans:
        if local < end + offset:
            return max(start, local - offset)
    return local - spans[-1][2]


@lru_cache(maxsize=1024)
def clock_of(name: str) -> ZoneClock:
    """The clock of a zone that `read_zone` has accepted."""
    return ZoneClock(ZoneInfo(name))


def forget_zones() -> None:
    """Drop what was read of the zone database, after it was upgraded."""
    clock_of.cache_clear()
    ZoneInfo.clear_cache()
