"""Values of documents as a form can hold them: whatever was there, nothing of it is an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def text(value: object) -> str:
    """A text that can be shown: what is not there is empty, and half a character is replaced."""
    return "" if value is None else str(value).encode(errors="replace").decode()


def mapping(value: object) -> dict[str, object]:
    """A mapping by names; anything else is an empty one."""
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}


def listed(value: object) -> Sequence[object]:
    """A list; anything else is an empty one."""
    return value if isinstance(value, list | tuple) else ()
