"""Message sets by REST: written as drafts, planned, activated; and releases compared and gone back to."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk_server.access.tokens import Bearer
from frontdesk_server.api.callers import Publisher, Reader, Writer, caller
from frontdesk_server.api.problems import Refused
from frontdesk_server.api.set_shapes import (
    ActivatedOut,
    ConfirmIn,
    DifferenceOut,
    MessageSetDetail,
    MessageSetIn,
    MessageSetOut,
    NewMessageSetIn,
    PlanIn,
    PlanOut,
    RestoredOut,
)
from frontdesk_server.publishing import drafts, planning, restoring
from frontdesk_server.publishing.activation import activate
from frontdesk_server.publishing.audience import audience_of
from frontdesk_server.publishing.drafts import MessageSetView, Who
from frontdesk_server.publishing.intent import Intent, Verb, course_of
from frontdesk_server.publishing.judging import check_set
from frontdesk_server.publishing.live import live_of
from frontdesk_server.store import Conflict, Store
from frontdesk_server.store.api_tokens import TokenScope

LARGEST_NUMBER: Final = 2**31 - 1
_STATUSES: Final = {
    "FD850": HTTPStatus.UNPROCESSABLE_ENTITY,
    "FD851": HTTPStatus.FORBIDDEN,
    "FD852": HTTPStatus.FORBIDDEN,
    "FD855": HTTPStatus.CONFLICT,
}

SetId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="32 hex digits")]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="its number")]
IfMatch = Annotated[str, Header(pattern=r'^(W/)?"?\d{1,9}"?$', description="the version that was read")]


class Publishing:
    """What publishing needs of the server."""

    def __init__(self, request: Request) -> None:
        self.store: Store = request.app.state.store
        self.host: Host = request.app.state.host
        self.accounts: Sequence[Account] = tuple(request.app.state.accounts.values())

    async def view(self, id_: str, who: Who) -> MessageSetView:
        """A set that is there and that this caller sees."""
        found = await drafts.message_set(self.store, self.host, self.accounts, id_, who)
        if found is None:
            raise _missing()
        return found

    async def detail(self, id_: str, who: Who, response: Response) -> MessageSetDetail:
        """The same as it is answered: its version is the ETag."""
        found = await self.view(id_, who)
        live = live_of(await self.store.releases.newest())
        findings = check_set(found.document, live, self.host, live_name=found.live_name)
        response.headers["ETag"] = f'"{found.line.version}"'
        return MessageSetDetail.whole(found, findings)


Desk = Annotated[Publishing, Depends(Publishing)]
router = APIRouter(dependencies=[Depends(caller)], tags=["Message sets"])


@router.get("/message-sets", summary="List message sets")
async def message_sets(desk: Desk, bearer: Reader) -> list[MessageSetOut]:
    """What is live in the order in which it speaks, then drafts by name."""
    found = await drafts.sets(desk.store, desk.host, desk.accounts, _who(bearer))
    return [MessageSetOut.of(line) for line in found]


@router.post("/message-sets", status_code=201, summary="Write a new one")
async def create(desk: Desk, bearer: Writer, new: NewMessageSetIn, response: Response) -> MessageSetDetail:
    """A new draft; nobody gets it before it is activated. The same `key` makes one, however often it is sent."""
    try:
        made = await drafts.create(desk.store, new.document, key=new.key, who=_who(bearer))
    except ConfigError as error:
        raise _refused(error) from error
    return await desk.detail(made.id, _who(bearer), response)


@router.get("/message-sets/{id}", summary="Read one")
async def read(desk: Desk, bearer: Reader, id: SetId, response: Response) -> MessageSetDetail:  # noqa: A002
    """As it is being written and as it is live, with everything that is wrong in it. Its version is the `ETag` too."""
    return await desk.detail(id, _who(bearer), response)


@router.put("/message-sets/{id}", summary="Save one")
async def save(
    *,
    desk: Desk,
    bearer: Writer,
    id: SetId,  # noqa: A002
    message_set: MessageSetIn,
    if_match: IfMatch,
    response: Response,
) -> MessageSetDetail:
    """Save over the version that was read, as a draft. 412 where somebody else saved meanwhile: nothing is lost."""
    expected = int(if_match.removeprefix("W/").strip('"'))
    try:
        saved = await drafts.save(desk.store, id, message_set.document, expected=expected, who=_who(bearer))
    except ConfigError as error:
        raise _refused(error) from error
    if saved is None:
        raise _missing()
    if isinstance(saved, Conflict):
        raise Refused.because(HTTPStatus.PRECONDITION_FAILED, "FD862", version=saved.theirs.version)
    return await desk.detail(id, _who(bearer), response)


@router.delete("/message-sets/{id}", summary="Delete one")
async def delete(desk: Desk, bearer: Writer, id: SetId) -> ActivatedOut:  # noqa: A002
    """Delete set and draft. One that is live takes a token that may publish; ask for its plan before."""
    found = await desk.view(id, _who(bearer))
    if found.live is not None and not bearer.may(TokenScope.PUBLISH):
        needed = TokenScope.PUBLISH
        raise Refused.because(HTTPStatus.FORBIDDEN, "FD839", scope=needed.value, role=needed.role.value)
    intent = Intent(delete=(id,))
    try:
        course = await course_of(desk.store, intent, _who(bearer))
    except ConfigError as error:
        raise _refused(error) from error
    if course is None:
        raise _missing()
    return await _confirmed(desk, bearer, intent, course.fingerprint)


@router.post("/message-sets/{id}/plan", summary="See what would change")
async def plan(desk: Desk, bearer: Reader, id: SetId, asked: PlanIn) -> PlanOut:  # noqa: A002
    """Texts, establishments, missing values, what channels cannot show, and other sets that are in the way."""
    intent = await _intent(desk, bearer, id, Verb(asked.verb), asked.takes_over)
    try:
        found = await planning.plan(desk.store, desk.host, desk.accounts, intent, _who(bearer))
    except ConfigError as error:
        raise _refused(error) from error
    if found is None:
        raise _missing()
    return PlanOut.of(found)


@router.post("/message-sets/{id}/activate", summary="Activate one")
async def activated(desk: Desk, bearer: Publisher, id: SetId, confirmed: ConfirmIn) -> ActivatedOut:  # noqa: A002
    """Make a release with it, as its plan showed. 409 where something has changed since. Twice has one effect."""
    intent = await _intent(desk, bearer, id, Verb.ACTIVATE, confirmed.takes_over)
    return await _confirmed(desk, bearer, intent, confirmed.fingerprint)


@router.post("/message-sets/{id}/deactivate", summary="Deactivate one")
async def deactivated(desk: Desk, bearer: Publisher, id: SetId, confirmed: ConfirmIn) -> ActivatedOut:  # noqa: A002
    """Make a release without it: it is a draft again."""
    return await _confirmed(desk, bearer, Intent(deactivate=(id,)), confirmed.fingerprint)


@router.get("/releases/{number}/differences/{other}", summary="Compare two releases", tags=["Releases"])
async def differences(
    desk: Desk,
    bearer: Reader,
    number: Annotated[int, Path(ge=0, le=LARGEST_NUMBER, description="the number of the one before; 0 = nothing")],
    other: Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="the number of the one after")],
) -> list[DifferenceOut]:
    """What differs from the first to the second: text by text, language by language."""
    found = await restoring.release_differences(desk.store, number, other)
    if found is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD722")
    seen = restoring.in_scope(found, await audience_of(desk.store), _who(bearer))
    return [DifferenceOut.of(each) for each in seen]


@router.post("/releases/{number}/restore", summary="Go back to a release", tags=["Releases"])
async def restore(desk: Desk, bearer: Writer, number: Number) -> RestoredOut:
    """Make drafts of its message sets. Nothing is live by that: activate them. Twice has one effect."""
    found = await restoring.restore(desk.store, number, _who(bearer))
    if found is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD722")
    return RestoredOut.of(found)


def _who(bearer: Bearer) -> Who:
    return Who(name=bearer.actor.name, scope=bearer.scope, id=bearer.actor.id)


def _missing() -> Refused:
    return Refused.because(HTTPStatus.NOT_FOUND, "FD861")


def _refused(error: ConfigError) -> Refused:
    refused = Refused(*error.diagnostics)
    refused.status = _STATUSES.get(error.id, HTTPStatus.UNPROCESSABLE_ENTITY)
    return refused


async def _intent(desk: Publishing, bearer: Bearer, id_: str, verb: Verb, takes_over: Sequence[str]) -> Intent:
    if verb is not Verb.ACTIVATE:
        return Intent(deactivate=(id_,)) if verb is Verb.DEACTIVATE else Intent(delete=(id_,))
    found = await desk.view(id_, _who(bearer))
    return Intent(activate=(id_,), takes_over=frozenset((found.line.name, other) for other in takes_over))


async def _confirmed(desk: Publishing, bearer: Bearer, intent: Intent, fingerprint: str) -> ActivatedOut:
    try:
        done = await activate(desk.store, desk.host, desk.accounts, intent, _who(bearer), fingerprint=fingerprint)
    except ConfigError as error:
        raise _refused(error) from error
    if done is None:
        raise _missing()
    return ActivatedOut(release=done.number, made=done.made)
