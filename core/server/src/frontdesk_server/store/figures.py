"""Figures: the tally and the messages that did not reach anybody, asked by period, place, set and scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, func, literal, select, text, type_coerce
from sqlalchemy.engine import Connection

from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store._types import EPOCH
from frontdesk_server.store.counting import Counted
from frontdesk_server.store.database import Database
from frontdesk_server.store.directory import establishment_group
from frontdesk_server.store.link import execute
from frontdesk_server.store.tables import conversation, message
from frontdesk_server.store.tally import Tally, Zones, tally

_QUARTER: Final = 900_000_000
"""Microseconds; every time zone is some quarters of an hour from UTC."""
_WIDEST: Final = timedelta(hours=26)
"""How far a zone's clock may be from UTC's, and more."""
_ENDED: Final = text("status IN ('failed', 'dropped', 'parked')")
NOTHING_SAID: Final = "no detail"

_of_us = message.c.direction == "out"
_sum = func.sum(tally.c.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, in each establishment's own time zone; both ends are in it."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Period:
        """As many days, just before."""
        return Period(since=self.since - timedelta(days=self.days), until=self.since - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which figures: those of a period, within a scope; None = of every one."""

    period: Period
    scope: Scope = EVERYTHING
    establishment: str | None = None
    group: str | None = None
    message_set: str | None = None
    account: str | None = None

    @property
    def before(self) -> Asked:
        """The same, of the period before."""
        return replace(self, period=self.period.before)


class Cell(NamedTuple):
    """One number of the figures: how often something was counted under a key."""

    key: str
    kind: Counted
    detail: str
    number: int


class Greeting(NamedTuple):
    """How many episodes began with this greeting in one hour of one day."""

    day: date
    hour: int
    greeting: str
    number: int


class Failure(NamedTuple):
    """How many messages of ours did not reach anybody, and why."""

    status: str
    """`failed`, `dropped` or `parked`."""
    cause: str
    number: int


class Figures:
    """All figures. `tally` brings them up to date; what is asked here is as old as its last step."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.tally = Tally(database)

    async def by_day(self, asked: Asked) -> list[tuple[date, Counted, str, int]]:
        """Everything that was counted, by day."""
        columns = (tally.c.day, tally.c.kind, tally.c.detail)
        return [
            (date.fromordinal(day), Counted(kind), detail, count)
            for day, kind, detail, count in await self._grouped(asked, columns)
        ]

    async def by_set(self, asked: Asked) -> list[Cell]:
        """Everything that was counted, by message set."""
        return await self._cells(asked, tally.c.message_set)

    async def by_account(self, asked: Asked) -> list[Cell]:
        """Everything that was counted, by account."""
        return await self._cells(asked, tally.c.account)

    async def by_establishment(self, asked: Asked, limit: int = 100) -> list[Cell]:
        """Everything that was counted at the establishments where most episodes began."""
        busiest = (
            self._wanted(asked, (tally.c.establishment,))
            .where(tally.c.kind == Counted.BEGUN.value)
            .order_by(_sum.desc(), tally.c.establishment)
            .limit(limit)
        )
        async with self._database.read() as link:
            ids = (await link.execute(busiest)).scalars()
        if not ids:
            return []
        return await self._cells(asked, tally.c.establishment, tally.c.establishment.in_(ids))

    async def greetings(self, asked: Asked) -> list[Greeting]:
        """The greetings of each hour."""
        columns = (tally.c.day, tally.c.hour, tally.c.detail)
        rows = await self._grouped(asked, columns, tally.c.kind == Counted.GREETED.value)
        return [Greeting(date.fromordinal(day), hour, greeting, count) for day, hour, greeting, count in rows]

    async def failures(self, asked: Asked) -> list[Failure]:
        """What did not reach anybody, by cause, the most frequent first. Read from the journal as it is now."""
        async with self._database.read() as link:
            return await link.run(lambda connection: self._failures(connection, asked))

    async def first_day(self, scope: Scope = EVERYTHING) -> date | None:
        """The first day of which there are figures."""
        wanted = select(func.min(tally.c.day)).where(*self._within(tally.c.establishment, scope, None))
        async with self._database.read() as link:
            day = (await link.execute(wanted)).scalar()
        return None if day is None else date.fromordinal(day)

    async def sets(self, asked: Asked) -> list[str]:
        """The message sets of which something was counted."""
        rows = await self._grouped(asked, (tally.c.message_set,))
        return sorted(name for name, _ in rows if name)

    async def _cells(self, asked: Asked, key: ColumnElement[str], *where: ColumnElement[bool]) -> list[Cell]:
        rows = await self._grouped(asked, (key, tally.c.kind, tally.c.detail), *where)
        return [Cell(found, Counted(kind), detail, count) for found, kind, detail, count in rows]

    async def _grouped(self, asked: Asked, columns: tuple[Any, ...], *where: ColumnElement[bool]) -> list[Any]:
        wanted = self._wanted(asked, columns).where(*where).order_by(*columns)
        async with self._database.read() as link:
            return [(*row[:-1], int(row[-1])) for row in await link.execute(wanted)]

    def _wanted(self, asked: Asked, columns: tuple[Any, ...]) -> Select[Any]:
        period = asked.period
        exact = {"establishment": asked.establishment, "message_set": asked.message_set, "account": asked.account}
        return (
            select(*columns, _sum)
            .where(
                tally.c.day.between(period.since.toordinal(), period.until.toordinal()),
                *(tally.c[name] == value for name, value in exact.items() if value is not None),
                *self._within(tally.c.establishment, asked.scope, asked.group),
            )
            .group_by(*columns)
        )

    @staticmethod
    def _within(column: ColumnElement[Any], scope: Scope, group: str | None) -> list[ColumnElement[bool]]:
        asked = [] if scope.groups is None else [sorted(scope.groups)]
        return [column.in_(_in_groups(groups)) for groups in (*asked, *([[group]] if group else []))]

    def _failures(self, connection: Connection, asked: Asked) -> list[Failure]:
        quarter = type_coerce(message.c.at, BigInteger) // literal(_QUARTER, BigInteger)
        columns = (message.c.status, message.c.detail, conversation.c.establishment, quarter.label("quarter"))
        wanted = self._failed(asked, columns).group_by(*columns)
        zones, found = Zones(connection), Counter[tuple[str, str]]()
        rows = execute(connection, wanted).all()
        zones.load([row.establishment for row in rows if row.establishment])
        for row in rows:
            at = EPOCH + timedelta(microseconds=int(row.quarter) * _QUARTER)
            day = zones.local(row.establishment or "", at).date()
            if asked.period.since <= day <= asked.period.until:
                found[row.status, row.detail or NOTHING_SAID] += int(row[-1])
        return [Failure(status, cause, count) for (status, cause), count in _ranked(found)]

    def _failed(self, asked: Asked, columns: tuple[Any, ...]) -> Select[Any]:
        period, place = asked.period, conversation.c.establishment
        exact = {place: asked.establishment, conversation.c.account: asked.account}
        wanted = (
            select(*columns, func.count())
            .select_from(message.join(conversation, conversation.c.id == message.c.conversation))
            .where(
                _ENDED,
                _of_us,
                message.c.at >= _midnight(period.since) - _WIDEST,
                message.c.at < _midnight(period.until) + timedelta(days=1) + _WIDEST,
                *(column == value for column, value in exact.items() if value is not None),
                *self._within(place, asked.scope, asked.group),
            )
        )
        if asked.message_set is not None:
            wanted = wanted.where(message.c.rule.startswith(asked.message_set + "/", autoescape=True))
        return wanted


def _in_groups(groups: list[str]) -> Select[Any]:
    """The establishments that are in one of these groups."""
    return select(establishment_group.c.establishment).where(establishment_group.c.group.in_(groups))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _ranked(found: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
