"""`frontdesk reply`: refused where there is no such conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.cli.projects import CommandLine, project


@pytest.mark.parametrize("id_", ["nope", "0123456789ABCDEF0123456789ABCDE", "é" * 32])
def test_a_reply_to_what_is_no_conversation_s_id_is_refused(frontdesk: CommandLine, tmp_path: Path, id_: str) -> None:
    folder = project(tmp_path / "p")

    done = frontdesk("reply", id_, "Hello", "--project", folder)

    assert done.code == 2
    assert f"error FD764 there is no conversation {id_!r}" in done.err


def test_reply_to_a_conversation_that_there_is_not_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("reply", "0" * 32, "Hello", "--project", project(tmp_path / "p"))

    assert (done.code, done.out) == (2, "")
    assert "FD764" in done.err
