"""PostgreSQL for the tests: the server that somebody names, else one that is started; and new databases on it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

import asyncpg  # type: ignore[import-untyped]
import pytest

from frontdesk_testkit.postgresql import PostgreSqlMissing, running_postgresql

_number = count(1)


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[str]:
    """The address of a running server; `FRONTDESK_TEST_POSTGRESQL` names one that runs already."""
    if given := os.environ.get("FRONTDESK_TEST_POSTGRESQL"):
        yield given
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgresql(durable=durable))
        except PostgreSqlMissing as error:
            pytest.fail(str(error))
        yield str(server.get_uri())


def new_database(server: str) -> str:
    """The address of a new, empty database of a server."""
    return asyncio.run(make_database(server))


async def make_database(server: str) -> str:
    """The same, for who is in a loop already."""
    name = f"desk_{os.getpid()}_{next(_number)}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    return server.replace("/postgres?", f"/{name}?")
