"""Switching many at once: what is on and off for any number of establishments, in one statement, with a way back.

What a change replaced is kept for some minutes, so that it can be taken back: for those that nobody has switched since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Select,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store._types import HexId, Instant, is_id
from frontdesk_server.store.audit import Actor, Change, note
from frontdesk_server.store.configuration import ToggleRow, metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.directory import directory, establishment_group
from frontdesk_server.store.link import Link
from frontdesk_server.store.searching import SWITCHES, Conditions, Wanted

KEPT: Final = timedelta(minutes=10)
"""How long a change can be taken back."""

toggle_before = Table(
    "toggle_before",
    metadata,
    Column("change", HexId, primary_key=True),
    Column("establishment", Text, primary_key=True),
    *(Column(switch.value, Boolean, nullable=False) for switch in SWITCHES),
    Column("author", Text),
    Column("at", Instant),
    Column("changed_at", Instant, nullable=False),
    Index("ix_toggle_before_changed_at", "changed_at"),
    sqlite_with_rowid=False,
)
"""What was switched on before a change, and who had said so when (null = nobody ever had). The rows of `toggle` that
still stand as the change left them carry its instant, `changed_at`."""

_toggle = metadata.tables[ToggleRow.__tablename__]
_NAMES: Final = tuple(switch.value for switch in SWITCHES)
_STANDS: Final = and_(
    _toggle.c.establishment == toggle_before.c.establishment, _toggle.c.at == toggle_before.c.changed_at
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """What is to be switched on or off; None = it stays as it is."""

    everything: bool | None = None
    welcome: bool | None = None
    absence: bool | None = None
    starters: bool | None = None

    @property
    def named(self) -> dict[str, bool]:
        """Those that are to be switched."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What a change did: for how many it changed something, and what it is taken back by."""

    count: int
    undo: str | None = None
    """None = nothing has changed."""


class Switching:
    """Changes of what is switched on; each is effective from the next event on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._conditions = Conditions(embedded=database.embedded)

    async def change(self, wanted: Wanted, switches: Switches, *, actor: Actor, scope: Scope = EVERYTHING) -> Switched:
        """Switch for all that are wanted and within the scope; those that stand so already are left alone."""
        if not switches.named:
            return Switched(count=0)
        change, now = uuid4().hex, self._database.clock.now()
        async with self._database.write() as link:
            await link.execute(_keep(change, now, self._conditions.of(wanted, scope), switches.named))
            count = await _number(link, change)
            if count:
                await link.execute(self._set(change, now, actor, switches.named))
                whose = toggle_before.c.change == change
                await note(link, await _told(link, whose, actor, switches.named, count=count), now)
        return Switched(count=count, undo=change if count else None)

    async def kept(self, change: str, scope: Scope = EVERYTHING) -> int:
        """For how many a change can be taken back; 0 = it cannot be any more."""
        if not is_id(change):
            return 0
        since = toggle_before.c.changed_at > self._database.clock.now() - KEPT
        mine = and_(toggle_before.c.change == change, since, self._within(scope))
        async with self._database.read() as link:
            return (await link.execute(select(func.count()).select_from(toggle_before).where(mine))).number()

    async def undo(self, change: str, *, actor: Actor, scope: Scope = EVERYTHING) -> int | None:
        """Take a change back where nobody has switched since; for how many. None = it cannot be taken back any more."""
        if not is_id(change):
            return None
        now = self._database.clock.now()
        async with self._database.write() as link:
            since = toggle_before.c.changed_at > now - KEPT
            mine = and_(toggle_before.c.change == change, since, self._within(scope))
            if not (await link.execute(select(func.count()).select_from(toggle_before).where(mine))).number():
                return None
            restored = (await link.execute(_restored(mine))).rowcount + (await link.execute(_forgotten(mine))).rowcount
            await note(link, await _told(link, mine, actor, {}, count=restored), now)
            await link.execute(delete(toggle_before).where(mine))
        return restored

    async def tidy(self) -> None:
        """Forget changes that cannot be taken back any more."""
        async with self._database.write() as link:
            ends = self._database.clock.now() - KEPT
            await link.execute(delete(toggle_before).where(toggle_before.c.changed_at <= ends))

    def _within(self, scope: Scope) -> ColumnElement[bool]:
        return toggle_before.c.establishment.in_(
            select(directory.c.establishment).where(self._conditions.within(scope))
        )

    def _set(self, change: str, now: datetime, actor: Actor, named: dict[str, bool]) -> Any:
        """Put the change into effect for those that it has kept."""
        rows = _rows_of(change, [named.get(name, toggle_before.c[name]) for name in _NAMES], actor, now)
        dialect: Any = sqlite if self._database.embedded else postgresql
        statement = dialect.insert(_toggle).from_select(["establishment", *_NAMES, "author", "at"], rows)
        changed = {name: statement.excluded[name] for name in (*named, "author", "at")}
        return statement.on_conflict_do_update(index_elements=["establishment"], set_=changed)


def _keep(change: str, now: datetime, condition: ColumnElement[bool], named: dict[str, bool]) -> Any:
    """Write down what is switched on now, where that will change."""
    current = {name: func.coalesce(_toggle.c[name], True) for name in _NAMES}
    differs = or_(*(current[name].is_(not value) for name, value in named.items()))
    was = (_toggle.c.author, _toggle.c.at, literal(now, Instant()))
    found = (
        select(literal(change, HexId()), directory.c.establishment, *current.values(), *was)
        .select_from(directory.outerjoin(_toggle, _toggle.c.establishment == directory.c.establishment))
        .where(condition, differs)
    )
    return insert(toggle_before).from_select([column.name for column in toggle_before.columns], found)


def _rows_of(change: str, values: Sequence[Any], actor: Actor, now: datetime) -> Select[Any]:
    flags = [literal(value, Boolean()) if isinstance(value, bool) else value for value in values]
    signed = (literal(actor.name, Text()), literal(now, Instant()))
    return select(toggle_before.c.establishment, *flags, *signed).where(toggle_before.c.change == change)


def _restored(mine: ColumnElement[bool]) -> Any:
    """Back to what somebody had said before."""
    values = {name: toggle_before.c[name] for name in (*_NAMES, "author", "at")}
    return update(_toggle).where(mine, _STANDS, toggle_before.c.at.is_not(None)).values(values)


def _forgotten(mine: ColumnElement[bool]) -> Any:
    """Back to what holds where nobody has said anything."""
    kept = select(toggle_before.c.establishment).where(mine, _STANDS, toggle_before.c.at.is_(None))
    return delete(_toggle).where(_toggle.c.establishment.in_(kept.correlate(None)))


async def _number(link: Link, change: str) -> int:
    counted = select(func.count()).select_from(toggle_before).where(toggle_before.c.change == change)
    return (await link.execute(counted)).number()


async def _told(link: Link, whose: ColumnElement[bool], actor: Actor, named: dict[str, bool], *, count: int) -> Change:
    """The line of the audit about the kept rows for which `whose` holds: seen by whoever sees one of them."""
    ids = select(toggle_before.c.establishment).where(whose)
    first, *others = (await link.execute(select(toggle_before).where(whose).limit(2))).mappings()
    groups = select(establishment_group.c.group).distinct().where(establishment_group.c.establishment.in_(ids))
    alone = not others
    return Change(
        actor=actor,
        action="toggles.switched" if named else "toggles.undone",
        kind="establishment",
        subject=first["establishment"] if alone else "",
        before={name: bool(first[name]) for name in _NAMES} if alone and named else None,
        after=named or None,
        establishments=count,
        groups=frozenset((await link.execute(groups)).scalars()),
    )
