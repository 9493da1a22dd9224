"""The oracle: hours told from the document again, by painting local minutes; nothing of the compiled code is used.

One idea carries it. The *wall* of an instant is the latest local minute that any clock of the zone had shown until
then; it never goes back, jumps over gaps, and stands still while an hour is repeated. A period is open exactly while
the wall is inside it. So a string of painted local minutes, read through the wall, gives the state of every instant.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.engine.hours.oracle_holidays import behaviour_on, label_on
from tests.engine.hours.oracle_spans import inside

NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = 1440
HORIZON = 400 * 86_400
WIDEST_FOLD = 26  # hours
WALK = 36 * 60  # minutes on each side of an instant that are walked one by one
OPEN, CLOSED, UNKNOWN = b"o", b"c", b"u"
WORD = {b"o"[0]: "open", b"c"[0]: "closed", b"u"[0]: "unknown"}
EPOCH = date(1970, 1, 1).toordinal()

Doc = Mapping[str, Any]
Pieces = list[tuple[int, int]]


class Wall:
    """The wall of a zone, in whole local minutes since 1970."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    @lru_cache(maxsize=200_000)  # noqa: B019 - an oracle lives as long as its test
    def offset(self, second: int) -> int:
        """Seconds east of Greenwich."""
        return int(datetime.fromtimestamp(second, self.zone).utcoffset().total_seconds())

    def at(self, second: int) -> int:
        """The latest local minute shown until this instant; offsets are whole minutes since 1972."""
        return self._at(second - second % 60)

    @lru_cache(maxsize=200_000)  # noqa: B019 - as above
    def _at(self, second: int) -> int:
        here = self.offset(second)
        hours = range(second // 3600 - WIDEST_FOLD, second // 3600 + 1)
        if all(self.offset(hour * 3600) == here for hour in hours):
            return (second + here) // 60
        return max(then + self.offset(then * 60) // 60 for hour in hours for then in self._latest(hour, second // 60))

    def _latest(self, hour: int, now: int) -> range:
        """The minutes of an hour that may show the latest time: its last until now, or all if its offset changes."""
        first, last = hour * 60, min(hour * 60 + 59, now)
        steady = self.offset(first * 60) == self.offset((hour + 1) * 3600)
        return range(last if steady else first, last + 1)

    def reached(self, minute: int) -> int:
        """The first instant whose wall is at this local minute or past it."""
        low, high = minute * 60 - 27 * 3600, minute * 60 + 27 * 3600
        return bisect_left(range(low, high), minute, key=self.at) + low


class Oracle:
    """The state of any instant of one document."""

    def __init__(self, doc: Doc, first: date, days: int) -> None:
        self.doc = doc
        self.wall = Wall(doc["timezone"])
        self.first = (first.toordinal() - EPOCH) * DAY
        self.paint = bytes(self._paint(first, days))
        self.edges = [run.start() for run in re.finditer(rb"o+|c+|u+", self.paint)][1:]
        self._reached: dict[int, int] = {}

    def state(self, second: int) -> str:
        """Open, closed or unknown."""
        return WORD[self._colour(second)]

    def _colour(self, second: int) -> int:
        return self.paint[self.wall.at(second) - self.first]

    def until(self, second: int) -> int | None:
        """The next change of state, at most 400 days ahead."""
        colour = self._colour(second)
        found = next((at for at in self._edges(second) if self._colour(at) != colour), None)
        self._confirm(found, colour)
        return found if found is not None and found - second <= HORIZON else None

    def next_start(self, second: int) -> int | None:
        """The next instant at which an opening begins."""
        return self._next(second, lambda before, after: after == OPEN[0] != before)

    def next_end(self, second: int) -> int | None:
        """The next instant at which an opening ends."""
        return self._next(second, lambda before, after: before == OPEN[0] != after)

    def _next(self, second: int, wanted: Any) -> int | None:
        before = self._colour(second)
        for at in self._edges(second):
            if at - second > HORIZON:
                return None
            after = self._colour(at)
            if wanted(before, after):
                return at
            before = after
        return None

    def since(self, second: int) -> int | None:
        """The last change of state, at most 400 days ago."""
        colour = self._colour(second)
        place = bisect_right(self.edges, self.wall.at(second) - self.first)
        for edge in reversed(self.edges[:place]):
            at = self._instant(edge)
            if self._colour(at) == colour and self._colour(at - 1) != colour:
                return at if second - at <= HORIZON else None
        return None

    def walk(self, second: int) -> Iterator[tuple[int, str]]:
        """Every minute within 36 hours of an instant."""
        for step in range(-WALK, WALK + 1):
            yield second + 60 * step, self.state(second + 60 * step)

    def _edges(self, second: int) -> Iterator[int]:
        """The instants at which the paint changes, from an instant on; the same twice where no clock showed it."""
        place = bisect_right(self.edges, self.wall.at(second) - self.first)
        return (self._instant(edge) for edge in self.edges[place:])

    def _instant(self, place: int) -> int:
        if place not in self._reached:
            self._reached[place] = self.wall.reached(place + self.first)
        return self._reached[place]

    def _confirm(self, found: int | None, colour: int) -> None:
        """The oracle checks itself: one second before a change is the old colour."""
        assert found is None or self._colour(found - 1) == colour

    def _paint(self, first: date, count: int) -> bytearray:
        margin = 9
        paint = bytearray(CLOSED * (count * DAY))
        start = first.toordinal()
        days = {n: Day(self.doc, date.fromordinal(start + n)) for n in range(-margin, count + margin)}
        for n, day in days.items():
            fill(paint, n * DAY, (n + 1) * DAY, day.rest)
        for n, day in days.items():
            for begin, end in day.opens:
                fill(paint, n * DAY + begin, self._cut(days, n, begin, end), OPEN)
        for n, day in days.items():
            for begin, end in day.removes:
                fill(paint, n * DAY + begin, n * DAY + end, CLOSED)
        for n, day in days.items():
            if day.shut:
                fill(paint, n * DAY, (n + 1) * DAY, CLOSED)
        return paint

    def _cut(self, days: dict[int, Day], n: int, begin: int, end: int) -> int:
        if self.doc.get("spill") == "cut":
            for later in range(n + 1, n + 9):
                if later in days and days[later].replaced and begin < (later - n) * DAY < end:
                    return later * DAY
        return n * DAY + end


def fill(paint: bytearray, begin: int, end: int, colour: bytes) -> None:
    """Paint the minutes from begin to end, as far as they are inside."""
    begin, end = max(begin, 0), min(end, len(paint))
    if begin < end:
        paint[begin:end] = colour * (end - begin)


class Day:
    """What the document says of one local day, read afresh."""

    def __init__(self, doc: Doc, day: date) -> None:
        self.doc, self.day = doc, day
        self.removes: Pieces = []
        self.replaced = False
        self.shut = shut(doc.get("status"), day)
        self.rest, self.opens = self._base(day.weekday())
        if self.shut:
            self.opens = []
            return
        self._holiday()
        self._special()

    def _base(self, weekday: int) -> tuple[bytes, Pieces]:
        seasons = [entry for entry in self.doc.get("seasons", []) if in_season(entry, self.day)]
        if seasons:
            shortest = min(length(entry) for entry in seasons)
            week = next(entry for entry in reversed(seasons) if length(entry) == shortest)["weekly"]
            return hours(week.get(NAMES[weekday], "closed"))
        windows = self.doc.get("cron", [])
        rest, opens = UNKNOWN, []
        if "weekly" in self.doc:
            rest, opens = hours(self.doc["weekly"].get(NAMES[weekday], "closed"))
        elif windows:
            rest = CLOSED
        there = self.day + timedelta(days=weekday - self.day.weekday())
        return rest, opens + [piece for window in windows for piece in cron(window, there)]

    def _holiday(self) -> None:
        behaviour = behaviour_on(self.doc.get("holidays"), self.day)
        if behaviour is not None:
            if behaviour == "regular":
                return
            self.replaced = True
            if isinstance(behaviour, dict):
                self.rest, self.opens = self._base(NAMES.index(behaviour["as"]))
            else:
                self.rest, self.opens = hours(behaviour)

    def _special(self) -> None:
        entries = [entry for entry in self.doc.get("special", []) if falls(entry, self.day)]
        replacing = [entry for entry in entries if entry.get("mode", "replace") == "replace"]
        if replacing:
            self._replace([entry for entry in replacing if entry.get("source") == replacing[-1].get("source")])
        for n, entry in enumerate(entries):
            later = [other for other in entries[n:] if other.get("mode", "replace") == "replace"]
            if entry.get("source") and later and later[-1].get("source") != entry["source"]:
                continue  # who speaks last of a day overrules what another named source adds or takes away
            if entry.get("mode") == "add":
                self.opens = self.opens + hours(entry["hours"])[1]
            if entry.get("mode") == "remove":
                self.removes += hours(entry["hours"])[1]

    def _replace(self, entries: list[Doc]) -> None:
        told = [self._told(entry) for entry in entries]
        self.replaced = any("same_as_regular" not in entry for entry in entries)
        if (CLOSED, []) in told:
            self.rest, self.opens = CLOSED, []
        elif all(not opens for _, opens in told):
            self.rest, self.opens = UNKNOWN, []
        else:
            self.rest = CLOSED if any(rest == CLOSED for rest, _ in told) else UNKNOWN
            self.opens = [piece for _, opens in told for piece in opens]

    def _told(self, entry: Doc) -> tuple[bytes, Pieces]:
        if entry.get("same_as_regular"):
            return self._base(self.day.weekday())
        return hours(entry.get("hours", "closed" if "closed" in entry else "unknown"))


def hours(told: Any) -> tuple[bytes, Pieces]:
    """The colour of the rest of a day, and its periods."""
    words = {"closed": (CLOSED, []), "unknown": (UNKNOWN, []), "open": (UNKNOWN, []), "all_day": (CLOSED, [(0, DAY)])}
    if isinstance(told, str):
        return words[told]
    pieces = []
    for text in told:
        h1, m1, h2, m2 = (int(digits) for digits in re.findall(r"\d+", text))
        begin, end = h1 * 60 + m1, h2 * 60 + m2
        pieces.append((begin, end if end > begin else end + DAY))
    return CLOSED, pieces


def in_season(entry: Doc, day: date) -> bool:
    """Whether a season has this day: by its dates, of which one may be left out, or by a calendar of holidays."""
    if "during" in entry or "outside" in entry:
        calendar = {"categories": "school", **entry.get("during", entry.get("outside"))}
        return (label_on(calendar, day) is not None) is ("during" in entry)
    return inside(entry.get("from", "0001-01-01"), entry.get("to", "9999-12-31"), day)


def length(entry: Doc) -> int:
    """How many days a season has, in a leap year if it is yearly; of school holidays more than of any dated one."""
    if "from" not in entry or "to" not in entry:
        return {"during": 100, "outside": 200}.get(next(iter(entry)), 10**9)
    first, last = entry["from"], entry["to"]
    if len(first) < len("2026-01-01"):
        return days_of_year(first, last)
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


@lru_cache(maxsize=10_000)
def days_of_year(first: str, last: str) -> int:
    """How many days of a leap year a yearly span has."""
    return sum(inside(first, last, date(2024, 1, 1) + timedelta(days=n)) for n in range(366))


def falls(entry: Doc, day: date) -> bool:
    """Whether a special day is on this day."""
    return inside(entry.get("date", entry.get("from")), entry.get("date", entry.get("to")), day)


def shut(status: Any, day: date) -> bool:
    """Whether the status closes this day."""
    if status is None or status == "open":
        return False
    status = {"state": status} if isinstance(status, str) else status
    back = status.get("reopen") or status.get("opening_date") or "9999-12-31"
    return str(status.get("since") or "0001-01-01") <= day.isoformat() < str(back)


def cron(window: Doc, day: date) -> Pieces:
    """The periods of a simple window: fields are numbers, ranges, lists or a star."""
    if not inside(window.get("valid_from", "0001-01-01"), window.get("valid_to", "9999-12-31"), day):
        return []
    if "match" in window:
        return joined(window["match"], day.isoweekday() % 7)
    if "minutes" in window:
        return [(minute, minute + window["minutes"]) for minute in firings(window["open"], day)]
    return [(minute, minute + wait(window["close"], day, minute)) for minute in firings(window["open"], day)
            if minute not in firings(window["close"], day)]  # fmt: skip


@lru_cache(maxsize=1000)
def joined(expression: str, weekday: int) -> Pieces:
    """Runs of neighbouring minutes of a weekday, Sunday being 0."""
    pieces: Pieces = []
    for minute in fires_on(expression, weekday):
        begin = pieces.pop()[0] if pieces and pieces[-1][1] == minute else minute
        pieces.append((begin, minute + 1))
    return pieces


def wait(close: str, day: date, minute: int) -> int:
    """Minutes from an opening to the next closing, at most seven days."""
    ahead = (n * DAY + m - minute for n in range(9) for m in firings(close, day + timedelta(days=n)))
    return min([7 * DAY, *(found for found in ahead if found > 0)])


def firings(expression: str, day: date) -> list[int]:
    """The minutes of a day at which an expression fires; day of month and month are stars."""
    return fires_on(expression, day.isoweekday() % 7)


@lru_cache(maxsize=1000)
def fires_on(expression: str, here: int) -> list[int]:
    """The same by the weekday, Sunday being 0."""
    minute, hour, _, _, weekday = expression.split()
    if here not in {number % 7 for number in numbers(weekday, 7)}:
        return []
    return [h * 60 + m for h in numbers(hour, 23) for m in numbers(minute, 59)]


def numbers(field: str, most: int) -> list[int]:
    """The numbers of a cron field."""
    if field == "*":
        return list(range(most + 1))
    found: list[int] = []
    for part in field.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def instant(second: int) -> datetime:
    """An instant of the oracle, for the schedule."""
    return datetime.fromtimestamp(second, UTC)
