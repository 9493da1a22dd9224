"""The REST interface of people and the audit: for administrators, within their own scope."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime

from frontdesk.errors import ConfigError
from frontdesk_server.access import links, people
from frontdesk_server.access.tokens import Bearer
from frontdesk_server.api.asked import LARGEST_NUMBER, Limit, StoreDep
from frontdesk_server.api.callers import Administrator
from frontdesk_server.api.people_shapes import (
    AuditOut,
    ChangeOut,
    DisabledShape,
    EndedOut,
    InvitedOut,
    LinkOut,
    PersonIn,
    PersonOut,
)
from frontdesk_server.api.problems import Refused
from frontdesk_server.store import Store
from frontdesk_server.store.audit import AuditFilter
from frontdesk_server.store.people import Person

router = APIRouter(tags=["People"])

PersonId = Annotated[str, Path(description="as the list names it")]


@router.get("/people", summary="List people by name")
async def everybody(store: StoreDep, bearer: Administrator) -> list[PersonOut]:
    """Everybody whose scope is within one's own."""
    return [PersonOut.of(one) for one in await store.people.list() if bearer.scope.covers(one.scope)]


@router.post("/people", status_code=201, summary="Invite somebody")
async def invite(store: StoreDep, bearer: Administrator, person: PersonIn) -> InvitedOut:
    """Add somebody; they choose a password by the link, within 7 days."""
    try:
        profile = people.granted(bearer.scope, person.profile())
        made = await people.add(store, profile, bearer.actor)
    except ConfigError as error:
        raise _refused(error) from error
    return InvitedOut(person=PersonOut.of(made), link=await _link(store, made, bearer))


@router.get("/people/{id}", summary="Read one person")
async def one(store: StoreDep, bearer: Administrator, id: PersonId) -> PersonOut:  # noqa: A002
    """One person."""
    return PersonOut.of(await _there(store, id, bearer))


@router.put("/people/{id}", summary="Change one person")
async def change(store: StoreDep, bearer: Administrator, id: PersonId, person: PersonIn) -> PersonOut:  # noqa: A002
    """Say anew who somebody is and what they may do. The last administrator of everything stays one."""
    await _there(store, id, bearer)
    try:
        profile = people.granted(bearer.scope, person.profile())
        return PersonOut.of(await people.set_profile(store, id, profile, bearer.actor))
    except ConfigError as error:
        raise _refused(error) from error


@router.put("/people/{id}/disabled", summary="Keep somebody out, or let them in again")
async def disable(store: StoreDep, bearer: Administrator, id: PersonId, wanted: DisabledShape) -> PersonOut:  # noqa: A002
    """Sessions, links and tokens of somebody who is kept out are no longer good."""
    await _there(store, id, bearer)
    try:
        return PersonOut.of(await people.set_disabled(store, id, bearer.actor, disabled=wanted.disabled))
    except ConfigError as error:
        raise _refused(error) from error


@router.post("/people/{id}/link", status_code=201, summary="Make a link for a new password")
async def link(store: StoreDep, bearer: Administrator, id: PersonId) -> LinkOut:  # noqa: A002
    """A link for somebody who has lost their password (24 hours) or not taken their invitation up (7 days)."""
    found = await _there(store, id, bearer)
    try:
        return LinkOut(link=await _link(store, found, bearer))
    except ConfigError as error:
        raise _refused(error) from error


@router.post("/people/{id}/sign-out", summary="End all sessions of somebody")
async def sign_out(store: StoreDep, bearer: Administrator, id: PersonId) -> EndedOut:  # noqa: A002
    """They have to sign in again, everywhere."""
    found = await _there(store, id, bearer)
    return EndedOut(ended=await people.end_sessions(store, found, bearer.actor))


@router.get("/audit", summary="List changes, newest first", tags=["Audit"])
async def audit(  # noqa: PLR0913 - one for each filter
    store: StoreDep,
    bearer: Administrator,
    *,
    limit: Limit = 50,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="only those before this number")] = None,
    actor: Annotated[str | None, Query(description="only those of this name")] = None,
    action: Annotated[str | None, Query(description="only this")] = None,
    kind: Annotated[str | None, Query(description="only of this kind of thing")] = None,
    subject: Annotated[str | None, Query(description="only of this thing")] = None,
    since: Annotated[AwareDatetime | None, Query(description="from then on")] = None,
    until: Annotated[AwareDatetime | None, Query(description="before then")] = None,
) -> AuditOut:
    """Who changed what, and what it was before: what concerns one's own scope."""
    wanted = AuditFilter(
        actor=actor, action=action, kind=kind, subject=subject, since=since, until=until, scope=bearer.scope
    )
    found = await store.audit.list(wanted, limit=limit, before=before)
    more = found[-1].number if len(found) == limit else None
    return AuditOut(changes=[ChangeOut.of(entry) for entry in found], before=more)


async def _there(store: Store, id_: str, bearer: Bearer) -> Person:
    """The person, if their scope is within one's own."""
    found = await store.people.get(id_)
    if found is None or not bearer.scope.covers(found.scope):
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD827", who=id_[:64])
    return found


async def _link(store: Store, person: Person, bearer: Bearer) -> str:
    return links.PATH + await links.link_for(store, person, bearer.actor)


def _refused(error: ConfigError) -> Refused:
    """What access says no to, as a problem."""
    found = error.diagnostics[0]
    return Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, found.id, **found.params)
