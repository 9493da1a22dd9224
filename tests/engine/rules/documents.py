"""Small documents and establishments for the tests of rules."""

from __future__ import annotations

from functools import cache

import pytest

from frontdesk import Account, Capabilities, ConfigError, Establishment, Host, Limit, Vocabulary, describe
from frontdesk.rules import Rulebook, RuleDocument, compile_rulebook, document_from_json, load_documents

SET = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {fr: "Bonjour", en: "Hello"}
    absence: {fr: "Absents", en: "Away"}
"""

RULE = """
frontdesk: 1
rules:
  - name: late
    on: message_received
    if:
      - chat_hours: outside
    do:
      - send: "Good night"
"""


@cache
def words() -> Vocabulary:
    """The engine's own words, whatever plugins are installed."""
    return Host().vocabulary


def load(text: str, file: str = "shops.yaml") -> RuleDocument:
    return load_documents([(file, text)])


def compiled(text: str) -> Rulebook:
    return compile_rulebook(load(text), words())


def from_json(**sections: object) -> Rulebook:
    return compile_rulebook(document_from_json({"frontdesk": 1, **sections}), words())


def message_set(name: str = "Shops", **keys: object) -> dict[str, object]:
    return {"name": name, "establishments": "all", "welcome": "Hello", "absence": "Away", **keys}


def rule(name: str, **keys: object) -> dict[str, object]:
    return {"name": name, "on": "message_received", "do": [{"send": name}], **keys}


def errors(text: str) -> list[str]:
    """What is wrong with a document, in words, in the order of the text."""
    with pytest.raises(ConfigError) as raised:
        compiled(text)
    return [describe(diagnostic) for diagnostic in raised.value.diagnostics]


def error_ids(**sections: object) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        from_json(**sections)
    return [diagnostic.id for diagnostic in raised.value.diagnostics]


def shop(id: str = "lyon", groups: tuple[str, ...] = (), **fields: object) -> Establishment:  # noqa: A002
    return Establishment(**{"id": id, "name": id, "version": f"{id}-1", "groups": groups, **fields})


def account(id: str = "site", channel: str = "web", **fields: object) -> Account:  # noqa: A002
    return Account(**{"id": id, "channel": channel, "capabilities": Capabilities(text=Limit(most=4000)), **fields})


def names(book: Rulebook, trigger: str, establishment: Establishment) -> list[str]:
    return [found.name for found in book.candidates(trigger, establishment)]
