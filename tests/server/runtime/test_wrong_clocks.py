"""A server whose clock is wrong, on a database that others share: what it takes in is timed by the database's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from frontdesk_server.api.serving import desk_of, parts_of, server_plan, started
from frontdesk_server.api.streams import Stopping
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import open_store
from tests.server.runtime.several import SECRET, Several

pytestmark = [pytest.mark.anyio, pytest.mark.services]


class Ahead(SystemClock):
    """A day ahead."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=1)


async def test_webhooks_and_visitors_are_timed_by_the_clock_that_all_share(
    tmp_path: Path, shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHONE_KEY", SECRET)
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", shared_database)
    house = Several(tmp_path / "several", shared_database)
    house.write_project("http://127.0.0.1:1/messages")
    await (await open_store(shared_database, SystemClock(), migrate=True)).close()
    plan = replace(server_plan(house.folder, host=None, port=0, role="ingress", test_clock=False), clock=Ahead())
    async with started(plan, "http://127.0.0.1:1") as running:
        stopping = Stopping()
        parts = parts_of(running, stopping, desk_of(running, stopping))
        tomorrow = Ahead().now()
        assert tomorrow - parts.clock.now() > timedelta(hours=23)
        assert tomorrow - running.runtime.desk.now() > timedelta(hours=23)
