"""Drafts: message sets and named schedules as they are being written, beside the release that is in force.

Each is the document of one thing, in the form that rule documents have. Two people who edit the same one are told
apart by its version: who saves what somebody has changed meanwhile gets a `Conflict` with both texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Text, delete, select, update
from sqlmodel import Field, SQLModel

from frontdesk_server.store._types import AnyRow, HexId, Instant, Words
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.statements import insert_new, param

Document = Mapping[str, object]


class DraftRow(SQLModel, table=True):
    """One message set or schedule as it is being written; it stays when it is live, to be written on."""

    metadata = metadata
    __tablename__ = "draft"

    id: str = Field(primary_key=True, sa_type=HexId)
    kind: str = Field(max_length=20)
    name: str = Field(sa_type=Words)
    document: str = Field(sa_type=Text)
    before: str | None = Field(default=None, sa_type=Text)
    version: int
    live_name: str | None = Field(default=None, sa_type=Words)
    author: str
    at: datetime = Field(sa_type=Instant)


class DraftKind(StrEnum):
    """What a draft is of; the words are the sections of a rule document."""

    MESSAGE_SET = "message_sets"
    SCHEDULE = "schedules"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """One draft. `document` is one message set or one hours document, unchecked: half of it may be missing."""

    id: str
    """32 hex digits."""
    kind: DraftKind
    name: str
    document: Document
    before: Document | None
    """What it was a version earlier."""
    version: int
    """From 1; each saving adds one."""
    live_name: str | None
    """The name under which it is in the release in force; None = it is not."""
    author: str
    """Who saved it last."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """It is kept."""

    draft: StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else saved first. Nothing was changed."""

    theirs: StoredDraft
    base: Document | None
    """What both started from; None where more than one version lies between."""


_table = metadata.tables[DraftRow.__tablename__]
_INSERT: Final = insert_new(_table)
_ONE: Final = select(_table).where(_table.c.id == param("of_id"))
_LIST: Final = select(_table).order_by(_table.c.name, _table.c.id)
_SAVE: Final = (
    update(_table)
    .where(_table.c.id == param("of_id"), _table.c.version == param("expected"))
    .values(
        name=param("new_name"),
        document=param("new_document"),
        before=_table.c.document,
        version=_table.c.version + 1,
        author=param("by"),
        at=param("now"),
    )
)
_DELETE: Final = delete(_table).where(_table.c.id == param("of_id"), _table.c.version == param("expected"))


class Drafts:
    """All drafts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        id_: str,
        document: Document,
        *,
        kind: DraftKind,
        name: str,
        author: str,
        live_name: str | None = None,
        before: Document | None = None,
        noted: Change | None = None,
    ) -> StoredDraft:
        """A new draft, version 1. The same id counts once: what is there already stays, and is returned.

        `before` is what is live under `live_name`: the draft was written on it. `noted` goes to the audit.
        """
        row = {
            "id": id_,
            "kind": kind.value,
            "name": storable(name),
            "document": text_of(document),
            "before": None if before is None else text_of(before),
            "version": 1,
            "live_name": live_name,
            "author": author,
            "at": self._database.clock.now(),
        }
        async with self._database.write() as link:
            made = (await link.execute(_INSERT.on(self._database), [row])).rowcount
            await self._note(link, noted if made else None)
            return _draft((await link.execute(_ONE, {"of_id": id_})).all()[0])

    async def save(
        self, id_: str, document: Document, *, name: str, author: str, expected: int, noted: Change | None = None
    ) -> Saved | Conflict | None:
        """Save over the version that was read. None = there is no such draft. The same saving twice has one effect."""
        values = {
            "of_id": id_,
            "expected": expected,
            "new_name": storable(name),
            "new_document": text_of(document),
            "by": author,
            "now": self._database.clock.now(),
        }
        async with self._database.write() as link:
            saved = (await link.execute(_SAVE, values)).rowcount
            await self._note(link, noted if saved else None)
            found = await _found(link, id_)
        if found is None:
            return None
        again = found.version == expected + 1 and (found.author, text_of(found.document)) == (author, text_of(document))
        if saved or again:
            return Saved(draft=found)
        return Conflict(theirs=found, base=found.before if found.version == expected + 1 else None)

    async def delete(self, id_: str, *, expected: int, noted: Change | None = None) -> bool:
        """Forget a draft, if it is still the version that was read; whether it is gone."""
        async with self._database.write() as link:
            gone = (await link.execute(_DELETE, {"of_id": id_, "expected": expected})).rowcount
            await self._note(link, noted if gone else None)
            return await _found(link, id_) is None

    async def _note(self, link: Link, change: Change | None) -> None:
        if change is not None:
            await note(link, change, self._database.clock.now())

    async def get(self, id_: str) -> StoredDraft | None:
        """The draft of that id."""
        async with self._database.read() as link:
            return await _found(link, id_)

    async def list(self, kind: DraftKind | None = None) -> list[StoredDraft]:
        """All drafts, or those of one kind, by name."""
        wanted = _LIST if kind is None else _LIST.where(_table.c.kind == kind.value)
        async with self._database.read() as link:
            return [_draft(row) for row in await link.execute(wanted)]


async def _found(link: Link, id_: str) -> StoredDraft | None:
    row = (await link.execute(_ONE, {"of_id": id_})).first()
    return None if row is None else _draft(row)


def _draft(row: AnyRow) -> StoredDraft:
    values: dict[str, Any] = row._asdict()
    before = None if row.before is None else json.loads(row.before)
    return StoredDraft(**values | {"kind": DraftKind(row.kind), "document": json.loads(row.document), "before": before})


def text_of(document: Document) -> str:
    """A document as stored text. Its keys stay in their order: the first language of a text is the one that counts."""
    return json.dumps(document)


def storable(name: str) -> str:
    """A name that any database keeps: a draft may hold what checking will refuse."""
    return name.encode(errors="replace").decode()
