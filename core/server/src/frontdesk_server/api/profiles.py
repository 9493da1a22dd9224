"""What an account's platform shows before any message, over REST: read it, have it checked, have it written."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from frontdesk.engine import explain
from frontdesk.model import TraceLine
from frontdesk_server.access.tokens import Bearer
from frontdesk_server.api.asked import BoardDep, StoreDep
from frontdesk_server.api.connections import Admin, Id, ProblemOut
from frontdesk_server.api.problems import Refused
from frontdesk_server.api.shapes import Shape
from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.runtime.profiles import automations_of, has_profile
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Change
from frontdesk_server.store.profiles import Ask, KeptProfile

State = Literal["not_supported", "new", "in_step", "differs", "failed"]


class TextsOut(Shape):
    """What is to be shown in one language."""

    locale: str
    starters: list[str] = Field(description="the titles, as the platform shows them")
    greeting: str | None
    absence: str | None


class DifferenceOut(Shape):
    """One thing that is not shown as it should be."""

    field: str
    locale: str | None
    wanted: str
    found: str


class NoteOut(Shape):
    """Why something is not shown, or not as it is written."""

    id: str
    en: str
    fr: str

    @classmethod
    def of(cls, line: TraceLine) -> NoteOut:
        """The form of a line."""
        return cls(id=line.id, en=explain(line, "en"), fr=explain(line, "fr"))


class ProfileOut(Shape):
    """What an account's platform shows before any message."""

    account: str
    state: State = Field(description="whether it shows what it should; `new` = it was not looked at yet")
    wanted: list[TextsOut] = Field(description="by language; the first one is the default")
    differences: list[DifferenceOut]
    notes: list[NoteOut]
    automations: list[ProblemOut] = Field(description="messages of the platform's own, beside ours")
    problem: str = Field(description="why it could not be read or written, in the platform's words")
    asked: Literal["check", "write"] | None = Field(description="what the server is about to do on somebody's word")
    checked_at: datetime | None
    written_at: datetime | None
    next_try: datetime | None

    @classmethod
    def of(cls, kept: KeptProfile, *, supported: bool) -> ProfileOut:
        """The form of what is kept."""
        texts = [
            TextsOut(locale=t.locale, starters=[s.title for s in t.starters], greeting=t.greeting, absence=t.absence)
            for t in kept.wanted.texts
        ]
        names = ("field", "locale", "wanted", "found")
        return cls(
            account=kept.account,
            state=kept.state.value if supported else "not_supported",
            wanted=texts,
            differences=[DifferenceOut(**{name: getattr(one, name) for name in names}) for one in kept.differences],
            notes=[NoteOut.of(line) for line in kept.lines],
            automations=[ProblemOut.of(found) for found in automations_of(kept)],
            problem=kept.problem,
            asked=kept.asked,
            checked_at=kept.checked_at,
            written_at=kept.written_at,
            next_try=kept.not_before,
        )


router = APIRouter(tags=["Accounts and sources"])


@router.get("/accounts/{id}/profile", summary="Read what its platform shows before any message")
async def read_profile(store: StoreDep, board: BoardDep, _bearer: Admin, id: Id) -> ProfileOut:  # noqa: A002
    """What is wanted, whether the platform shows it, what differs, and what it sends of its own."""
    return await _profile(store, board, id)


@router.post("/accounts/{id}/profile/check", summary="Look again what its platform shows", status_code=202)
async def check_profile(store: StoreDep, board: BoardDep, bearer: Admin, id: Id) -> ProfileOut:  # noqa: A002
    """Have the platform asked within seconds; nothing is written."""
    return await _asked(store, board, id, "check", _change(bearer, "check", id))


@router.post("/accounts/{id}/profile/write", summary="Write what its platform is to show", status_code=202)
async def write_profile(store: StoreDep, board: BoardDep, bearer: Admin, id: Id) -> ProfileOut:  # noqa: A002
    """Have what is wanted written within seconds, over whatever stands there, and read back."""
    return await _asked(store, board, id, "write", _change(bearer, "write", id))


def _change(bearer: Bearer, what: Ask, id_: str) -> Change:
    return Change(actor=bearer.actor, action=f"profile.{what}", kind="account", subject=id_)


async def _asked(store: Store, board: Switchboard, id_: str, what: Ask, change: Change) -> ProfileOut:
    if not _supported(board, id_):
        raise Refused.because(HTTPStatus.CONFLICT, "FD590", account=id_)
    await store.profiles.ask(id_, what, change)
    return await _profile(store, board, id_)


async def _profile(store: Store, board: Switchboard, id_: str) -> ProfileOut:
    kept = await store.profiles.get(id_)
    return ProfileOut.of(kept or KeptProfile(account=id_), supported=_supported(board, id_))


def _supported(board: Switchboard, id_: str) -> bool:
    if id_ not in board.accounts:
        raise Refused.because(HTTPStatus.NOT_FOUND, "FD955", what="account", id=id_)
    channel = board.connections.channels.get(id_)
    return channel is not None and has_profile(channel)
