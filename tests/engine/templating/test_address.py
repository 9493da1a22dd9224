"""Addresses and phone links, by the conventions of the country."""

from __future__ import annotations

import pytest

from frontdesk.model import Address
from frontdesk.templating.address import address_line, address_parts
from frontdesk.templating.phones import phone_link

ADDRESSES = {
    "FR": (("12 rue X",), "75019", "Paris", None, "12 rue X, 75019 Paris"),
    "GB": (("10 Downing Street",), "SW1A 2AA", "London", None, "10 Downing Street, London, SW1A 2AA"),
    "US": (("1 Main St", "Suite 5"), "62704", "Springfield", "IL", "1 Main St, Suite 5, Springfield, IL 62704"),
    "CA": (("1 rue A",), "H2X 1Y4", "Montréal", "QC", "1 rue A, Montréal QC H2X 1Y4"),
    "DE": (("Hauptstr. 1",), "10115", "Berlin", "BE", "Hauptstr. 1, 10115 Berlin"),
    "IT": (("Via Roma 1",), "00100", "Roma", "RM", "Via Roma 1, 00100 Roma RM"),
    "BR": (("Rua A, 1",), "01000-000", "São Paulo", "SP", "Rua A, 1, São Paulo - SP, 01000-000"),
    None: (("Street 1",), "123", "Town", "R", "Street 1, 123 Town"),
}


@pytest.mark.parametrize(("country", "parts"), ADDRESSES.items())
def test_address_is_one_line_by_the_conventions_of_its_country(country: str | None, parts: tuple[object, ...]) -> None:
    lines, postal_code, city, region, text = parts
    address = Address(lines=lines, postal_code=postal_code, city=city, region=region, country=country)  # type: ignore[arg-type]

    assert address_line(address) == text


@pytest.mark.parametrize("country", [*ADDRESSES])
def test_address_leaves_no_trace_of_what_is_missing(country: str | None) -> None:
    assert address_line(Address(country=country)) == ""
    assert address_line(Address(city="Town", country=country)) == "Town"
    assert address_parts(Address(lines=("Street 1",), country=country)) == ["Street 1"]


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("03 02 06 06 28", "tel:0302060628"),
        ("+33 3 02 06 06 28", "tel:+33302060628"),
        ("+33 (0)3.02.06-06 28", "tel:+33302060628"),
        ("(0)3 02 06 06 28", "tel:0302060628"),
        ("ask us", None),
    ],
)
def test_phone_link_holds_the_digits_alone(phone: str, link: str | None) -> None:
    assert phone_link(phone) == link
