"""`frontdesk backup` and `frontdesk restored`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from frontdesk_server.cli.opened import with_store
from frontdesk_server.store.lock_file import LockFile
from tests.server.cli.projects import CommandLine, project
from tests.server.store.matter import arrival, decide, outgoing


def test_a_copy_is_whole_private_and_never_written_over(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder, copy = project(tmp_path / "p"), tmp_path / "copy.sqlite"
    with_store(folder, lambda store, _project, _host: decide(store, arrival(), saying=[outgoing("a")]))
    assert frontdesk("backup", copy, "--project", folder).code == 0
    assert copy.stat().st_mode & 0o077 == 0
    assert b"Welcome" in copy.read_bytes()
    again = frontdesk("backup", copy, "--project", folder)
    assert (again.code, "FD896" in again.err) == (2, True)


def test_a_restored_database_parks_what_may_have_been_sent(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    with_store(folder, lambda store, _project, _host: decide(store, arrival(), saying=[outgoing("a")]))
    done = cast("dict[str, Any]", frontdesk("restored", "--json", "--project", folder).json)
    assert (done["parked"], done["waiting"], done["timers"]) == (1, 0, 0)
    assert "restored" in frontdesk("parked", "list", "--project", folder).out


def test_a_restore_point_that_is_too_early_is_told(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    with_store(folder, lambda store, _project, _host: decide(store, arrival(), saying=[outgoing("a")]))
    early = frontdesk("restored", "--at", "2026-03-01T03:00:00Z", "--project", folder)
    assert "1 messages are newer than 2026-03-01T03:00:00Z and will be sent" in early.out
    assert "without --at" in early.out
    assert "newer" not in frontdesk("restored", "--project", folder).out


def test_it_is_refused_while_a_server_runs_on_the_file(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    with_store(folder, lambda store, _project, _host: store.ping())
    lock = LockFile.take(folder / "frontdesk.sqlite.lock")
    try:
        done = frontdesk("restored", "--project", folder)
    finally:
        lock.release()
    assert (done.code, "FD751" in done.err) == (2, True)


def test_an_instant_that_is_none_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("restored", "--at", "yesterday", "--project", project(tmp_path / "p"))
    assert (done.code, "FD715" in done.err) == (2, True)
