"""The tally: counts by hour, establishment, message set and account, added up from the journal behind the worker.

It follows the journal with a cursor that moves in the transaction that adds what was read, so each decision counts
exactly once, whoever counts and however often that is interrupted. Deciding does not wait for it, and writes no more.
A conversation that is erased is counted as it goes, under the cursor's lock: who had read it before looks again.

A decision has the number that its event had in the inbox. Numbers become decisions in any order, so the cursor goes
no further than the lowest one that may still become one: what waits in the inbox, and, on a shared database, what a
transaction under way may have been given.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import chain
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from sqlalchemy import Column, Index, Integer, SmallInteger, String, Table, Text, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from frontdesk_server.store import counting
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.configuration import EstablishmentRow, metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import PerDialect, among, insert_new, param
from frontdesk_server.store.tables import conversation, decision, inbox, meta

PER_STEP: Final = 500

tally = Table(
    "tally",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("hour", SmallInteger, primary_key=True, autoincrement=False),
    Column("establishment", Text, primary_key=True),
    Column("message_set", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("detail", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Index("ix_tally_establishment_day", "establishment", "day"),
    sqlite_with_rowid=False,
)
"""`day` is the proleptic ordinal of a date, `hour` 0 to 23, both in the establishment's own time zone."""

_CURSOR: Final = "figures"

_log = structlog.get_logger("frontdesk.figures")


def _adding() -> PerDialect:
    statements = []
    for dialect in (sqlite, postgresql):
        statement: Any = dialect.insert(tally)
        keys = [column.name for column in tally.primary_key]
        added = {"count": tally.c.count + statement.excluded.count}
        statements.append(statement.on_conflict_do_update(index_elements=keys, set_=added))
    return PerDialect(*statements)


_ADD: Final = Bulk(tally, _adding())
_establishment = metadata.tables[EstablishmentRow.__tablename__]
_AT: Final = select(meta.c.value).where(meta.c.name == _CURSOR)
_BEGIN: Final = insert_new(meta)
_LOCKED: Final = _AT.with_for_update()
_MOVE: Final = update(meta).where(meta.c.name == _CURSOR).values(value=param("to_value"))
_WAITING: Final = select(func.min(inbox.c.number))
_LAST: Final = select(func.max(decision.c.number))
_columns = (
    decision.c.number,
    decision.c.conversation,
    decision.c.type,
    decision.c.at,
    decision.c.summary,
    decision.c.establishment,
    decision.c.trace,
)
_next = (
    select(*_columns, conversation.c.account)
    .select_from(decision.outerjoin(conversation, conversation.c.id == decision.c.conversation))
    .where(decision.c.number > param("after"))
    .order_by(decision.c.number)
)
_NEXT: Final = _next.where(decision.c.number <= param("last")).limit(param("most"))
_NEXT_OF: Final = _next.where(decision.c.conversation == param("of_conversation"))
_THERE: Final = (
    select(func.count())
    .select_from(decision)
    .where(decision.c.number > param("after"), decision.c.number <= param("last"))
)
_EARLIER: Final = (
    select(*_columns)
    .where(decision.c.conversation == param("of_conversation"), decision.c.number < param("before"))
    .order_by(decision.c.number.desc())
    .limit(param("most"))
)
_ZONES: Final = select(_establishment.c.id, _establishment.c.record).where(among(_establishment.c.id, "ids"))
_GIVEN_OUT: Final = text(
    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END,"
    " pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
    " pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM inbox_number_seq"
)


class _Mark(NamedTuple):
    """The highest number given out at one look, and the first transaction that had not begun then."""

    number: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one step adds, and how far it read."""

    begin: int
    end: int
    rows: int
    more: bool
    counts: Counter[tuple[Any, ...]]


class Tally:
    """The counts, brought up to date step by step."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark: _Mark | None = None

    async def step(self, most: int = PER_STEP) -> bool:
        """Add up the next decisions; whether more wait. On a shared database the first step only looks."""
        async with self._database.read() as link:
            found = await link.run(lambda connection: self._found(connection, most))
        if found.end == found.begin:
            return False
        async with self._database.write() as link:
            moved = await link.run(lambda connection: self._add(connection, found))
        return found.more or not moved

    def _found(self, connection: Connection, most: int) -> _Found:
        begin = int(execute(connection, _AT).scalar() or 0)
        last = self._settled(connection)
        rows = execute(connection, _NEXT, {"after": begin, "last": last, "most": most}).all()
        more = len(rows) == most
        end = rows[-1].number if more else max(begin, last)
        return _Found(begin=begin, end=end, rows=len(rows), more=more, counts=_counted(connection, rows))

    def _settled(self, connection: Connection) -> int:
        """The number up to which every event is decided, or will never be."""
        given_out = self._given_out(connection)
        waiting = execute(connection, _WAITING).scalar()
        return given_out if waiting is None else min(given_out, int(waiting) - 1)

    def _given_out(self, connection: Connection) -> int:
        """The highest number that no transaction still under way may have been given.

        SQLite has but one writer: what is decided is out. PostgreSQL gives numbers out before their rows are seen:
        a number counts once every transaction that was under way when it was given out has ended.
        """
        if self._database.embedded:
            return int(execute(connection, _LAST).scalar() or 0)
        number, begun, ends = execute(connection, _GIVEN_OUT).all()[0]
        mark = self._mark
        if mark is not None and begun < mark.ends:
            return 0
        self._mark = _Mark(number, ends)
        return 0 if mark is None else mark.number

    def _add(self, connection: Connection, found: _Found) -> bool:
        """Write it, unless another server was first or some of it is erased by now; whether it was written."""
        begin = _locked(self._database, connection)
        there = execute(connection, _THERE, {"after": found.begin, "last": found.end}).number()
        if (begin, there) != (found.begin, found.rows):
            return False
        connection.execute(_MOVE, {"to_value": str(found.end)})
        _write(connection, found.counts)
        return True


def count_before_it_goes(database: Database, connection: Connection, conversation_id: str) -> None:
    """Add up what is not counted yet of a conversation that is removed in this transaction, and decided by nobody."""
    which = {"after": _locked(database, connection), "of_conversation": conversation_id}
    _write(connection, _counted(connection, execute(connection, _NEXT_OF, which).all()))


def _locked(database: Database, connection: Connection) -> int:
    """The cursor, which nobody else moves until this transaction ends."""
    connection.execute(_BEGIN.on(database), [{"name": _CURSOR, "value": "0"}])
    return int(execute(connection, _LOCKED).scalar())


def _write(connection: Connection, counts: Counter[tuple[Any, ...]]) -> None:
    names = [column.name for column in tally.columns]
    # In one order, so that two servers that add at once wait for each other instead of for ever.
    rows = [dict(zip(names, (*key, count), strict=True)) for key, count in sorted(counts.items())]
    _ADD.run(connection, rows)


_Told = tuple[AnyRow, counting.Account]
"""A decision, and what it tells."""


def _counted(connection: Connection, rows: Sequence[AnyRow]) -> Counter[tuple[Any, ...]]:
    zones = Zones(connection)
    zones.load([row.establishment for row in rows if row.establishment])
    found: Counter[tuple[Any, ...]] = Counter()
    seen: defaultdict[str, list[_Told]] = defaultdict(list)
    for row in rows:
        account = _read(row)
        here = seen[row.conversation]
        before = list(_before(connection, row, account, here)) if account.chooses_from is not None else []
        here.append((row, account))
        own = _hour(row, zones)
        begun = _hour(before[-1][0], zones) if before else own
        for kind, message_set, detail, begins in counting.lines(account, [told for _, told in reversed(before)]):
            found[(*(begun if begins else own), message_set, row.account or "", kind.value, detail)] += 1
    return found


def _read(row: AnyRow) -> counting.Account:
    """What a decision tells; nothing where this version cannot read it, for one must not stop all others."""
    try:
        return counting.read(row.type, row.summary, row.trace)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        _log.error("decision not counted", number=row.number, reason=f"{type(error).__name__}: {error}")
        return counting.Account()


def _before(connection: Connection, row: AnyRow, account: counting.Account, here: Sequence[_Told]) -> Iterator[_Told]:
    """The decisions of the same episode before this one, latest first, back to the one with which it began."""
    if account.begins:
        return
    for one, read in chain(reversed(here), _stored(connection, row.conversation, here[0][0] if here else row)):
        if read.episode is not None and read.episode != account.episode:
            return
        if read.episode is not None:
            yield one, read
        if read.begins:
            return


def _stored(connection: Connection, conversation_id: str, before: AnyRow, most: int = 20) -> Iterator[_Told]:
    """A conversation's decisions before one of them, latest first, read as far as they are looked at."""
    number = before.number
    while True:
        which = {"of_conversation": conversation_id, "before": number, "most": most}
        earlier = execute(connection, _EARLIER, which).all()
        for one in earlier:
            number = one.number
            yield one, _read(one)
        if len(earlier) < most:
            return


def _hour(row: AnyRow, zones: Zones) -> tuple[int, int, str]:
    """The day and hour of a decision on its establishment's clock, and which that is."""
    establishment = row.establishment or ""
    local = zones.local(establishment, row.at)
    return local.toordinal(), local.hour, establishment


class Zones:
    """The time zones of establishments, read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._zones: dict[str, tzinfo] = {}

    def load(self, establishments: Sequence[str]) -> None:
        """Read those that are not known yet."""
        wanted = sorted(set(establishments) - self._zones.keys())
        for start in range(0, len(wanted), 512):
            found = execute(self._connection, _ZONES, {"ids": padded(wanted[start : start + 512])})
            self._zones.update({row.id: zone_of(row.record) for row in found})

    def local(self, establishment: str, at: datetime) -> datetime:
        """An instant on the establishment's clock; UTC where it has none."""
        if establishment and establishment not in self._zones:
            self.load([establishment])
            self._zones.setdefault(establishment, UTC)
        return at.astimezone(self._zones.get(establishment, UTC))


def zone_of(record: str) -> tzinfo:
    """The time zone of a stored record; UTC where it names none that is known."""
    try:
        return zone_of_name(json.loads(record).get("timezone"))
    except (ValueError, AttributeError):
        return UTC


def zone_of_name(name: object) -> tzinfo:
    """The time zone of that name; UTC where there is none."""
    try:
        return ZoneInfo(str(name or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
