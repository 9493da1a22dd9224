"""The oracle's spans of days: dates with a year, or of every year."""

from __future__ import annotations

from datetime import date


def inside(first: str, last: str, day: date) -> bool:
    """Whether a day is from first to last, dated or yearly, both included."""
    if len(first) == len("2026-01-01"):
        return first <= day.isoformat() <= last
    here = day.isoformat()[5:]
    return first <= here <= last if first <= last else here >= first or here <= last
