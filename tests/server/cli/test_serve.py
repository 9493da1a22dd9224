"""`frontdesk serve` and `frontdesk migrate`: what keeps a server from starting, and the tables that it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.cli.projects import CommandLine, process, project


@pytest.mark.parametrize("path", ["a-file/desk.sqlite", "a-folder"])
def test_a_database_that_cannot_be_made_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "a-file").write_text("mine")
    (tmp_path / "a-folder.lock").mkdir()
    folder = project(tmp_path / "p")

    done = process(
        "serve",
        "--project",
        folder,
        environment={"FRONTDESK_PORT": "0", "FRONTDESK_DATABASE_URL": f"sqlite:///{tmp_path / path}"},
    )

    assert done.code == 2
    assert "error FD748" in done.err
    assert path in done.err
    assert "Traceback" not in done.err


def test_settings_of_no_use_are_told_all_at_once_without_their_values(tmp_path: Path) -> None:
    done = process(
        "serve",
        "--project",
        tmp_path,
        environment={
            "FRONTDESK_PORT": "eighty",
            "FRONTDESK_PUBLIC_URL": "desk",
            "FRONTDESK_API_TOKEN": "hunter2",
            "FRONTDESK_NOW": "noon",
        },
    )

    assert done.code == 2
    assert done.err.count("FD700") == 4
    assert "hunter2" not in done.err


def test_serve_refuses_a_set_clock(frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_NOW", "2026-12-24T18:30:00+01:00")

    done = frontdesk("serve", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "FD717" in done.err


def test_serve_refuses_a_part_of_the_work_where_nobody_can_do_the_rest(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("serve", "--project", project(tmp_path / "p"), "--role", "worker")

    assert done.code == 2
    assert "FD863 a process of role 'worker' works beside others" in done.err
    assert "FRONTDESK_DATABASE_URL" in done.err


def test_migrate_makes_the_tables_once(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    done, again = [frontdesk("migrate", "--project", folder, "--json").json for _ in range(2)]

    assert isinstance(done, dict)
    assert done["before"] is None
    assert again == {"before": done["after"], "after": done["after"]}
    assert "Nothing to do: the tables have revision" in frontdesk("migrate", "--project", folder).out
