"""Establishments from any JSON API, mapped by JMESPath, with presets as data."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_http_json.settings import HttpJsonSettings
from frontdesk_http_json.source import HttpJsonSource

__all__ = ["HttpJsonSettings", "HttpJsonSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [HttpJsonSource]
