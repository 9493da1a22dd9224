"""The frontier of a pass: the calls that are still to be made, kept beside those that were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import delete, func, select, update

from frontdesk_server.store._types import padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.link import Link
from frontdesk_server.store.source_tables import source_fetch
from frontdesk_server.store.statements import among, param, plain_insert

_MINE: Final = source_fetch.c.source == param("of_source")
_ENTER: Final = Bulk(source_fetch, plain_insert(source_fetch))
_CLEAR: Final = delete(source_fetch).where(_MINE)
_DONE: Final = update(source_fetch).where(_MINE, among(source_fetch.c.key, "keys")).values(done=True)
_KNOWN: Final = select(source_fetch.c.key).where(_MINE, among(source_fetch.c.key, "keys"))
_NEXT: Final = (
    select(source_fetch.c.key, source_fetch.c.fetch)
    .where(_MINE, source_fetch.c.done.is_(False))
    .order_by(source_fetch.c.place)
)
_LAST: Final = select(func.max(source_fetch.c.place)).where(_MINE)
_COUNT: Final = select(func.count()).where(_MINE, source_fetch.c.done.is_(True))
CHUNK: Final = 500


class Kept(NamedTuple):
    """A call as it is kept: 32 hex digits that stand for it, and its JSON."""

    key: str
    fetch: str


async def upcoming(link: Link, source: str, limit: int) -> list[Kept]:
    """The next calls to make, in the order in which they were found."""
    return [Kept(row.key, row.fetch) for row in await link.execute(_NEXT.limit(limit), {"of_source": source})]


async def made(link: Link, source: str) -> int:
    """How many calls of this pass were made."""
    return (await link.execute(_COUNT, {"of_source": source})).number()


async def clear(link: Link, source: str) -> None:
    """Forget all calls of a source."""
    await link.execute(_CLEAR, {"of_source": source})


async def advance(link: Link, source: str, done: Sequence[str], found: Mapping[str, str]) -> set[str]:
    """Note that calls were made, and which are to be made because of it; gives those that this pass knew already."""
    if done:
        await link.execute(_DONE, {"of_source": source, "keys": padded(list(done))})
    known: set[str] = set()
    keys = list(found)
    for start in range(0, len(keys), CHUNK):
        asked = {"of_source": source, "keys": padded(keys[start : start + CHUNK])}
        known.update((await link.execute(_KNOWN, asked)).scalars())
    place = ((await link.execute(_LAST, {"of_source": source})).scalar() or 0) + 1
    new = [key for key in keys if key not in known]
    rows = [
        {"source": source, "key": key, "place": place + at, "fetch": found[key], "done": False}
        for at, key in enumerate(new)
    ]
    await link.run(lambda connection: _ENTER.run(connection, rows))
    return known
