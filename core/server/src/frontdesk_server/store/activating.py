"""Activating: a release, the drafts that it is made of and the audit, in one transaction, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlmodel import Field, SQLModel

from frontdesk_server.store._types import Instant, padded
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.drafts import Document, DraftKind, DraftRow, storable, text_of
from frontdesk_server.store.link import Link
from frontdesk_server.store.releases import NUMBER, put_release, release_text
from frontdesk_server.store.statements import among, param


class ActivationRow(SQLModel, table=True):
    """What was confirmed, and the release that it made: confirmed twice, it is made once."""

    metadata = metadata
    __tablename__ = "activation"

    key: str = Field(primary_key=True, max_length=64)
    release: int
    at: datetime = Field(sa_type=Instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAfter:
    """A draft as it is to be once the release is in force."""

    id: str
    kind: DraftKind
    name: str
    document: Document
    expected: int
    """The version that was read; 0 = there was none, only something live."""
    live_name: str | None
    """What it is called in the release; None = it is in there no more, or was never."""
    author: str
    kept: bool = True
    """False: it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """All that one confirmation does."""

    key: str
    """What was confirmed; the same key counts once."""
    document: Document
    """Checked before."""
    drafts: Sequence[DraftAfter]
    after: int
    """The number of the release that all of this was worked out from."""
    author: str
    note: str
    changes: Sequence[Change]
    """For the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """The release that is in force by it."""

    number: int
    made: bool
    """False: the same was confirmed before."""


_activation = metadata.tables[ActivationRow.__tablename__]
_draft = metadata.tables[DraftRow.__tablename__]
_KNOWN: Final = select(_activation.c.release).where(_activation.c.key == param("of_key"))
_VERSIONS: Final = select(_draft.c.id, _draft.c.version, _draft.c.document).where(among(_draft.c.id, "ids"))
_LIVE: Final = update(_draft).where(_draft.c.id == param("of_id")).values(live_name=param("known_as"))
_REWRITE: Final = (
    update(_draft)
    .where(_draft.c.id == param("of_id"))
    .values(
        before=_draft.c.document,
        document=param("new_document"),
        name=param("new_name"),
        version=_draft.c.version + 1,
        author=param("by"),
        at=param("now"),
    )
)
_FORGET: Final = delete(_draft).where(_draft.c.id == param("of_id"))


class Activations:
    """What people have confirmed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def made(self, key: str) -> int | None:
        """The release that this confirmation made; None = it has not been confirmed."""
        async with self._database.read() as link:
            found = (await link.execute(_KNOWN, {"of_key": key})).scalar()
        return None if found is None else int(found)

    async def carry_out(self, activation: Activation) -> Activated | None:
        """Do all of it. None = a release or a draft has changed since it was worked out, and nothing was done."""
        now = self._database.clock.now()
        async with self._database.write() as link:
            before = (await link.execute(_KNOWN, {"of_key": activation.key})).scalar()
            if before is not None:
                return Activated(number=int(before), made=False)
            number = (await link.execute(NUMBER)).number()
            if number != activation.after or not await _as_read(link, activation.drafts):
                return None
            if not await put_release(link, self._database, _release_row(activation, number + 1, now)):
                return await _made_meanwhile(link, activation.key)
            for draft in activation.drafts:
                await _settle(link, draft, now)
            await link.execute(insert(_activation), [{"key": activation.key, "release": number + 1, "at": now}])
            for change in activation.changes:
                await note(link, change, now)
        return Activated(number=number + 1, made=True)


async def _made_meanwhile(link: Link, key: str) -> Activated | None:
    """By whom a release was made at the same time: by the same confirmation, or (None) by another."""
    found = (await link.execute(_KNOWN, {"of_key": key})).scalar()
    return None if found is None else Activated(number=int(found), made=False)


def _release_row(activation: Activation, number: int, now: datetime) -> dict[str, object]:
    return {
        "number": number,
        "document": release_text(activation.document),
        "author": activation.author,
        "note": activation.note,
        "at": now,
    }


async def _as_read(link: Link, drafts: Sequence[DraftAfter]) -> bool:
    """Whether every draft is the version that was read."""
    if not drafts:
        return True
    rows = await link.execute(_VERSIONS, {"ids": padded([draft.id for draft in drafts])})
    versions = {row.id: row.version for row in rows}
    return all(versions.get(draft.id, 0) == draft.expected for draft in drafts)


async def _settle(link: Link, draft: DraftAfter, now: datetime) -> None:
    """Bring one draft to what it is to be."""
    if not draft.kept:
        await link.execute(_FORGET, {"of_id": draft.id})
        return
    if draft.expected == 0:
        await link.execute(insert(_draft), [_new(draft, now)])
        return
    found = (await link.execute(_VERSIONS, {"ids": [draft.id]})).all()[0]
    if found.document != text_of(draft.document):
        rewritten = {"new_document": text_of(draft.document), "new_name": storable(draft.name), "by": draft.author}
        await link.execute(_REWRITE, {"of_id": draft.id, "now": now, **rewritten})
    await link.execute(_LIVE, {"of_id": draft.id, "known_as": draft.live_name})


def _new(draft: DraftAfter, now: datetime) -> dict[str, object]:
    return {
        "id": draft.id,
        "kind": draft.kind.value,
        "name": storable(draft.name),
        "document": text_of(draft.document),
        "before": None,
        "version": 1,
        "live_name": draft.live_name,
        "author": draft.author,
        "at": now,
    }
