"""Establishments from Google Business Profile."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_google_business_profile.settings import GoogleBusinessProfileSettings
from frontdesk_google_business_profile.source import GoogleBusinessProfileSource

__all__ = ["GoogleBusinessProfileSettings", "GoogleBusinessProfileSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [GoogleBusinessProfileSource]
