"""Fixtures for tests of publishing: a store on disk, and coroutine tests on asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from frontdesk import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store
from tests.databases import file_with_tables


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def host() -> Host:
    """The installed plugins."""
    return Host.load({})


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A new, empty store."""
    opened = await open_store(file_with_tables(tmp_path / "desk.sqlite"), SystemClock())
    yield opened
    await opened.close()
