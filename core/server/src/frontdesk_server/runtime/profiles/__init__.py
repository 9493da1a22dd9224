"""Profiles: what platforms show before any message is worked out, written, read back, and looked at again each day."""

from __future__ import annotations

from frontdesk_server.runtime.profiles.keeping import Profiler
from frontdesk_server.runtime.profiles.syncing import Synchronised, synchronise
from frontdesk_server.runtime.profiles.wanting import Fitted, Wanting, fitted_for

__all__ = ["Fitted", "Profiler", "Synchronised", "Wanting", "fitted_for", "synchronise"]
