"""Decisions by REST: listed across conversations, read one by one; conversations closed; what is stuck dealt with."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from frontdesk.errors import ConfigError
from frontdesk_server.access.tokens import Bearer
from frontdesk_server.api.asked import ConversationId, Limit, Number, StoreDep
from frontdesk_server.api.callers import Publisher, Reader, Writer, caller
from frontdesk_server.api.decision_shapes import DecisionDetail, DecisionLineOut, DecisionsOut, WaitingOut
from frontdesk_server.api.problems import Refused
from frontdesk_server.api.shapes import ReplyOut
from frontdesk_server.store import Cursor, ParkedMessage, Sought, Store
from frontdesk_server.store.audit import Change

MessageKey = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="its key, 32 hex digits")]
_EMPTY: Final = HTTPStatus.NO_CONTENT

router = APIRouter(dependencies=[Depends(caller)])


@router.get("/decisions", summary="List decisions, newest first", tags=["Decisions"])
async def decisions(  # noqa: PLR0913 - one for each filter
    store: StoreDep,
    bearer: Reader,
    *,
    limit: Limit = 50,
    before: Annotated[str | None, Query(description="what the page before gave")] = None,
    establishment: Annotated[str | None, Query(description="only those of this establishment")] = None,
    account: Annotated[str | None, Query(description="only those of this account")] = None,
    summary: Annotated[str | None, Query(description="only these: welcome, absence, answer, nothing ...")] = None,
    unsent: Annotated[bool, Query(description="only those of whose messages one was not delivered")] = False,
    since: Annotated[AwareDatetime | None, Query(description="from this instant on")] = None,
    until: Annotated[AwareDatetime | None, Query(description="before this instant")] = None,
) -> DecisionsOut:
    """What was decided for each event, and why; also why nothing was said."""
    sought = Sought(
        establishment=establishment, account=account, summary=summary, unsent=unsent, since=since, until=until
    )
    found = await store.decisions.page(sought, scope=bearer.scope, limit=limit, before=_cursor(before))
    more = found[-1].cursor.text if len(found) == limit else None
    return DecisionsOut(decisions=[DecisionLineOut.of(line) for line in found], before=more)


@router.get("/decisions/{number}", summary="Read one decision", tags=["Decisions"])
async def decision(store: StoreDep, bearer: Reader, number: Number) -> DecisionDetail:
    """One decision with its event, its trace, and its messages with where they stand."""
    view = await store.decisions.get(number, scope=bearer.scope)
    if view is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD921", number=number)
    return DecisionDetail.whole(view)


@router.post("/conversations/{id}/closing", status_code=202, summary="Close a conversation", tags=["Conversations"])
async def close(
    store: StoreDep,
    bearer: Writer,
    id: ConversationId,  # noqa: A002 - as every route names it
    key: Annotated[str | None, Query(max_length=100, description="your own id: the same one counts once")] = None,
) -> ReplyOut:
    """End the conversation's episode: the contact's next message begins another one."""
    try:
        event = await store.append_closing(id, id_=key, scope=bearer.scope)
    except ConfigError as error:
        raise Refused.because(HTTPStatus.NOT_FOUND, error.id, **error.diagnostics[0].params) from error
    await store.audit.add(_change(bearer, "conversation.closed", id))
    return ReplyOut(event_id=event)


@router.post(
    "/conversations/{id}/giving-back", status_code=202, summary="Give back to automation", tags=["Conversations"]
)
async def give_back(
    store: StoreDep,
    bearer: Writer,
    id: ConversationId,  # noqa: A002 - as every route names it
    key: Annotated[str | None, Query(max_length=100, description="your own id: the same one counts once")] = None,
) -> ReplyOut:
    """Let automation speak again in a conversation that a rule handed over to people."""
    try:
        event = await store.append_giving_back(id, id_=key, scope=bearer.scope)
    except ConfigError as error:
        raise Refused.because(HTTPStatus.NOT_FOUND, error.id, **error.diagnostics[0].params) from error
    await store.audit.add(_change(bearer, "conversation.given_back", id))
    return ReplyOut(event_id=event)


@router.get("/waiting-messages", summary="List messages that wait for a person", tags=["Waiting messages"])
async def waiting(store: StoreDep, bearer: Reader) -> list[WaitingOut]:
    """Messages of which nobody knows whether they arrived, on channels that do not tell afterwards; oldest first."""
    return [WaitingOut.of(one) for one in await _waiting(store, bearer)]


@router.post("/waiting-messages/{key}/resend", status_code=202, summary="Send one again", tags=["Waiting messages"])
async def resend(store: StoreDep, bearer: Publisher, key: MessageKey) -> WaitingOut:
    """Send it again: the contact may read it twice."""
    found = await _one(store, bearer, key)
    if not await store.parked.resend(key, _change(bearer, "message.resent", key)):
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD923", key=key)
    return WaitingOut.of(found)


@router.delete("/waiting-messages/{key}", status_code=_EMPTY, summary="Give one up", tags=["Waiting messages"])
async def give_up(store: StoreDep, bearer: Publisher, key: MessageKey) -> None:
    """Never send it; the journal says that it was given up."""
    await _one(store, bearer, key)
    if not await store.parked.drop(key, _change(bearer, "message.given_up", key)):
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD923", key=key)


@router.delete("/dead-letters/{number}", status_code=_EMPTY, summary="Give one up", tags=["Dead letters"])
async def discard(store: StoreDep, bearer: Publisher, number: Number) -> None:
    """Forget the event."""
    if not bearer.scope.everything:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD765", number=number)
    try:
        await store.dead.discard(number, actor=bearer.actor)
    except ConfigError as error:
        raise Refused.because(HTTPStatus.NOT_FOUND, error.id, **error.diagnostics[0].params) from error


def _cursor(text: str | None) -> Cursor | None:
    found = Cursor.numbered(text) if text else None
    if text and found is None:
        raise Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, "FD922", cursor=text[:60])
    return found


async def _waiting(store: Store, bearer: Bearer) -> list[ParkedMessage]:
    found = await store.parked.list()
    if bearer.scope.everything:
        return found
    ids = {one.row.establishment for one in found if one.row.establishment}
    seen = {id_ for id_ in ids if await store.establishments.get(id_, bearer.scope) is not None}
    return [one for one in found if one.row.establishment in seen]


async def _one(store: Store, bearer: Bearer, key: str) -> ParkedMessage:
    found = next((one for one in await _waiting(store, bearer) if one.row.key == key), None)
    if found is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD923", key=key)
    return found


def _change(bearer: Bearer, action: str, subject: str) -> Change:
    groups = bearer.scope.groups or frozenset()
    return Change(actor=bearer.actor, action=action, kind=action.partition(".")[0], subject=subject, groups=groups)
