"""Places, contexts and tag values for the tests of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from frontdesk.hours import Schedule, load_hours
from frontdesk.model import Address, Contact, Establishment
from frontdesk.templating import Rendered, Tag, TagContext, TagTable, Wording

OFFICE = {"mon-fri": ["09:00-12:00", "14:00-18:00"], "sat": ["09:00-12:30"], "sun": "closed"}
NOON_WEDNESDAY = datetime(2026, 12, 16, 11, 30, tzinfo=UTC)  # 12:30 in Paris

BAKERY = Establishment(
    id="b-1",
    name="Boulangerie Martin",
    version="1",
    brand="Martin",
    code="CS-75019",
    address=Address(lines=("12 bis rue du Coquelicot",), postal_code="75019", city="Paris", region="IDF", country="FR"),
    phone="03 02 06 06 28",
    email="bonjour@example.org",
    website="https://example.org",
    booking_url="https://example.org/book",
    map_url="https://example.org/map",
    directions_url="https://example.org/go",
    review_url="https://example.org/review",
    expected_reply="PT30M",
    timezone="Europe/Paris",
    hours_documents={"delivery": {"timezone": "Europe/Paris", "weekly": {"mon-sat": ["18:00-22:00"], "sun": "closed"}}},
    custom={"parking": "derrière", "opening note": "sonnez", "floor": "2"},
)
BARE = Establishment(id="bare", name="", version="1")
LEA = Contact(address="33600000000", first_name="Léa", full_name="Léa Durand")
STRANGER = Contact(address="33600000001")


def hours(
    weekly: Mapping[str, object] | None = None, timezone: str | None = "Europe/Paris", **rest: object
) -> Schedule:
    return load_hours({"timezone": timezone, "weekly": OFFICE if weekly is None else weekly, **rest})


def context(
    establishment: Establishment = BAKERY, now: datetime = NOON_WEDNESDAY, locale: str = "fr", **changes: object
) -> TagContext:
    base = TagContext(
        establishment=establishment,
        contact=LEA,
        operator="Nadia Petit",
        channel="WhatsApp",
        now=now,
        locale=locale,
        opening=hours(special=[{"date": "2026-12-25", "hours": "closed", "label": "Noël"}]),
        chat=hours({"mon-fri": ["10:00-16:00"]}),
    )
    return replace(base, **changes)


def nothing_known(locale: str = "fr") -> TagContext:
    return TagContext(establishment=BARE, contact=STRANGER, now=NOON_WEDNESDAY, locale=locale)


def rendered(source: str, of: TagContext | None = None, tags: TagTable | None = None) -> Rendered:
    used = of or context()
    return Wording.compile(source, tags).render(used.locale, used)


def said(source: str, of: TagContext | None = None) -> str | None:
    return rendered(source, of).text


def constant_tags(**values: str | None) -> TagTable:
    """Tags `x.<name>` with these values; None is missing."""
    return TagTable(
        Tag(f"x.{name}", {"en": name, "fr": name}, "fallback", lambda _context, value=value: value)
        for name, value in values.items()
    )
