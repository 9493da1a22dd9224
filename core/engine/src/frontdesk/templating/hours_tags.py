"""The tags about hours, once for the opening hours and once for the chat hours. The two never mix."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from frontdesk.hours import Schedule
from frontdesk.hours.zones import is_zone
from frontdesk.templating.context import TagContext
from frontdesk.templating.hours_text import (
    day_text,
    exceptional_text,
    moment_text,
    open_until_text,
    status_text,
    week_text,
)
from frontdesk.templating.style import style_for
from frontdesk.templating.tags import MissingPolicy, Resolve, Tag, Validity

_Tell = Callable[[Schedule, datetime, TagContext], str | None]
_Find = Callable[[Schedule, datetime], datetime | None]
_Otherwise = Callable[[Schedule | None, TagContext], str | None]
Pick = Callable[[TagContext], Schedule | None]
"""Which hours a tag tells."""

# Each function is told the schedule, and the instant on the establishment's own clock.


def _week(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _on_clock(week_text(schedule, local.date(), style_for(context)), schedule, local, context)


def _today(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _day(schedule, local.date(), local, context)


def _tomorrow(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _day(schedule, local.date() + timedelta(days=1), local, context)


def _day(schedule: Schedule, day: date, local: datetime, context: TagContext) -> str | None:
    text = day_text(schedule, day, style_for(context)) if schedule.timezone else None
    return _on_clock(text, schedule, local, context)


def _status(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _for_reader(status_text(schedule, local, style_for(context)), local, context)


def _open_until(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _for_reader(open_until_text(schedule, local, style_for(context)), local, context)


def _moment(find: _Find, zone: str | None = None) -> _Tell:
    """Tells an instant, on the clock and calendar of `zone` if one is given."""

    def tell(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
        moment = find(schedule, local)
        if moment is None:
            return None
        there = local.astimezone(ZoneInfo(zone)) if zone else local
        text = moment_text(moment, there, style_for(context))
        if zone is None:
            return _for_reader(text, moment.astimezone(local.tzinfo), context)
        return f"{text} ({style_for(context).clock(zone)})" if _differ(moment, local, there) else text

    return tell


def _differ(moment: datetime, here: datetime, there: datetime) -> bool:
    """Whether the two clocks show different times at that moment."""
    return moment.astimezone(here.tzinfo).utcoffset() != moment.astimezone(there.tzinfo).utcoffset()


def _exceptional(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _on_clock(exceptional_text(schedule, local.date(), style_for(context)), schedule, local, context)


def _on_clock(text: str | None, schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    """With the name of the schedule's clock, where that shows another time than the establishment's."""
    zone = schedule.timezone
    if text is None or zone is None:
        return text
    if zone != context.establishment.timezone and _is_elsewhere(zone, local):
        return f"{text} ({style_for(context).clock(zone)})"
    return _for_reader(text, local, context)


def _for_reader(text: str | None, local: datetime, context: TagContext) -> str | None:
    """With the name of the establishment's clock, where that is wanted and the reader is known to live by another."""
    zone = context.establishment.timezone
    if text is None or not context.manner.name_zone or zone is None:
        return text
    reader = context.contact.timezone
    if reader is None or not is_zone(reader) or not _is_elsewhere(reader, local):
        return text
    return f"{text} ({style_for(context).clock(zone)})"


def _is_elsewhere(zone: str, local: datetime) -> bool:
    """Whether the clock of a zone shows another time."""
    return local.utcoffset() != local.astimezone(ZoneInfo(zone)).utcoffset()


# What stands in for a missing value, where the text itself has nothing


def _not_told(_schedule: Schedule | None, context: TagContext) -> str | None:
    return style_for(context).words.unknown


def _always(schedule: Schedule | None, context: TagContext) -> str | None:
    return style_for(context).words.always if schedule is not None and schedule.always_open else None


class _Kind(NamedTuple):
    """One tag about hours, for whichever hours."""

    key: str
    en: str
    fr: str
    missing: MissingPolicy
    validity: Validity
    tell: _Tell
    otherwise: _Otherwise | None = None
    find: _Find | None = None
    """The instant that it tells, where it tells one."""


_KINDS = (
    _Kind("week", "{hours}", "{hours}", "fallback", "day", _week, _not_told),
    _Kind("today", "today's {hours}", "{hours} du jour", "fallback", "day", _today, _not_told),
    _Kind("tomorrow", "tomorrow's {hours}", "{hours} de demain", "fallback", "day", _tomorrow, _not_told),
    _Kind("status", "open or closed now ({hours})", "ouvert ou fermé ({hours})", "drop", "moment", _status),
    _Kind(
        "open_until", "open now until ({hours})", "ouvert maintenant jusqu'à ({hours})", "drop", "moment", _open_until
    ),
    _Kind(
        "next_opening",
        "next opening ({hours})",
        "prochaine ouverture ({hours})",
        "drop",
        "moment",
        _moment(Schedule.next_opening),
        _always,
        Schedule.next_opening,
    ),
    _Kind(
        "next_closing",
        "next closing ({hours})",
        "prochaine fermeture ({hours})",
        "drop",
        "moment",
        _moment(Schedule.next_closing),
        _always,
        Schedule.next_closing,
    ),
    _Kind("exceptional", "upcoming special {hours}", "{hours} exceptionnels à venir", "drop", "day", _exceptional),
)


def _told(tell: _Tell, pick: Pick) -> Resolve:
    def resolve(context: TagContext) -> str | None:
        schedule = pick(context)
        if schedule is None:
            return None
        local = context.local_now if context.establishment.timezone else _local(schedule, context)
        return tell(schedule, local, context)

    return resolve


def _local(schedule: Schedule, context: TagContext) -> datetime:
    """The instant on the schedule's clock, for want of the establishment's."""
    return context.now.astimezone(ZoneInfo(schedule.timezone or "UTC"))


def _instead(otherwise: _Otherwise | None, pick: Pick) -> Resolve | None:
    return None if otherwise is None else lambda context: otherwise(pick(context), context)


_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _is_date(key: str) -> bool:
    try:
        return bool(_DATE.fullmatch(key) and date.fromisoformat(key))
    except ValueError:
        return False


def _dated(namespace: str, en: str, fr: str, pick: Pick) -> Tag:
    """The hours of one date: `{{ hours.on["2026-12-25"] }}`."""

    def member(context: TagContext, key: str) -> str | None:
        day = date.fromisoformat(key)
        return _told(lambda schedule, local, context: _day(schedule, day, local, context), pick)(context)

    return Tag(
        name=f"{namespace}.on.*",
        labels={"en": f"{en} on a date", "fr": f"{fr} à une date"},
        missing="fallback",
        resolve=lambda _context: None,
        otherwise=_instead(_not_told, pick),
        member=member,
        accepts=_is_date,
    )


def _zoned(plain: Tag, find: _Find, pick: Pick) -> Tag:
    """A moment as a clock elsewhere shows it: `{{ hours.next_opening["America/New_York"] }}`."""

    def member(context: TagContext, zone: str) -> str | None:
        return _told(_moment(find, zone), pick)(context)

    return replace(
        plain,
        name=f"{plain.name}.*",
        labels={"en": f"{plain.labels['en']}, in a time zone", "fr": f"{plain.labels['fr']}, dans un fuseau horaire"},
        member=member,
        accepts=is_zone,
        by_zone=True,
    )


def tags_about(namespace: str, en: str, fr: str, pick: Pick) -> tuple[Tag, ...]:
    """The tags of a namespace, labelled by what its hours are called; `pick` finds the schedule that they tell."""
    plain = tuple(
        Tag(
            name=f"{namespace}.{kind.key}",
            labels={"en": kind.en.format(hours=en), "fr": kind.fr.format(hours=fr)},
            missing=kind.missing,
            resolve=_told(kind.tell, pick),
            validity=kind.validity,
            otherwise=_instead(kind.otherwise, pick),
        )
        for kind in _KINDS
    )
    zoned = (_zoned(tag, kind.find, pick) for tag, kind in zip(plain, _KINDS, strict=True) if kind.find)
    return (*plain, *zoned, _dated(namespace, en, fr, pick))


HOURS_TAGS: tuple[Tag, ...] = (
    *tags_about("hours", "opening hours", "horaires d'ouverture", attrgetter("opening")),
    *tags_about("chat_hours", "chat hours", "horaires de chat", attrgetter("chat")),
)


def hours_of_tag(name: str, context: TagContext) -> tuple[bool, Schedule | None]:
    """Whether a tag of this name is one about hours, and the hours that it tells; None = there are none."""
    namespace, _, key = name.partition(".")
    if namespace == "hours_of":
        return True, context.establishment.hours_of(key.partition(".")[0])
    meant = {"hours": context.opening, "chat_hours": context.chat}
    return namespace in meant, meant.get(namespace)
