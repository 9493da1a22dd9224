"""`frontdesk init` and `demo`: a project that nothing is wrong with, whole or not at all, and only where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk_server.project.template import FILES
from tests.server.cli.projects import CommandLine, process


def test_init_then_check_finds_nothing_wrong(frontdesk: CommandLine, tmp_path: Path) -> None:
    made = frontdesk("init", tmp_path / "p")
    checked = frontdesk("check", tmp_path / "p")

    assert made.code == 0
    assert "frontdesk simulate" in made.out
    assert (checked.code, checked.err) == (0, "")
    assert "no error, 0 warnings" in checked.out


def test_an_init_that_fails_midway_leaves_nothing_and_may_be_repeated(
    frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    with monkeypatch.context() as patched:
        patched.setitem(FILES, "n" * 300, "a name that no disk takes")
        failed = [frontdesk("init", tmp_path / folder) for folder in ("empty", "new/deep")]
    left = sorted(path.name for path in tmp_path.rglob("*"))

    assert [done.code for done in failed] == [2, 2]
    assert all("FD746" in done.err and "wrote" not in done.out for done in failed)
    assert left == ["empty"]
    assert frontdesk("init", tmp_path / "empty").code == 0


def test_init_writes_nothing_where_something_is(frontdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    done = frontdesk("init", tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "FD712" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("inside", ["a-file/desk", "a-file"])
def test_init_says_where_it_cannot_write(frontdesk: CommandLine, tmp_path: Path, inside: str) -> None:
    (tmp_path / "a-file").write_text("mine")

    done = frontdesk("init", tmp_path / inside)

    assert (done.code, done.out) == (2, "")
    assert "error FD746 the folder" in done.err
    assert inside in done.err
    assert (tmp_path / "a-file").read_text() == "mine"


def test_a_demo_that_cannot_be_written_says_where(
    frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("mine")
    monkeypatch.setenv("FRONTDESK_DEMO_DIR", str(tmp_path / "a-file"))

    done = frontdesk("demo", "--port", "0")

    assert (done.code, done.out) == (2, "")
    assert "error FD746 the folder" in done.err


def test_a_folder_without_a_project_is_told_how_to_become_one(tmp_path: Path) -> None:
    done = process("check", tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "FD702" in done.err
    assert f"frontdesk init {tmp_path}" in done.err
