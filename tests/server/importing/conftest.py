"""Fixtures for tests of importing: a store on disk or in PostgreSQL (`services`), coroutine tests on asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from frontdesk import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store
from tests.server.store.conftest import empty_url, postgresql, url

__all__ = ["empty_url", "postgresql", "url"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def host() -> Host:
    """The installed plugins."""
    return Host.load({})


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A new, empty store."""
    opened = await open_store(url, SystemClock(), migrate=True)
    yield opened
    await opened.close()
