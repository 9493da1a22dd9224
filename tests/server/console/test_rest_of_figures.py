"""Figures, accounts and sources over REST: the same as on the pages, and nothing beyond a token's rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from frontdesk import ConversationOpened, StarterTapped
from tests.server.console.house import TOKEN, House, house
from tests.server.console.test_figures import PLACE, event, tell

SHOP = {
    "channel": "webhook",
    "route": {"fixed": PLACE},
    "settings": {"target_url": "https://platform.example/", "secrets": ["store:shop"]},
}


def api(home: House, method: str, path: str, **more: Any) -> httpx2.Response:
    return home.client.request(method, f"/api/v1{path}", headers={"authorization": f"Bearer {TOKEN}"}, **more)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("busy") / "p") as found:
        tell(found, event(found, ConversationOpened, "ada"), event(found, StarterTapped, "ada", title="Allergènes"))
        yield found


def test_figures_are_those_of_the_page(busy: House) -> None:
    found = api(busy, "GET", "/figures").json()
    assert (found["since"], found["until"]) == ("2026-11-04", "2026-12-01")
    assert found["totals"]["greeted"] == found["totals"]["chose"] == 1
    assert found["starters"] == [{"message_set": "Bakeries", "starter": "allergenes", "chosen_first": 1, "tapped": 1}]
    assert [day for day in found["days"] if day["welcome"]] == [{"day": "2026-12-01", "welcome": 1, "absence": 0}]
    assert found["establishments"][0]["id"] == PLACE


@pytest.mark.parametrize(
    ("query", "status", "id_"),
    [
        ({"establishment": "nobody"}, 404, "FD767"),
        ({"since": "2026-12-02", "until": "2026-12-01"}, 422, "FD941"),
        ({"since": "2020-12-02", "until": "2026-12-01"}, 422, "FD942"),
        ({"since": "yesterday"}, 422, "FD723"),
    ],
)
def test_what_cannot_be_asked_is_refused(busy: House, query: dict[str, str], status: int, id_: str) -> None:
    answer = api(busy, "GET", "/figures", params=query)
    assert (answer.status_code, answer.json()["id"]) == (status, id_)


def test_an_account_is_connected_changed_and_removed(home: House) -> None:
    home.call(
        home.store.secrets.set, "shop", home.running.board.secrets.seal("shop", "a-key-of-32-characters-or-more-x")
    )
    made = api(home, "PUT", "/accounts/shop", json=SHOP)
    assert (made.status_code, made.json()["version"], made.json()["connected"]) == (200, 1, True)
    assert home.client.post("/webhooks/shop").status_code == 401
    changed = api(home, "PUT", "/accounts/shop", json=SHOP | {"private_addresses": True, "version": 1}).json()
    assert (changed["version"], changed["private_addresses"], changed["route"]["fixed"]) == (2, True, PLACE)
    late = api(home, "PUT", "/accounts/shop", json=SHOP | {"version": 1})
    assert (late.status_code, late.json()["id"]) == (409, "FD946")
    assert api(home, "PUT", "/accounts/shop", json=SHOP).json()["id"] == "FD945"
    assert api(home, "DELETE", "/accounts/shop").status_code == 204
    assert api(home, "GET", "/accounts/shop").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "id_"),
    [
        ("/accounts/shop", SHOP | {"channel": "carrier_pigeon"}, 422, "FD706"),
        ("/accounts/shop", SHOP | {"settings": {}}, 422, "FD312"),
        ("/accounts/shop", SHOP | {"settings": SHOP["settings"] | {"secrets": ["env:HOME"]}}, 422, "FD956"),  # type: ignore[operator]
        ("/accounts/shop", SHOP | {"settings": SHOP["settings"] | {"secrets": ["plain"]}}, 422, "FD709"),  # type: ignore[operator]
        ("/accounts/website", SHOP, 409, "FD954"),
        ("/accounts/sources", SHOP, 422, "FD949"),
        ("/accounts/a%20b", SHOP, 422, "FD723"),
        ("/sources/files", {"kind": "files", "settings": {"path": "x.csv"}}, 409, "FD954"),
        ("/sources/shop", {"kind": "tablets", "settings": {}}, 422, "FD707"),
    ],
)
def test_what_cannot_be_connected_is_refused(shared: House, path: str, body: Any, status: int, id_: str) -> None:
    answer = api(shared, "PUT", path, json=body)
    assert (answer.status_code, answer.json()["id"]) == (status, id_)


def test_the_list_names_secrets_and_tells_none(shared: House) -> None:
    found = {line["id"]: line for line in api(shared, "GET", "/accounts").json()}
    assert found["crm"]["file"] == "frontdesk.yaml"
    assert found["crm"]["settings"]["secrets"] == ["env:CRM_SECRET"]
    assert "the-crm-secret" not in api(shared, "GET", "/accounts").text


def test_a_source_is_connected_and_read(home: House) -> None:
    (Path(home.folder) / "shops.csv").write_text("id,name\nshop-1,Shop One\n", encoding="utf-8")
    made = api(home, "PUT", "/sources/shop", json={"kind": "files", "settings": {"path": "shops.csv"}})
    assert made.json()["settings"] == {"path": "shops.csv"}
    read = api(home, "POST", "/sources/shop/read").json()["last_pass"]
    assert (read["read"], read["records"]) == (True, 1)
    assert api(home, "DELETE", "/sources/shop").status_code == 204
    assert [line["id"] for line in api(home, "GET", "/sources").json()] == ["files"]


def test_only_who_may_administer_sees_accounts(shared: House) -> None:
    for path in ("/accounts", "/accounts/crm", "/sources", "/sources/files"):
        assert shared.client.get(f"/api/v1{path}").status_code == 401
