"""`frontdesk parked`: listed, sent again, given up, by key, by account or all."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from frontdesk import conversation_id
from frontdesk_server.cli.opened import with_store
from frontdesk_server.store import OutboxStatus, Store
from frontdesk_server.store.values import Claims, Role, Settled
from tests.server.cli.projects import CommandLine, project
from tests.server.store.matter import NOW, arrival, decide, key, leases, outgoing


async def _park(store: Store, why: str = "reset", text: str = "Hello") -> None:
    for account in ("site", "phone"):
        await decide(store, arrival(account, account=account), saying=[outgoing(account, f"{text}\n{account}")])
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = await claiming.candidates(100, of_one=100)
        await claiming.save(Claims(sending=rows))
    await store.outbox.settle([Settled(row.key, 1, "parked", not_before=NOW, detail=why) for row in rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path / "p")
    with_store(made, lambda store, _project, _host: _park(store))
    return made


def pending(folder: Path) -> list[str]:
    rows = with_store(folder, lambda store, _project, _host: store.outbox.rows(OutboxStatus.PENDING))
    return [row.account for row in rows]


def actions(folder: Path) -> list[str]:
    return [entry.action for entry in with_store(folder, lambda store, _project, _host: store.audit.list())]


def test_parked_messages_are_listed_with_what_is_known_of_them(frontdesk: CommandLine, folder: Path) -> None:
    shown = frontdesk("parked", "list", "--project", folder).out
    assert key("site") in shown
    assert "reset" in shown
    found = cast("list[dict[str, Any]]", frontdesk("parked", "list", "--json", "--project", folder).json)
    assert [(one["account"], one["attempts"], one["reason"]) for one in found] == [
        ("site", 1, "reset"),
        ("phone", 1, "reset"),
    ]
    assert found[0]["conversation"] == conversation_id("site", "ada")


def test_a_key_is_whole_however_long_the_rest_is(frontdesk: CommandLine, tmp_path: Path) -> None:
    made = project(tmp_path / "p")
    reason, text = "ServerDisconnectedError: Server disconnected", "We are away. We are back tomorrow at 9. " * 2
    with_store(made, lambda store, _project, _host: _park(store, reason, text))
    assert key("site") in frontdesk("parked", "list", "--project", made).out


def test_nothing_parked_is_said(frontdesk: CommandLine, tmp_path: Path) -> None:
    assert "No message is parked" in frontdesk("parked", "list", "--project", project(tmp_path / "p")).out


def test_one_is_sent_again_by_its_key_and_written_down(frontdesk: CommandLine, folder: Path) -> None:
    assert "1 sent again" in frontdesk("parked", "resend", key("site"), "--project", folder).out
    assert pending(folder) == ["site"]
    assert actions(folder) == ["message.resent"]
    again = frontdesk("parked", "resend", key("site"), "--project", folder)
    assert (again.code, "FD923" in again.err) == (2, True)


def test_several_are_sent_again_only_when_that_is_confirmed(
    frontdesk: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    refused = frontdesk("parked", "resend", "--all", "--project", folder)
    assert (refused.code, "FD894" in refused.err) == (2, True)
    assert pending(folder) == []
    assert frontdesk("parked", "resend", "--all", "--yes", "--project", folder).code == 0
    assert pending(folder) == ["site", "phone"]


def test_those_of_an_account_are_given_up(frontdesk: CommandLine, folder: Path) -> None:
    done = frontdesk("parked", "drop", "--account", "phone", "--yes", "--json", "--project", folder)
    assert done.json == {"done": [key("phone")], "settled": []}
    assert [one["account"] for one in cast("Any", frontdesk("parked", "list", "--json", "--project", folder).json)] == [
        "site"
    ]
    assert actions(folder) == ["message.given_up"]


@pytest.mark.parametrize("words", [(), ("--all", "--account", "site"), (key("site"), "--all")])
def test_exactly_one_way_of_choosing_is_asked_for(frontdesk: CommandLine, folder: Path, words: tuple[str, ...]) -> None:
    done = frontdesk("parked", "resend", *words, "--yes", "--project", folder)
    assert (done.code, "FD735" in done.err) == (2, True)
