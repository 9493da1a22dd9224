"""Profiles: what each account's platform shows before any message, as it was last written, read and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Column, Integer, String, Table, Text, case, null, or_, select, update

from frontdesk.channel import Difference, ForeignAutomation, Profile
from frontdesk.model import TraceLine
from frontdesk_server.store._types import AnyRow, Instant, Words
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import insert_new, param

T = TypeVar("T")

profile = Table(
    "profile",
    metadata,
    Column("account", Text, primary_key=True),
    Column("digest", String(32)),
    Column("state", String(12), nullable=False),
    Column("wanted", Text, nullable=False),
    Column("differences", Text, nullable=False),
    Column("automations", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("problem", Words, nullable=False),
    Column("asked", String(5)),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("busy_until", Instant),
    Column("checked_at", Instant),
    Column("written_at", Instant),
)
"""`digest` is that of the profile last confirmed, by reading it back; `asked` is what somebody wants done at once."""

Ask = Literal["check", "write"]


class ProfileState(StrEnum):
    """Whether a platform shows what it should."""

    NEW = "new"
    IN_STEP = "in_step"
    DIFFERS = "differs"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProfile:
    """What is known of one account's profile."""

    account: str
    digest: str | None = None
    """Of the profile last confirmed; None = nothing was ever confirmed."""
    state: ProfileState = ProfileState.NEW
    wanted: Profile = field(default_factory=Profile)
    """What its platform was last asked to show."""
    differences: tuple[Difference, ...] = ()
    automations: tuple[ForeignAutomation, ...] = ()
    lines: tuple[TraceLine, ...] = ()
    """Why something is not shown as it is written: where establishments disagree, and what there is no room for."""
    problem: str = ""
    asked: Ask | None = None
    attempts: int = 0
    """Failed in a row."""
    not_before: datetime | None = None
    checked_at: datetime | None = None
    written_at: datetime | None = None


_PROFILE: Final = TypeAdapter[Profile](Profile)
_DIFFERENCES: Final = TypeAdapter[tuple[Difference, ...]](tuple[Difference, ...])
_AUTOMATIONS: Final = TypeAdapter[tuple[ForeignAutomation, ...]](tuple[ForeignAutomation, ...])
_BLANK: Final = {
    "digest": None,
    "state": ProfileState.NEW.value,
    "wanted": _PROFILE.dump_json(Profile()).decode(),
    **dict.fromkeys(("differences", "automations", "lines"), "[]"),
    "problem": "",
    **dict.fromkeys(("asked", "not_before", "busy_until", "checked_at", "written_at")),
    "attempts": 0,
}
_SAVED: Final = ("digest", "state", "wanted", "differences", "automations", "lines", "problem", "attempts")
_AT: Final = ("not_before", "checked_at", "written_at")
_ONE: Final = select(profile).where(profile.c.account == param("of_account"))
_NEW: Final = insert_new(profile)
_CLAIM: Final = (
    update(profile)
    .where(
        profile.c.account == param("of_account"),
        or_(profile.c.busy_until.is_(None), profile.c.busy_until < param("now")),
    )
    .values(busy_until=param("until"))
)
_SAVE: Final = (
    update(profile)
    .where(profile.c.account == param("of_account"))
    .values(
        **{name: param(f"to_{name}") for name in (*_SAVED, *_AT)},
        busy_until=null(),
        asked=case((profile.c.asked == param("done"), null()), else_=profile.c.asked),
    )
)
_ASK: Final = update(profile).where(profile.c.account == param("of_account")).values(asked=param("to_ask"))


class Profiles:
    """Those of all accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Mapping[str, KeptProfile]:
        """By account; one that was never looked at is not there."""
        async with self._database.read() as link:
            return {row.account: _kept(row) for row in await link.execute(select(profile))}

    async def get(self, account: str) -> KeptProfile | None:
        """That of one account."""
        async with self._database.read() as link:
            row = (await link.execute(_ONE, {"of_account": account})).first()
        return None if row is None else _kept(row)

    async def claim(self, account: str, until: datetime) -> KeptProfile | None:
        """Be the only one who deals with it until an instant, or until it is saved; None = somebody else does."""
        now = {"of_account": account, "now": self._database.common_clock.now(), "until": until}
        async with self._database.write() as link:
            await link.execute(_NEW.on(self._database), [_BLANK | {"account": account}])
            if not (await link.execute(_CLAIM, now)).rowcount:
                return None
            return _kept((await link.execute(_ONE, {"of_account": account})).all()[0])

    async def save(self, found: KeptProfile, *, done: Ask | None) -> None:
        """Write what came of it. `done` is what was asked for when it began; what is asked meanwhile stays asked."""
        values = {f"to_{name}": value for name, value in _written(found).items()}
        async with self._database.write() as link:
            await link.execute(_SAVE, {"of_account": found.account, "done": done or "", **values})

    async def ask(self, account: str, what: Ask, change: Change) -> None:
        """Have it checked or written at once, by whichever server has the account; with the audit's line."""
        async with self._database.write() as link:
            await link.execute(_NEW.on(self._database), [_BLANK | {"account": account}])
            await link.execute(_ASK, {"of_account": account, "to_ask": what})
            await note(link, change, self._database.clock.now())


def _written(found: KeptProfile) -> dict[str, object]:
    lines = [asdict(line) for line in found.lines]
    return {
        "digest": found.digest,
        "state": found.state.value,
        "wanted": _PROFILE.dump_json(found.wanted).decode(),
        "differences": _DIFFERENCES.dump_json(found.differences).decode(),
        "automations": _AUTOMATIONS.dump_json(found.automations).decode(),
        "lines": json.dumps(lines, ensure_ascii=False),
        "problem": found.problem,
        "attempts": found.attempts,
        **{name: getattr(found, name) for name in _AT},
    }


def _kept(row: AnyRow) -> KeptProfile:
    return KeptProfile(
        account=row.account,
        digest=row.digest,
        state=ProfileState(row.state),
        wanted=_PROFILE.validate_json(row.wanted),
        differences=_DIFFERENCES.validate_json(row.differences),
        automations=_AUTOMATIONS.validate_json(row.automations),
        lines=tuple(TraceLine(**line) for line in json.loads(row.lines)),
        problem=row.problem,
        asked=row.asked,
        attempts=row.attempts,
        not_before=row.not_before,
        checked_at=row.checked_at,
        written_at=row.written_at,
    )
