"""Local days as instants: stretches of UTC seconds with their cause, built when first asked for and kept.

A stretch covers a fixed number of days of UTC time, so that an instant finds its own by a division and a bisection.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from datetime import datetime
from typing import Final

from frontdesk.hours.answer import Answer, Cause, State
from frontdesk.hours.plan import DAY_MINUTES, Plan, Planner
from frontdesk.hours.zones import DAY, ZoneClock

STRETCH: Final = 8 * DAY
HORIZON: Final = 400 * DAY
FIRST: Final = -2_208_988_800  # 1900-01-01T00:00Z: there is no zone history worth the name before
LAST: Final = 7_258_118_400  # 2200-01-01T00:00Z
_MOST_STRETCHES: Final = 4 * HORIZON // STRETCH  # both sides of an instant, and as much again for other instants

Interval = tuple[int, int, Cause]
Change = tuple[int, datetime]

# Looking for a change may pass many stretches that nothing is asked of: these stand for their empty dictionaries.
_NO_ANSWERS: Final[dict[int, Answer]] = {}
_NO_CHANGES: Final[dict[int, Change | None]] = {}


class Stretch:
    """The causes in force between two instants, and what was asked of its pieces: answers by their number from 1."""

    __slots__ = ("answers", "causes", "closings", "openings", "starts")

    def __init__(self, starts: list[int], causes: list[Cause]) -> None:
        self.starts = array("d", starts)  # floats: instants are floats, and comparing the two kinds is slow
        self.causes = tuple(causes)
        self.answers: dict[int, Answer] = _NO_ANSWERS
        self.openings: dict[int, Change | None] = _NO_CHANGES
        self.closings: dict[int, Change | None] = _NO_CHANGES


class Timeline:
    """All instants of one schedule in one zone."""

    __slots__ = ("_clock", "_planner", "stretches")

    def __init__(self, planner: Planner, clock: ZoneClock, stretches: dict[float, Stretch]) -> None:
        self._planner = planner
        self._clock = clock
        self.stretches = stretches

    def stretch(self, number: int) -> Stretch:
        """The stretch of this number, built if need be."""
        found = self.stretches.get(number)
        if found is None:
            if len(self.stretches) >= _MOST_STRETCHES:
                self.stretches.clear()
            found = self.stretches[number] = self._build(number)
        return found

    def answer(self, second: float) -> Answer:
        """The answer at an instant; kept with the stretch where it is the same for all instants of its piece."""
        number = _number(second)
        stretch = self.stretch(number)
        index = bisect_right(stretch.starts, second) - 1
        first = int(stretch.starts[index])
        after = int(stretch.starts[index + 1]) if index + 1 < len(stretch.starts) else (number + 1) * STRETCH
        since = self._run_start(number, index, first - HORIZON)
        until = self._run_end(number, index, after + HORIZON)
        if (since is None or after - since <= HORIZON) and (until is None or until - first <= HORIZON):
            if stretch.answers is _NO_ANSWERS:
                stretch.answers = {}
            return stretch.answers.setdefault(index + 1, self._say(stretch.causes[index], since, until))
        since = since if since is not None and second - since <= HORIZON else None
        until = until if until is not None and until - second <= HORIZON else None
        return self._say(stretch.causes[index], since, until)

    def next_start(self, second: float) -> datetime | None:
        """The next instant at which an opening begins, after the current one."""
        return self._next_change(second, into=True)

    def next_end(self, second: float) -> datetime | None:
        """The next instant at which an opening ends."""
        return self._next_change(second, into=False)

    def _next_change(self, second: float, *, into: bool) -> datetime | None:
        stretch = self.stretches.get(second // STRETCH) or self.stretch(_number(second))
        index = bisect_right(stretch.starts, second) - 1
        kept = stretch.openings if into else stretch.closings
        if index not in kept:
            found = self._find_change(int(second // STRETCH), index, into=into)
            kept = self._keep(stretch, index, found, into=into)
        change = kept[index]
        return change[1] if change is not None and change[0] - second <= HORIZON else None

    @staticmethod
    def _keep(stretch: Stretch, index: int, found: Change | None, *, into: bool) -> dict[int, Change | None]:
        kept = {**(stretch.openings if into else stretch.closings), index: found}
        if into:
            stretch.openings = kept
        else:
            stretch.closings = kept
        return kept

    def _find_change(self, number: int, index: int, *, into: bool) -> Change | None:
        limit = (number + 1) * STRETCH + HORIZON
        before = self.stretch(number).causes[index].state is State.OPEN
        while number * STRETCH <= limit and number * STRETCH < LAST:
            stretch = self.stretch(number)
            for place in range(index, len(stretch.causes)):
                now = stretch.causes[place].state is State.OPEN
                if now is not before and now is into:
                    start = int(stretch.starts[place])
                    return start, self._clock.show(start)
                before = now
            number, index = number + 1, 0
        return None

    def _say(self, cause: Cause, since: int | None, until: int | None) -> Answer:
        return Answer(
            state=cause.state,
            reason=cause.reason,
            since=None if since is None else self._clock.show(since),
            until=None if until is None else self._clock.show(until),
            label=cause.label,
            note=cause.note,
        )

    def _run_start(self, number: int, index: int, limit: int) -> int | None:
        stretch = self.stretch(number)
        state = stretch.causes[index].state
        while True:
            for place in range(index, 0, -1):
                if stretch.causes[place - 1].state is not state:
                    return int(stretch.starts[place])
            start = number * STRETCH
            if start < limit or start <= FIRST:
                return None
            number -= 1
            before = self.stretch(number)
            index = len(before.causes) - 1
            if before.causes[index].state is not state:
                return start
            stretch = before

    def _run_end(self, number: int, index: int, limit: int) -> int | None:
        state = self.stretch(number).causes[index].state
        while number * STRETCH <= limit and number * STRETCH < LAST:
            stretch = self.stretch(number)
            for place in range(index, len(stretch.causes)):
                if stretch.causes[place].state is not state:
                    return int(stretch.starts[place])
            number, index = number + 1, 0
        return None

    def _build(self, number: int) -> Stretch:
        first, last = number * STRETCH, (number + 1) * STRETCH
        reach = self._planner.reach
        days = range(self._clock.local_day(first) - reach - 1, self._clock.local_day(last) + 2)
        plans = [(day, self._planner.plan(day)) for day in days]
        rests, opens, removes, others = self._place(plans, days, reach)
        between = [_disjoint(others)] if others else []
        return _compose(first, last, [_disjoint(removes), _disjoint(opens), *between, rests])

    def _place(self, plans: list[tuple[int, Plan]], days: range, reach: int) -> tuple[list[Interval], ...]:
        at = self._clock.converter(days.start, days.stop + reach)
        rests: list[Interval] = []
        opens: list[Interval] = []
        removes: list[Interval] = []
        others: list[Interval] = []
        for day, plan in plans:
            whole = (at(day, 0), at(day, DAY_MINUTES), plan.rest)
            rests.append(whole)
            if plan.shut:
                removes.append(whole)
            removes += [(at(day, start), at(day, end), cause) for start, end, cause in plan.removes]
            for start, end, cause in plan.opens:
                opens.append((at(day, start), at(day, self._planner.end_of(day, start, end)), cause))
            for start, end, cause in plan.others:
                others.append((at(day, start), at(day, self._planner.end_of(day, start, end)), cause))
        return rests, opens, removes, others


def _number(second: float) -> int:
    if not FIRST <= second < LAST:
        message = "hours are known for instants from 1900 to 2199 only: check where this one comes from"
        raise ValueError(message)
    return int(second // STRETCH)


def _disjoint(intervals: list[Interval]) -> list[Interval]:
    """Without the empty ones, and where two overlap, the later begins when the earlier ends."""
    found: list[Interval] = []
    for start, end, cause in sorted(intervals, key=lambda interval: interval[:2]):
        begin = max(start, found[-1][1]) if found else start
        if begin < end:
            found.append((begin, end, cause))
    return found


def _compose(first: int, last: int, layers: list[list[Interval]]) -> Stretch:
    """Paint the layers over each other, the first one on top."""
    points = {edge for layer in layers for start, end, _ in layer for edge in (start, end) if first < edge < last}
    starts: list[int] = []
    causes: list[Cause] = []
    keys = [[interval[0] for interval in layer] for layer in layers]
    for point in [first, *sorted(points)]:
        cause = next(
            (found for key, layer in zip(keys, layers, strict=True) if (found := _at(key, layer, point))), None
        )
        if cause is not None and (not causes or causes[-1] != cause):
            starts.append(point)
            causes.append(cause)
    return Stretch(starts, causes)


def _at(keys: list[int], layer: list[Interval], point: int) -> Cause | None:
    index = bisect_right(keys, point) - 1
    return layer[index][2] if index >= 0 and point < layer[index][1] else None
