"""The REST interface of establishments: found by words, groups and selections, switched, contacts excluded."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from frontdesk.rules.selection import Selection
from frontdesk_server.api.asked import EstablishmentId, Limit, StoreDep
from frontdesk_server.api.callers import Reader, Writer
from frontdesk_server.api.place_shapes import (
    LONGEST_SEARCH,
    EstablishmentOut,
    EstablishmentsOut,
    ExcludedOut,
    GroupOut,
    LineOut,
    SelectionIn,
    SelectionOut,
    SwitchedOut,
    SwitchIn,
    TogglesShape,
    UndoIn,
    UndoneOut,
)
from frontdesk_server.api.problems import Refused
from frontdesk_server.rights import Scope
from frontdesk_server.store import Off, Shown, Store, StoredEstablishment, Wanted
from frontdesk_server.store.exclusions import LONGEST_CONTACT, is_contact
from frontdesk_server.store.switching import Switches

router = APIRouter(tags=["Establishments"])

Contact = Annotated[str, Path(description="the contact's address, as the channel names it")]
Search = Annotated[
    str, Query(max_length=LONGEST_SEARCH, description="words that its id, name, address or groups have, in any order")
]


@router.get("/establishments", summary="List establishments by id")
async def establishments(  # noqa: PLR0913 - one for each filter
    store: StoreDep,
    bearer: Reader,
    *,
    limit: Limit = 50,
    after: Annotated[str, Query(description="the last id of the page before")] = "",
    search: Search = "",
    group: Annotated[list[str] | None, Query(description="only those of this group; several = of any of them")] = None,
    source: Annotated[str | None, Query(description="only those of this source")] = None,
    off: Annotated[Off | None, Query(description="only those for which this is switched off")] = None,
    shown: Annotated[Shown, Query(description="in use, stale, retired, or any")] = Shown.CURRENT,
) -> EstablishmentsOut:
    """Establishments with what is switched on for each."""
    wanted = Wanted(search=search, groups=frozenset(group or ()), source=source, off=off, shown=shown)
    found = await store.establishments.page(wanted, bearer.scope, after=after, limit=limit)
    toggles = await store.toggles.of([place.id for place in found])
    return EstablishmentsOut(
        establishments=[EstablishmentOut.of(place, toggles[place.id]) for place in found],
        total=await store.establishments.tally(wanted, bearer.scope),
        after=found[-1].id if len(found) == limit else None,
    )


@router.get("/establishments/{id}", summary="Read one establishment")
async def establishment(store: StoreDep, bearer: Reader, id: EstablishmentId) -> EstablishmentOut:  # noqa: A002
    """One establishment, retired or not."""
    return EstablishmentOut.of(await _there(store, id, bearer.scope), await store.toggles.get(id))


@router.put("/establishments/{id}/toggles", summary="Switch messages on or off")
async def switch(store: StoreDep, bearer: Writer, id: EstablishmentId, toggles: TogglesShape) -> TogglesShape:  # noqa: A002
    """Replace what is switched on for an establishment; it counts from the next event on."""
    await _there(store, id, bearer.scope)
    wanted = Wanted(shown=Shown.ANY, selection=Selection(ids=frozenset({id})))
    switches = Switches(**toggles.model_dump())
    await store.toggles.change(wanted, switches, actor=bearer.actor, scope=bearer.scope)
    return TogglesShape.of(await store.toggles.get(id))


@router.get("/establishments/{id}/excluded-contacts", summary="List whom an establishment does not answer")
async def excluded(store: StoreDep, bearer: Reader, id: EstablishmentId) -> list[ExcludedOut]:  # noqa: A002
    """Contacts that get nothing automatic there: those excluded here, and those that its source excludes."""
    place = await _there(store, id, bearer.scope)
    by_source = place.record.get("excluded_contacts")
    listed = [by_source] if isinstance(by_source, str) else by_source if isinstance(by_source, list) else []
    found = [ExcludedOut.of(one) for one in await store.exclusions.of(id)]
    return found + [ExcludedOut(contact=str(contact), by=None, at=None) for contact in listed]


@router.put("/establishments/{id}/excluded-contacts/{contact}", status_code=204, summary="Exclude a contact")
async def exclude(store: StoreDep, bearer: Writer, id: EstablishmentId, contact: Contact) -> None:  # noqa: A002
    """Send this contact nothing automatic from there any more; it counts from the next event on."""
    if not is_contact(contact):
        raise Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, "FD901", most=LONGEST_CONTACT)
    _changed(await store.exclusions.add(id, contact, actor=bearer.actor, scope=bearer.scope), id)


@router.delete("/establishments/{id}/excluded-contacts/{contact}", status_code=204, summary="Answer a contact again")
async def readmit(store: StoreDep, bearer: Writer, id: EstablishmentId, contact: Contact) -> None:  # noqa: A002
    """Exclude a contact no longer. What the source excludes is changed there."""
    _changed(await store.exclusions.remove(id, contact, actor=bearer.actor, scope=bearer.scope), id)


@router.get("/establishment-groups", summary="List groups")
async def groups(store: StoreDep, bearer: Reader) -> list[GroupOut]:
    """Every group by name, with how many establishments in use it has."""
    return [GroupOut.of(found) for found in await store.establishments.groups(bearer.scope)]


@router.post("/selections", summary="Ask whom a selection takes")
async def select(store: StoreDep, bearer: Reader, selection: SelectionIn) -> SelectionOut:
    """Whom a message set with these `establishments` would be for, as they are now. Nothing is changed."""
    wanted = Wanted(selection=selection.establishments.selection)
    limit = selection.limit
    found = await store.establishments.find(wanted, bearer.scope, after=selection.after, limit=limit) if limit else []
    return SelectionOut(
        total=await store.establishments.tally(wanted, bearer.scope),
        establishments=[LineOut.of(line) for line in found],
        after=found[-1].id if found and len(found) == limit else None,
    )


@router.post("/toggles", summary="Switch for many at once")
async def switch_many(store: StoreDep, bearer: Writer, change: SwitchIn) -> SwitchedOut:
    """Switch for all that are selected, in one step; what is not named stays as it is for each."""
    if not change.switches.named:
        raise Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, "FD904")
    done = await store.toggles.change(change.wanted, change.switches, actor=bearer.actor, scope=bearer.scope)
    return SwitchedOut.of(done)


@router.post("/toggles/undo", summary="Take a change of toggles back")
async def undo(store: StoreDep, bearer: Writer, change: UndoIn) -> UndoneOut:
    """Put back what was switched on before, for those that nobody has switched since; for ten minutes."""
    count = await store.toggles.undo(change.undo, actor=bearer.actor, scope=bearer.scope)
    if count is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD902")
    return UndoneOut(changed=count)


async def _there(store: Store, id_: str, scope: Scope) -> StoredEstablishment:
    found = await store.establishments.get(id_, scope)
    if found is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD767", establishment=id_[:64])
    return found


def _changed(done: object, id_: str) -> None:
    if done is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD767", establishment=id_[:64])
