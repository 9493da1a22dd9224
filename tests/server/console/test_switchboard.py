"""The switchboard: what the console connects is plugged in while the server runs, and costs nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.connecting import ConnectionKind, Sealed
from tests.server.console.house import House, house

ACCOUNT, SOURCE = ConnectionKind.ACCOUNT, ConnectionKind.SOURCE
SETTINGS = {"target_url": "https://platform.example/", "secrets": ["store:shop.key"]}
PLACE = '{"establishments": [{"id": "shop-1", "name": "Shop One", "groups": ["shops"], "timezone": "Europe/Paris"}]}'


def change(kind: str = "account") -> Change:
    return Change(actor=Actor(name="Odile"), action=f"{kind}.created", kind=kind, subject="shop")


def document(**more: Any) -> dict[str, Any]:
    return {"id": "shop", "channel": "webhook", "settings": SETTINGS, **more}


def sealed(home: House, value: str = "a-key-of-the-shop-of-32-characters") -> Sealed:
    return Sealed(kept={"shop.key": home.running.board.secrets.seal("shop.key", value)})


def connect(home: House, kind: ConnectionKind, doc: dict[str, Any], secrets: Sealed | None = None) -> None:
    assert home.call(home.store.connections.create, kind, "shop", doc, change(kind.value), secrets or Sealed())
    home.call(home.running.board.look)


def test_an_account_made_in_the_console_is_there_at_the_next_look(home: House) -> None:
    assert home.client.post("/webhooks/shop").status_code == 404
    connect(home, ACCOUNT, document(private_addresses=True), sealed(home))
    board = home.running.board
    assert board.accounts["shop"].plugged
    assert set(board.connections.accounts) == {"website", "crm", "shop"}
    assert home.client.post("/webhooks/shop").status_code == 401
    assert board.private == {"crm", "shop"}


def test_an_account_that_is_removed_is_gone_at_the_next_look(home: House) -> None:
    connect(home, ACCOUNT, document(private_addresses=True), sealed(home))
    gone = home.call(
        home.store.connections.remove, ACCOUNT, "shop", change(), Sealed(forgotten=frozenset({"shop.key"}))
    )
    home.call(home.running.board.look)
    assert gone
    assert home.client.post("/webhooks/shop").status_code == 404
    assert home.running.board.private == {"crm"}
    assert home.call(home.store.secrets.all) == {}


def test_a_channel_is_built_anew_only_when_something_of_it_has_changed(home: House) -> None:
    connect(home, ACCOUNT, document(), sealed(home))
    channels = home.running.board.connections.channels
    website, shop = channels["website"], channels["shop"]
    home.call(home.running.board.take_up)
    assert channels["website"] is website
    assert channels["shop"] is shop
    saved = home.call(
        home.store.connections.save,
        ACCOUNT,
        "shop",
        document(),
        change(),
        expected=1,
        secrets=sealed(home, "other" * 9),
    )
    home.call(home.running.board.look)
    assert saved
    assert channels["website"] is website
    assert channels["shop"] is not shop


def test_a_channel_of_the_file_is_built_anew_when_a_secret_of_it_has_changed(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = home.running.board
    website, crm = board.connections.channels["website"], board.connections.channels["crm"]
    monkeypatch.setenv("CRM_SECRET", "another-key-of-32-characters-or-more")
    home.call(board.take_up)
    assert board.connections.channels["website"] is website
    assert board.connections.channels["crm"] is not crm
    assert dict(board.connections.channels["crm"].secrets) == {
        "env:CRM_SECRET": b"another-key-of-32-characters-or-more"
    }
    monkeypatch.delenv("CRM_SECRET")
    home.call(board.take_up)
    assert dict(board.connections.channels["crm"].secrets) == {
        "env:CRM_SECRET": b"another-key-of-32-characters-or-more"
    }


def test_what_cannot_be_used_says_why_and_costs_nobody_else(home: House) -> None:
    connect(home, ACCOUNT, document(channel="smoke-signals"))
    found = home.running.board.accounts["shop"]
    assert [problem.id for problem in found.problems] == ["FD706"]
    assert found.problems[0].path == "channel"
    assert set(home.running.board.connections.accounts) == {"website", "crm"}


def test_a_secret_without_a_value_keeps_its_account_out(home: House) -> None:
    connect(home, ACCOUNT, document())
    assert [problem.id for problem in home.running.board.accounts["shop"].problems] == ["FD710"]


def test_the_files_account_is_used_where_the_console_has_one_of_its_name(home: House) -> None:
    website = home.running.board.connections.channels["website"]
    assert home.call(home.store.connections.create, ACCOUNT, "website", document(id="website"), change(), sealed(home))
    home.call(home.running.board.look)
    assert home.running.board.connections.channels["website"] is website
    assert home.running.board.accounts["website"].stored is None
    assert [p.id for p in home.running.board.accounts["website (console)"].problems] == ["FD950"]


def test_two_who_change_an_account_at_once_are_told_apart(home: House) -> None:
    connect(home, ACCOUNT, document(), sealed(home))
    assert home.call(home.store.connections.save, ACCOUNT, "shop", document(), change(), expected=1)
    assert not home.call(home.store.connections.save, ACCOUNT, "shop", document(), change(), expected=1)


def test_every_change_is_in_the_audit_without_its_secrets(home: House) -> None:
    connect(home, ACCOUNT, document(), sealed(home))
    entries = [entry for entry in home.call(home.store.audit.list) if entry.action != "release.applied"]
    assert [(entry.action, entry.subject, entry.actor.name) for entry in entries] == [
        ("account.created", "shop", "Odile")
    ]
    line = home.call(home.store.connections.secrets)["shop.key"]
    assert line.author == "Odile"


def test_a_source_made_in_the_console_is_read_at_once_and_its_pass_is_remembered(home: House) -> None:
    (Path(home.folder) / "shops.json").write_text(PLACE, encoding="utf-8")
    connect(home, SOURCE, {"id": "shop", "kind": "files", "path": "shops.json"})
    assert home.call(home.running.board.sync.now, "shop")
    found = home.call(home.store.connections.passes)["shop"]
    assert (found.read, found.records, found.added, found.problems) == (True, 1, 1, ())
    assert home.call(home.store.establishments.get, "shop-1") is not None
    assert not home.call(home.running.board.sync.now, "nobody")


def test_a_source_that_cannot_be_read_is_remembered_with_its_problems(home: House) -> None:
    connect(home, SOURCE, {"id": "shop", "kind": "files", "path": "nowhere.json"})
    home.call(home.running.board.sync.now, "shop")
    found = home.call(home.store.connections.passes)["shop"]
    assert not found.read
    assert found.problems
    assert all(problem.severity == "error" for problem in found.problems)


def test_an_account_of_the_console_never_keeps_the_server_from_starting(tmp_path: Path) -> None:
    twin = {"id": "shop", "channel": "web", "settings": {"key": "pk_colibri", "origins": ["https://shop.example"]}}
    with house(tmp_path / "p") as first:
        connect(first, ACCOUNT, twin)
    with house(tmp_path / "p") as again:
        board = again.running.board
        assert [problem.id for problem in board.accounts["shop"].problems] == ["FD536"]
        assert set(board.connections.accounts) == {"website", "crm"}
        mended = twin | {"settings": {"key": "pk_shop", "origins": ["https://shop.example"]}}
        assert again.call(again.store.connections.save, ACCOUNT, "shop", mended, change(), expected=1)
        again.call(board.look)
        assert board.accounts["shop"].plugged
