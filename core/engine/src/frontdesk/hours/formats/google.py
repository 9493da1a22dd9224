"""Hours of a Google Business Profile: a location of the Business Information API v1.

Shapes: https://developers.google.com/my-business/reference/businessinformation/rest/v1/accounts.locations
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from frontdesk.hours.formats.clock import DAY, AbsentDay, ZeroLength
from frontdesk.hours.formats.drafts import DayDraft, SpecialDraft, WeekDraft
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import day_of, echo, kind_of, mapping_at, mappings_at
from frontdesk.hours.place import Place

SYSTEM: Final = "google"
CHAT: Final = "ONLINE_SERVICE_HOURS"
"""The kind of more hours in which people answer online."""
_DAYS: Final = {
    name: number
    for number, name in enumerate(
        ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"),
    )
}
_STATUS: Final[Mapping[object, str | None]] = {
    "OPEN": None,
    "OPEN_FOR_BUSINESS_UNSPECIFIED": None,
    None: None,  # proto3 leaves out what is unspecified
    "CLOSED_TEMPORARILY": "temporarily_closed",
    "CLOSED_PERMANENTLY": "permanently_closed",
}
_MOST: Final = {"hours": 24, "minutes": 59, "seconds": 60, "nanos": 999_999_999}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Knobs:
    """What the caller decides."""

    zero_length: ZeroLength
    absent_day: AbsentDay


def from_google(
    location: object,
    *,
    chat: str | None = CHAT,
    zero_length: ZeroLength = "unknown",
    absent_day: AbsentDay = "closed",
) -> ReadHours:
    """The hours of a location: `regularHours`, `specialHours`, `moreHours` and `openInfo`.

    Proto3 leaves out zeros: `{}` is midnight. `chat` names the more hours that become chat hours; None = none. A day
    without a period is closed, where there are regular hours at all. Without them, special ones alone say nothing of
    other days: these stay unknown.
    """
    place = Place(path="", found=[])
    value = mapping_at(place, location)
    if "periods" in value and "regularHours" not in value:  # its regular hours alone
        value = {"regularHours": value}
    knobs = _Knobs(zero_length=zero_length, absent_day=absent_day)
    state, vague = _state(place.at("openInfo"), value.get("openInfo"))
    documents: dict[str, Mapping[str, object]] = {}
    if opening := _opening(place, value, vague, knobs) | state:
        documents["opening"] = opening | {"provenance": {"system": SYSTEM}}
    for where, item in mappings_at(place.at("moreHours"), value.get("moreHours")):
        word = str(item.get("hoursTypeId") or "")
        kind = "chat" if word and word == chat else kind_of(word)
        week = _week(where.at("periods"), item.get("periods"), knobs)
        if kind in documents:
            where.warn("FD155", kind=echo(word))
        elif week:
            documents[kind] = {"weekly": week, "provenance": {"system": SYSTEM, "kind": word or kind}}
    return ReadHours(documents=documents, diagnostics=tuple(place.found))


def _opening(
    place: Place, value: Mapping[object, object], vague: list[dict[str, object]], knobs: _Knobs
) -> dict[str, object]:
    document: dict[str, object] = {}
    regular = mapping_at(place.at("regularHours"), value.get("regularHours"))
    if week := _week(place.at("regularHours").at("periods"), regular.get("periods"), knobs):
        document["weekly"] = week
    elif "regularHours" in value and not regular.get("periods"):
        place.at("regularHours").warn("FD152")
    special = mapping_at(place.at("specialHours"), value.get("specialHours"))
    listed = _special(place.at("specialHours").at("specialHourPeriods"), special.get("specialHourPeriods"), knobs)
    if listed or vague:
        document["special"] = [*listed, *vague]
    return document


# The week


def _week(place: Place, value: object, knobs: _Knobs) -> dict[str, object]:
    """The seven days; nothing where there is no period at all, since Google requires some."""
    draft = WeekDraft()
    if not value:
        return {}
    for where, item in mappings_at(place, value):
        _add(where, draft, item, knobs)
    return draft.written(place, knobs.absent_day if isinstance(value, list) else "unknown")


def _add(place: Place, draft: WeekDraft, item: Mapping[object, object], knobs: _Knobs) -> None:
    first, last = _day(item.get("openDay")), _day(item.get("closeDay", item.get("openDay")))
    if first is None:
        draft.lose(place.at("openDay"), item.get("openDay"))
    else:
        _put(place, draft.days[first], item, None if last is None else (last - first) % 7, knobs)


def _put(place: Place, day: DayDraft, item: Mapping[object, object], nights: int | None, knobs: _Knobs) -> None:
    """A period that ends so many nights after its day. Google names both days, so no end is before its start."""
    start, end = _time(item.get("openTime")), _time(item.get("closeTime"))
    if start == end == nights == 0:
        day.add_empty(place, knobs.zero_length)
    elif start is None or end is None or nights is None or start >= DAY or end + nights * DAY <= start:
        day.spoil(place, _shown(item))
    else:
        day.add(start, end + nights * DAY)


def _day(value: object) -> int | None:
    return _DAYS.get(value) if isinstance(value, str) else None


def _time(value: object) -> int | None:
    """Minutes of a `google.type.TimeOfDay`; 24:00 is the end of its day. None = it is none."""
    if not isinstance(value, Mapping):
        return None
    parts = {name: value.get(name) or 0 for name in _MOST}
    if any(not _is_count(part, _MOST[name]) for name, part in parts.items()):
        return None
    total = int(parts["hours"]) * 60 + int(parts["minutes"]) + int(parts["seconds"]) // 60
    return total if total <= DAY else None


def _is_count(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _shown(item: Mapping[object, object]) -> str:
    """A period in a few words, for who mends it."""
    ends = ((item.get(f"{end}Day", ""), item.get(f"{end}Time")) for end in ("open", "close"))
    return " - ".join(f"{echo(day)} {echo(time)}".strip() for day, time in ends)


# Special days


def _special(place: Place, value: object, knobs: _Knobs) -> list[dict[str, object]]:
    draft = SpecialDraft()
    for where, item in mappings_at(place, value):
        first = _date(item.get("startDate"))
        if first is None or first.first != first.last:
            where.at("startDate").warn("FD148", value=echo(item.get("startDate")))
        elif item.get("closed") is True:
            draft.day(first.first).closed = True  # its times, and its end, mean nothing then
        else:
            _put(where, draft.day(first.first), item, _nights(first.first, item), knobs)
    return draft.written()


def _nights(first: date, item: Mapping[object, object]) -> int | None:
    """How many days later special hours end: none, or one, which is the most that Google allows."""
    last = _date(item["endDate"]) if item.get("endDate") is not None else _Days(first, first)
    nights = None if last is None else (last.first - first).days
    return nights if nights in {0, 1} else None


class _Days(NamedTuple):
    """The first and the last day that a date may mean."""

    first: date
    last: date


def _date(value: object) -> _Days | None:
    """What a `google.type.Date` means: a day; where it lacks its day, a month; where it lacks its month too, a year."""
    if not isinstance(value, Mapping):
        return None
    parts = [value.get(name) or 0 for name in ("year", "month", "day")]
    if not all(_is_count(part, most) for part, most in zip(parts, (9999, 12, 31), strict=True)):
        return None
    year, month, day = parts
    first = day_of(year, month or 1, (month and day) or 1)
    last = first if month and day else day_of(year, month or 12, _length(year, month or 12))
    return _Days(first, last) if first and last else None


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1] if year else 0


# Status


def _state(place: Place, value: object) -> tuple[dict[str, object], list[dict[str, object]]]:
    """What stands above all hours: a closure, or a first day; and the days of which nobody knows whether it is past."""
    info = mapping_at(place, value)
    status = info.get("status")
    known = status is None or (isinstance(status, str) and status in _STATUS)
    if not known:
        place.at("status").warn("FD150", value=echo(status))
    elif _STATUS[status] is not None:
        return {"status": _STATUS[status]}, []
    return _opening_day(place.at("openingDate"), info.get("openingDate"))


def _opening_day(place: Place, value: object) -> tuple[dict[str, object], list[dict[str, object]]]:
    days = _date(value)
    if days is None:
        if value is not None:
            place.warn("FD148", value=echo(value))
        return {}, []
    vague = {"from": days.first.isoformat(), "to": days.last.isoformat(), "unknown": True}
    status = {"state": "opening_soon", "opening_date": days.first.isoformat()}
    return {"status": status}, [vague] if days.first != days.last else []
