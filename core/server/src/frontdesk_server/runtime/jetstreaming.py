"""Whether a JetStream cluster takes events in: asked of the settings, and its client loaded only then."""

# ruff: noqa: PLC0415 - the client of the cluster is an extra
from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.runtime.ports import Front
from frontdesk_server.settings import Settings
from frontdesk_server.store import Store

FEWEST: Final = 3
"""Servers that make a cluster of which one may be lost."""


@asynccontextmanager
async def front_of(settings: Settings, store: Store) -> AsyncIterator[Front | None]:
    """The cluster in front of the inbox, connected; None where the database takes events in itself.

    Raises `ConfigError` (FD924, FD925, FD928 to FD932) where the cluster that is asked for cannot be used.
    """
    if not settings.jetstream:
        yield None
        return
    _check(settings)
    from frontdesk_server.runtime.jetstream import JetStreamOptions, open_jetstream

    options = JetStreamOptions(
        servers=settings.jetstream,
        monitoring=settings.jetstream_monitoring,
        credentials=settings.jetstream_credentials,
        max_bytes=settings.jetstream_bytes,
        name=settings.jetstream_name,
    )
    async with open_jetstream(options, store) as front:
        yield front


def _check(settings: Settings) -> None:
    if find_spec("nats") is None:
        raise ConfigError.of("FD928")
    if len(settings.jetstream) < FEWEST or len(settings.jetstream_monitoring) < len(settings.jetstream):
        raise ConfigError.of(
            "FD929", servers=len(settings.jetstream), monitored=len(settings.jetstream_monitoring), fewest=FEWEST
        )
