"""A document while it is being read: the week and the special days, a day at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from frontdesk.hours.formats.clock import DAY, AbsentDay, ZeroLength, minutes_of, told
from frontdesk.hours.formats.shapes import echo
from frontdesk.hours.place import Place
from frontdesk.hours.words import DAY_NAMES


class DayDraft:
    """What a source says of one day. What cannot be read outweighs what can; closed outweighs hours."""

    def __init__(self) -> None:
        self.periods: list[str] = []
        self.closed = False
        self.spoilt = False
        self.open_untold = False
        self.notes: list[str] = []

    @property
    def silent(self) -> bool:
        """Whether nothing was said at all."""
        return not (self.periods or self.closed or self.spoilt or self.open_untold)

    @property
    def torn(self) -> bool:
        """Whether it is said to be both closed and open."""
        return self.closed and bool(self.periods)

    def add(self, start: int, end: int) -> None:
        """A period, in minutes from the midnight of this day; its end may lie on a later one."""
        if (text := told(start, end)) not in self.periods:
            self.periods.append(text)

    def add_told(self, place: Place, start: object, end: object, zero_length: ZeroLength) -> None:
        """A period whose times are texts. An end before the start is on the next day."""
        first, last = minutes_of(start), minutes_of(end)
        if first is None or last is None or first >= DAY:
            self.spoil(place, f"{echo(start)}-{echo(end)}")
        elif first == last == 0:
            self.add_empty(place, zero_length)
        elif first == last:
            self.spoil(place, f"{echo(start)}-{echo(end)}")
        else:
            self.add(first, last if last > first else last + DAY)

    def add_empty(self, place: Place, zero_length: ZeroLength) -> None:
        """A period from 00:00 to 00:00, which means what its source makes of it."""
        if zero_length == "closed":
            self.closed = True
        elif zero_length == "all_day":
            self.add(0, DAY)
        else:
            self.spoil(place, "00:00-00:00")

    def spoil(self, place: Place, value: object) -> None:
        """Something that cannot be read: the day is unknown, with a warning."""
        self.spoilt = True
        place.warn("FD146", value=echo(value))

    def hours(self, absent: AbsentDay) -> object:
        """The day as our documents write it."""
        if self.spoilt:
            return "unknown"
        if self.closed:
            return "closed"
        if self.periods:
            return sorted(self.periods)
        return "open" if self.open_untold else absent

    def written(self, absent: AbsentDay) -> object:
        """The day as our documents write it, with what is noted of it."""
        hours = self.hours(absent)
        return {"hours": hours, "note": "; ".join(self.notes)} if self.notes else hours


class WeekDraft:
    """Seven days, Monday first."""

    def __init__(self) -> None:
        self.days = tuple(DayDraft() for _ in range(7))
        self._lost = False

    def lose(self, place: Place, value: object) -> None:
        """Something is said of a day, and nobody knows which: none may be taken for one that is not told of."""
        self._lost = True
        place.warn("FD147", value=echo(value))

    def written(self, place: Place, absent: AbsentDay) -> dict[str, object]:
        """The value of `weekly`. Days that contradict themselves are told of, and so is a week without any opening."""
        for number, day in enumerate(self.days):
            if day.torn and not day.spoilt:
                place.warn("FD144", day=DAY_NAMES[number])
        week = {
            name: day.written("unknown" if self._lost else absent)
            for name, day in zip(DAY_NAMES, self.days, strict=True)
        }
        if all(day == "closed" for day in week.values()):
            place.warn("FD151")
        return week


class SpecialDraft:
    """Dates that differ from the week, by their first and last day."""

    def __init__(self) -> None:
        self._days: dict[tuple[date, date], DayDraft] = {}
        self._regular: dict[tuple[date, date], None] = {}

    def day(self, first: date, last: date | None = None) -> DayDraft:
        """What is said of a date, or of every day of a range."""
        return self._days.setdefault((first, last or first), DayDraft())

    def keep_regular(self, first: date) -> None:
        """A date that is confirmed to be as its weekday is."""
        self._regular[first, first] = None

    def written(self) -> list[dict[str, object]]:
        """The entries of `special`, by date."""
        entries = [(span, entry) for span, day in self._days.items() for entry in _entries(day)]
        entries += [(span, {"same_as_regular": True}) for span in self._regular if span not in self._days]
        return [{**_dates(*span), **entry} for span, entry in sorted(entries, key=lambda pair: pair[0])]


def _entries(day: DayDraft) -> list[dict[str, object]]:
    """One entry; two where a date is said to be both closed and open: the model knows what to make of that."""
    if day.spoilt or day.silent:
        return [{"unknown": True}]
    entries: list[dict[str, object]] = [{"closed": True}] if day.closed else []
    return entries + ([{"hours": sorted(day.periods)}] if day.periods else [])


def _dates(first: date, last: date) -> Mapping[str, object]:
    if first == last:
        return {"date": first.isoformat()}
    return {"from": first.isoformat(), "to": last.isoformat()}
