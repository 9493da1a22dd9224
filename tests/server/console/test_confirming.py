"""The page of a source that seems to have lost most of its establishments, and the button that says that it has."""

from __future__ import annotations

from pathlib import Path

from frontdesk_server.rights import Role
from frontdesk_server.store.audit import AuditFilter
from tests.server.console.house import House


def shops(home: House, ids: str) -> None:
    rows = "".join(f"{id_},Shop {id_},Europe/Paris\n" for id_ in ids)
    (Path(home.folder) / "shops.csv").write_text(f"id,name,timezone\n{rows}", encoding="utf-8")


def test_what_was_held_back_is_shown_and_goes_by_a_button(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    shops(home, "wxyz")
    home.post("/accounts/sources/new", {"kind": "files", "id": "shop", "path": "shops.csv"})
    home.post("/accounts/sources/shop/read")
    shops(home, "w")
    home.post("/accounts/sources/shop/read")
    page = home.get("/accounts/sources/shop").text
    kept = home.call(home.store.establishments.get, "x")
    answer = home.post("/accounts/sources/shop/confirm")
    after = home.get("/accounts/sources/shop").text
    gone = home.call(home.store.establishments.get, "x")
    deeds = [entry.action for entry in home.call(home.store.audit.list, AuditFilter(), limit=5)]

    assert "FD784" in page
    assert "/accounts/sources/shop/confirm" in page
    assert kept is not None
    assert not kept.retired
    assert answer.status_code == 303
    assert "/accounts/sources/shop/confirm" not in after
    assert gone is not None
    assert gone.retired
    assert "source.confirmed" in deeds
