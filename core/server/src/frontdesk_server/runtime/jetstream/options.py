"""Where the cluster is, and how much it may keep."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class JetStreamOptions:
    """A cluster of at least three servers."""

    servers: tuple[str, ...]
    """`nats://USER:PASSWORD@HOST:PORT` of each."""
    monitoring: tuple[str, ...]
    """`http://HOST:PORT` of each server's monitoring, where it tells when it writes to disk."""
    credentials: str | None = None
    """Path of a credentials file."""
    max_bytes: int = 8 * GIB
    """Of each of the four streams. A full one refuses what is new; nothing old is dropped for it."""
    name: str = "main"
    """Tells several Frontdesks on one cluster apart."""
