"""Finding establishments in the directory: a page of lines by name, how many in all, groups and sources with counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from frontdesk.rules.selection import Selection
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store._types import padded
from frontdesk_server.store.configuration import EstablishmentRow, metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.directory import directory, establishment_group
from frontdesk_server.store.link import Link
from frontdesk_server.store.searching import Conditions, Wanted
from frontdesk_server.store.statements import among

PAGE: Final = 50
BROAD: Final = 2000
"""A search that finds more goes through the rows in their order, until it has a page: nothing has to be sorted."""

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_LINES: Final = select(
    _establishment.c.id,
    _establishment.c.name,
    _establishment.c.source,
    _establishment.c.stale_since,
    _establishment.c.retired,
).where(among(_establishment.c.id, "ids"))
_GROUPS: Final = select(establishment_group).where(among(establishment_group.c.establishment, "ids"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishmentLine:
    """An establishment in a list."""

    id: str
    name: str
    source: str
    groups: tuple[str, ...]
    stale_since: datetime | None
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A name, and how many establishments go by it."""

    name: str
    count: int


class Finder:
    """Reads of the directory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._conditions = Conditions(embedded=database.embedded)

    async def find(
        self, wanted: Wanted, scope: Scope = EVERYTHING, *, after: str | None = None, limit: int = PAGE
    ) -> list[EstablishmentLine]:
        """A page of what is wanted, by name, from the one after the establishment `after`."""
        async with self._database.read() as link:
            broad = await self._is_broad(link, wanted)
            page = select(directory.c.establishment).where(self._conditions.of(wanted, scope, broad=broad))
            if after is not None:
                page = page.where(directory.c.sort > _sort_of(after))
            ids = (await link.execute(page.order_by(directory.c.sort).limit(limit))).scalars()
            return await _lines(link, ids) if ids else []

    async def lines(self, ids: Sequence[str], scope: Scope = EVERYTHING) -> list[EstablishmentLine]:
        """The lines of these ids, by name, also of retired ones; who is outside of the scope is left out."""
        there = and_(self._conditions.among(ids), self._conditions.within(scope))
        found = select(directory.c.establishment).where(there).order_by(directory.c.sort)
        async with self._database.read() as link:
            kept = (await link.execute(found)).scalars()
            return await _lines(link, kept) if kept else []

    async def tally(self, wanted: Wanted, scope: Scope = EVERYTHING) -> int:
        """How many are wanted in all."""
        async with self._database.read() as link:
            broad = await self._is_broad(link, wanted)
            if broad and scope.everything and wanted.by_words_alone:
                return await self._all_matches(link, wanted.search)
            condition = self._conditions.of(wanted, scope, broad=broad)
            return (await link.execute(select(func.count()).select_from(directory).where(condition))).number()

    async def _is_broad(self, link: Link, wanted: Wanted) -> bool:
        """Whether the search alone finds very many; the index of words says so at once."""
        matches = self._conditions.matches(wanted.search)
        if matches is None:
            return False
        probe = matches.limit(BROAD + 1).subquery()
        return (await link.execute(select(func.count()).select_from(probe))).number() > BROAD

    async def _all_matches(self, link: Link, search: str) -> int:
        """What the index of words has of a search, less what is retired."""
        matches = self._conditions.matches(search)
        if matches is None:
            raise RuntimeError("without an index of words nothing is broad")
        gone = select(func.count()).select_from(directory)
        gone = gone.where(directory.c.retired.is_(True), self._conditions.through(search))
        everybody = (await link.execute(select(func.count()).select_from(matches.subquery()))).number()
        return everybody - (await link.execute(gone)).number()

    async def ids_of(self, wanted: Wanted, scope: Scope = EVERYTHING) -> list[str]:
        """The ids of all that are wanted, in their order."""
        found = select(directory.c.establishment).where(self._conditions.of(wanted, scope))
        async with self._database.read() as link:
            return sorted((await link.execute(found)).scalars())

    async def resolve(self, selection: Selection, scope: Scope = EVERYTHING) -> int:
        """How many establishments a selection takes now; `find` pages through them."""
        return await self.tally(Wanted(selection=selection), scope)

    async def groups(self, scope: Scope = EVERYTHING) -> list[Counted]:
        """The groups of the establishments within the scope, by name, each with how many it has there."""
        within, named = self._conditions.within(scope), establishment_group.c.group
        mine = true() if scope.everything else _are(within)
        everybody = select(named, func.count()).where(mine).group_by(named)
        retired = select(named, func.count()).where(_are(and_(directory.c.retired.is_(True), within))).group_by(named)
        async with self._database.read() as link:
            gone: dict[str, int] = dict((await link.execute(retired)).all())
            there = [(name, count - gone.get(name, 0)) for name, count in await link.execute(everybody)]
        return [Counted(name=name, count=count) for name, count in sorted(there) if count > 0]

    async def sources(self, scope: Scope = EVERYTHING) -> list[Counted]:
        """The sources of the establishments within the scope, retired ones with them."""
        found = (
            select(directory.c.source, func.count())
            .where(self._conditions.within(scope))
            .group_by(directory.c.source)
            .order_by(directory.c.source)
        )
        async with self._database.read() as link:
            return [Counted(name=name, count=count) for name, count in await link.execute(found)]


def _are(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows of establishments for which that holds."""
    return establishment_group.c.establishment.in_(select(directory.c.establishment).where(condition))


def _sort_of(establishment: str) -> Any:
    found: Select[Any] = select(directory.c.sort).where(directory.c.establishment == establishment)
    return found.scalar_subquery()


async def _lines(link: Link, ids: Sequence[str]) -> list[EstablishmentLine]:
    """The lines of these ids, in that order."""
    groups: dict[str, list[str]] = {}
    for id_, group in await link.execute(_GROUPS, {"ids": padded(ids)}):
        groups.setdefault(id_, []).append(group)
    rows = {row.id: row for row in await link.execute(_LINES, {"ids": padded(ids)})}
    there = [id_ for id_ in ids if id_ in rows]
    return [EstablishmentLine(**rows[id_]._asdict(), groups=tuple(sorted(groups.get(id_, ())))) for id_ in there]
