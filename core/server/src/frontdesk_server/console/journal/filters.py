"""The journal's filters: what an address asks for, in the fields of the form and as the store is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.journal.finding import Found, find_place
from frontdesk_server.console.journal.reading import SUMMARIES, summary_words
from frontdesk_server.console.journal.times import UTC, known_zone
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import N_, _
from frontdesk_server.publishing.moments import moment
from frontdesk_server.store import Sought

UNSENT: Final = "unsent"
FIELDS: Final = ("place", "account", "decision", "since", "until", "zone")
_UNSENT_NAME: Final = N_("Not delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for. `values` are the fields as they were typed."""

    values: dict[str, str]
    found: Found
    zone: str
    sought: Sought
    trouble: Trouble

    @property
    def query(self) -> str:
        """The filters as the query of an address."""
        return urlencode({name: value for name, value in self.values.items() if value})

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return any(value for name, value in self.values.items() if name != "zone")

    @property
    def nothing(self) -> bool:
        """Whether nothing can fit: an establishment is meant that nobody knows, or a period cannot be read."""
        return self.found.unclear or bool(self.trouble)


def decisions_offered() -> list[tuple[str, str]]:
    """The choices of the filter by decision."""
    return [*((summary, summary_words(summary)) for summary in SUMMARIES), (UNSENT, _(_UNSENT_NAME))]


async def filters_of(visit: Visit) -> Filters:
    """The filters of this address."""
    values = {name: visit.query(name).strip()[:200] for name in FIELDS}
    found = await find_place(visit, values["place"])
    own = _zone_of(found)
    zone = known_zone(values["zone"] or own)
    since, trouble = _instant(values["since"], "since", zone, visit)
    until, more = _instant(values["until"], "until", zone, visit)
    decision = values["decision"]
    sought = Sought(
        establishment=found.place.id if found.place else None,
        account=values["account"] or None,
        summary=decision if decision and decision != UNSENT else None,
        unsent=decision == UNSENT,
        since=since,
        until=until,
    )
    return Filters(values=values, found=found, zone=zone, sought=sought, trouble=Trouble(diagnostics=(*trouble, *more)))


def _zone_of(found: Found) -> str:
    zone = found.place.record.get("timezone") if found.place else None
    return zone if isinstance(zone, str) else UTC


def _instant(text: str, name: str, zone: str, visit: Visit) -> tuple[datetime | None, tuple[Diagnostic, ...]]:
    """The instant of a local date and time; one that cannot be read is told by its field."""
    if not text:
        return None, ()
    found = moment(text, now=visit.desk.clock.now(), zone=zone, hours=None)
    unreadable = tuple(replace(note, path=name, severity="error") for note in found.notes if note.id == "FD887")
    return (None if unreadable else found.at), unreadable
