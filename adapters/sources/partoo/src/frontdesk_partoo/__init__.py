"""Establishments and message sets from Partoo."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_partoo.settings import PartooSettings
from frontdesk_partoo.source import PartooSource

__all__ = ["PartooSettings", "PartooSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [PartooSource]
