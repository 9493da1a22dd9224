"""The calendar of an establishment's hours: a page of twelve months, and the same as a file to subscribe to."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from frontdesk.calendars import HoursCalendar, calendar_for, hours_meant
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.hours import CalendarDay
from frontdesk.model import Establishment
from frontdesk_server.clock import YEARS
from frontdesk_server.console.establishments.hours_told import kind_name
from frontdesk_server.console.establishments.looking import url_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import language_now

MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """One day of the page."""

    day: CalendarDay
    date: str
    hours: Sequence[str]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthShown:
    """One month of the page."""

    id: str
    name: str
    days: Sequence[DayShown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Everything that the page shows."""

    place: Establishment
    kind: str
    kinds: Sequence[tuple[str, str, str]]
    """Each kind of hours: its name, its address, and "page" where it is the one that is shown."""
    zone: str | None
    months: Sequence[MonthShown]
    trouble: Diagnostic | None
    """Why there is none."""
    file: str
    back: str


async def show_calendar(visit: Visit) -> Response:
    """Twelve months from the first of this one on, or from the month of `from`."""
    place = await _place(visit)
    if place is None:
        return visit.missing()
    try:
        # In a thread: a year of days is a tenth of a second, in which webhooks want to be answered.
        found, trouble = await to_thread(_calendar, visit, place), None
    except ConfigError as error:
        found, trouble = None, error.diagnostics[0]
    if trouble is not None and trouble.id == "FD187":
        return visit.missing()
    return visit.page("establishments/calendar.html", year=await to_thread(_year, visit, place, found, trouble))


async def send_calendar(visit: Visit) -> Response:
    """The file."""
    place = await _place(visit)
    try:
        found = await to_thread(_calendar, visit, place) if place is not None else None
    except ConfigError:
        found = None
    if found is None:
        return visit.missing()
    headers = {"Content-Disposition": 'attachment; filename="hours.ics"', "Cache-Control": "no-store"}
    text = await to_thread(found.file(visit.desk.clock.now()).text)
    return Response(text.encode(), HTTPStatus.OK, headers, "text/calendar; charset=utf-8")


async def _place(visit: Visit) -> Establishment | None:
    """The establishment, where the person may see it and its record can be read."""
    stored = await visit.desk.store.establishments.get(visit.request.path_params["id"], visit.scope)
    try:
        return stored.establishment if stored is not None else None
    except ConfigError:
        return None  # its own page tells what is wrong


def _kind(visit: Visit, place: Establishment) -> str:
    return visit.query("kind") or next(iter(place.kinds), "opening")


def _calendar(visit: Visit, place: Establishment) -> HoursCalendar:
    kind = _kind(visit, place)
    hours = hours_meant(place, kind)
    zone = ZoneInfo((hours and hours.timezone) or "UTC")
    first = _first(visit.query("from")) or visit.desk.clock.now().astimezone(zone).date()
    return calendar_for(place, kind, first.replace(day=1), MONTHS, language=language_now())


def _first(text: str) -> date | None:
    """The day that the address names; what is none counts as not said."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS[1:-2] else None


def _year(visit: Visit, place: Establishment, found: HoursCalendar | None, trouble: Diagnostic | None) -> Year:
    here, chosen = url_of(place.id), _kind(visit, place)
    return Year(
        place=place,
        kind=kind_name(chosen),
        kinds=[
            (kind_name(kind), f"{here}/calendar?{urlencode({'kind': kind})}", "page" if kind == chosen else "")
            for kind in place.kinds
        ],
        zone=found.calendar.timezone if found else None,
        months=[_month(found, name, days) for name, days in found.months()] if found else (),
        trouble=trouble,
        file=f"{here}/calendar.ics?{urlencode({'kind': chosen})}",
        back=here,
    )


def _month(found: HoursCalendar, name: str, days: Sequence[CalendarDay]) -> MonthShown:
    spoken = found.style()
    shown = [
        DayShown(
            day=day,
            date=spoken.short_date(day.date),
            hours=found.periods(day) or (found.hours(day),),
            remark=found.remark(day),
        )
        for day in days
    ]
    return MonthShown(id=f"{days[0].date:%Y-%m}", name=name, days=shown)
