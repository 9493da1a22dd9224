"""What sources tell, row by row, and the establishments that are made of it: within one transaction of a pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Executable, Table, bindparam, func, select, update

from frontdesk_server.store import directory
from frontdesk_server.store._types import AnyRow, Instant, padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.configuration import EstablishmentRow
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.source_tables import source_record, source_state
from frontdesk_server.store.statements import among, param, upsert
from frontdesk_server.store.tables import metadata

CHUNK: Final = 512

_table: Final[Table] = metadata.tables[EstablishmentRow.__tablename__]
_record: Final = source_record.c
_MINE: Final = _record.source == param("of_source")
_LIVE: Final = _record.gone_since.is_(None)
_NATIVES: Final = among(_record.native, "natives")

_HELD: Final = select(
    _record.native,
    _record.establishment,
    _record.version,
    _record.digest,
    _record.number,
    _record.leaving,
    _record.gone_since,
    _record.stale_since,
).where(_MINE, _NATIVES)
_TOLD: Final = (
    select(_record.source, _record.native, _record.establishment, _record.record, _record.stale_since)
    .where(_LIVE, among(_record.establishment, "ids"))
    .order_by(_record.native)
)
_OWNERS: Final = select(_record.establishment, _record.source).where(_LIVE, among(_record.establishment, "ids"))
_CODED: Final = select(_record.code, _record.establishment).where(
    _LIVE, _record.establishment.is_not(None), among(_record.code, "codes"), among(_record.source, "sources")
)
_PLACES: Final = select(
    _table.c.id, _table.c.source, _table.c.version, _table.c.retired, _table.c.stale_since, _table.c.told_by
).where(among(_table.c.id, "ids"))
_NAMES: Final = select(_record.native).where(_MINE, _LIVE)
_UNSEEN: Final = _NAMES.where(_record.number != param("in_number"))
_LEAVING: Final = _NAMES.where(_record.leaving.is_(True))
_COUNT: Final = select(func.count()).where(_MINE, _LIVE)
_DIGESTS: Final = select(_record.native, _record.digest).where(
    _MINE, _LIVE, _record.stale_since.is_(None), _record.digest.is_not(None), _record.establishment.is_not(None)
)
_UNMATCHED: Final = select(_record.native, _record.code).where(_MINE, _LIVE, _record.establishment.is_(None))
_other: Final = source_record.alias("other").c
_ELSEWHERE: Final = (
    select(_other.code)
    .where(_other.code == _record.code, _other.gone_since.is_(None), among(_other.source, "sources"))
    .where(_other.establishment != _record.establishment)
    .exists()
)
_CODED_ELSEWHERE: Final = select(_record.native, _record.code, _record.establishment).where(
    _MINE, _LIVE, _record.code.is_not(None), _ELSEWHERE
)

_PUT_RECORD: Final = Bulk(source_record, upsert(source_record))
_PUT_PLACE: Final = Bulk(_table, upsert(_table, keep=("exclusions",)))
_SEEN: Final = (
    update(source_record).where(_MINE, _NATIVES).values(number=param("in_number"), leaving=False, stale_since=None)
)
_SEEN_BAD: Final = (
    update(source_record)
    .where(_MINE, _NATIVES)
    .values(
        number=param("in_number"),
        leaving=False,
        stale_since=func.coalesce(_record.stale_since, bindparam("since", type_=Instant())),
    )
)
_LEAVES: Final = update(source_record).where(_MINE, _NATIVES).values(leaving=True, number=param("in_number"))
_STAY: Final = (
    update(source_record)
    .where(_MINE, _NATIVES)
    .values(leaving=False, stale_since=func.coalesce(_record.stale_since, bindparam("since", type_=Instant())))
)
_NOBODY_LEAVES: Final = update(source_record).where(_MINE, _record.leaving.is_(True)).values(leaving=False)
_ABANDON: Final = (
    update(source_record)
    .where(_LIVE, among(_record.establishment, "ids"), _record.source.not_in(bindparam("sources", expanding=True)))
    .values(gone_since=param("now"))
)
_GO: Final = update(source_record).where(_MINE, _NATIVES).values(gone_since=param("now"), leaving=False)
_PLACES_OF: Final = select(_record.establishment).where(_MINE, _NATIVES, _record.establishment.is_not(None))
_MOVE: Final = (
    update(source_record).where(_MINE, _record.native == param("of_native")).values(establishment=param("to_place"))
)
_RETIRE: Final = update(_table).where(among(_table.c.id, "ids")).values(retired=True, updated_at=param("now"))
_STALE: Final = (
    update(_table).where(among(_table.c.id, "ids"), _table.c.stale_since.is_(None)).values(stale_since=param("since"))
)
_ALL_PLACES: Final = select(_record.establishment).where(_MINE, _LIVE, _record.establishment.is_not(None))
_ALL_STALE: Final = (
    update(_table)
    .where(_table.c.id.in_(_ALL_PLACES), _table.c.stale_since.is_(None))
    .values(stale_since=param("since"))
)
_STILL_STALE: Final = (
    select(_record.establishment)
    .join(source_state, source_state.c.source == _record.source, isouter=True)
    .where(
        _LIVE,
        _record.establishment == _table.c.id,
        (_record.stale_since.is_not(None))
        | ((source_state.c.stale_since.is_not(None)) & (_record.source != param("of_source"))),
    )
    .exists()
)
_FRESH: Final = (
    update(_table)
    .where(_table.c.stale_since.is_not(None), among(_table.c.id, "ids"), ~_STILL_STALE)
    .values(stale_since=None)
)
_ALL_FRESH: Final = (
    update(_table)
    .where(_table.c.stale_since.is_not(None), _table.c.id.in_(_ALL_PLACES), ~_STILL_STALE)
    .values(stale_since=None)
)

T = TypeVar("T")


class Held(NamedTuple):
    """What is held of a source's row already."""

    native: str
    establishment: str | None
    version: str
    digest: str | None
    number: int
    leaving: bool
    gone_since: datetime | None
    stale_since: datetime | None


class Voice(NamedTuple):
    """What one source tells of one establishment now."""

    source: str
    native: str
    establishment: str
    record: str
    stale_since: datetime | None


class Placed(NamedTuple):
    """An establishment as it stands."""

    id: str
    source: str
    version: str
    retired: bool
    stale_since: datetime | None
    told_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row of a source, to be kept."""

    native: str
    establishment: str | None
    record: str
    version: str
    digest: str | None = None
    code: str | None = None


class SourceRecords:
    """The records of one source, and what is made of them. Everything is asked and written in chunks."""

    def __init__(self, database: Database, link: Link, source: str) -> None:
        self._database = database
        self._link = link
        self._source = source

    # Asking

    async def held(self, natives: Sequence[str]) -> dict[str, Held]:
        """What is held of these rows."""
        return {row.native: Held(*row) for row in await self._ask(_HELD, "natives", natives, of_source=self._source)}

    async def told(self, ids: Sequence[str]) -> list[Voice]:
        """What any source tells of these establishments now; gone rows are silent."""
        return [Voice(*row) for row in await self._ask(_TOLD, "ids", ids)]

    async def owners(self, ids: Sequence[str]) -> dict[str, set[str]]:
        """The sources that tell of these establishments."""
        return _grouped(await self._ask(_OWNERS, "ids", ids))

    async def coded(self, codes: Sequence[str], sources: Collection[str]) -> dict[str, set[str]]:
        """The establishments that these sources give a store code to."""
        if not sources:
            return {}
        return _grouped(await self._ask(_CODED, "codes", codes, sources=padded(sorted(sources))))

    async def places(self, ids: Sequence[str]) -> dict[str, Placed]:
        """These establishments as they stand, retired ones too."""
        return {row.id: Placed(*row) for row in await self._ask(_PLACES, "ids", ids)}

    async def natives(self) -> list[str]:
        """Every row of the source that is not gone."""
        return (await self._link.execute(_NAMES, {"of_source": self._source})).scalars()

    async def count(self) -> int:
        """How many they are."""
        return (await self._link.execute(_COUNT, {"of_source": self._source})).number()

    async def unseen(self, number: int) -> list[str]:
        """Those that this pass has not seen."""
        return (await self._link.execute(_UNSEEN, {"of_source": self._source, "in_number": number})).scalars()

    async def leaving(self) -> list[str]:
        """Those of which this pass says that they are gone."""
        return (await self._link.execute(_LEAVING, {"of_source": self._source})).scalars()

    async def digests(self) -> dict[str, str]:
        """The digests of what is held and good, by the row's id."""
        rows = await self._link.execute(_DIGESTS, {"of_source": self._source})
        return {row.native: row.digest for row in rows}

    async def unmatched(self) -> dict[str, str | None]:
        """The rows that are no establishment yet, with their store codes."""
        rows = await self._link.execute(_UNMATCHED, {"of_source": self._source})
        return {row.native: row.code for row in rows}

    async def coded_elsewhere(self, sources: Collection[str]) -> list[tuple[str, str, str]]:
        """The rows whose store code these sources give another establishment: id, code, own establishment."""
        if not sources:
            return []
        asked = {"of_source": self._source, "sources": padded(sorted(sources))}
        rows = await self._link.execute(_CODED_ELSEWHERE, asked)
        return [(row.native, row.code, row.establishment) for row in rows]

    # Writing

    async def put(self, rows: Sequence[SourceRow], number: int) -> None:
        """Keep what these rows tell; they are there, and good."""
        whole = [
            {
                "source": self._source,
                "native": row.native,
                "establishment": row.establishment,
                "record": row.record,
                "version": row.version,
                "digest": row.digest,
                "code": row.code,
                "number": number,
                "leaving": False,
                "gone_since": None,
                "stale_since": None,
            }
            for row in rows
        ]
        await self._link.run(lambda connection: _PUT_RECORD.run(connection, whole))

    async def seen(self, natives: Sequence[str], number: int) -> None:
        """These came as they are held."""
        await self._do(_SEEN, "natives", natives, of_source=self._source, in_number=number)

    async def seen_bad(self, natives: Sequence[str], number: int) -> None:
        """These came, but cannot be used: what is held stays, and grows old."""
        await self._do(
            _SEEN_BAD, "natives", natives, of_source=self._source, in_number=number, since=self._database.clock.now()
        )

    async def nobody_leaves(self) -> None:
        """What an earlier pass was about to do is not done."""
        await self._link.execute(_NOBODY_LEAVES, {"of_source": self._source})

    async def abandon(self, ids: Sequence[str], sources: Collection[str]) -> None:
        """What other sources than these told of establishments is gone with them."""
        await self._do(_ABANDON, "ids", ids, sources=padded(sorted(sources)), now=self._database.clock.now())

    async def leave(self, natives: Sequence[str], number: int) -> None:
        """The source says that these are gone."""
        await self._do(_LEAVES, "natives", natives, of_source=self._source, in_number=number)

    async def stay(self, natives: Sequence[str]) -> None:
        """They seem to be gone, but stay until that is confirmed."""
        await self._do(_STAY, "natives", natives, of_source=self._source, since=self._database.clock.now())

    async def go(self, natives: Sequence[str]) -> list[str]:
        """These are gone; gives the establishments that they told of."""
        await self._do(_GO, "natives", natives, of_source=self._source, now=self._database.clock.now())
        return await self.places_of(natives)

    async def places_of(self, natives: Sequence[str]) -> list[str]:
        """The establishments that rows belong to."""
        return sorted(
            {row.establishment for row in await self._ask(_PLACES_OF, "natives", natives, of_source=self._source)}
        )

    async def move(self, native: str, establishment: str) -> None:
        """A row belongs to this establishment from now on."""
        await self._link.execute(_MOVE, {"of_source": self._source, "of_native": native, "to_place": establishment})

    async def write_places(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write establishments as they are now."""
        for chunk in chunks(rows):
            await self._link.run(partial(_PUT_PLACE.run, rows=chunk))
            await self._link.run(partial(directory.write, rows=chunk))

    async def retire_places(self, ids: Sequence[str]) -> None:
        """Nobody tells of these any more."""
        await self._do(_RETIRE, "ids", ids, now=self._database.clock.now())
        for chunk in chunks(ids):
            await self._link.run(partial(directory.retire, ids=chunk))

    async def age(self, ids: Sequence[str]) -> None:
        """What is known of these establishments is not confirmed from now on."""
        await self._do(_STALE, "ids", ids, since=self._database.clock.now())

    async def freshen(self, ids: Sequence[str]) -> None:
        """What the source tells of these is confirmed."""
        await self._do(_FRESH, "ids", ids, of_source=self._source)

    async def all_stale(self, since: datetime) -> None:
        """Nothing that the source tells is confirmed since then."""
        await self._link.execute(_ALL_STALE, {"of_source": self._source, "since": since})

    async def all_fresh(self) -> None:
        """What the source tells is confirmed; who else is silent about them keeps its mark."""
        await self._link.execute(_ALL_FRESH, {"of_source": self._source})

    # How it is done

    async def _ask(self, statement: Executable, name: str, values: Sequence[str], **more: object) -> list[AnyRow]:
        found: list[AnyRow] = []
        for chunk in chunks(values):
            found += await self._link.execute(statement, {name: padded(chunk), **more})
        return found

    async def _do(self, statement: Executable, name: str, values: Sequence[str], **more: object) -> None:
        await self._ask(statement, name, values, **more)


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in pieces that one statement takes."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _grouped(rows: Iterable[AnyRow]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in rows:
        found.setdefault(key, set()).add(value)
    return found
