"""The tags about hours of further kinds, `{{ hours_of.delivery.week }}`: as many kinds as sources name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from frontdesk.templating.hours_tags import tags_about
from frontdesk.templating.tags import Tag, TagTable

if TYPE_CHECKING:
    from frontdesk.hours import Schedule
    from frontdesk.templating.context import TagContext

_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
"""As `EstablishmentRecord.hours` names them."""
_IN_FRENCH: Final = {
    "access": "d'accès",
    "breakfast": "du petit déjeuner",
    "brunch": "du brunch",
    "delivery": "de livraison",
    "dinner": "du dîner",
    "drive_through": "du drive",
    "happy_hour": "de l'happy hour",
    "kitchen": "de la cuisine",
    "lunch": "du déjeuner",
    "online_service": "du service en ligne",
    "phone": "du téléphone",
    "pickup": "de retrait",
    "takeout": "de vente à emporter",
}
"""What people say for the kinds that platforms have; any other is called by its source's word."""


@lru_cache(maxsize=256)
def tags_of_kind(kind: str) -> TagTable:
    """The tags about the hours of one kind."""

    def pick(context: TagContext) -> Schedule | None:
        return context.establishment.hours_of(kind)

    words = kind.replace("_", " ")
    french = _IN_FRENCH.get(kind, f"({words})")
    return TagTable(tags_about(f"hours_of.{kind}", f"{words} hours", f"horaires {french}", pick))


def _member(key: str) -> Tag | None:
    """The tag `hours_of.<key>`: `delivery.week`, `delivery.on.2026-12-25`."""
    kind, _, rest = key.partition(".")
    return tags_of_kind(kind).lookup(f"hours_of.{key}") if rest and _KIND.fullmatch(kind) else None


FURTHER_HOURS: Final = Tag(
    "hours_of.*",
    {"en": "hours of a kind (delivery, phone...)", "fr": "horaires d'un type (livraison, téléphone...)"},
    "fallback",
    lambda _context: None,
    whole=_member,
)
