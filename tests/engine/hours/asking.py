"""Short ways to ask a schedule, for the tests of edge cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from frontdesk.hours import Schedule, check_hours, load_hours

OFFICE = {"mon-fri": ["09:00-12:00", "14:00-18:00"]}
PARIS = "Europe/Paris"


def hours(weekly: Any = OFFICE, zone: str = PARIS, **more: Any) -> Schedule:
    return load_hours({"timezone": zone, "weekly": weekly, **more})


def t(text: str) -> datetime:
    return datetime.fromisoformat(text)


def state(schedule: Schedule, text: str) -> str:
    return schedule.at(t(text)).state.value


def ids(document: dict[str, Any]) -> list[str]:
    return [found.id for found in check_hours(document)]


def changes(schedule: Schedule, first: str, last: str) -> list[str]:
    """Every change of state between two instants, in the schedule's own offset."""
    found: list[str] = []
    now = t(first)
    while (until := schedule.at(now).until) is not None and until <= t(last):
        found.append(until.isoformat(timespec="minutes"))
        now = until.astimezone(UTC)
    return found


FRENCH = {"country": "FR", "behaviour": "closed", "language": "fr"}
