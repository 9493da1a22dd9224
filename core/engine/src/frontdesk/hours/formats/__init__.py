"""Readers for the notations that hours of the world are kept in, each lossless or saying what it could not read."""

from __future__ import annotations

from frontdesk.hours.formats.reading import ReadHours

__all__ = ["ReadHours"]
