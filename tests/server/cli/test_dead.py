"""`frontdesk dead`: listed; replayed one, those of an account, since an instant, all; each counts as received now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import insert, select

from frontdesk_server.cli.opened import with_store
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, codec
from frontdesk_server.store.tables import dead, inbox
from tests.server.cli.projects import CommandLine, project
from tests.server.store.matter import NOW, said

LATER = NOW + timedelta(days=1)


async def _bury(store: Store) -> None:
    rows: list[dict[str, Any]] = [
        {
            "number": number,
            "conversation": f"{number:032x}",
            "account": account,
            "type": "MessageReceived",
            "event_id": f"m{number}",
            "event": codec.dump_event(said(f"m{number}")),
            "error": "ValueError: broken",
            "release": 1,
            "at": at,
        }
        for number, account, at in ((7, "site", NOW), (8, "phone", NOW), (9, "site", LATER))
    ]
    async with store.database.write() as link:
        await link.execute(insert(dead), rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path / "p")
    with_store(made, lambda store, _project, _host: _bury(store))
    return made


async def _inbox(store: Store) -> list[Any]:
    async with store.database.read() as link:
        found = (await link.execute(select(inbox.c.body).order_by(inbox.c.number))).scalars()
    return [codec.load_event(body) for body in found]


def waiting(folder: Path) -> list[Any]:
    return with_store(folder, lambda store, _project, _host: _inbox(store))


def test_a_replayed_event_is_received_now_so_that_its_age_counts(frontdesk: CommandLine, folder: Path) -> None:
    before = SystemClock().now()
    assert "7 is in the inbox again" in frontdesk("dead", "replay", "7", "--project", folder).out
    [event] = waiting(folder)
    assert event.received_at >= before
    assert event.at == NOW


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--all",), [7, 8, 9]),
        (("--account", "site"), [7, 9]),
        (("--since", LATER.isoformat()), [9]),
        (("--account", "phone", "--since", LATER.isoformat()), []),
    ],
)
def test_several_are_replayed_at_once_each_of_them_once(
    frontdesk: CommandLine, folder: Path, words: Sequence[str], numbers: list[int]
) -> None:
    done = frontdesk("dead", "replay", *words, "--yes", "--json", "--project", folder)
    assert [one["number"] for one in cast("list[dict[str, Any]]", done.json)] == numbers
    assert frontdesk("dead", "replay", *words, "--yes", "--json", "--project", folder).json == []
    assert len(waiting(folder)) == len(numbers)


def test_several_are_replayed_only_when_that_is_confirmed(
    frontdesk: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    done = frontdesk("dead", "replay", "--all", "--project", folder)
    assert (done.code, "FD894" in done.err) == (2, True)
    assert waiting(folder) == []


@pytest.mark.parametrize("words", [(), ("7", "--all"), ("--all", "--account", "site")])
def test_one_way_of_choosing_is_asked_for(frontdesk: CommandLine, folder: Path, words: Sequence[str]) -> None:
    done = frontdesk("dead", "replay", *words, "--yes", "--project", folder)
    assert (done.code, "FD735" in done.err) == (2, True)


def test_dead_lists_nothing_where_everything_was_decided(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    assert "no dead letter" in frontdesk("dead", "list", "--project", folder).out
    assert json.loads(frontdesk("dead", "list", "--project", folder, "--json").out) == []


def test_dead_replay_of_a_letter_that_there_is_not_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("dead", "replay", "7", "--project", project(tmp_path / "p"))

    assert done.code == 2
    assert "FD765" in done.err
