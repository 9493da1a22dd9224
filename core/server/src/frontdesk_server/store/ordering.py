"""The order of the sources made in the console: of several that tell the same, the first counts.

It stands in one row: the ids, the one that counts most first. A source that it does not name comes behind, by id.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select

from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.statements import upsert
from frontdesk_server.store.tables import meta

_NAME: Final = "source_order"
_READ: Final = select(meta.c.value).where(meta.c.name == _NAME)
_KEEP: Final = upsert(meta)


async def ordered(link: Link, ids: Collection[str]) -> Sequence[str]:
    """These sources in their order."""
    kept = (await link.execute(_READ)).scalar()
    ranks = {id_: rank for rank, id_ in enumerate(json.loads(kept) if kept else ())}
    return sorted(ids, key=lambda id_: (ranks.get(id_, len(ranks)), id_))


async def keep_order(link: Link, database: Database, ids: Sequence[str]) -> None:
    """Have the sources count in this order."""
    await link.execute(_KEEP.on(database), [{"name": _NAME, "value": json.dumps(list(ids))}])


def moved(ids: Sequence[str], id_: str, by: int) -> Sequence[str]:
    """The order with one of them so many places later; before the first and behind the last there is nothing."""
    others = [other for other in ids if other != id_]
    place = min(max(ids.index(id_) + by, 0), len(others))
    return [*others[:place], id_, *others[place:]]
