"""The names that tables give to fields, in English and French."""

from __future__ import annotations

import pytest

from frontdesk import field_path, nearest_field


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("name", ("name",)),
        ("Code postal", ("address", "postal_code")),
        ("DÉLAI-DE RÉPONSE", ("expected_reply",)),
        ("lat", ("coordinates", "latitude")),
        ("address.city", ("address", "city")),
        ("custom.Parking", ("custom", "Parking")),
        ("horaires.lundi", ("opening_hours", "weekly", "lundi")),
        ("hours.delivery", ("hours", "delivery")),
        ("hours.delivery.mon-fri", ("hours", "delivery", "weekly", "mon-fri")),
    ],
)
def test_a_name_means_a_field(name: str, path: tuple[str, ...]) -> None:
    assert field_path(name) == path


@pytest.mark.parametrize("name", ["", "colour", "custom.", "horaires.luundi", "hours.delivery.someday", "coordinates"])
def test_a_name_may_mean_none(name: str) -> None:
    assert field_path(name) is None


@pytest.mark.parametrize(
    ("day", "near"),
    [
        ("monday", "opening_hours.monday"),
        ("Sat", "opening_hours.sat"),
        ("Lundi", "horaires.lundi"),
        ("lun-ven", "horaires.lun-ven"),
    ],
)
def test_a_day_alone_is_probably_one_of_the_opening_hours(day: str, near: str) -> None:
    assert nearest_field(day) == near
    assert field_path(near) == ("opening_hours", "weekly", near.partition(".")[2])


def test_a_misspelt_name_is_like_one_that_is_known() -> None:
    assert (nearest_field("adresss"), nearest_field("qqqqqq")) == ("adresse", None)


def test_short_french_headers_are_known() -> None:
    assert (field_path("Tél"), field_path("CP")) == (("phone",), ("address", "postal_code"))
