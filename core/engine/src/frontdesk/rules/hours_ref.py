"""Which hours a rule means by `chat_hours`: the establishment's own, its opening hours, or the document's."""

from __future__ import annotations

from functools import cache

from frontdesk.hours import Answer, Schedule, load_hours

HoursRef = str
"""`auto`, `opening_hours`, or the key of a schedule in `Rulebook.schedules`."""

AUTO: HoursRef = "auto"
OPENING: HoursRef = "opening_hours"


@cache
def _nothing_known() -> Schedule:
    return load_hours({"timezone": "UTC"})  # a zone, so that the reason told is that there are no hours


def unknown_answer() -> Answer:
    """The answer where no hours are set at all."""
    from datetime import UTC, datetime  # noqa: PLC0415 - only for this constant

    return _nothing_known().at(datetime(2000, 1, 1, tzinfo=UTC))
