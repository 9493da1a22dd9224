"""The presets, on replies in the form that their platforms document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from frontdesk import HttpReply, establishment_from
from frontdesk_http_json import HttpJsonSettings, HttpJsonSource
from frontdesk_http_json.settings import preset, presets

FIXTURES = Path(__file__).parent / "fixtures"


def read(name: str, **settings: Any) -> Any:
    """The rows of the preset's fixture, and the call that asks for them."""
    source = HttpJsonSource(HttpJsonSettings.model_validate({"preset": name, **settings}))
    (fetch,) = source.first(None)
    body = (FIXTURES / f"{name}.json").read_bytes()
    return fetch.call.url, source.page(fetch, HttpReply(status=200, body=body))


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_settings_and_says_what_it_is_for(name: str) -> None:
    file = Path(__file__).parents[1] / "src" / "frontdesk_http_json" / "presets" / f"{name}.json"
    told = json.loads(file.read_text(encoding="utf-8"))

    assert told.keys() == {"about", "documentation", "settings"}
    assert HttpJsonSettings.model_validate({"api_url": "https://example.com/", "preset": name, **preset(name)})


def test_a_project_s_entries_stand_beside_those_of_the_preset() -> None:
    told = HttpJsonSettings.model_validate(
        {"preset": "annuaire_service_public", "fields": {"phone": None, "brand": "nom"}, "query": {"where": "x"}}
    )

    assert told.query == {"order_by": "id", "where": "x"}
    assert (told.fields["phone"], told.fields["brand"], told.fields["name"]) == (None, "nom", "nom")


def test_annuaire_service_public_has_json_within_texts() -> None:
    url, page = read("annuaire_service_public", query={"where": "code_insee_commune='27229'"})
    (row,) = page.rows

    assert url.endswith("/records?order_by=id&where=code_insee_commune%3D%2727229%27&limit=100&offset=0")
    assert not page.next
    assert row.record["name"] == "Mairie - Évreux"
    assert row.record["address"] == {
        "lines": ["Place du Général-de-Gaulle", "CS 70186"],
        "postal_code": "27000",
        "city": "Évreux",
        "country": "FR",
    }
    assert row.record["coordinates"] == {"latitude": 49.0241, "longitude": 1.1508}
    assert (row.record["phone"], row.record["website"]) == ("02 32 31 52 52", "https://www.evreux.fr")
    assert row.record["groups"] == ["mairie"]
    assert establishment_from(row.record | {"timezone": "Europe/Paris"}).opening_hours is not None
    assert row.record["opening_hours"]["weekly"]["sat"] == ["09:00-12:00"]


def test_locatoraid_is_paged_to_an_empty_page() -> None:
    url, page = read("locatoraid", api_url="https://shop.example.com/wp-json/locatoraid/v3/locations")

    assert url.endswith("/locations?per_page=100&page=1")
    assert [row.record["name"] for row in page.rows] == ["Rock & Roll Café", "Helsinki"]
    assert page.rows[0].record["address"] == {
        "lines": ["1 rue de la Paix"],
        "postal_code": "27000",
        "city": "Évreux",
    }
    assert [fetch.call.url for fetch in page.next] == [url.replace("&page=1", "&page=2")]


def test_wp_store_locator_has_hours_in_a_table_of_html() -> None:
    url, page = read("wp_store_locator", api_url="https://shop.example.com/wp-admin/admin-ajax.php")
    (row,) = page.rows

    assert "action=store_search" in url
    assert not page.next
    assert row.record["name"] == "L’Épicerie"
    assert row.record["address"]["lines"] == ["5 Main Street", "Unit 2"]
    assert row.record["coordinates"] == {"latitude": 52.37, "longitude": 4.9}
    assert row.record["opening_hours"]["weekly"]["mon"] == ["09:00-17:00"]
