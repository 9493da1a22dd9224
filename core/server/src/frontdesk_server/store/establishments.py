"""Establishments as their sources delivered them: written in bulk, only where something changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import select, update

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk.record import establishment_from
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import directory
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.ages import age_of, sources_read
from frontdesk_server.store.configuration import EstablishmentRow
from frontdesk_server.store.finding import Finder
from frontdesk_server.store.link import Link
from frontdesk_server.store.searching import Shown, Wanted
from frontdesk_server.store.statements import among, param, upsert
from frontdesk_server.store.tables import metadata
from frontdesk_server.store.values import Age

CHUNK: Final = 512
LONGEST_REASON: Final = 300

_table = metadata.tables[EstablishmentRow.__tablename__]
_VERSIONS: Final = select(_table.c.id, _table.c.source, _table.c.version, _table.c.retired, _table.c.stale_since).where(
    among(_table.c.id, "ids")
)
_UPSERT: Final = upsert(_table, keep=("exclusions",))
_OF_SOURCE: Final = select(_table.c.id).where(_table.c.source == param("of_source"), _table.c.retired.is_(False))
_RETIRE: Final = update(_table).where(among(_table.c.id, "ids")).values(retired=True, updated_at=param("now"))
_STALE: Final = (
    update(_table)
    .where(_table.c.source == param("of_source"), _table.c.stale_since.is_(None))
    .values(stale_since=param("since"))
)
_COLUMNS: Final = tuple(column for column in _table.columns if column.name != "exclusions")
_LISTED: Final = select(*_COLUMNS).join(directory.directory, directory.directory.c.establishment == _table.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEstablishment:
    """One establishment with what is known of its record. `version` is the hash of the record."""

    id: str
    name: str
    source: str
    record: Mapping[str, object]
    version: str
    updated_at: datetime
    stale_since: datetime | None = None
    retired: bool = False
    told_by: Mapping[str, str] = field(default_factory=dict)
    """The source of each field, where they are several; empty = `source` told it all."""
    age: Age | None = field(default=None, compare=False)
    """When its data were last confirmed, where one establishment was asked for."""

    @property
    def establishment(self) -> Establishment:
        """The record compiled for deciding. Raises `ConfigError` (FD768) when it cannot be read."""
        return aged(compiled(self.id, self.record, self.version), self.age)


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a pass of a source changed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    refused: tuple[Diagnostic, ...] = ()
    """Ids that belong to another source."""


def compiled(id_: str, record: Mapping[str, object] | str, version: str) -> Establishment:
    """The establishment of a stored record (or its text); its version is the store's own, so that both can be compared.

    Raises `ConfigError` (FD768) when this version of the program cannot read it.
    """
    try:
        found = json.loads(record) if isinstance(record, str) else record
        return establishment_from(found, version)
    except Exception as error:
        # Whatever is wrong with it: another version, a plugin or a hand may have written anything.
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise ConfigError.of("FD768", establishment=id_, error=reason[:LONGEST_REASON]) from error


def aged(establishment: Establishment, age: Age | None) -> Establishment:
    """The establishment with the age of its data, which changes without them."""
    if age is None or (establishment.source, establishment.read_at) == age:
        return establishment
    return replace(establishment, source=age.source, read_at=age.read_at)


def text_of(record: Mapping[str, object]) -> str:
    """A record as it is stored."""
    return whole(json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def whole(text: str) -> str:
    """The text, with U+FFFD for half of a character: JSON can say that, and no database takes it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def version_of(record: str) -> str:
    """The version of a record's stored text."""
    return blake2b(record.encode(), digest_size=8).hexdigest()


class Establishments(Finder):
    """All establishments. Whoever asks for a person hands over that person's scope."""

    async def sync(self, source: str, records: Iterable[Mapping[str, object]], *, complete: bool = False) -> Synced:
        """Write the records of a source that differ from what is stored, in one transaction.

        Each record has passed `EstablishmentRecord`. With `complete` they are all the source has: the others of that
        source are retired. An id that another source owns is refused, the rest is kept.
        """
        rows = {str(record["id"]): self._row(source, record) for record in records}
        total = Synced()
        async with self._database.write(long=True) as link:
            for chunk in _chunks(list(rows)):
                part = await self._write(link, source, [rows[id_] for id_ in chunk])
                total = _sum(total, part)
            if complete:
                gone = sorted(set((await link.execute(_OF_SOURCE, {"of_source": source})).scalars()) - set(rows))
                await self._retire(link, gone)
                total = replace(total, retired=len(gone))
        return total

    async def has_any(self, source: str) -> bool:
        """Whether establishments of that source are in use."""
        async with self._database.read() as link:
            return (await link.execute(_OF_SOURCE, {"of_source": source})).first() is not None

    async def mark_stale(self, source: str) -> None:
        """Remember since when a source could not be read; its establishments stay as they were."""
        async with self._database.write() as link:
            await link.execute(_STALE, {"of_source": source, "since": self._database.clock.now()})

    async def get(self, id_: str, scope: Scope = EVERYTHING) -> StoredEstablishment | None:
        """The establishment of that id, retired or not; None also when it is outside of the scope."""
        wanted = _LISTED.where(_table.c.id == id_, self._conditions.within(scope))
        async with self._database.read() as link:
            row = (await link.execute(wanted)).first()
            read = await sources_read(link) if row is not None else {}
        if row is None:
            return None
        return replace(_stored(row), age=age_of(read, row.source, row.told_by, row.stale_since))

    async def page(
        self, wanted: Wanted, scope: Scope = EVERYTHING, *, after: str = "", limit: int = 100
    ) -> list[StoredEstablishment]:
        """Establishments that are wanted, by id, from the one after `after`, whole; `find` gives lines by name."""
        condition = self._conditions.of(wanted, scope)
        page = _LISTED.where(condition, _table.c.id > after).order_by(_table.c.id).limit(limit)
        async with self._database.read() as link:
            return [_stored(row) for row in await link.execute(page)]

    async def list(
        self, *, limit: int = 100, after: str = "", search: str = "", retired: bool = False, scope: Scope = EVERYTHING
    ) -> list[StoredEstablishment]:
        """The same, by a search alone."""
        return await self.page(_wanted(search, retired=retired), scope, after=after, limit=limit)

    async def count(self, *, search: str = "", retired: bool = False, scope: Scope = EVERYTHING) -> int:
        """How many `list` would give in all."""
        return await self.tally(_wanted(search, retired=retired), scope)

    def _row(self, source: str, record: Mapping[str, object]) -> dict[str, Any]:
        text = text_of(record)
        return {
            "id": str(record["id"]),
            "source": source,
            "name": str(record["name"]),
            "record": text,
            "version": version_of(text),
            "updated_at": self._database.clock.now(),
            "stale_since": None,
            "retired": False,
            "told_by": None,
        }

    async def _write(self, link: Link, source: str, rows: Sequence[dict[str, Any]]) -> Synced:
        found = await link.execute(_VERSIONS, {"ids": padded([row["id"] for row in rows])})
        there = {row.id: row for row in found}
        foreign = [row for row in rows if _is_foreign(there.get(row["id"]), source)]
        own = [row for row in rows if row not in foreign]
        new = [row for row in own if row["id"] not in there]
        changed = [row for row in own if row["id"] in there and _differs(there[row["id"]], row)]
        if new or changed:
            await link.execute(_UPSERT.on(self._database), [*new, *changed])
            await link.run(lambda connection: directory.write(connection, [*new, *changed]))
        return Synced(
            added=len(new),
            changed=len(changed),
            unchanged=len(own) - len(new) - len(changed),
            refused=tuple(_refused(row["id"], there[row["id"]].source, source) for row in foreign),
        )

    async def _retire(self, link: Link, ids: Sequence[str]) -> None:
        for chunk in _chunks(ids):
            await link.execute(_RETIRE, {"ids": padded(chunk), "now": self._database.clock.now()})
            await link.run(partial(directory.retire, ids=chunk))


def _is_foreign(row: AnyRow | None, source: str) -> bool:
    return row is not None and row.source != source and not row.retired


def _differs(stored: AnyRow, row: Mapping[str, object]) -> bool:
    same = stored.version == row["version"] and stored.source == row["source"]
    return not same or bool(stored.retired) or stored.stale_since is not None


def _refused(id_: str, owner: str, source: str) -> Diagnostic:
    return Diagnostic(id="FD763", params={"establishment": id_, "owner": owner, "source": source}, severity="warning")


def _sum(total: Synced, part: Synced) -> Synced:
    return Synced(
        added=total.added + part.added,
        changed=total.changed + part.changed,
        unchanged=total.unchanged + part.unchanged,
        refused=total.refused + part.refused,
    )


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _wanted(search: str, *, retired: bool) -> Wanted:
    return Wanted(search=search, shown=Shown.ANY if retired else Shown.CURRENT)


def _stored(row: AnyRow) -> StoredEstablishment:
    told = {"record": json.loads(row.record), "told_by": json.loads(row.told_by or "{}")}
    return StoredEstablishment(**(row._asdict() | told))
