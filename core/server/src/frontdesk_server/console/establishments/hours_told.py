"""An establishment's hours in words: the week, exceptional days, now and next, on its own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from frontdesk.hours import Schedule, State
from frontdesk.model import Establishment
from frontdesk.templating.hours_text import exceptional_text, moment_text, status_text, week_text
from frontdesk.templating.style import Style, style
from frontdesk_server.console.words import language_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One kind of hours in words; empty where there is nothing to say."""

    state: State
    now: str
    week: str
    exceptional: str
    next: str
    """When it opens next, or closes where it is open."""
    timezone: str


def told_hours(schedule: Schedule | None, establishment: Establishment, now: datetime) -> Told | None:
    """These hours in words; None where there are none."""
    if schedule is None:
        return None
    zone = schedule.timezone
    if zone is None:
        return Told(state=State.UNKNOWN, now="", week="", exceptional="", next="", timezone="")
    local = now.astimezone(ZoneInfo(zone))
    look = style(language_now(), establishment.address.country)
    return Told(
        state=schedule.at(now).state,
        now=status_text(schedule, local, look) or "",
        week=week_text(schedule, local.date(), look) or "",
        exceptional=exceptional_text(schedule, local.date(), look) or "",
        next=_next(schedule, local, look),
        timezone=zone,
    )


def _next(schedule: Schedule, local: datetime, look: Style) -> str:
    is_open = schedule.at(local).state is State.OPEN
    found = schedule.next_closing(local) if is_open else schedule.next_opening(local)
    return moment_text(found, local, look) if found is not None else ""
