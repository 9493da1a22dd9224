"""Calling out: the only place that speaks HTTP to platforms and sources, with their secrets and past the guard."""

from __future__ import annotations

from frontdesk_server.calling.sources import SourceCaller
from frontdesk_server.calling.transport import HttpTransport

__all__ = ["HttpTransport", "SourceCaller"]
