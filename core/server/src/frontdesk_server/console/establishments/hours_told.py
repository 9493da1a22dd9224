"""An establishment's hours in words: the week, exceptional days, now and next, on its own clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from frontdesk.hours import Schedule, State
from frontdesk.model import Establishment
from frontdesk.templating.hours_text import exceptional_text, moment_text, week_text
from frontdesk.templating.style import Style, style
from frontdesk_server.console.words import N_, _, language_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One kind of hours in words; empty where there is nothing to say."""

    name: str
    state: State
    now: str
    """Open or closed, why, and until when."""
    week: str
    exceptional: str
    next: str
    """When it opens next, or closes where it is open."""
    timezone: str
    source: str
    """Where they are from, where their document says so."""


KINDS: Final[Mapping[str, str]] = {"opening": N_("Opening hours"), "chat": N_("Chat hours")}


def told_hours(establishment: Establishment, kind: str, now: datetime) -> Told | None:
    """The hours of a kind in words; None where there are none."""
    schedule = establishment.hours_of(kind)
    if schedule is None:
        return None
    zone, source = schedule.timezone, _source(establishment, kind)
    name = kind_name(kind)
    if zone is None:
        return Told(
            name=name, state=State.UNKNOWN, now="", week="", exceptional="", next="", timezone="", source=source
        )
    local = now.astimezone(ZoneInfo(zone))
    look = style(language_now(), establishment.address.country)
    return Told(
        name=name,
        state=schedule.at(now).state,
        now=schedule.explain(now, language_now(), country=establishment.address.country),
        week=week_text(schedule, local.date(), look) or "",
        exceptional=exceptional_text(schedule, local.date(), look) or "",
        next=_next(schedule, local, look),
        timezone=zone,
        source=source,
    )


def kind_name(kind: str) -> str:
    """What hours of a kind are called; those of a source's own are called what it calls them."""
    return _(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def _source(establishment: Establishment, kind: str) -> str:
    """Where hours are from, as their document says: `google, ONLINE_SERVICE_HOURS`."""
    said = establishment.hours_documents.get(kind, {}).get("provenance")
    if not isinstance(said, Mapping):
        return ""
    ordered = {"system": said.get("system"), **said}  # the store sorts keys
    return ", ".join(str(value) for value in ordered.values() if isinstance(value, str | int))


def _next(schedule: Schedule, local: datetime, look: Style) -> str:
    is_open = schedule.at(local).state is State.OPEN
    found = schedule.next_closing(local) if is_open else schedule.next_opening(local)
    return moment_text(found, local, look) if found is not None else ""
