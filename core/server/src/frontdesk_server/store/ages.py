"""How old the data of establishments are: when what is known of one was last confirmed, and by which source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select

from frontdesk_server.store.link import Link
from frontdesk_server.store.source_tables import source_state
from frontdesk_server.store.values import Age

_READ: Final = select(source_state.c.source, source_state.c.read_at)

Read = Mapping[str, datetime | None]
"""When each source was last read to its end; None = never."""


async def sources_read(link: Link) -> Read:
    """When each source was last read to its end."""
    return {row.source: row.read_at for row in await link.execute(_READ)}


def age_of(read: Read, source: str, told_by: str | None, stale: datetime | None) -> Age:
    """When everything that is known of an establishment was last confirmed.

    `told_by` is the JSON of who told what, where they are several; `stale` since when its source cannot be read.
    """
    sources = {source} if told_by is None else {source, *(read.keys() & set(json.loads(told_by).values()))}
    known = sorted((at, each) for each in sources if (at := read.get(each)) is not None)
    if len(known) < len(sources):
        return Age(min(sources - {each for _, each in known}), None)
    at, oldest = known[0]
    return Age(oldest, at if stale is None else min(at, stale))
