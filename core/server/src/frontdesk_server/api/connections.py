"""Accounts and sources over REST: read, create, change, remove. Secrets are named (`store:NAME`), never sent."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk_server.access.tokens import Bearer
from frontdesk_server.api.asked import BoardDep, StoreDep
from frontdesk_server.api.callers import needs
from frontdesk_server.api.own_secrets import own_secrets
from frontdesk_server.api.problems import Refused
from frontdesk_server.api.shapes import Shape
from frontdesk_server.api.switchboard import FILE, Line, Switchboard, read_account, read_source_of
from frontdesk_server.store import Store
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import Change
from frontdesk_server.store.connecting import ConnectionKind, Sealed, SourcePass, StoredConnection
from frontdesk_server.store.values import Hold

ID: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
RESERVED: Final = frozenset({"new", "sources"})
"""Words that stand in the console's addresses."""
_ACCOUNT, _SOURCE = ConnectionKind.ACCOUNT, ConnectionKind.SOURCE


async def whole(bearer: Annotated[Bearer, Depends(needs(TokenScope.ADMIN))]) -> Bearer:
    """An administrator who sees everything: accounts and sources belong to no group of establishments."""
    if not bearer.scope.everything:
        raise Refused.because(HTTPStatus.FORBIDDEN, "FD957")
    return bearer


Admin = Annotated[Bearer, Depends(whole)]
Id = Annotated[str, Path(pattern=ID, description="its id")]

router = APIRouter(tags=["Accounts and sources"])


class RouteShape(Shape):
    """How an account's events find their establishment."""

    fixed: str | None = None
    attribute: str | None = None
    default: str | None = None


class AccountShape(Shape):
    """An account as it is to be."""

    channel: str = Field(description="the kind of channel")
    route: RouteShape = Field(default=RouteShape(), description="how its events find their establishment")
    private_addresses: bool = Field(default=False, description="its calls may go to the local network")
    settings: dict[str, Any] = Field(description="the channel's own; secrets as `store:NAME`")
    version: int = Field(default=0, ge=0, description="the version that is changed; 0 = it is new")


class SourceIn(Shape):
    """A source as it is to be."""

    kind: str = Field(description="the kind of source")
    settings: dict[str, Any] = Field(
        description="the source's own, secrets as `store:NAME`; and beside them what holds for every kind of source: "
        "`match`, `ids`, `only`, `creates`, `every`, `full_every`, `stale_after`, `most_retired`, `private_addresses`, "
        "as in the project's file"
    )
    version: int = Field(default=0, ge=0, description="the version that is changed; 0 = it is new")


class ProblemOut(Shape):
    """What is wrong: a stable id, its place, and words."""

    id: str
    path: str
    en: str
    fr: str

    @classmethod
    def of(cls, found: Diagnostic) -> ProblemOut:
        """The form of a diagnostic."""
        return cls(id=found.id, path=found.path, en=describe(found, "en"), fr=describe(found, "fr"))


class HoldOut(Shape):
    """Why nothing is sent on an account: its platform refuses it."""

    since: datetime
    reason: str = Field(description="the platform's words, or ours where it could not be called")
    problem: ProblemOut | None = Field(description="what is wrong with its credentials, where we can tell")
    next_try: datetime = Field(description="when one message is tried; past = the next one that is to be sent")
    waiting: int = Field(description="messages that wait")

    @classmethod
    def of(cls, hold: Hold, waiting: int) -> HoldOut:
        """The form of a hold."""
        problem = None if hold.problem is None else ProblemOut.of(hold.problem)
        return cls(since=hold.since, reason=hold.reason, problem=problem, next_try=hold.probe_at, waiting=waiting)


class AccountOut(Shape):
    """An account as it stands."""

    id: str
    channel: str
    file: str | None = Field(description="the file that manages it; null = it was made in the console or here")
    version: int
    connected: bool
    problems: list[ProblemOut]
    route: RouteShape
    private_addresses: bool
    settings: dict[str, Any]
    failures: int = Field(description="sends that have failed in a row")
    hold: HoldOut | None = Field(description="why nothing is sent on it; null = it is not on hold")
    parked: int = Field(description="messages that wait for a human's word")
    last_event: datetime | None


class PassOut(Shape):
    """The last pass over a source."""

    at: datetime
    read: bool
    records: int
    added: int
    changed: int
    retired: int
    problems: list[ProblemOut]
    held_back: ProblemOut | None = Field(
        description="so many seem to have gone that nobody was retired; null = nothing waits to be confirmed"
    )

    @classmethod
    def of(cls, found: SourcePass) -> PassOut:
        """The form of a pass."""
        problems = [ProblemOut.of(problem) for problem in found.problems]
        counts = {name: getattr(found, name) for name in ("records", "added", "changed", "retired")}
        held_back = None if found.held_back is None else ProblemOut.of(found.held_back)
        return cls(at=found.at, read=found.read, problems=problems, held_back=held_back, **counts)


class SourceOut(Shape):
    """A source as it stands."""

    id: str
    kind: str
    file: str | None = Field(description="the file that manages it; null = it was made in the console or here")
    version: int
    connected: bool
    problems: list[ProblemOut]
    settings: dict[str, Any]
    last_pass: PassOut | None
    read_at: datetime | None = Field(description="when what it tells was last confirmed")
    stale_since: datetime | None = Field(description="since when what it told counts as out of date")


# Accounts


@router.get("/accounts", summary="List the accounts")
async def accounts(store: StoreDep, board: BoardDep, _bearer: Admin) -> list[AccountOut]:
    """Every account, of the project's file and of the console, with its state."""
    return await _accounts(store, list(board.accounts.values()))


@router.get("/accounts/{id}", summary="Read one account")
async def account(store: StoreDep, board: BoardDep, _bearer: Admin, id: Id) -> AccountOut:  # noqa: A002
    """One account with its settings; of its secrets their names."""
    return (await _accounts(store, [_found(board, _ACCOUNT, id)]))[0]


@router.put("/accounts/{id}", summary="Connect or change an account")
async def put_account(
    store: StoreDep,
    board: BoardDep,
    bearer: Admin,
    id: Id,  # noqa: A002
    account: AccountShape,
) -> AccountOut:
    """Connect an account, or change it: it is in force within seconds. 409 = somebody has changed it meanwhile."""
    document = {
        "id": id,
        "channel": account.channel,
        "route": account.route.model_dump(exclude_none=True),
        "private_addresses": account.private_addresses,
        "settings": account.settings,
        **_teams(await store.connections.get(_ACCOUNT, id)),
    }
    _refuse(read_account(document, board.host)[1])
    await _put(store, board, bearer, _ACCOUNT, id, document, account.version)
    return (await _accounts(store, [_found(board, _ACCOUNT, id)]))[0]


@router.delete("/accounts/{id}", status_code=204, summary="Remove an account")
async def delete_account(store: StoreDep, board: BoardDep, bearer: Admin, id: Id) -> None:  # noqa: A002
    """Take an account away; its conversations and figures stay."""
    await _delete(store, board, bearer, _ACCOUNT, id)


@router.post("/accounts/{id}/resume", summary="Try an account on hold now")
async def resume_account(store: StoreDep, board: BoardDep, bearer: Admin, id: Id) -> AccountOut:  # noqa: A002
    """Let one message be tried now; if its platform takes it, the account goes on. Nothing, if it is not on hold."""
    line = _found(board, _ACCOUNT, id)
    await store.holds.try_now(id, _change(bearer, _ACCOUNT, id, "resumed", None))
    return (await _accounts(store, [line]))[0]


# Sources


@router.get("/sources", summary="List the sources")
async def sources(store: StoreDep, board: BoardDep, _bearer: Admin) -> list[SourceOut]:
    """Every source of establishments, with its last pass, in the order in which they count: those of the file first.

    Of several that tell the same, the first counts. A new one counts least; the order is changed in the console.
    """
    return await _sources(store, list(board.sources.values()))


@router.get("/sources/{id}", summary="Read one source")
async def source(store: StoreDep, board: BoardDep, _bearer: Admin, id: Id) -> SourceOut:  # noqa: A002
    """One source with its settings and its last pass."""
    return (await _sources(store, [_found(board, _SOURCE, id)]))[0]


@router.put("/sources/{id}", summary="Connect or change a source")
async def put_source(
    store: StoreDep,
    board: BoardDep,
    bearer: Admin,
    id: Id,  # noqa: A002
    source: SourceIn,
) -> SourceOut:
    """Connect a source, or change it: it is read within seconds. 409 = somebody has changed it meanwhile."""
    document = {**source.settings, "id": id, "kind": source.kind}
    _refuse(read_source_of(id, document, board.host, board.project)[1])
    await _put(store, board, bearer, _SOURCE, id, document, source.version)
    return (await _sources(store, [_found(board, _SOURCE, id)]))[0]


@router.delete("/sources/{id}", status_code=204, summary="Remove a source")
async def delete_source(store: StoreDep, board: BoardDep, bearer: Admin, id: Id) -> None:  # noqa: A002
    """Take a source away; its establishments stay as they are."""
    await _delete(store, board, bearer, _SOURCE, id)


@router.post("/sources/{id}/read", summary="Read a source now")
async def read_source(store: StoreDep, board: BoardDep, _bearer: Admin, id: Id) -> SourceOut:  # noqa: A002
    """Read it at once, whether it has changed or not, and tell what came of it."""
    line = _found(board, _SOURCE, id)
    await board.sync.now(id)
    return (await _sources(store, [line]))[0]


@router.post("/sources/{id}/confirm", summary="Confirm that establishments have gone from a source")
async def confirm_source(store: StoreDep, board: BoardDep, bearer: Admin, id: Id) -> SourceOut:  # noqa: A002
    """Read it at once, and retire who is gone from it, however many they are. The audit says who wanted it."""
    line = _found(board, _SOURCE, id)
    await store.audit.add(_change(bearer, _SOURCE, id, "confirmed", None))
    await board.sync.now(id, confirm=True)
    return (await _sources(store, [line]))[0]


# How it is done


def _found(board: Switchboard, kind: ConnectionKind, id_: str) -> Line:
    line = (board.accounts if kind is _ACCOUNT else board.sources).get(id_)
    if line is None:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD955", what=kind.value, id=id_)
    return line


def _refuse(problems: tuple[Diagnostic, ...]) -> None:
    """Refuse a document with all that is wrong with it."""
    if problems:
        refused = Refused(*problems)
        refused.status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise refused


async def _put(  # noqa: PLR0917 - one change with all that it needs
    store: Store, board: Switchboard, bearer: Bearer, kind: ConnectionKind, id_: str, document: Any, version: int, /
) -> None:
    there = (board.accounts if kind is _ACCOUNT else board.sources).get(id_)
    if there is not None and there.stored is None:
        raise Refused.because(HTTPStatus.CONFLICT, "FD954", id=id_, file=FILE)
    if id_ in RESERVED and kind is _ACCOUNT:
        raise Refused.because(HTTPStatus.UNPROCESSABLE_ENTITY, "FD949", id=id_)
    change = _change(bearer, kind, id_, "changed" if version else "created", document)
    if version:
        gone = _own(await store.connections.get(kind, id_)) - own_secrets(kind, id_, document)
        done = await store.connections.save(
            kind, id_, document, change, expected=version, secrets=Sealed(forgotten=gone)
        )
    else:
        done = await store.connections.create(kind, id_, document, change)
    await board.take_up()
    if not done:
        raise Refused.because(HTTPStatus.CONFLICT, "FD946" if version else "FD945", what=kind.value, id=id_)


async def _delete(store: Store, board: Switchboard, bearer: Bearer, kind: ConnectionKind, id_: str) -> None:
    line = _found(board, kind, id_)
    if line.stored is None:
        raise Refused.because(HTTPStatus.CONFLICT, "FD954", id=id_, file=FILE)
    change = _change(bearer, kind, id_, "removed", None)
    gone = _own(await store.connections.get(kind, id_))
    await store.connections.remove(kind, id_, change, Sealed(forgotten=gone))
    await board.take_up()


def _teams(stored: StoredConnection | None) -> dict[str, Any]:
    """Where an account's teams are told, which this interface does not name: it stays as it was."""
    before = stored.document if stored is not None else {}
    return {name: before[name] for name in ("forward", "handover") if name in before}


def _own(stored: StoredConnection | None) -> frozenset[str]:
    """The secrets that were made for an account or source."""
    return frozenset() if stored is None else own_secrets(stored.kind, stored.id, stored.document)


def _change(bearer: Bearer, kind: ConnectionKind, id_: str, what: str, after: Any) -> Change:
    return Change(actor=bearer.actor, action=f"{kind.value}.{what}", kind=kind.value, subject=id_, after=after)


async def _accounts(store: Store, lines: list[Line]) -> list[AccountOut]:
    notes, heard = await store.outbox.notes(), await store.attention.last_events()
    parked = {found.account: found.number for found in await store.attention.parked()}
    holds, waiting = await store.holds.all(), await store.holds.waiting()
    return [
        AccountOut(
            id=line.id,
            channel=line.kind,
            file=None if line.stored else FILE,
            version=line.stored.version if line.stored else 0,
            connected=line.plugged,
            problems=[ProblemOut.of(problem) for problem in line.problems],
            route=RouteShape.model_validate(_route(line)),
            private_addresses=line.account.private_addresses if line.account else False,
            settings=_settings(line),
            failures=notes[line.id].failures if line.id in notes else 0,
            hold=HoldOut.of(holds[line.id], waiting.get(line.id, 0)) if line.id in holds else None,
            parked=parked.get(line.id, 0),
            last_event=heard.get(line.id),
        )
        for line in lines
    ]


async def _sources(store: Store, lines: list[Line]) -> list[SourceOut]:
    passes, states = await store.connections.passes(), await store.passes.all()
    return [
        SourceOut(
            id=line.id,
            kind=line.kind,
            file=None if line.stored else FILE,
            version=line.stored.version if line.stored else 0,
            connected=line.plugged,
            problems=[ProblemOut.of(problem) for problem in line.problems],
            settings=_settings(line),
            last_pass=PassOut.of(passes[line.id]) if line.id in passes else None,
            read_at=states[line.id].read_at if line.id in states else None,
            stale_since=states[line.id].stale_since if line.id in states else None,
        )
        for line in lines
    ]


def _route(line: Line) -> dict[str, str | None]:
    if line.account is not None:
        route = line.account.route
        return {"fixed": route.fixed, "attribute": route.attribute, "default": route.default}
    return dict(line.stored.document.get("route", {})) if line.stored is not None else {}


def _settings(line: Line) -> dict[str, Any]:
    if line.stored is not None:
        document = line.stored.document
        own = document.get("settings", {}) if line.stored.kind is _ACCOUNT else document
        return {name: value for name, value in own.items() if name not in ("id", "kind")}
    settings = line.account.settings if line.account else line.source.source.settings if line.source else None
    return settings.model_dump(mode="json", exclude_defaults=True) if settings is not None else {}
