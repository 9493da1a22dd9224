"""`frontdesk secret`: kept encrypted, under a name that settings can say, and only where there is a key."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.server.cli.projects import CommandLine, process, project


def test_a_secret_that_is_not_there_cannot_be_removed(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("secret", "remove", "CRM_KEY", "--project", project(tmp_path / "p"))

    assert (done.code, done.out) == (2, "")
    assert "error FD759" in done.err
    assert "store:CRM_KEY" in done.err


def test_a_secret_is_kept_encrypted_and_used_by_its_name(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    key = {"FRONTDESK_SECRET_KEY": "a-first-key-0123456789"}
    both = {"FRONTDESK_SECRET_KEY": "a-second-key-0123456789,a-first-key-0123456789"}

    kept = process("secret", "set", "CRM", "--project", folder, environment=key, typed="open sesame\n")
    listed = process("secret", "list", "--project", folder, environment=key)
    rotated = process("secret", "rotate", "--project", folder, environment=both)

    assert (kept.code, listed.out) == (0, "store:CRM\n")
    assert "1 secret" in rotated.out
    assert not [path for path in folder.glob("*.sqlite*") if b"open sesame" in path.read_bytes()]


@pytest.mark.parametrize("name", ["X Y/..", "", "1st", "é", "A" * 101, "store:CRM", "CRM\n"])
def test_a_secret_is_named_so_that_settings_can_name_it(
    frontdesk: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("FRONTDESK_SECRET_KEY", "k" * 32)
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame"))

    done = frontdesk("secret", "set", name, "--project", project(tmp_path / "p"))

    assert (done.code, "FD773" in done.err) == (2, True)
    assert not (tmp_path / "p" / "frontdesk.sqlite").exists()


def test_a_secret_without_a_key_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("secret", "set", "CRM", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "FD758" in done.err
