"""Calendars of hours as people and programs read them: lines of text, JSON, and a file to subscribe to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from typing import Final, Literal

from frontdesk.engine.said import said
from frontdesk.errors import ConfigError
from frontdesk.hours import CalendarDay, Opening, Schedule, State, calendar_of
from frontdesk.hours.calendar import Calendar
from frontdesk.icalendar import CalendarEvent, CalendarFile
from frontdesk.model import Establishment
from frontdesk.templating.address import address_line
from frontdesk.templating.style import Style, style

Language = Literal["en", "fr"]
_OPENING: Final = "opening"
_CHAT: Final = "chat"
_USUAL: Final = timedelta(hours=24)
_DAY: Final = timedelta(days=1)
_COLON: Final[Mapping[Language, str]] = {"en": ": ", "fr": "\u00a0: "}
_KINDS: Final[Mapping[str, Mapping[Language, str]]] = {
    _OPENING: {"en": "opening hours", "fr": "horaires d'ouverture"},
    _CHAT: {"en": "chat hours", "fr": "horaires de chat"},
}
"""Other kinds are called what their source calls them."""
_CLOCKS: Final[Mapping[Language, str]] = {
    "en": "clocks change: {hours} hours",
    "fr": "changement d'heure\u00a0: {hours} heures",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursCalendar:
    """The calendar of one kind of hours of an establishment, and who reads it."""

    establishment: str
    """Its id."""
    name: str
    kind: str
    calendar: Calendar
    address: str | None = None
    language: Language = "en"
    country: str | None = None
    """How its country writes times."""

    @property
    def days(self) -> Sequence[CalendarDay]:
        """Its days."""
        return self.calendar.days

    @property
    def kind_name(self) -> str:
        """`opening hours`, `horaires de chat`, `delivery`."""
        return _KINDS[self.kind][self.language] if self.kind in _KINDS else self.kind.replace("_", " ")

    def style(self) -> Style:
        """How times are written."""
        return style(self.language, self.country)

    def months(self) -> Iterator[tuple[str, list[CalendarDay]]]:
        """The name of each month, and its days."""
        for first, days in groupby(self.days, key=lambda day: day.date.replace(day=1)):
            yield self.style().month(first), list(days)

    # A day in words

    def hours(self, day: CalendarDay) -> str:
        """`09:00-12:00, 14:00-18:00`, `closed`, `open 24 hours`."""
        return ", ".join(self.periods(day)) if day.openings else self._state(day)

    def periods(self, day: CalendarDay) -> list[str]:
        """Each opening of a day in words."""
        words = self.style().words
        return [words.all_day if _is_whole(opening, day) else self._period(opening) for opening in day.openings]

    def remark(self, day: CalendarDay) -> str:
        """What is to be known of a day: why it is not as usual, its label, its note, a change of clocks."""
        why = said("reason", day.reason.value, self.language) if day.exceptional else ""
        named = _COLON[self.language].join(filter(None, (why, day.label)))
        hours = int(day.length / timedelta(hours=1) * 2) / 2
        clocks = "" if day.length == _USUAL else _CLOCKS[self.language].format(hours=f"{hours:g}")
        return "; ".join(filter(None, (named, day.note, clocks)))

    def _state(self, day: CalendarDay) -> str:
        words = self.style().words
        return words.unknown if day.state is State.UNKNOWN else words.closed

    def _period(self, opening: Opening) -> str:
        spoken, start, end = self.style(), opening.start, opening.end
        return f"{spoken.time(_minute(start))}-{spoken.time(_minute(end))}"

    def text(self) -> str:
        """A line for each day, month by month, aligned: what it is for people who read it in a terminal or a mail."""
        spoken = self.style()
        lines = [f"{self.name}, {self.kind_name} ({self.calendar.timezone})"]
        for name, days in self.months():
            lines += ["", name]
            dates = [spoken.short_date(day.date) for day in days]
            times = [self.hours(day) for day in days]
            for date_, hours, day in zip(dates, times, days, strict=True):
                line = f"  {date_:<{max(map(len, dates))}}  {hours:<{max(map(len, times))}}  {self.remark(day)}"
                lines.append(line.rstrip())
        return "\n".join(lines)

    # For programs

    def as_json(self) -> dict[str, object]:
        """Everything, instants as ISO 8601 with their offset."""
        return {
            "establishment": self.establishment,
            "name": self.name,
            "kind": self.kind,
            "timezone": self.calendar.timezone,
            "from": self.days[0].date.isoformat() if self.days else None,
            "to": self.days[-1].date.isoformat() if self.days else None,
            "days": [_day_as_json(day) for day in self.days],
        }

    def file(self, stamp: datetime) -> CalendarFile:
        """The calendar to subscribe to: every opening, and whole days that are closed or unknown against their habit.

        `stamp` is the instant at which it is made.
        """
        openings = [self._opening_event(opening) for opening in self.calendar.openings]
        return CalendarFile(
            name=self._named(self.name, self.kind_name),
            timezone=self.calendar.timezone,
            stamp=stamp,
            events=(*openings, *self._day_events()),
        )

    def _opening_event(self, opening: Opening) -> CalendarEvent:
        why = said("reason", opening.reason.value, self.language)
        told = _COLON[self.language].join(filter(None, (why, opening.label)))
        return CalendarEvent(
            uid=self._uid(opening.start.isoformat()),
            start=opening.start,
            end=opening.end,
            summary=self._named(self.name, self.style().words.open),
            description="\n".join(filter(None, (told, opening.note))),
            location=self.address,
        )

    def _day_events(self) -> Iterator[CalendarEvent]:
        """One event for each run of days that say the same."""
        days = [day for day in self.days if not day.openings and (day.exceptional or day.label)]
        for _, run in groupby(enumerate(days), key=lambda item: (_said(item[1]), item[1].date - item[0] * _DAY)):
            found = [day for _, day in run]
            label = f" ({found[0].label})" if found[0].label else ""
            yield CalendarEvent(
                uid=self._uid(found[0].date.isoformat()),
                start=found[0].date,
                end=found[-1].date + _DAY,
                summary=self._named(self.name, self._state(found[0]) + label),
                description=self.remark(found[0]) or None,
            )

    def _named(self, what: str, more: str) -> str:
        return f"{what}{_COLON[self.language]}{more}"

    def _uid(self, what: str) -> str:
        told = f"{self.establishment}\x1f{self.kind}\x1f{what}"
        return f"{blake2b(told.encode(errors='surrogatepass'), digest_size=16).hexdigest()}@frontdesk"


def days_of_months(first: date, months: int) -> int:
    """How many days lie between a date and the same date so many months later, or the last one of that month."""
    number = first.year * 12 + first.month - 1 + months
    start = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return (min(start + (first.day - 1) * _DAY, following - _DAY) - first).days


def hours_meant(place: Establishment, kind: str) -> Schedule | None:
    """The hours of a kind; without chat hours, the opening hours. `ConfigError` (FD187) for a kind that it has not."""
    if kind not in {_OPENING, _CHAT, *place.kinds}:
        raise ConfigError.of("FD187", kind=kind[:80], establishment=place.id, known=", ".join(place.kinds) or "-")
    found = place.hours_of(kind)
    return place.opening_hours if found is None and kind == _CHAT else found


def calendar_for(
    place: Establishment, kind: str, first: date, months: int, *, language: Language = "en"
) -> HoursCalendar:
    """The calendar of an establishment's hours from a day on.

    Raises `ConfigError` where it has no such hours (FD187), or none with a time zone (FD185).
    """
    schedule = hours_meant(place, kind)
    if schedule is None:
        raise ConfigError.of("FD187", kind=kind, establishment=place.id, known=", ".join(place.kinds) or "-")
    return HoursCalendar(
        establishment=place.id,
        name=place.name,
        kind=kind,
        calendar=calendar_of(schedule, first, days_of_months(first, months)),
        address=address_line(place.address) or None,
        language=language,
        country=place.address.country,
    )


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _is_whole(opening: Opening, day: CalendarDay) -> bool:
    return _minute(opening.start) == _minute(opening.end) == 0 and opening.length == day.length


def _said(day: CalendarDay) -> tuple[object, ...]:
    return day.state, day.reason, day.label, day.note


def _day_as_json(day: CalendarDay) -> dict[str, object]:
    return {
        "date": day.date.isoformat(),
        "state": day.state.value,
        "reason": day.reason.value,
        "label": day.label,
        "note": day.note,
        "exceptional": day.exceptional,
        "hours_in_day": day.length / timedelta(hours=1),
        "openings": [{"start": part.start.isoformat(), "end": part.end.isoformat()} for part in day.openings],
    }
