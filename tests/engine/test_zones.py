"""Time zones of places: given, by coordinates, by postal code, by country, or unknown with the reason."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from frontdesk import zones
from frontdesk.diagnostics import describe
from frontdesk.diagnostics.hours_more import ENTRIES
from frontdesk.model import Coordinates
from frontdesk.zones import ZoneOrigin, zone_for

PARIS = Coordinates(latitude=48.8566, longitude=2.3522)
AT_SEA = Coordinates(latitude=45.0, longitude=-30.0)


def test_edge_case_38_coordinates_tell_the_zone_where_none_is_given() -> None:
    found = zone_for(coordinates=PARIS)
    assert (found.name, found.origin, found.diagnostics) == ("Europe/Paris", ZoneOrigin.COORDINATES, ())


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"coordinates": AT_SEA}, "FD181"),
        ({"given": "Europe/Pariss"}, "FD113"),
        ({"given": "UTC+2"}, "FD138"),
        ({"given": 2}, "FD102"),
        ({"country": "US"}, "FD182"),
        ({"country": "Frankreich"}, "FD183"),
        ({}, "FD180"),
        ({"given": "", "country": " "}, "FD180"),
    ],
)
def test_edge_case_38_an_unknown_zone_says_why(said: dict[str, Any], reason: str) -> None:
    found = zone_for(**said, path="shops[3]")
    assert (found.name, found.origin) == (None, ZoneOrigin.UNKNOWN)
    assert [(item.id, item.severity, item.path.startswith("shops[3].")) for item in found.diagnostics] == [
        (reason, "warning", True)
    ]


def test_edge_case_38_a_zone_of_an_ocean_is_accepted_where_it_is_given() -> None:
    assert zone_for(given="Etc/GMT+2", coordinates=PARIS).name == "Etc/GMT+2"


def test_a_zone_that_is_none_is_told_and_the_next_hint_is_taken() -> None:
    found = zone_for(given="Paris", coordinates=AT_SEA, country="fr")
    assert (found.name, found.origin) == ("Europe/Paris", ZoneOrigin.COUNTRY)
    assert [item.id for item in found.diagnostics] == ["FD113", "FD181"]


@pytest.mark.parametrize(
    ("country", "postal_code", "zone"),
    [
        ("FR", "97400", "Indian/Reunion"),
        ("fr", "97 110", "America/Guadeloupe"),
        ("FR", "97150", "America/Marigot"),
        ("FR", "98800", "Pacific/Noumea"),
        ("FR", "98000", "Europe/Monaco"),
        ("FR", "98713", None),  # Polynesia has three zones
        ("FR", "75019", "Europe/Paris"),
        ("FR", None, "Europe/Paris"),
        ("FR", "9740", "Europe/Paris"),  # 09740, without its zero
        ("ES", "28001", "Europe/Madrid"),
        ("ES", "35001", "Atlantic/Canary"),
        ("ES", "3500", None),
        ("ES", None, None),
        ("PT", "9000-017", "Atlantic/Madeira"),
        ("PT", "1100-148", "Europe/Lisbon"),
    ],
)
def test_edge_case_39_overseas_places_are_told_by_their_postal_code(
    country: str, postal_code: str | None, zone: str | None
) -> None:
    assert zone_for(country=country, postal_code=postal_code).name == zone


@pytest.mark.parametrize("country", ["US", "CA", "BR", "AU", "RU", "MX", "ID", "CN", "UA", "CL", "KZ", "CD", "AQ"])
def test_a_country_of_several_clocks_is_never_guessed(country: str) -> None:
    assert zone_for(country=country).name is None


@pytest.mark.parametrize(
    ("country", "zone"),
    [("JP", "Asia/Tokyo"), ("UK", "Europe/London"), ("DE", "Europe/Berlin"), ("RE", "Indian/Reunion")],
)
def test_a_country_of_one_clock_tells_its_zone(country: str, zone: str) -> None:
    assert zone_for(country=country).name == zone


def test_every_country_of_the_database_is_of_one_clock_or_told(subtests: pytest.Subtests) -> None:
    for country in zones._countries():
        with subtests.test(country):
            found = zone_for(country=country)
            assert (found.name is None) == (found.diagnostics != ())


def test_coordinates_without_the_finder_say_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timezonefinder", None)
    zones._finder.cache_clear()
    found = zone_for(coordinates=PARIS, country="FR")
    zones._finder.cache_clear()
    assert found.name == "Europe/Paris"
    assert "pip install 'frontdesk[zones]'" in describe(found.diagnostics[0])


def test_every_diagnostic_of_zones_is_in_its_block() -> None:
    assert all("FD180" <= id_ <= "FD199" for id_ in ENTRIES)


def test_of_many_zones_of_a_country_only_some_are_told() -> None:
    (found,) = zone_for(country="US").diagnostics
    assert str(found.params["zones"]).count(",") == 4
    assert str(found.params["zones"]).endswith(", ...")
