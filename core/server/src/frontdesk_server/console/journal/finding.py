"""Finding the establishment that somebody means: its id, or words that one of them alone goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from frontdesk_server.console.visit import Visit
from frontdesk_server.store import EstablishmentLine, Shown, StoredEstablishment, Wanted

MOST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The establishment that is meant, or those that may be."""

    asked: str
    place: StoredEstablishment | None = None
    candidates: Sequence[EstablishmentLine] = ()

    @property
    def unclear(self) -> bool:
        """Whether something was asked for, and it is not known what."""
        return bool(self.asked) and self.place is None


async def find_place(visit: Visit, asked: str) -> Found:
    """The establishment of that id, else the only one that the words fit, within the person's scope."""
    asked = asked.strip()
    if not asked:
        return Found(asked="")
    place = await visit.desk.store.establishments.get(asked, visit.scope)
    if place is not None:
        return Found(asked=asked, place=place)
    candidates = await places_like(visit, asked)
    if len(candidates) == 1:
        only = await visit.desk.store.establishments.get(candidates[0].id, visit.scope)
        return Found(asked=asked, place=only)
    return Found(asked=asked, candidates=candidates)


async def places_like(visit: Visit, words: str) -> Sequence[EstablishmentLine]:
    """Some establishments that words fit, retired ones with them: they have a past."""
    wanted = Wanted(search=words, shown=Shown.ANY)
    return await visit.desk.store.establishments.find(wanted, visit.scope, limit=MOST)
