"""Handing a conversation to the humans: its status becomes `open`, and labels tell them why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frontdesk import HttpCall
from frontdesk_chatwoot.sending import call


def opened(root: str, token: str, conversation: str) -> HttpCall:
    """The call that hands the bot's conversation to the humans. A bot may make it."""
    return call(f"{root}/conversations/{conversation}/toggle_status", token, {"status": "open"})


def labelled(root: str, token: str, reply_context: Mapping[str, str], labels: Iterable[str]) -> HttpCall:
    """The call that adds labels. Chatwoot replaces them all, so those that stood there go along; no bot may make it."""
    present = [name for name in reply_context.get("labels", "").split("\n") if name]
    wanted = list(dict.fromkeys([*present, *labels]))
    return call(f"{root}/conversations/{reply_context['conversation']}/labels", token, {"labels": wanted})
