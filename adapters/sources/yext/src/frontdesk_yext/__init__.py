"""Establishments from Yext."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_yext.settings import YextSettings
from frontdesk_yext.source import YextSource

__all__ = ["YextSettings", "YextSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [YextSource]
