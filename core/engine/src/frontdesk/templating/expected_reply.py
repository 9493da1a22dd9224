"""When a reply may be expected, in words: what the establishment promises, counted from when people are there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from frontdesk.hours import State
from frontdesk.templating.context import TagContext
from frontdesk.templating.style import style_for

_DURATION: Final = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,2})W)?(?:(?P<days>\d{1,3})D)?"
    r"(?:T(?:(?P<hours>\d{1,3})H)?(?:(?P<minutes>\d{1,4})M)?(?:(?P<seconds>\d{1,5})S)?)?",
    re.IGNORECASE | re.ASCII,
)
_UNITS: Final = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
_HALF_HOUR, _HOUR, _SOON = timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3)
"""Away for up to 30 minutes, for whole hours, and for how many of them: then it is "later", or another day.
https://www.intercom.com/help/en/articles/732390-set-your-office-hours"""


def expected_reply(context: TagContext) -> str | None:
    """As it was given; a duration of ISO 8601 (`PT30M`) in words, one without length not at all.

    A duration counts from when people are there: `in 30 minutes` while they are, `in 3 hours`, `later today`,
    `on Monday` while they are not; not at all where they never come. Where chat hours are unknown it is told as it is.
    """
    given = context.establishment.expected_reply
    found = _DURATION.fullmatch(given.strip()) if given else None
    if found is None:
        return given
    length = timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})
    if not length:
        return None
    if context.chat is None or context.chat.at(context.now).state is not State.CLOSED:
        return _within(length, context)
    opening = context.chat.next_opening(context.now)
    return None if opening is None else _away(opening.astimezone(UTC) + length, context)


def _within(length: timedelta, context: TagContext) -> str:
    """Rounded up to whole days, hours or minutes: a reply is never promised sooner than it was given."""
    unit = next((unit for unit in _UNITS if length > unit), length)
    return style_for(context).duration(-(-length // unit) * unit)


def _away(reply: datetime, context: TagContext) -> str:
    wait = reply - context.now
    if wait <= _HALF_HOUR:
        return style_for(context).duration(_HALF_HOUR)
    if wait <= _SOON:
        return style_for(context).duration(-(-wait // _HOUR) * _HOUR)
    day, today = reply.astimezone(context.local_now.tzinfo).date(), context.local_now.date()
    return style_for(context).words.later if day == today else style_for(context).day(day, today=today)
