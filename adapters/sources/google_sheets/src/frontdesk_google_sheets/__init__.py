"""Establishments from a Google Sheets spreadsheet."""

from __future__ import annotations
