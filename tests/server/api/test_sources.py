"""Sources by the REST interface: merged, held back, confirmed; and who told what of an establishment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.api.test_establishments import ask
from tests.server.console.house import House, house


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("CRM_SECRET", "the-crm-secret-of-the-sources-tests")
    with house(tmp_path_factory.mktemp("sources") / "p") as found:
        yield found


def connected(home: House, id_: str, text: str, **settings: Any) -> None:
    (Path(home.folder) / f"{id_}.csv").write_text(text, encoding="utf-8")
    sent = {"kind": "files", "settings": {"path": f"{id_}.csv", **settings}}
    version = ask(home, "GET", f"/sources/{id_}").json().get("version", 0)
    assert ask(home, "PUT", f"/sources/{id_}", json={**sent, "version": version}).status_code == 200
    assert ask(home, "POST", f"/sources/{id_}/read").status_code == 200


def shops(ids: str) -> str:
    return "id,name,timezone\n" + "".join(f"{id_},Shop {id_},Europe/Paris\n" for id_ in ids)


def test_who_told_what_of_an_establishment_is_told(home: House) -> None:
    connected(home, "shop", shops("wx"))
    connected(home, "telephones", "id,name,phone\nw,Ignored,+33 1\n", match="id", only=["phone"])
    merged = ask(home, "GET", "/establishments/w").json()

    assert (merged["record"]["name"], merged["record"]["phone"]) == ("Shop w", "+33 1")
    assert (merged["told_by"]["name"], merged["told_by"]["phone"]) == ("shop", "telephones")
    assert ask(home, "GET", "/establishments/x").json()["told_by"] == {}


def test_what_was_held_back_is_told_and_goes_when_it_is_confirmed(home: House) -> None:
    connected(home, "shop", shops("wxyz"))
    connected(home, "shop", shops("w"))
    held = ask(home, "GET", "/sources/shop").json()
    kept = ask(home, "GET", "/establishments/x").json()
    confirmed = ask(home, "POST", "/sources/shop/confirm")
    after = ask(home, "GET", "/establishments/x").json()

    assert held["last_pass"]["held_back"]["id"] == "FD784"
    assert held["read_at"] is not None
    assert (kept["retired"], kept["stale_since"] is None) == (False, False)
    assert confirmed.json()["last_pass"]["held_back"] is None
    assert after["retired"]


def test_a_source_that_there_is_not_cannot_be_confirmed(home: House) -> None:
    assert ask(home, "POST", "/sources/nowhere/confirm").status_code == 404
