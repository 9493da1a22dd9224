"""Toggles: what is switched on for each establishment. No row = everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, case, func, or_, select, type_coerce

from frontdesk.model import Toggles
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.configuration import ToggleRow
from frontdesk_server.store.statements import among, upsert
from frontdesk_server.store.switching import Switching
from frontdesk_server.store.tables import metadata

_SWITCHES: Final = ("everything", "welcome", "absence", "starters")
_PRIME: Final = 4_294_967_291
"""Instants are summed up modulo this: microseconds of a hundred thousand rows would be too large a number."""

_table = metadata.tables[ToggleRow.__tablename__]
_GET: Final = select(_table).where(among(_table.c.establishment, "ids"))
_SET: Final = upsert(_table)
_MARK: Final = select(
    func.count(),
    func.sum(type_coerce(_table.c.at, BigInteger) % _PRIME),
    *(func.sum(case((_table.c[name].is_(False), 1), else_=0)) for name in _SWITCHES),
)
_EXCEPTIONS: Final = select(_table).where(or_(*(_table.c[name].is_(False) for name in _SWITCHES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToggleState:
    """What is switched on for an establishment, and who said so when: nobody, where everything always was."""

    toggles: Toggles = field(default_factory=Toggles)
    author: str | None = None
    at: datetime | None = None


class ToggleBoard(Switching):
    """The toggles of all establishments; what is set is effective from the next event on."""

    async def get(self, establishment: str) -> Toggles:
        """What is switched on for this establishment."""
        return (await self.of([establishment]))[establishment]

    async def of(self, establishments: Iterable[str]) -> Mapping[str, Toggles]:
        """What is switched on for each of these."""
        return {id_: state.toggles for id_, state in (await self.states(establishments)).items()}

    async def states(self, establishments: Iterable[str]) -> Mapping[str, ToggleState]:
        """The same, with who switched last."""
        ids = sorted(set(establishments))
        found: dict[str, ToggleState] = {}
        if ids:
            async with self._database.read() as link:
                rows = await link.execute(_GET, {"ids": padded(ids)})
                found = {row.establishment: _state(row) for row in rows}
        return {id_: found.get(id_, ToggleState()) for id_ in ids}

    async def mark(self) -> tuple[int, ...]:
        """What changes whenever somebody switches anything."""
        async with self._database.read() as link:
            return tuple(int(value or 0) for value in (await link.execute(_MARK)).all()[0])

    async def exceptions(self) -> Mapping[str, Toggles]:
        """What is switched on wherever that is not everything."""
        async with self._database.read() as link:
            return {row.establishment: _state(row).toggles for row in await link.execute(_EXCEPTIONS)}

    async def set(self, establishments: Iterable[str], toggles: Toggles, *, author: str) -> None:
        """Switch for one establishment or many, at once."""
        now = self._database.clock.now()
        rows = [
            {
                "establishment": id_,
                "everything": toggles.everything,
                "welcome": toggles.welcome,
                "absence": toggles.absence,
                "starters": toggles.starters,
                "author": author,
                "at": now,
            }
            for id_ in sorted(set(establishments))
        ]
        if rows:
            async with self._database.write() as link:
                await link.execute(_SET.on(self._database), rows)


def _state(row: AnyRow) -> ToggleState:
    toggles = Toggles(everything=row.everything, welcome=row.welcome, absence=row.absence, starters=row.starters)
    return ToggleState(toggles=toggles, author=row.author, at=row.at)
