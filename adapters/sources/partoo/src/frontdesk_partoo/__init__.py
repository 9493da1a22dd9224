"""Establishments and message sets from Partoo."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Command, HttpSource, LocalSource, hookimpl
from frontdesk_partoo.command import partoo_message_sets
from frontdesk_partoo.settings import PartooSettings
from frontdesk_partoo.source import PartooSource

__all__ = ["PartooSettings", "PartooSource", "partoo_message_sets"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [PartooSource]


@hookimpl
def register_commands() -> Iterable[Command]:
    """Partoo's automatic messages as message sets."""
    return [
        Command(
            name="partoo-message-sets",
            summary="Write Partoo's messaging settings as message sets, to be looked over and applied.",
            run=partoo_message_sets,
            asks=True,
        )
    ]
