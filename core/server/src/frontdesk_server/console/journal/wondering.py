"""Why did nothing come? What was decided for an establishment around an instant, and what would have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response

from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.journal.finding import find_place
from frontdesk_server.console.journal.lines import WORDS
from frontdesk_server.console.journal.supposing import Supposition, suppose
from frontdesk_server.console.journal.times import known_zone
from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.moments import Moment, moment
from frontdesk_server.store import Cursor, DecisionLine, Sought, StoredEstablishment

AROUND: Final = timedelta(minutes=30)
MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known of an establishment around an instant."""

    at: datetime
    zone: str
    lines: Sequence[DecisionLine]
    """Oldest first; empty = nothing happened there and then."""
    nearest: DecisionLine | None
    before: DecisionLine | None
    after: DecisionLine | None
    nowhere: Sequence[DecisionLine]
    """What reached us then and led to no establishment."""
    supposition: Supposition | None


async def show(visit: Visit) -> Response:
    """The question, and the answer once an establishment and an instant are given."""
    place, when = visit.query("place").strip()[:200], visit.query("when").strip()[:40]
    found = await find_place(visit, place)
    zone = known_zone(_zone(found.place))
    asked = moment(when, now=visit.desk.clock.now(), zone=zone, hours=None) if when else None
    trouble = _trouble(asked)
    answer = None
    if found.place is not None and asked is not None and not trouble:
        answer = await _answer(visit, found.place, asked.at, zone)
    return visit.page(
        "journal/why.html",
        found=found,
        place=place,
        when=when,
        zone=zone,
        asked=asked,
        trouble=trouble,
        answer=answer,
        j=WORDS,
    )


def _zone(place: StoredEstablishment | None) -> str | None:
    zone = place.record.get("timezone") if place else None
    return zone if isinstance(zone, str) else None


def _trouble(asked: Moment | None) -> Trouble:
    notes = asked.notes if asked else ()
    return Trouble(diagnostics=tuple(replace(note, severity="error") for note in notes if note.id == "FD887"))


async def _answer(visit: Visit, place: StoredEstablishment, at: datetime, zone: str) -> Answer:
    own = Sought(establishment=place.id)
    lines = (await _around(visit, own, at))[::-1]
    nowhere = await _around(visit, Sought(unresolved=True), at) if visit.scope.everything else ()
    return Answer(
        at=at,
        zone=zone,
        lines=lines,
        nearest=min(lines, key=lambda line: abs(line.at - at), default=None),
        before=None if lines else await _last_before(visit, own, at),
        after=None if lines else await _first_after(visit, own, at),
        nowhere=nowhere[::-1],
        supposition=None if lines else await suppose(visit.desk, place, at),
    )


async def _around(visit: Visit, sought: Sought, at: datetime) -> Sequence[DecisionLine]:
    """What was decided half an hour before and after: the latest before it, and the first after it."""
    page = visit.desk.store.decisions.page
    upto = replace(sought, since=at - AROUND, until=at + timedelta(minutes=1))
    later = replace(sought, since=at + timedelta(minutes=1), until=at + AROUND)
    behind = await page(later, scope=visit.scope, limit=MOST)
    return [*behind, *await page(upto, scope=visit.scope, limit=MOST)]


async def _last_before(visit: Visit, sought: Sought, at: datetime) -> DecisionLine | None:
    found = await visit.desk.store.decisions.page(replace(sought, until=at), scope=visit.scope, limit=1)
    return found[0] if found else None


async def _first_after(visit: Visit, sought: Sought, at: datetime) -> DecisionLine | None:
    found = await visit.desk.store.decisions.after(Cursor(at, 0), sought, scope=visit.scope, limit=1)
    return found[0] if found else None
