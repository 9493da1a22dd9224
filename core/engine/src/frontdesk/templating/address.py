"""Postal addresses on one line or on several, by the conventions of their country.

The order and the breaks are those of Google's address data (https://chromium-i18n.appspot.com/ssl-address/data/FR,
field `fmt`) and of the Universal Postal Union's country sheets (https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions).
Lines of the street come as the source has them: they hold the number before or behind the street, as people there do.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.model import Address

_Part = tuple[str, tuple[str, ...]]
"""What joins the fields, and the fields."""

_TOWN_LINES: dict[str, tuple[_Part, ...]] = {
    "FR": ((" ", ("postal_code", "city")),),
    "BE": ((" ", ("postal_code", "city")),),
    "CH": ((" ", ("postal_code", "city")),),
    "DE": ((" ", ("postal_code", "city")),),
    "AT": ((" ", ("postal_code", "city")),),
    "LU": ((" ", ("postal_code", "city")),),
    "NL": ((" ", ("postal_code", "city")),),
    "PT": ((" ", ("postal_code", "city")),),
    # The province is not needed for the post, and sources put the autonomous community there.
    "ES": ((" ", ("postal_code", "city")),),
    # The province's two letters, where they are what the source has; never a region's name (`_SHORT_REGIONS`).
    "IT": ((" ", ("postal_code", "city", "region")),),
    # Two lines: Royal Mail wants the post code on its own.
    "GB": ((" ", ("city",)), (" ", ("postal_code",))),
    "IE": ((" ", ("city",)), (" ", ("region",)), (" ", ("postal_code",))),
    # One line of an envelope, with a comma in it: on several lines it is not broken (`_TOGETHER`).
    "US": ((" ", ("city",)), (" ", ("region", "postal_code"))),
    "CA": ((" ", ("city", "region", "postal_code")),),
    "AU": ((" ", ("city", "region", "postal_code")),),
    "NZ": ((" ", ("city", "postal_code")),),
    "IN": ((" ", ("city", "postal_code")), (" ", ("region",))),
    "SG": ((" ", ("city", "postal_code")),),
    "BR": ((" - ", ("city", "region")), (" ", ("postal_code",))),
    "MX": ((" ", ("postal_code", "city")), (" ", ("region",))),
}
"""What follows the street, by country: the parts that a comma separates on one line, and a break on several."""

_ELSEWHERE: tuple[_Part, ...] = ((" ", ("postal_code", "city")),)
_TOGETHER = frozenset({"US", "MX"})
"""Where town and region stand on one line, also where an address takes several."""
_SHORT_REGIONS = frozenset({"IT"})
_SHORT = 2


def address_parts(address: Address, country: str | None = None) -> list[str]:
    """The lines of an address; empty when nothing is known.

    `country` is the name of its country in the reader's language, where that is to end it.
    """
    town = _town(address)
    if (address.country or "").upper() in _TOGETHER and town:
        town = [", ".join(town)]
    return _ended([*address.lines, *town], country)


@lru_cache(maxsize=4096)
def address_line(address: Address, country: str | None = None) -> str:
    """`12 rue X, 75019 Paris`; empty when nothing is known."""
    return ", ".join(_ended([*address.lines, *_town(address)], country))


def _town(address: Address) -> list[str]:
    parts = _TOWN_LINES.get((address.country or "").upper(), _ELSEWHERE)
    town = [joint.join(filter(None, [_field(address, name) for name in names])) for joint, names in parts]
    return [line for line in town if line]


def _field(address: Address, name: str) -> str | None:
    value: str | None = getattr(address, name)
    short = name == "region" and (address.country or "").upper() in _SHORT_REGIONS
    return None if short and value is not None and len(value) != _SHORT else value


def _ended(lines: list[str], country: str | None) -> list[str]:
    known = [line for line in lines if line]
    return [*known, country] if known and country else known
