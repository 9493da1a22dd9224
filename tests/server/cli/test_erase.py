"""`frontdesk erase`: looked at first, confirmed, done, and what it does not reach is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from frontdesk import conversation_id
from frontdesk_server.cli.opened import with_store
from frontdesk_server.store import Store
from tests.server.cli.projects import CommandLine, project
from tests.server.store.matter import arrival, decide, outgoing

OF_ADA = ("--account", "site", "--contact", "ada")


async def _write(store: Store) -> None:
    await decide(store, arrival("m1"), saying=[outgoing("a")])
    await decide(store, arrival("m2", contact="bea"), saying=[outgoing("b", to="bea")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path / "p")
    with_store(made, lambda store, _project, _host: _write(store))
    return made


def contacts(folder: Path) -> list[str]:
    return sorted(
        line.contact for line in with_store(folder, lambda store, _project, _host: store.journal.conversations())
    )


def test_a_dry_run_counts_and_erases_nothing(frontdesk: CommandLine, folder: Path) -> None:
    done = frontdesk("erase", *OF_ADA, "--dry-run", "--json", "--project", folder)
    told = cast("dict[str, Any]", done.json)
    assert told["rows"] == {"conversation": 1, "decision": 1, "message": 2, "outbox": 1}
    assert not told["erased"]
    assert contacts(folder) == ["ada", "bea"]


def test_a_contact_is_erased_and_what_is_not_reached_is_said(frontdesk: CommandLine, folder: Path) -> None:
    done = frontdesk("erase", *OF_ADA, "--yes", "--project", folder)
    assert done.code == 0
    assert "message 2" in done.out
    assert "backups" in done.out
    assert "free space" not in done.out
    assert contacts(folder) == ["bea"]
    assert "nothing" in frontdesk("erase", *OF_ADA, "--yes", "--project", folder).out


def test_where_nothing_is_found_it_says_how_an_address_counts(frontdesk: CommandLine, folder: Path) -> None:
    done = frontdesk("erase", "--account", "site", "--contact", "+ada", "--dry-run", "--project", folder)
    assert "letter by letter" in done.out
    assert "letter by letter" not in frontdesk("erase", *OF_ADA, "--dry-run", "--project", folder).out


def test_a_cluster_in_front_of_the_database_is_among_what_is_not_reached(
    frontdesk: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "JetStream" not in frontdesk("erase", *OF_ADA, "--dry-run", "--project", folder).out
    monkeypatch.setenv("FRONTDESK_JETSTREAM", "nats://a.example:4222")
    assert "JetStream" in frontdesk("erase", *OF_ADA, "--dry-run", "--project", folder).out


def test_a_conversation_is_erased_by_its_id(frontdesk: CommandLine, folder: Path) -> None:
    id_ = conversation_id("site", "bea")
    assert frontdesk("erase", "--conversation", id_, "--yes", "--project", folder).code == 0
    assert contacts(folder) == ["ada"]


def test_nothing_is_erased_without_a_yes(frontdesk: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    done = frontdesk("erase", *OF_ADA, "--project", folder)
    assert (done.code, "FD894" in done.err) == (2, True)
    assert contacts(folder) == ["ada", "bea"]


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        (("--contact", "ada"), "FD735"),
        (("--account", "site"), "FD735"),
        ((*OF_ADA, "--conversation", "0" * 32), "FD735"),
        (("--conversation", "x"), "FD764"),
    ],
)
def test_whom_it_is_about_must_be_clear(frontdesk: CommandLine, folder: Path, words: tuple[str, ...], id_: str) -> None:
    done = frontdesk("erase", *words, "--yes", "--project", folder)
    assert (done.code, id_ in done.err) == (2, True)
