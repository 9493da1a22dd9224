"""What the servers of a fault run serve: a project with one account, a greeting, and one answer for each message."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ACCOUNT: Final = "phone"
SECRET: Final = "a-key-that-signs-webhooks"
SECRETS: Final = {"PHONE_KEY": SECRET}
WORDS: Final = ("one", "two", "three", "four", "five")
"""What a contact writes, in this order: each word has an answer of its own, so that the order can be seen."""
WELCOME: Final = "Welcome to Lyon"

PROJECT = """
frontdesk: 1
name: Tormented
accounts:
  - id: phone
    channel: webhook
    private_addresses: true
    route: {{default: lyon}}
    settings: {{target_url: "{target}", secrets: [env:PHONE_KEY], settles: {settles}, timeout: {timeout}}}
sources:
  - {{kind: files, path: establishments.yaml}}
"""
ESTABLISHMENTS = """
establishments:
  - {id: lyon, name: Lyon, locale: en, timezone: Europe/Paris}
"""
MESSAGES = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    chat_hours: %s
    welcome: {en: "Welcome to {{ establishment.name }}"}
    absence: {en: "We are away."}
rules:
"""
RULE = """
  - name: {word}
    on: message_received
    if: [{{message_matches: {word}}}]
    do: [{{send: {{en: "answer {word}"}}}}]
"""


def answer(ordinal: int) -> str:
    """What a contact is to see for its message of that number, from 1."""
    return f"answer {WORDS[ordinal - 1]}"


def furnish(
    folder: Path, target: str, settles: str = "key", *, timeout: float = 5.0, hours: str = "auto", more: str = ""
) -> Path:
    """Write the project that sends to `target`; `more` are further rules. The folder, for `serve --project`."""
    folder.mkdir(parents=True, exist_ok=True)
    project = PROJECT.format(target=target, settles=settles, timeout=timeout)
    (folder / "frontdesk.yaml").write_text(project)
    (folder / "establishments.yaml").write_text(ESTABLISHMENTS)
    (folder / "messages").mkdir(exist_ok=True)
    rules = "".join(RULE.format(word=word) for word in WORDS)
    (folder / "messages" / "shops.yaml").write_text(MESSAGES % hours + rules + more)
    return folder
