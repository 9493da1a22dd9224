"""Establishments from a Google Sheets spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_google_sheets.settings import GoogleSheetsSettings
from frontdesk_google_sheets.source import GoogleSheetsSource

__all__ = ["GoogleSheetsSettings", "GoogleSheetsSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [GoogleSheetsSource]
