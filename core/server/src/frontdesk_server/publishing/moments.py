"""Moments: the instant that somebody wants to look at, told on an establishment's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours import Schedule
from frontdesk.hours.zones import clock_of
from frontdesk_server.clock import YEARS

NOW: Final = "now"
NEXT_OPENING: Final = "next_opening"
NEXT_CLOSING: Final = "next_closing"
_NONE: Final = {NEXT_OPENING: "FD885", NEXT_CLOSING: "FD886"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant on a place's own clock, with what had to be said of how it was found."""

    at: datetime
    notes: tuple[Diagnostic, ...] = ()


def moment(when: str, *, now: datetime, zone: str | None, hours: Schedule | None) -> Moment:
    """`now`, `next_opening` or `next_closing` of these hours, or a local date and time; never an exception.

    What cannot be found is told, and is now. A time that clocks skip is the instant of the change; one that comes
    twice is the first: the law of gap and fold of all hours.
    """
    clock = ZoneInfo(zone) if zone else UTC
    here = now.astimezone(clock)
    if when in ("", NOW):
        return Moment(at=here)
    if when in _NONE:
        found = _change(when, now, hours)
        return Moment(at=found.astimezone(clock)) if found else Moment(at=here, notes=(_note(_NONE[when]),))
    return _local(when, zone, now=here)


def _change(when: str, now: datetime, hours: Schedule | None) -> datetime | None:
    if hours is None:
        return None
    return hours.next_opening(now) if when == NEXT_OPENING else hours.next_closing(now)


def _local(text: str, zone: str | None, *, now: datetime) -> Moment:
    """A date and time as somebody wrote it, with an offset or without."""
    try:
        found = datetime.fromisoformat(text.strip())
        if found.year not in YEARS or found.astimezone(UTC).year not in YEARS:
            raise ValueError  # noqa: TRY301 - told like any other text that is no instant
    except (ValueError, OverflowError):
        return Moment(at=now, notes=(_note("FD887", text=text[:60]),))
    if found.tzinfo is not None or zone is None:
        return Moment(at=found.astimezone(now.tzinfo) if found.tzinfo else found.replace(tzinfo=UTC))
    return _on_clock(found, zone)


def _on_clock(local: datetime, zone: str) -> Moment:
    """The first instant at which the zone's clock reads this time or more."""
    clock, day = clock_of(zone), local.toordinal()
    at = clock.show(clock.converter(day, day)(day, local.hour * 60 + local.minute))
    asked = local.replace(second=0, microsecond=0)
    if at.replace(tzinfo=None) != asked:
        return Moment(at=at, notes=(_note("FD883", asked=_shown(asked), zone=zone, shown=_shown(at)),))
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        return Moment(at=at, notes=(_note("FD884", asked=_shown(asked), zone=zone),))
    return Moment(at=at)


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _note(id: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    return Diagnostic(id=id, path="when", params=params, severity="warning")
