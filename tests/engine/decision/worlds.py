"""Small worlds for the tests of decisions: one rulebook, one establishment, one channel."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from frontdesk import (
    Account,
    Capabilities,
    Carrier,
    CarrierStyle,
    Contact,
    Host,
    Limit,
    Rulebook,
    Simulation,
    Vocabulary,
    compile_rulebook,
    establishment_from,
    load_documents,
)

PARIS = ZoneInfo("Europe/Paris")
CARRIER = Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=80))
WEB = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=4000), carriers=(CARRIER,)))

SHOPS = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    privacy: {en: "Privacy: https://example.org/privacy"}
    welcome: {en: "Welcome to {{ establishment.name }}"}
    absence: {en: "We are away."}
    starters:
      - id: hours
        title: {en: "Your hours?", fr: "Vos horaires ?"}
        answer: {en: "{{ hours.week }}", fr: "{{ hours.week }}"}
      - {id: place, title: {en: "Where are you?", fr: "Où êtes-vous ?"}, answer: {en: "Lyon", fr: "Lyon"}}
"""

RECORD = {
    "id": "lyon",
    "name": "Lyon",
    "timezone": "Europe/Paris",
    "locale": "en",
    "opening_hours": {"weekly": {"mon-fri": ["09:00-12:00", "14:00-18:00"]}},
}


@cache
def vocabulary() -> Vocabulary:
    return Host.load().vocabulary


@cache
def rulebook(text: str = SHOPS) -> Rulebook:
    return compile_rulebook(load_documents([("test.yaml", text)]), vocabulary(), release=7)


def conversation(text: str = SHOPS, contact: Contact | None = None, **record: object) -> Simulation:
    return Simulation(rulebook(text), establishment_from(RECORD | record), WEB, contact=contact)


def at(text: str) -> datetime:
    """An instant on the clock of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
