"""Which hours a rule means by `chat_hours`: the establishment's own, its opening hours, or the document's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from frontdesk.hours import Answer, Schedule, load_hours

HoursRef = str
"""`auto`, `opening_hours`, `kind:` and a kind of hours, or the key of a schedule in `Rulebook.schedules`."""

AUTO: HoursRef = "auto"
OPENING: HoursRef = "opening_hours"
OF_KIND: HoursRef = "kind:"
KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""What kinds of hours are called; `EstablishmentRecord.hours` has the same."""


def kind_asked(raw: object) -> object:
    """What stands under `kind` in `chat_hours: {kind: delivery}`; None for any other way to say hours."""
    return raw["kind"] if isinstance(raw, Mapping) and raw.keys() == {"kind"} else None


@cache
def _nothing_known() -> Schedule:
    return load_hours({"timezone": "UTC"})  # a zone, so that the reason told is that there are no hours


def unknown_answer() -> Answer:
    """The answer where no hours are set at all."""
    from datetime import UTC, datetime  # noqa: PLC0415 - only for this constant

    return _nothing_known().at(datetime(2000, 1, 1, tzinfo=UTC))
