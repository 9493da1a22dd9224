"""The REST interface under `/api/v1`: conversations, replies, establishments and toggles, releases, dead letters."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ChannelError, ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk_server.api import calendars, connections, decisions, establishments, figures, people, profiles, sets
from frontdesk_server.api.asked import ConversationId, Limit, Number, StoreDep
from frontdesk_server.api.bodies import BoundedBodies
from frontdesk_server.api.callers import Publisher, Reader, Writer, caller
from frontdesk_server.api.problems import MEDIA_TYPE, Refused, busy, failed, problem, refused, turned_away, unavailable
from frontdesk_server.api.shapes import (
    ConversationDetail,
    ConversationOut,
    ConversationsOut,
    DeadLetterOut,
    Problem,
    ReleaseDetail,
    ReleaseOut,
    ReplyIn,
    ReplyOut,
)
from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.runtime.replies import readable
from frontdesk_server.store import Store, StoreUnavailable

DESCRIPTION: Final = """Message sets and releases, conversations and why, operators' answers, and what is switched on.

Send a token as `Authorization: Bearer ...`: a personal one, made in the console, which may do what its scopes say
(`read`, `write`, `publish`, `admin`) and sees the establishments that its person sees; or the value of
`FRONTDESK_API_TOKEN`, which may do everything. What is outside of a person's scope is not found (404).

Every refusal is a problem document (RFC 9457) with a stable `id`, told in English or French by `Accept-Language`.
"""

PROBLEMS: Final[dict[int | str, dict[str, object]]] = {
    status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": text}
    for status, text in (
        (400, "the body cannot be read"),
        (401, "the token is missing or wrong"),
        (403, "the token may not do this, or the server has no token"),
        (404, "there is no such thing"),
        (409, "something has changed since the plan, or the data do not allow it"),
        (412, "somebody else saved meanwhile"),
        (413, "the body is larger than 1 MiB"),
        (422, "the request cannot be used"),
        (503, "nothing more is taken in for the moment; see Retry-After"),
    )
}
router = APIRouter(dependencies=[Depends(caller)])


@router.get("/conversations", summary="List conversations, newest first", tags=["Conversations"])
async def conversations(
    store: StoreDep,
    bearer: Reader,
    *,
    limit: Limit = 50,
    before: Annotated[AwareDatetime | None, Query(description="only those with their last event before this")] = None,
    establishment: Annotated[str | None, Query(description="only those of this establishment")] = None,
    account: Annotated[str | None, Query(description="only those of this account")] = None,
    search: Annotated[str, Query(max_length=200, description="a part of the contact's name or address")] = "",
    awaiting: Annotated[bool, Query(description="only those that wait for a human's answer")] = False,
) -> ConversationsOut:
    """Conversations by their last event."""
    found = await store.journal.conversations(
        limit=limit,
        before=before,
        establishment=establishment,
        account=account,
        search=search,
        awaiting=awaiting,
        scope=bearer.scope,
    )
    more = found[-1].at if len(found) == limit else None
    return ConversationsOut(conversations=[ConversationOut.of(line) for line in found], before=more)


@router.get("/conversations/{id}", summary="Read one conversation", tags=["Conversations"])
async def conversation(store: StoreDep, bearer: Reader, id: ConversationId, limit: Limit = 200) -> ConversationDetail:  # noqa: A002
    """One conversation with its latest messages and decisions: for each event what was decided, and why."""
    view = await store.journal.conversation(id, limit=limit, scope=bearer.scope)
    if view is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD764", conversation=id)
    return ConversationDetail.whole(view)


@router.post("/conversations/{id}/replies", status_code=202, summary="Answer as an operator", tags=["Conversations"])
async def reply(store: StoreDep, bearer: Writer, id: ConversationId, reply: ReplyIn) -> ReplyOut:  # noqa: A002
    """Send an operator's answer. It is durable when this returns; the same `id` is sent once, however often."""
    text = readable(reply.text)
    if not text:
        raise Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, "FD734")
    try:
        operator = reply.operator or (bearer.actor.id and bearer.actor.name)
        event = await store.append_reply(id, text, operator=operator, id_=reply.id, scope=bearer.scope)
    except ConfigError as error:
        raise Refused.because(HTTPStatus.NOT_FOUND, error.id, **error.diagnostics[0].params) from error
    return ReplyOut(event_id=event)


router.include_router(establishments.router)


@router.get("/releases", summary="List releases, newest first", tags=["Releases"])
async def releases(store: StoreDep, bearer: Reader, limit: Limit = 50) -> list[ReleaseOut]:
    """Every version of the rulebook; the first one is in force. Notes are for those who see every establishment."""
    found = [ReleaseOut.of(line) for line in await store.releases.list(limit)]
    return found if bearer.scope.everything else [line.model_copy(update={"note": ""}) for line in found]


@router.get("/releases/{number}", summary="Read one release", tags=["Releases"])
async def release(store: StoreDep, bearer: Reader, number: Number) -> ReleaseDetail:
    """One version with its document: for those who see every establishment."""
    found = await store.releases.get(number) if bearer.scope.everything else None
    if found is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD722")
    document = dict(found.document)
    return ReleaseDetail(number=found.number, author=found.author, note=found.note, at=found.at, document=document)


@router.get("/dead-letters", summary="List dead letters, newest first", tags=["Dead letters"])
async def dead_letters(store: StoreDep, bearer: Reader, limit: Limit = 50) -> list[DeadLetterOut]:
    """Events that could not be decided: for those who see every establishment."""
    found = await store.dead.list(limit) if bearer.scope.everything else []
    return [DeadLetterOut.of(letter) for letter in found]


@router.post("/dead-letters/{number}/replay", status_code=202, summary="Try one again", tags=["Dead letters"])
async def replay(store: StoreDep, bearer: Publisher, number: Number) -> ReplyOut:
    """Put the event into the inbox once more."""
    if not bearer.scope.everything:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD765", number=number)
    try:
        return ReplyOut(event_id=await store.dead.replay(number, actor=bearer.actor))
    except ConfigError as error:
        raise Refused.because(HTTPStatus.NOT_FOUND, error.id, **error.diagnostics[0].params) from error


def build_rest(
    store: Store | None,
    token: str | None,
    *,
    host: Host | None = None,
    accounts: Mapping[str, Account] | None = None,
    board: Switchboard | None = None,
) -> FastAPI:
    """The REST application; without a store only its OpenAPI document can be asked for."""
    app = FastAPI(
        title="Frontdesk",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=PROBLEMS,
    )
    app.state.store = store
    app.state.token = token
    app.state.host = host
    app.state.accounts = {} if accounts is None else accounts  # live: the first one may come later
    app.state.board = board
    app.add_middleware(BoundedBodies)
    app.include_router(router)
    app.include_router(calendars.router)
    app.include_router(sets.router)
    app.include_router(figures.router)
    app.include_router(connections.router)
    app.include_router(profiles.router)
    app.include_router(decisions.router)
    app.include_router(people.router)
    app.add_exception_handler(Refused, refused)  # type: ignore[arg-type]
    app.add_exception_handler(ChannelError, busy)  # type: ignore[arg-type]
    app.add_exception_handler(StoreUnavailable, unavailable)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _unusable)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _turned_away)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, failed)
    return app


async def _unusable(request: Request, error: RequestValidationError) -> Response:
    """What is wrong with the form of a request, place by place; the values themselves are not repeated."""
    places = (f"{'.'.join(map(str, found['loc'][1:])) or found['loc'][0]}: {found['msg']}" for found in error.errors())
    found = Diagnostic(id="FD723", params={"reason": "; ".join(places)})
    return problem(found, HTTPStatus.UNPROCESSABLE_ENTITY, accept_language=request.headers.get("accept-language", ""))


async def _turned_away(request: Request, error: HTTPException) -> Response:
    """An address or method that there is not, or a body that is no JSON at all."""
    if error.status_code != HTTPStatus.BAD_REQUEST:
        return turned_away(request, error)
    found = Diagnostic(id="FD723", params={"reason": error.detail})
    accepted = request.headers.get("accept-language", "")
    return problem(found, error.status_code, accept_language=accepted, headers=error.headers)
