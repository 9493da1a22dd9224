"""`frontdesk user`: people made, listed, changed and kept out on the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.server.cli.projects import CommandLine, project

EMAIL = "camille@example.com"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return project(tmp_path / "p")


def added(frontdesk: CommandLine, place: Path, *more: str) -> str:
    done = frontdesk("user", "add", EMAIL, "--name", "Camille", "-p", place, *more)
    assert done.code == 0, done.err
    return done.out.strip()


def state(frontdesk: CommandLine, place: Path) -> dict[str, object]:
    found = frontdesk("user", "list", "-p", place, "--json").json
    assert isinstance(found, list)
    return dict(found[0])


def test_adding_prints_a_link_on_the_public_address(
    frontdesk: CommandLine, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_PUBLIC_URL", "https://desk.example/")

    link = added(frontdesk, place, "--role", "administrator")

    assert link.startswith("https://desk.example/console/link/")
    assert state(frontdesk, place)["role"] == "administrator"
    assert state(frontdesk, place)["invited"] is True


def test_a_password_comes_from_stdin(frontdesk: CommandLine, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added(frontdesk, place)
    monkeypatch.setattr("sys.stdin", io.StringIO("three quiet words\n"))

    assert frontdesk("user", "password", EMAIL, "-p", place).code == 0

    assert state(frontdesk, place)["invited"] is False


def test_a_password_that_is_none_is_refused(
    frontdesk: CommandLine, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(frontdesk, place)
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    done = frontdesk("user", "password", EMAIL, "-p", place)

    assert (done.code, "FD822" in done.err) == (2, True)


def test_set_changes_what_is_named_and_leaves_the_rest(frontdesk: CommandLine, place: Path) -> None:
    added(frontdesk, place, "--role", "editor", "--group", "bakeries", "--group", "garages")
    frontdesk("user", "set", EMAIL, "--role", "publisher", "-p", place)
    assert (state(frontdesk, place)["role"], state(frontdesk, place)["groups"]) == (
        "publisher",
        ["bakeries", "garages"],
    )

    frontdesk("user", "set", EMAIL, "--everywhere", "-p", place)

    assert state(frontdesk, place)["groups"] is None


def test_everywhere_and_a_group_exclude_each_other(frontdesk: CommandLine, place: Path) -> None:
    added(frontdesk, place)

    assert "FD735" in frontdesk("user", "set", EMAIL, "--everywhere", "-g", "x", "-p", place).err


def test_somebody_disabled_gets_no_link_until_enabled(frontdesk: CommandLine, place: Path) -> None:
    added(frontdesk, place)
    assert frontdesk("user", "disable", EMAIL, "-p", place).code == 0
    assert "FD832" in frontdesk("user", "link", EMAIL, "-p", place).err

    frontdesk("user", "set", EMAIL, "--enable", "-p", place)

    assert "/console/link/" in frontdesk("user", "link", EMAIL, "-p", place).out


def test_nobody_is_said_with_the_command_that_changes_it(frontdesk: CommandLine, place: Path) -> None:
    assert "frontdesk user add" in frontdesk("user", "list", "-p", place).out


def test_a_table_shows_everybody(frontdesk: CommandLine, place: Path) -> None:
    added(frontdesk, place, "--group", "bakeries")

    shown = frontdesk("user", "list", "-p", place).out

    assert all(word in shown for word in (EMAIL, "Camille", "viewer", "bakeries", "invited"))


@pytest.mark.parametrize("command", ["link", "disable", "set"])
def test_whoever_is_not_there_is_told(frontdesk: CommandLine, place: Path, command: str) -> None:
    done = frontdesk("user", command, "nobody@example.com", "-p", place)

    assert (done.code, "FD827" in done.err) == (2, True)
