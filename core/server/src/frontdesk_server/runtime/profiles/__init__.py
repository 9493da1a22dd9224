"""Profiles: what platforms show before any message is worked out, written, read back, and looked at again each day."""

from __future__ import annotations

from frontdesk_server.runtime.profiles.keeping import Profiler, has_profile
from frontdesk_server.runtime.profiles.syncing import Synchronised, synchronise
from frontdesk_server.runtime.profiles.telling import automations_of
from frontdesk_server.runtime.profiles.wanting import Fitted, Wanting, fitted_for

__all__ = [
    "Fitted",
    "Profiler",
    "Synchronised",
    "Wanting",
    "automations_of",
    "fitted_for",
    "has_profile",
    "synchronise",
]
