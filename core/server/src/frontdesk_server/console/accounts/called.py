"""Addresses of teams in an account's form: where what is said goes as well, and where handovers are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from frontdesk_server.console.forms import Form

Document = Mapping[str, Any]

CALLED: Final = ("forward", "handover")
SECRETS: Final = frozenset(f"{what}.secret" for what in CALLED)
"""The paths of their secrets."""


def read_called(form: Form, before: Document) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says of them, and new secrets by the path of their fields; without fields all stays as it was."""
    found: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    for what in CALLED:
        kept = before.get(what) or {}
        if f"{what}.url" not in form:
            found |= {what: kept} if kept else {}
            continue
        url, place = form.get(f"{what}.url").strip(), f"{what}.secret"
        secrets |= {place: form.get(place)} if form.get(place) else {}
        secret = place if place in secrets else kept.get("secret") if url else None
        document = {key: text for key, text in (("url", url), ("secret", secret)) if text}
        found |= {what: document} if document else {}
    return found, secrets
