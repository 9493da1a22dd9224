"""A small durable store for plugins, by namespace and key; entries vanish when they expire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import and_, delete, select

from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import param, upsert
from frontdesk_server.store.tables import expiring

_its = and_(expiring.c.namespace == param("in_namespace"), expiring.c.key == param("of_key"))
_GET: Final = select(expiring.c.value).where(_its, expiring.c.expires > param("now"))
_PUT: Final = upsert(expiring)
_DELETE: Final = delete(expiring).where(_its)
_SWEEP: Final = delete(expiring).where(expiring.c.expires <= param("now"))


class Expiring:
    """One namespace: implements `frontdesk.desk.ExpiringStore`."""

    def __init__(self, database: Database, namespace: str) -> None:
        self._database = database
        self._namespace = namespace

    async def get(self, key: str) -> Mapping[str, object] | None:
        """The value, or None when there is none or it has expired."""
        which = {"in_namespace": self._namespace, "of_key": key, "now": self._database.common_clock.now()}
        async with self._database.read() as link:
            value = (await link.execute(_GET, which)).scalar()
        return None if value is None else cast("dict[str, object]", json.loads(value))

    async def put(self, key: str, value: Mapping[str, object], expires: timedelta) -> None:
        """Write or replace a value. Durable when it returns."""
        row: dict[str, Any] = {
            "namespace": self._namespace,
            "key": key,
            "value": json.dumps(value, ensure_ascii=False),
            "expires": self._database.common_clock.now() + expires,
        }
        async with self._database.write() as link:
            await link.execute(_PUT.on(self._database), [row])

    async def delete(self, key: str) -> None:
        """Forget a value, if it is there."""
        async with self._database.write() as link:
            await link.execute(_DELETE, {"in_namespace": self._namespace, "of_key": key})


async def sweep(database: Database) -> int:
    """Remove everything that has expired; how much it was."""
    async with database.write() as link:
        gone = await link.execute(_SWEEP, {"now": database.common_clock.now()})
        return gone.rowcount
