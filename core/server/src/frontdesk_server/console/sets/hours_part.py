"""Chat hours of a set, as its form has them."""

from __future__ import annotations

from collections.abc import Iterator

from frontdesk_server.console.forms import Form


def hours_from(form: Form) -> object:
    """What a document says of them."""
    return form.get("chat_hours") or "auto"


def hours_fields(raw: object) -> Iterator[tuple[str, str]]:
    """The fields that say it."""
    yield "chat_hours", str(raw)
