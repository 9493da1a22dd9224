"""The streams of conversations on channels that are this very server: numbered, each key once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from frontdesk.desk import StreamEntry
from frontdesk_server.store._types import padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import among, param, plain_insert
from frontdesk_server.store.tables import conversation, stream

_LOCK: Final = (
    select(conversation.c.id).where(among(conversation.c.id, "ids")).order_by(conversation.c.id).with_for_update()
)
_KEYS: Final = select(stream.c.key).where(among(stream.c.key, "keys"))
_LAST: Final = (
    select(stream.c.conversation, func.max(stream.c.number))
    .where(among(stream.c.conversation, "ids"))
    .group_by(stream.c.conversation)
)
_INSERT: Final = Bulk(stream, plain_insert(stream))
_HISTORY: Final = (
    select(stream.c.number, stream.c.key, stream.c.at, stream.c.body)
    .where(stream.c.conversation == param("id"), stream.c.number > param("after"))
    .order_by(stream.c.number)
    .limit(param("most"))
)


class Published(NamedTuple):
    """One entry to append: its conversation, its key, its body and its instant."""

    conversation: str
    key: str
    body: Mapping[str, object]
    at: datetime


def append(connection: Connection, entries: Sequence[Published]) -> None:
    """Append each entry whose key is not there yet, numbered after the conversation's last one."""
    if not entries:
        return
    ids = padded(sorted({entry.conversation for entry in entries}))
    execute(connection, _LOCK, {"ids": ids})
    there = set(execute(connection, _KEYS, {"keys": padded([entry.key for entry in entries])}).scalars())
    last = {row[0]: row[1] for row in execute(connection, _LAST, {"ids": ids})}
    rows = []
    for entry in entries:
        if entry.key in there:
            continue
        there.add(entry.key)
        number = last[entry.conversation] = last.get(entry.conversation, 0) + 1
        body = json.dumps(entry.body, ensure_ascii=False, separators=(",", ":"))
        rows.append(entry._asdict() | {"number": number, "body": body})
    _INSERT.run(connection, rows)


class Streams:
    """Reading what was appended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, conversation_id: str, *, after: int = 0, limit: int = 200) -> list[StreamEntry]:
        """The entries with a number above `after`, in order."""
        async with self._database.read() as link:
            found = await link.execute(_HISTORY, {"id": conversation_id, "after": after, "most": limit})
            rows = found.all()
        return [StreamEntry(number=n, key=key, at=at, body=json.loads(body)) for n, key, at, body in rows]
