"""Coroutine tests run on asyncio (anyio's plugin, `pytest.mark.anyio`); logs are plain lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from tests.databases import database_with_tables
from tests.server.store.conftest import postgresql

__all__ = ["postgresql"]


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(),
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ],
        wrapper_class=structlog.BoundLogger,
        logger_factory=structlog.PrintLoggerFactory(),
    )
    yield
    structlog.configure(**before)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def shared_database(postgresql: str) -> str:
    """The address of a new database of a real PostgreSQL, with this version's tables."""
    return database_with_tables(postgresql)
