"""Postal addresses on one line or on several, by the conventions of their country."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.model import Address

_Part = tuple[str, tuple[str, ...]]
"""What joins the fields, and the fields."""

_TOWN_LINES: dict[str, tuple[_Part, ...]] = {
    "GB": ((" ", ("city",)), (" ", ("postal_code",))),
    "IE": ((" ", ("city",)), (" ", ("region",)), (" ", ("postal_code",))),
    "US": ((" ", ("city",)), (" ", ("region", "postal_code"))),
    "CA": ((" ", ("city", "region", "postal_code")),),
    "AU": ((" ", ("city", "region", "postal_code")),),
    "NZ": ((" ", ("city", "postal_code")),),
    "IN": ((" ", ("city", "postal_code")), (" ", ("region",))),
    "SG": ((" ", ("city", "postal_code")),),
    "BR": ((" - ", ("city", "region")), (" ", ("postal_code",))),
    "MX": ((" ", ("postal_code", "city")), (" ", ("region",))),
    "IT": ((" ", ("postal_code", "city", "region")),),
}
"""What follows the street, by country: the parts that a comma separates on one line."""

_ELSEWHERE: tuple[_Part, ...] = ((" ", ("postal_code", "city")),)
_PHONE_NOISE = re.compile(r"\(0\)|[^0-9+]")
_SHORTEST_PHONE = 3


def address_parts(address: Address) -> list[str]:
    """The lines of an address, without its country; empty when nothing is known."""
    parts = _TOWN_LINES.get((address.country or "").upper(), _ELSEWHERE)
    town = [joint.join(filter(None, [getattr(address, name) for name in names])) for joint, names in parts]
    return [line for line in (*address.lines, *town) if line]


def address_line(address: Address) -> str:
    """`12 rue X, 75019 Paris`; empty when nothing is known."""
    return ", ".join(address_parts(address))


def phone_link(phone: str) -> str | None:
    """`tel:+33302060628`; None where no number is in it."""
    number = _PHONE_NOISE.sub("", phone if phone.lstrip().startswith("+") else phone.replace("(0)", "0"))
    number = number[:1] + number[1:].replace("+", "")
    return f"tel:{number}" if len(number) >= _SHORTEST_PHONE else None
