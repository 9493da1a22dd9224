"""Reading payloads that may hold anything: a text, an object, a list or an instant of them, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

Payload = Mapping[str, object]

_LONGEST: Final = 100_000
LONGEST_WORD: Final = 2000
"""Characters that are kept of an id, a name or an attribute: those of the platform are far shorter."""


def text(value: object, most: int = _LONGEST) -> str:
    """The text as it is, up to `most` characters; empty where it is none."""
    return value[:most] if isinstance(value, str) else ""


def word(value: object) -> str:
    """An id, a name, an attribute: a short text; empty where it is none."""
    return text(value, LONGEST_WORD)


def part(value: object) -> Payload:
    """The object within a payload; empty where there is none."""
    return value if isinstance(value, dict) else {}


def parts(value: object) -> Sequence[object]:
    """The list within a payload; empty where there is none."""
    return value if isinstance(value, list) else ()


def instant(value: object, received_at: datetime) -> datetime:
    """The instant of an RFC 3339 text, in UTC and never later than `received_at`; what is no time is `received_at`."""
    try:
        found = datetime.fromisoformat(text(value, 64))
        return min(found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC), received_at)
    except (ValueError, OverflowError):
        return received_at


def words(**values: object) -> dict[str, str]:
    """Those of the values that are texts and not empty, by name: the attributes of an event."""
    return {name: word(value) for name, value in values.items() if word(value)}
