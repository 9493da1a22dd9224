"""Fixtures: a store on disk whose clock a test moves, and somebody in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk_server.access import people
from frontdesk_server.access.people import Profile
from frontdesk_server.clock import SystemClock
from frontdesk_server.rights import Role
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.people import Person
from tests.server.store.conftest import postgresql, url

__all__ = ["postgresql", "url"]

PASSWORD = "three quiet words"


class MovedClock(SystemClock):
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def store(url: str, clock: MovedClock) -> AsyncIterator[Store]:
    opened = await open_store(url, clock, migrate=True, partitions=4)
    yield opened
    await opened.close()


@pytest.fixture
async def camille(store: Store) -> Person:
    """An administrator who can sign in."""
    profile = Profile(name="Camille Roux", email="Camille@Example.com", role=Role.ADMINISTRATOR)
    return await people.add(store, profile, COMMAND_LINE, password=PASSWORD)
