"""The secrets that were made for one account or source: named after it, and gone with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontdesk_server.api.switchboard import STORED, texts_within
from frontdesk_server.store.connecting import ConnectionKind


def prefix(kind: ConnectionKind, id_: str) -> str:
    """What the names of its secrets begin with."""
    return f"{kind.value}.{id_}."


def own_secrets(kind: ConnectionKind, id_: str, document: Mapping[str, Any]) -> frozenset[str]:
    """The stored secrets that were made for it, by name, as its document names them."""
    start = f"{STORED}{prefix(kind, id_)}"
    return frozenset(ref.removeprefix(STORED) for _, ref in texts_within(document) if ref.startswith(start))
