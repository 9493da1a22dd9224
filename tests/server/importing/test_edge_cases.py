"""Edge cases of hours that lie with the sources: one that is gone for days, an establishment that is gone for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import Host
from frontdesk.hours import State
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.store import Store
from tests.server.cli.projects import project

pytestmark = pytest.mark.anyio

OPEN = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
HOURS = "opening_hours: {weekly: {mon-fri: '09:00-18:00'}}"


def write(folder: Path, *ids: str) -> None:
    rows = "".join(f"  - {{id: {id_}, name: {id_}, timezone: Europe/Paris, {HOURS}}}\n" for id_ in ids)
    (folder / "establishments.yaml").write_text(f"establishments:\n{rows}")


def syncing(store: Store, folder: Path, host: Host) -> SourceSync:
    return SourceSync(store, load_project(folder, host).sources, SystemClock())


async def test_edge_case_57_the_last_good_record_of_a_source_that_is_gone_answers_and_is_marked(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, "a")
    await sync.once()
    (folder / "establishments.yaml").unlink()
    await sync.once()
    first = await store.establishments.get("a")
    await sync.once()
    last = await store.establishments.get("a")

    assert first is not None
    assert last is not None
    assert last.stale_since == first.stale_since is not None
    hours = last.establishment.opening_hours
    assert hours is not None
    assert [hours.at(OPEN + timedelta(days=n)).state for n in range(3)] == [State.OPEN] * 3


async def test_edge_case_58_who_is_gone_is_inactive_and_everything_of_it_is_kept(
    store: Store, tmp_path: Path, host: Host
) -> None:
    folder = project(tmp_path / "p")
    sync = syncing(store, folder, host)
    write(folder, "a", "b")
    await sync.once()
    write(folder, "a")
    await sync.once()

    gone = await store.establishments.get("b")
    assert gone is not None
    assert (gone.retired, gone.name) == (True, "b")
    assert gone.establishment.opening_hours is not None
