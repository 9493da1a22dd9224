"""`/console/hours`: the named schedules, each with its next opening and who goes by it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from frontdesk.hours import check_hours
from frontdesk.model import Establishment
from frontdesk_server.console.hours.explaining import place
from frontdesk_server.console.hours.telling import HoursTold, schedule_of, tell
from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.drafts import Who
from frontdesk_server.publishing.schedules import Schedule, schedules
from frontdesk_server.store import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """A schedule in the list."""

    schedule: Schedule
    told: HoursTold | None
    """None: what is wrong with it must be mended first."""


async def listing(visit: Visit) -> Response:
    """All schedules that the person sees."""
    somewhere = await first_place(visit)
    lines = [line_of(visit, found, somewhere) for found in await schedules(visit.desk.store, who_of(visit))]
    return visit.page("hours/list.html", lines=lines)


def who_of(visit: Visit) -> Who:
    """The person, as publishing sees them."""
    return Who(name=visit.person.name, scope=visit.scope, id=visit.person.id)


def line_of(visit: Visit, found: Schedule, somewhere: Establishment | None) -> ScheduleLine:
    """A schedule with its hours in words, on the clock of an establishment where it has none of its own."""
    wrong = any(one.severity == "error" for one in check_hours(found.document))
    schedule = None if wrong else schedule_of(found.document, somewhere)
    own = isinstance(found.document.get("timezone"), str)
    name = somewhere.name if somewhere is not None and not own else None
    country = somewhere.address.country if somewhere is not None else None
    told = tell(schedule, visit.desk.clock.now(), place=name, country=country) if schedule is not None else None
    return ScheduleLine(schedule=found, told=told)


async def first_place(visit: Visit) -> Establishment | None:
    """An establishment of the scope, on whose clock hours without a zone are told."""
    lines = await visit.desk.store.establishments.find(Wanted(), visit.scope, limit=1)
    return await place(visit, lines[0].id) if lines else None
