"""What a cell was read as, in one line: how the golden corpus of typed cells writes it."""

from __future__ import annotations

from typing import Any

from frontdesk.hours.formats import ReadHours


def in_one_line(read: ReadHours) -> str:
    """`mon-fri 09:00-12:00 14:00-18:00, sat closed; holidays closed !FD143`; days of equal hours together."""
    document: Any = read.documents.get("opening", {})
    groups: dict[str, list[str]] = {}
    for day, hours in document.get("weekly", {}).items():
        groups.setdefault(_hours(hours), []).append(day)
    days = ", ".join(f"{_days(names)} {hours}" for hours, names in groups.items())
    holidays = f"; holidays {_hours(document['holidays']['behaviour'])}" if "holidays" in document else ""
    return f"{days}{holidays}{''.join(f' !{item.id}' for item in read.diagnostics)}".strip()


def _hours(hours: Any) -> str:
    if isinstance(hours, dict):
        return f"{_hours(hours['hours'])} ({hours['note']})"
    return hours if isinstance(hours, str) else " ".join(hours)


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(names: list[str]) -> str:
    if len(names) == len(_DAYS):
        return "daily"
    numbers = [_DAYS.index(name) for name in names]
    run = len(names) > 2 and numbers[-1] - numbers[0] == len(names) - 1
    return f"{names[0]}-{names[-1]}" if run else "+".join(names)
