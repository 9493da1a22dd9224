"""The list of establishments: search as you type, filters, what is switched on, pages of fifty."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from frontdesk_server.console.establishments.looking import OFF_NAMES, SHOWN_NAMES, Look
from frontdesk_server.console.establishments.undoing import Undo, undo_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.store import Counted, EstablishmentLine
from frontdesk_server.store.finding import PAGE
from frontdesk_server.store.toggles import ToggleState


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One establishment with what is switched on."""

    place: EstablishmentLine
    state: ToggleState


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the list shows."""

    look: Look
    rows: Sequence[Row]
    total: int
    first: bool
    next: str
    """The address of the next page; empty = there is none."""
    undo: Undo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What can be filtered by."""

    groups: Sequence[Counted]
    sources: Sequence[Counted]


async def show_list(visit: Visit) -> Response:
    """The list: a page, or its rows alone for htmx."""
    found = await listing(visit, Look.of(visit.query), visit.query("after"))
    if visit.partial_wanted:
        return visit.partial("establishments/_list.html", listing=found)
    places = visit.desk.store.establishments
    groups, sources = await gather(places.groups(visit.scope), places.sources(visit.scope))
    filters = Filters(groups=groups, sources=sources)
    names: dict[str, Any] = {"shown_names": SHOWN_NAMES, "off_names": OFF_NAMES}
    return visit.page("establishments/list.html", listing=found, filters=filters, **names)


async def listing(visit: Visit, look: Look, after: str = "") -> Listing:
    """A page of what is looked for."""
    places, wanted = visit.desk.store.establishments, look.wanted
    lines, total, undo = await gather(
        places.find(wanted, visit.scope, after=after or None),
        places.tally(wanted, visit.scope),
        undo_of(visit, visit.query("changed"), look.url()),
    )
    states = await visit.desk.store.toggles.states(line.id for line in lines)
    return Listing(
        look=look,
        rows=[Row(place=line, state=states[line.id]) for line in lines],
        total=total,
        first=not after,
        next=look.url(after=lines[-1].id) if len(lines) == PAGE else "",
        undo=undo,
    )
