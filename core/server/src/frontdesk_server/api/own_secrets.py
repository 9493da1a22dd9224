"""The secrets that were made for one account or source: named after it, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from frontdesk_server.store.connecting import ConnectionKind

STORE: Final = "store:"


def prefix(kind: ConnectionKind, id_: str) -> str:
    """What the names of its secrets begin with."""
    return f"{kind.value}.{id_}."


def own_secrets(kind: ConnectionKind, id_: str, document: Mapping[str, Any]) -> frozenset[str]:
    """The stored secrets that were made for it, by name, as its document names them."""
    start = f"{STORE}{prefix(kind, id_)}"
    return frozenset(ref.removeprefix(STORE) for ref in _texts_of(document) if ref.startswith(start))


def _texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts_of(item)
