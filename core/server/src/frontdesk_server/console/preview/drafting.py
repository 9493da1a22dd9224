"""The message set that a form spells, whoever made the form: names of fields are paths of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.forms import Form
from frontdesk_server.console.hours.form import of_fields

_PARTS: Final = (
    *("name", "establishments", "channels", "language", "from", "until", "privacy", "welcome", "absence"),
    *("starters", "fallback", "policy", "takes_over"),
)


def draft_from(form: Form) -> dict[str, object]:
    """The set, with what is blank left out; chat hours have a form of their own."""
    spelt = form.under("")
    found: dict[str, object] = {key: _filled(spelt[key]) for key in _PARTS if key in spelt}
    if "chat_hours.kind" in form:
        found["chat_hours"] = of_fields(form, "chat_hours").document
    elif form.get("chat_hours"):
        found["chat_hours"] = form.get("chat_hours")
    return {key: value for key, value in found.items() if value not in (None, "", {}, [])}


def _filled(value: object) -> object:
    """The same without blank texts."""
    if isinstance(value, Mapping):
        kept = {key: _filled(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", {}, [])}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    return value if not isinstance(value, str) or value.strip() else None
