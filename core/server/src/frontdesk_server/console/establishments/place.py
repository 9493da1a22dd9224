"""One establishment: what its source says of it, its hours, who speaks for it, what is switched on, who is excluded."""

from __future__ import annotations

import json
from asyncio import gather
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk_server.console.establishments.hours_told import Told, told_hours
from frontdesk_server.console.establishments.listing import Row
from frontdesk_server.console.establishments.looking import url_of
from frontdesk_server.console.establishments.speaking import Speaking, speaking
from frontdesk_server.console.establishments.undoing import Undo, undo_of
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.labels import fact_name
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.importing.zoning import DERIVED
from frontdesk_server.publishing.live import rulebook_of
from frontdesk_server.store import StoredEstablishment
from frontdesk_server.store.exclusions import ExcludedContact

SHOWN = (
    "brand",
    "code",
    "phone",
    "email",
    "website",
    "booking_url",
    "map_url",
    "directions_url",
    "review_url",
    "expected_reply",
    "locale",
    "timezone",
)
"""The plain fields of a record, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everything that the page shows."""

    stored: StoredEstablishment
    row: Row
    facts: Sequence[tuple[str, str]]
    raw: str
    unreadable: Diagnostic | None
    opening: Told | None
    chat: Told | None
    further: Sequence[Told]
    """Hours of the other kinds that its source names."""
    now: datetime
    zone: str | None
    """Of its clock; None where it is not known."""
    speaking: Sequence[Speaking]
    excluded: Sequence[ExcludedContact]
    by_source: Sequence[str]
    """Contacts that the source's own record excludes."""
    undo: Undo | None
    url: str

    @property
    def told_by(self) -> list[tuple[str, str]]:
        """By source, the fields that it tells; empty where one tells them all."""
        fields: dict[str, list[str]] = {}
        for field, source in self.stored.told_by.items():
            fields.setdefault(_("Found by its place") if source == DERIVED else source, []).append(fact_name(field))
        return [(source, ", ".join(found)) for source, found in fields.items()]


async def show_place(visit: Visit) -> Response:
    """The page of one establishment."""
    found = await place_of(visit, visit.request.path_params["id"])
    return visit.missing() if found is None else shown(visit, found)


def shown(visit: Visit, place: Place, trouble: Trouble | None = None, contact: str = "") -> Response:
    """The page, with what is wrong in its form."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK
    return visit.page(
        "establishments/place.html", status=status, place=place, trouble=trouble or Trouble(), contact=contact
    )


async def place_of(visit: Visit, id_: str) -> Place | None:
    """What there is to know of an establishment; None where it is not, or outside of the scope."""
    store = visit.desk.store
    stored, lines = await gather(
        store.establishments.get(id_, visit.scope), store.establishments.lines([id_], visit.scope)
    )
    if stored is None or not lines:
        return None
    states, excluded, undo = await gather(
        store.toggles.states([id_]), store.exclusions.of(id_), undo_of(visit, visit.query("changed"), url_of(id_))
    )
    row, establishment, unreadable = Row(place=lines[0], state=states[id_]), *_read(stored)
    now = visit.desk.clock.now()
    return Place(
        stored=stored,
        row=row,
        facts=list(_facts(stored.record)),
        raw=json.dumps(stored.record, ensure_ascii=False, indent=2),
        unreadable=unreadable,
        opening=told_hours(establishment, "opening", now) if establishment else None,
        chat=told_hours(establishment, "chat", now) if establishment else None,
        further=list(_further(establishment, now)) if establishment else (),
        now=now,
        zone=establishment.timezone if establishment else None,
        speaking=await _speaking(visit, row, establishment, now),
        excluded=excluded,
        by_source=sorted(establishment.excluded_contacts) if establishment else (),
        undo=undo,
        url=url_of(id_),
    )


def _read(stored: StoredEstablishment) -> tuple[Establishment | None, Diagnostic | None]:
    try:
        return stored.establishment, None
    except ConfigError as error:
        return None, error.diagnostics[0]


def _further(establishment: Establishment, now: datetime) -> Iterator[Told]:
    for kind in establishment.kinds:
        told = told_hours(establishment, kind, now) if kind not in {"opening", "chat"} else None
        if told is not None:
            yield told


async def _speaking(visit: Visit, row: Row, establishment: Establishment | None, now: datetime) -> Sequence[Speaking]:
    if establishment is None or row.place.retired:
        return ()
    store = visit.desk.store
    rulebook = await rulebook_of(store, visit.desk.host, await store.releases.newest())
    accounts = visit.desk.connections.accounts.values()
    return list(speaking(rulebook, establishment, row.state.toggles, accounts, now))


def _facts(record: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is said of it, in words; what is not said is left out."""
    if address := _address(record.get("address")):
        yield _("Address"), address
    for key in SHOWN:
        if value := record.get(key):
            yield fact_name(key), str(value)
    custom = record.get("custom")
    if isinstance(custom, Mapping):
        yield from ((str(name), str(value)) for name, value in custom.items())


def _address(raw: object) -> str:
    if not isinstance(raw, Mapping):
        return ""
    lines = raw.get("lines") or []
    town = " ".join(str(raw[key]) for key in ("postal_code", "city") if raw.get(key))
    parts = [*([lines] if isinstance(lines, str) else lines), town, raw.get("region"), raw.get("country")]
    return ", ".join(str(part) for part in parts if part)
