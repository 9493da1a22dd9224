"""How long a rendered text stays true while no data change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from frontdesk.templating.context import TagContext
from frontdesk.templating.hours_tags import hours_of_tag
from frontdesk.templating.tags import Tag

if TYPE_CHECKING:
    from frontdesk.hours import Schedule


def valid_until(tags: Mapping[str, Tag], used: Collection[str], context: TagContext) -> datetime | None:
    """The first instant, in UTC, at which one of the tags used may have another value; None = never.

    A moment (a next opening) ends when the hours it speaks of change sides, or with the day: tomorrow is then today.
    That day may be another zone's.
    """
    kinds = {tags[name].validity for name in used}
    if "instant" in kinds:
        return context.now
    timed = [tags[name] for name in used if tags[name].validity != "data"]
    if not timed:
        return None
    midnights = [next_midnight(context, zone) for zone in {*_own_zones(timed, context), *(tag.zone for tag in timed)}]
    return min([*midnights, *_changes([tag for tag in timed if tag.validity == "moment"], context)])


def _own_zones(timed: Collection[Tag], context: TagContext) -> Iterator[str | None]:
    """Those by whose clock hours are told: the establishment's, for want of it those of the hours themselves."""
    yield None
    if context.establishment.timezone is None:
        yield from (schedule.timezone for tag in timed for schedule in _meant(tag, context) if schedule is not None)


def fresh_until(used: Iterable[str], until: datetime | None, context: TagContext) -> datetime | None:
    """`until`, or the first instant at which the data become too old for a tag that they are still new enough for."""
    expiries = (context.manner.expiry(name, context.establishment) for name in used)
    ahead = [expiry for expiry in expiries if expiry is not None and expiry > context.now]
    return min([*ahead, *([until] if until else [])], default=None)


def next_midnight(context: TagContext, zone: str | None = None) -> datetime:
    """The first instant of the next day of that zone, else of the establishment, in UTC; some days begin at one."""
    local = context.now.astimezone(ZoneInfo(zone)) if zone else context.local_now
    return _midnight_after(local.date(), local.tzinfo)


@lru_cache(maxsize=1024)
def _midnight_after(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _changes(moments: Collection[Tag], context: TagContext) -> Iterator[datetime]:
    for schedule in {schedule for tag in moments for schedule in _meant(tag, context) if schedule is not None}:
        until = schedule.at(context.now).until
        if until is not None:
            yield until.astimezone(UTC)


def _meant(tag: Tag, context: TagContext) -> tuple[Schedule | None, ...]:
    """The hours that a tag speaks of; a plugin's tag may speak of either."""
    known, schedule = hours_of_tag(tag.name, context)
    return (schedule,) if known else (context.opening, context.chat)
