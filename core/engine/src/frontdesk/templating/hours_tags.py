"""The tags about hours, once for the opening hours and once for the chat hours. The two never mix."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from frontdesk.templating.context import TagContext
from frontdesk.templating.hours_text import day_text, exceptional_text, moment_text, status_text, week_text
from frontdesk.templating.style import style_for
from frontdesk.templating.tags import MissingPolicy, Resolve, Tag, Validity

if TYPE_CHECKING:
    from frontdesk.hours import Schedule

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
    return status_text(schedule, local, style_for(context))


def _next_opening(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _moment(schedule.next_opening(local), local, context)


def _next_closing(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _moment(schedule.next_closing(local), local, context)


def _moment(moment: datetime | None, local: datetime, context: TagContext) -> str | None:
    return moment_text(moment, local, style_for(context)) if moment else None


def _exceptional(schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    return _on_clock(exceptional_text(schedule, local.date(), style_for(context)), schedule, local, context)


def _on_clock(text: str | None, schedule: Schedule, local: datetime, context: TagContext) -> str | None:
    """With the name of the schedule's clock, where that shows another time than the establishment's."""
    zone = schedule.timezone
    if text is None or zone is None or zone == context.establishment.timezone:
        return text
    if local.utcoffset() == local.astimezone(ZoneInfo(zone)).utcoffset():
        return text
    return f"{text} ({style_for(context).clock(zone)})"


# What stands in for a missing value, where the text itself has nothing


def _not_told(_schedule: Schedule | None, context: TagContext) -> str | None:
    return style_for(context).words.unknown


def _always(schedule: Schedule | None, context: TagContext) -> str | None:
    return style_for(context).words.always if schedule is not None and schedule.always_open else None


_Tell = Callable[["Schedule", datetime, TagContext], str | None]
_Otherwise = Callable[["Schedule | None", TagContext], str | None]
_Pick = Callable[[TagContext], "Schedule | None"]


class _Kind(NamedTuple):
    """One tag about hours, for whichever hours."""

    key: str
    en: str
    fr: str
    missing: MissingPolicy
    validity: Validity
    tell: _Tell
    otherwise: _Otherwise | None = None


_KINDS = (
    _Kind("week", "{hours}", "{hours}", "fallback", "day", _week, _not_told),
    _Kind("today", "today's {hours}", "{hours} du jour", "fallback", "day", _today, _not_told),
    _Kind("tomorrow", "tomorrow's {hours}", "{hours} de demain", "fallback", "day", _tomorrow, _not_told),
    _Kind("status", "open or closed now ({hours})", "ouvert ou fermé ({hours})", "drop", "moment", _status),
    _Kind(
        "next_opening",
        "next opening ({hours})",
        "prochaine ouverture ({hours})",
        "drop",
        "moment",
        _next_opening,
        _always,
    ),
    _Kind(
        "next_closing",
        "next closing ({hours})",
        "prochaine fermeture ({hours})",
        "drop",
        "moment",
        _next_closing,
        _always,
    ),
    _Kind("exceptional", "upcoming special {hours}", "{hours} exceptionnels à venir", "drop", "day", _exceptional),
)


def _told(tell: _Tell, pick: _Pick) -> Resolve:
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


def _instead(otherwise: _Otherwise | None, pick: _Pick) -> Resolve | None:
    return None if otherwise is None else lambda context: otherwise(pick(context), context)


_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _is_date(key: str) -> bool:
    try:
        return bool(_DATE.fullmatch(key) and date.fromisoformat(key))
    except ValueError:
        return False


def _dated(namespace: str, en: str, fr: str, pick: _Pick) -> Tag:
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


def _hours_tags(namespace: str, en: str, fr: str, pick: _Pick) -> tuple[Tag, ...]:
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
    return (*plain, _dated(namespace, en, fr, pick))


HOURS_TAGS: tuple[Tag, ...] = (
    *_hours_tags("hours", "opening hours", "horaires d'ouverture", attrgetter("opening")),
    *_hours_tags("chat_hours", "chat hours", "horaires de chat", attrgetter("chat")),
)
