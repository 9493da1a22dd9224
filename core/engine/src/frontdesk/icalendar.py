"""iCalendar files as RFC 5545 wants them: lines of at most 75 octets, escaped texts, UTC instants."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

PRODUCT: Final = "-//Frontdesk//Hours//EN"
_WIDEST: Final = 75  # octets, without the line break (3.1)
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})  # 3.3.11


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One event: from an instant to another, or from a whole day to the one after its last."""

    uid: str
    """The same for the same thing in every file, so that who subscribes gets no second one."""
    start: datetime | date
    end: datetime | date
    summary: str
    description: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """A calendar with its name, to be written or subscribed to."""

    name: str
    timezone: str
    """IANA name, for programs that show other clocks; instants themselves are in UTC."""
    stamp: datetime
    """The instant it was made at."""
    events: tuple[CalendarEvent, ...] = field(default=())

    def text(self) -> str:
        """The file, with the line breaks of RFC 5545; encode it as UTF-8."""
        return "".join(f"{part}\r\n" for line in self._lines() for part in folded(line))

    def _lines(self) -> Iterator[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
        # NAME is RFC 7986; the X- names are what Apple, Google and Microsoft read.
        yield from (_text("NAME", self.name), _text("X-WR-CALNAME", self.name), _text("X-WR-TIMEZONE", self.timezone))
        yield from ("REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D")
        for event in self.events:
            yield from self._event(event)
        yield "END:VCALENDAR"

    def _event(self, event: CalendarEvent) -> Iterator[str]:
        yield from ("BEGIN:VEVENT", _text("UID", event.uid), f"DTSTAMP:{_instant(self.stamp)}")
        yield from (_moment("DTSTART", event.start), _moment("DTEND", event.end), _text("SUMMARY", event.summary))
        told: Mapping[str, str | None] = {"DESCRIPTION": event.description, "LOCATION": event.location}
        yield from (_text(name, value) for name, value in told.items() if value)
        yield from ("TRANSP:TRANSPARENT", "END:VEVENT")  # that a shop is open does not make its reader busy


def folded(line: str) -> Iterable[str]:
    """A line in parts of at most 75 octets, cut between characters; all but the first begin with a space (3.1)."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _WIDEST:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part


def _text(name: str, value: str) -> str:
    plain = value.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    kept = "".join(one for one in plain if one == "\n" or unicodedata.category(one) != "Cc")
    return f"{name}:{kept.translate(_ESCAPES)}"


def _moment(name: str, value: datetime | date) -> str:
    if isinstance(value, datetime):
        return f"{name}:{_instant(value)}"
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
