"""A page whose platform shows texts and starters before any message, and what is wanted there."""

from __future__ import annotations

from dataclasses import replace

from frontdesk import (
    Account,
    Capabilities,
    Carrier,
    CarrierStyle,
    Limit,
    Toggles,
    establishment_from,
)
from frontdesk.engine import Native, Wanted, native_profile, native_texts
from tests.engine.decision.worlds import RECORD, at, rulebook

NOW = at("2026-11-23T10:00")
STARTERS = Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20), emoji=False)
ALL = Capabilities(
    text=Limit(most=2000),
    carriers=(replace(STARTERS, count=10, vanishes=True),),
    native_starters=STARTERS,
    native_greeting=Limit(most=160),
    native_absence=Limit(most=160),
    native_locales=True,
)
PAGE = Account(id="page", channel="page", capabilities=ALL)
SET = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome.", fr: "Bienvenue."}
    absence: {en: "We are away.", fr: "Nous sommes absents."}
    starters:
      - {id: hours, title: {en: "Your hours?", fr: "Vos horaires ?"}, answer: {en: "9 to 5", fr: "De 9 h à 17 h"}}
      - {id: place, title: {en: "Where are you?", fr: "Où êtes-vous ?"}, answer: {en: "Here", fr: "Ici"}}
      - {id: price, title: {en: "Your prices?", fr: "Vos prix ?"}, answer: {en: "Low", fr: "Bas"}}
"""


def native(
    text: str = SET, *, account: Account = PAGE, when: object = NOW, on: Toggles | None = None, **record: object
) -> Native:
    establishment = establishment_from(RECORD | record)
    return native_texts(rulebook(text), establishment, account=account, toggles=on or Toggles(), now=when)


def wanted(*natives: Native) -> Wanted:
    return native_profile(PAGE, natives)
