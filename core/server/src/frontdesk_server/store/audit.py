"""The audit: who changed what, when, and what it was before. `note` writes within the change's own transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, insert, select

from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.people_rows import AuditGroupRow, AuditRow

_audit = metadata.tables[AuditRow.__tablename__]
_group = metadata.tables[AuditGroupRow.__tablename__]
_ADD: Final = insert(_audit).returning(_audit.c.number)
_ADD_GROUPS: Final = insert(_group)

Facts = Mapping[str, Any]
"""What a thing is, as JSON; secrets never stand in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who made a change: a person, or a part of the program, which has no id."""

    id: str | None = None
    name: str


COMMAND_LINE: Final = Actor(name="command line")
"""Whoever may run commands on the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was done. Without groups it concerns the whole organisation, and a narrower scope does not see it.

    `action` is a word of its own for each kind of change, such as `set.activated`; `kind` and `subject` name what was
    changed, `before` and `after` what it was and is.
    """

    actor: Actor
    action: str
    kind: str
    subject: str
    before: Facts | None = None
    after: Facts | None = None
    establishments: int | None = None
    """How many are concerned, where that can be counted."""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit."""

    number: int
    at: datetime
    actor: Actor
    action: str
    kind: str
    subject: str
    before: Facts | None
    after: Facts | None
    establishments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines are looked for; what is None does not matter."""

    actor: str | None = None
    """The name of whoever did it."""
    action: str | None = None
    kind: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Before this."""
    scope: Scope = field(default=EVERYTHING)


ANY: Final = AuditFilter()


async def note(link: Link, change: Change, now: datetime) -> int:
    """Write a change down in the transaction that makes it; its number."""
    row = {
        "at": now,
        "actor": change.actor.id,
        "actor_name": change.actor.name,
        "action": change.action,
        "kind": change.kind,
        "subject": change.subject,
        "before": _dump(change.before),
        "after": _dump(change.after),
        "establishments": change.establishments,
    }
    number = (await link.execute(_ADD, row)).number()
    if change.groups:
        await link.execute(_ADD_GROUPS, [{"number": number, "group": name} for name in sorted(change.groups)])
    return number


class Audit:
    """Every change, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, change: Change) -> int:
        """Write a change down by itself, where there is no transaction to share; its number."""
        async with self._database.write() as link:
            return await note(link, change, self._database.clock.now())

    async def actors(self, scope: Scope = EVERYTHING) -> list[str]:
        """The names of all who have changed something within a scope."""
        return await self._distinct(_audit.c.actor_name, scope)

    async def actions(self, scope: Scope = EVERYTHING) -> list[str]:
        """All words of what was done within a scope."""
        return await self._distinct(_audit.c.action, scope)

    async def _distinct(self, column: ColumnElement[str], scope: Scope) -> list[str]:
        statement = _within(select(column), scope).distinct().order_by(column)
        async with self._database.read() as link:
            return (await link.execute(statement)).scalars()

    async def list(self, wanted: AuditFilter = ANY, *, limit: int = 50, before: int | None = None) -> list[AuditEntry]:
        """The latest, newest first, from those before a number: that of the last line of the page before."""
        statement = _filtered(wanted).order_by(_audit.c.number.desc()).limit(limit)
        if before is not None:
            statement = statement.where(_audit.c.number < before)
        async with self._database.read() as link:
            return [_entry(row) for row in await link.execute(statement)]


def _filtered(wanted: AuditFilter) -> Select[Any]:
    statement = select(_audit)
    for column, value in (
        (_audit.c.actor_name, wanted.actor),
        (_audit.c.action, wanted.action),
        (_audit.c.kind, wanted.kind),
        (_audit.c.subject, wanted.subject),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.since is not None:
        statement = statement.where(_audit.c.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(_audit.c.at < wanted.until)
    return _within(statement, wanted.scope)


def _within(statement: Select[Any], scope: Scope) -> Select[Any]:
    """Only what concerns a group of the scope."""
    if scope.groups is None:
        return statement
    numbers = select(_group.c.number).where(_group.c.group.in_(sorted(scope.groups)))
    return statement.where(_audit.c.number.in_(numbers))


def _entry(row: AnyRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        actor=Actor(id=row.actor, name=row.actor_name),
        action=row.action,
        kind=row.kind,
        subject=row.subject,
        before=_load(row.before),
        after=_load(row.after),
        establishments=row.establishments,
    )


def _dump(facts: Facts | None) -> str | None:
    return None if facts is None else json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _load(text: str | None) -> Facts | None:
    found: Facts | None = None if text is None else json.loads(text)
    return found
