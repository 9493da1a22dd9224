"""Matter for the tests of the preview: a draft, a live document, places and accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from frontdesk import Account, Capabilities, Carrier, CarrierStyle, Establishment, Host, Limit, establishment_from
from frontdesk_server.publishing.draft_books import Beside
from frontdesk_server.publishing.preview import Asked, Preview, Previewer

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday morning; the shop of `LYON` is open."""

LYON: Mapping[str, object] = {
    "id": "lyon",
    "name": "Lyon",
    "groups": ["shops"],
    "timezone": "Europe/Paris",
    "locale": "fr",
    "opening_hours": {"weekly": {"mon-fri": ["09:00-18:00"]}},
}

DRAFT: Mapping[str, object] = {
    "name": "Accueil",
    "establishments": {"groups": ["shops"]},
    "welcome": {"fr": "Bonjour, ici {{ establishment.name }}.", "en": "Hello, this is {{ establishment.name }}."},
    "absence": {
        "fr": "Fermé. [[De retour {{ chat_hours.next_opening }}.]]",
        "en": "Closed. [[Back {{ chat_hours.next_opening }}.]]",
    },
    "starters": [
        {"id": "hours", "title": {"fr": "Vos horaires ?", "en": "Your hours?"}, "answer": "{{ hours.week }}"},
        {"id": "place", "title": {"fr": "Où êtes-vous ?", "en": "Where are you?"}, "answer": "Lyon"},
    ],
}

LIVE: Mapping[str, object] = {
    "frontdesk": 1,
    "schedules": {},
    "message_sets": [
        {
            "name": "Hiver",
            "establishments": "all",
            "welcome": {"fr": "Bienvenue en hiver."},
            "absence": {"fr": "Absents en hiver."},
        }
    ],
    "rules": [],
}

BUTTONS = Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=80))
ROOMY = Capabilities(text=Limit(most=4000), carriers=(BUTTONS,))
BARE = Capabilities(text=Limit(most=4000))
WEB = Account(id="site", channel="web", capabilities=ROOMY)
PHONE = Account(id="phone", channel="sms", capabilities=BARE)


def place(**changes: object) -> Establishment:
    """The shop in Lyon, with some of its record changed."""
    return establishment_from(LYON | changes)


def shown(
    host: Host,
    draft: Mapping[str, object] = DRAFT,
    *,
    live: Mapping[str, object] | None = LIVE,
    now: datetime = WEDNESDAY,
    **asked: object,
) -> Preview:
    """A preview on the web of the shop in Lyon, unless something else is asked for."""
    wanted = Asked(draft=draft, establishment=place(), account=WEB)
    return Previewer(host).show(replace(wanted, **asked), Beside(live), now)  # type: ignore[arg-type]


def texts(preview: Preview) -> list[list[str]]:
    """What is read at each step."""
    return [[message.text for message in step.messages] for step in preview.steps]


def ids(preview: Preview) -> list[tuple[str, str]]:
    """The faults, by id and path."""
    return [(fault.id, fault.path) for fault in preview.faults]
