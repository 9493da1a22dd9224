"""The secrets of the store, as encrypted tokens; only `frontdesk_server.secrets` makes and opens them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, select

from frontdesk_server.store.configuration import SecretRow
from frontdesk_server.store.connecting import rise
from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import param, upsert
from frontdesk_server.store.tables import metadata

_table = metadata.tables[SecretRow.__tablename__]
_ALL: Final = select(_table.c.name, _table.c.token).order_by(_table.c.name)
_SET: Final = upsert(_table)
_DELETE: Final = delete(_table).where(_table.c.name == param("of_name"))


class SecretTokens:
    """All stored tokens, by the secret's name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, str]:
        """Every token."""
        async with self._database.read() as link:
            return {row.name: row.token for row in await link.execute(_ALL)}

    async def set(self, name: str, token: str) -> None:
        """Write or replace one; running servers take it up."""
        async with self._database.write() as link:
            await link.execute(_SET.on(self._database), [self._row(name, token)])
            await rise(link, self._database)

    async def reseal(self, tokens: Mapping[str, str]) -> None:
        """Replace tokens by others of the same values: to running servers nothing has changed."""
        if tokens:
            async with self._database.write() as link:
                rows = [self._row(name, token) for name, token in tokens.items()]
                await link.execute(_SET.on(self._database), rows)

    async def delete(self, name: str) -> None:
        """Forget one, if it is there; running servers forget it too."""
        async with self._database.write() as link:
            await link.execute(_DELETE, {"of_name": name})
            await rise(link, self._database)

    def _row(self, name: str, token: str) -> dict[str, object]:
        return {"name": name, "token": token, "at": self._database.clock.now(), "author": ""}
