"""Connections made in the console: accounts and sources as documents, beside those of the project's file.

A counter rises with each change, of secrets too: running servers look at it, and take up what is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BigInteger, Text, cast, delete, insert, select, update
from sqlmodel import Field, SQLModel

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.store._types import AnyRow, Instant, Words
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.configuration import SecretRow, metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.ordering import keep_order, moved, ordered
from frontdesk_server.store.statements import insert_new, param, upsert
from frontdesk_server.store.tables import account_hold, meta

Document = Mapping[str, Any]


class ConnectionKind(StrEnum):
    """What is connected."""

    ACCOUNT = "account"
    SOURCE = "source"


class ConnectionRow(SQLModel, table=True):
    """One account or source; `document` has the form that it would have in the project's file."""

    metadata = metadata
    __tablename__ = "connection"

    kind: str = Field(primary_key=True, max_length=10)
    id: str = Field(primary_key=True, max_length=64)
    document: str = Field(sa_type=Text)
    version: int
    author: str = Field(sa_type=Words)
    at: datetime = Field(sa_type=Instant)


class PassRow(SQLModel, table=True):
    """The last pass over a source, whoever made it."""

    metadata = metadata
    __tablename__ = "source_pass"

    source: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    read: bool
    records: int
    added: int
    changed: int
    retired: int
    problems: str = Field(sa_type=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConnection:
    """An account or source made in the console."""

    kind: ConnectionKind
    id: str
    document: Document
    version: int
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePass:
    """One pass over a source: whether it could be read, what it gave, what is wrong in it."""

    source: str
    at: datetime
    read: bool
    records: int = 0
    added: int = 0
    changed: int = 0
    retired: int = 0
    problems: tuple[Diagnostic, ...] = ()

    @property
    def held_back(self) -> Diagnostic | None:
        """That so many seem to have gone that nobody was retired: it waits for somebody to confirm it."""
        return next((found for found in self.problems if found.id in HELD_BACK), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Secrets to be kept with a connection, as encrypted tokens by name; and names to be forgotten."""

    kept: Mapping[str, str] = field(default_factory=dict)
    forgotten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretLine:
    """That a secret is set, since when and by whom: never what it is."""

    name: str
    at: datetime
    author: str


HELD_BACK: Final = frozenset({"FD622", "FD784"})
NO_SECRETS: Final = Sealed()
MOST_PROBLEMS: Final = 200
"""Of one pass; a file of nothing but mistakes is not repeated whole."""

_table = metadata.tables[ConnectionRow.__tablename__]
_pass = metadata.tables[PassRow.__tablename__]
_secret = metadata.tables[SecretRow.__tablename__]
_COUNTER: Final = "connections"
_NUMBER: Final = select(meta.c.value).where(meta.c.name == _COUNTER)
_BEGIN: Final = insert_new(meta)
_RISE: Final = update(meta).where(meta.c.name == _COUNTER).values(value=cast(cast(meta.c.value, BigInteger) + 1, Text))
_LIST: Final = select(_table).order_by(_table.c.kind, _table.c.id)
_SOURCES: Final = select(_table.c.id).where(_table.c.kind == ConnectionKind.SOURCE.value)
_ONE: Final = select(_table).where(_table.c.kind == param("of_kind"), _table.c.id == param("of_id"))
_SAVE: Final = (
    update(_table)
    .where(_table.c.kind == param("of_kind"), _table.c.id == param("of_id"), _table.c.version == param("from_version"))
    .values(document=param("to_document"), version=_table.c.version + 1, author=param("by"), at=param("now"))
)
_NOTE_PASS: Final = upsert(_pass)
_SEAL: Final = upsert(_secret)


class StoredConnections:
    """All of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def number(self) -> int:
        """The counter of changes; 0 = there was none yet."""
        async with self._database.read() as link:
            return int((await link.execute(_NUMBER)).scalar() or 0)

    async def list(self) -> Sequence[StoredConnection]:
        """Accounts by id, then sources in the order in which they count."""
        async with self._database.read() as link:
            found = [_stored(row) for row in await link.execute(_LIST)]
            order = await ordered(link, [one.id for one in found if one.kind is ConnectionKind.SOURCE])
        return sorted(found, key=lambda one: order.index(one.id) if one.kind is ConnectionKind.SOURCE else -1)

    async def get(self, kind: ConnectionKind, id_: str) -> StoredConnection | None:
        """One of them."""
        async with self._database.read() as link:
            row = (await link.execute(_ONE, {"of_kind": kind.value, "of_id": id_})).first()
        return None if row is None else _stored(row)

    async def create(
        self, kind: ConnectionKind, id_: str, document: Document, change: Change, secrets: Sealed = NO_SECRETS
    ) -> bool:
        """Add one, with its secrets and the audit's line; False = there is one of that id already.

        A source counts less than those that there are.
        """
        now = self._database.clock.now()
        row = {"kind": kind.value, "id": id_, "document": _text(document), "version": 1}
        async with self._database.write() as link:
            if (await link.execute(_ONE, {"of_kind": kind.value, "of_id": id_})).first() is not None:
                return False
            await self._changed(link, change, secrets, now)
            before = await self._order(link)
            await link.execute(insert(_table), [row | {"author": change.actor.name, "at": now}])
            if kind is ConnectionKind.SOURCE:
                await keep_order(link, self._database, [*before, id_])
        return True

    async def save(
        self,
        kind: ConnectionKind,
        id_: str,
        document: Document,
        change: Change,
        *,
        expected: int,
        secrets: Sealed = NO_SECRETS,
    ) -> bool:
        """Replace one, if it is still of the version expected; False = somebody has changed or removed it meanwhile."""
        now = self._database.clock.now()
        values = {"of_kind": kind.value, "of_id": id_, "from_version": expected, "by": change.actor.name, "now": now}
        async with self._database.write() as link:
            saved = await link.execute(_SAVE, values | {"to_document": _text(document)})
            if not saved.rowcount:
                return False
            await self._changed(link, change, secrets, now)
        return True

    async def remove(self, kind: ConnectionKind, id_: str, change: Change, secrets: Sealed = NO_SECRETS) -> bool:
        """Take one away; False = there is none."""
        async with self._database.write() as link:
            gone = await link.execute(delete(_table).where(_table.c.kind == kind.value, _table.c.id == id_))
            if kind is ConnectionKind.ACCOUNT:
                await link.execute(delete(account_hold).where(account_hold.c.account == id_))
            if gone.rowcount:
                await self._changed(link, change, secrets, self._database.clock.now())
            return bool(gone.rowcount)

    async def move(self, id_: str, by: int, change: Change) -> bool:
        """Have a source count so many places later (-1: one earlier); False = there is none, or nowhere to move it.

        The audit's line says in which order they counted, and count now.
        """
        async with self._database.write() as link:
            await rise(link, self._database)  # first: whoever else moves one waits for this
            before = await self._order(link)
            after = moved(before, id_, by) if id_ in before else before
            if after != before:
                await keep_order(link, self._database, after)
                told = replace(change, before={"order": before}, after={"order": after})
                await note(link, told, self._database.clock.now())
        return after != before

    async def _order(self, link: Link) -> Sequence[str]:
        """The sources in the order in which they count."""
        return await ordered(link, [row.id for row in await link.execute(_SOURCES)])

    async def secrets(self) -> Mapping[str, SecretLine]:
        """Which secrets are set, by name."""
        async with self._database.read() as link:
            rows = await link.execute(select(_secret.c.name, _secret.c.at, _secret.c.author))
            return {row.name: SecretLine(name=row.name, at=row.at, author=row.author) for row in rows}

    async def note_pass(self, found: SourcePass) -> None:
        """Remember the last pass over a source."""
        problems = [dump_problem(problem) for problem in found.problems[:MOST_PROBLEMS]]
        row = {
            "source": found.source,
            "at": found.at,
            "read": found.read,
            "records": found.records,
            "added": found.added,
            "changed": found.changed,
            "retired": found.retired,
            "problems": json.dumps(problems, ensure_ascii=False),
        }
        async with self._database.write() as link:
            await link.execute(_NOTE_PASS.on(self._database), [row])

    async def passes(self) -> Mapping[str, SourcePass]:
        """The last pass over each source."""
        async with self._database.read() as link:
            return {row.source: _passed(row) for row in await link.execute(select(_pass))}

    async def _changed(self, link: Link, change: Change, secrets: Sealed, now: datetime) -> None:
        await rise(link, self._database)
        if secrets.forgotten:
            await link.execute(delete(_secret).where(_secret.c.name.in_(sorted(secrets.forgotten))))
        rows = [
            {"name": name, "token": token, "at": now, "author": change.actor.name}
            for name, token in secrets.kept.items()
        ]
        if rows:
            await link.execute(_SEAL.on(self._database), rows)
        await note(link, change, now)


async def rise(link: Link, database: Database) -> None:
    """Have running servers look at what is connected, and with which secrets."""
    await link.execute(_BEGIN.on(database), [{"name": _COUNTER, "value": "0"}])
    await link.execute(_RISE)


def _text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False)


def _stored(row: AnyRow) -> StoredConnection:
    return StoredConnection(
        kind=ConnectionKind(row.kind),
        id=row.id,
        document=json.loads(row.document),
        version=row.version,
        author=row.author,
        at=row.at,
    )


def dump_problem(problem: Diagnostic) -> dict[str, object]:
    """A diagnostic as JSON."""
    params = {
        name: value if isinstance(value, int | float | str) else str(value) for name, value in problem.params.items()
    }
    where = {"path": problem.path, "file": problem.file, "line": problem.line, "column": problem.column}
    return {"id": problem.id, "severity": problem.severity, "params": params, **where}


def _passed(row: AnyRow) -> SourcePass:
    return SourcePass(
        source=row.source,
        at=row.at,
        read=row.read,
        records=row.records,
        added=row.added,
        changed=row.changed,
        retired=row.retired,
        problems=tuple(Diagnostic(**problem) for problem in json.loads(row.problems)),
    )
