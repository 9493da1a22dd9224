"""What sources have led to by themselves: calls that a webhook asks for, kept until they were made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import delete, select

from frontdesk_server.store._types import padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.link import Link
from frontdesk_server.store.source_tables import source_told
from frontdesk_server.store.statements import among, plain_insert

_ENTER: Final = Bulk(source_told, plain_insert(source_told))
_NEXT: Final = select(source_told).order_by(source_told.c.number)
_DONE: Final = delete(source_told).where(among(source_told.c.number, "numbers"))


class ToldFetch(NamedTuple):
    """A call that is to be made."""

    number: int
    source: str
    fetch: str
    """As JSON."""


async def add(link: Link, source: str, fetches: Sequence[str]) -> None:
    """Keep calls to make."""
    rows = [{"source": source, "fetch": fetch} for fetch in fetches]
    if rows:
        await link.run(lambda connection: _ENTER.run(connection, rows))


async def upcoming(link: Link, limit: int) -> list[ToldFetch]:
    """The next ones, of all sources."""
    return [ToldFetch(row.number, row.source, row.fetch) for row in await link.execute(_NEXT.limit(limit))]


async def done(link: Link, numbers: Sequence[int]) -> None:
    """Forget calls that were made."""
    await link.execute(_DONE, {"numbers": padded(list(numbers))})
