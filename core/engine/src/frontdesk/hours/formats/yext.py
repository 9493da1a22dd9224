"""Hours of Yext: the profile of an entity.

Shapes: the webhook description of https://github.com/yext/openapi, and
https://hitchhikers.yext.com/docs/connectors/hours-field-mapping
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from frontdesk.hours.formats.clock import AbsentDay, ZeroLength
from frontdesk.hours.formats.drafts import DayDraft, SpecialDraft, WeekDraft
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import date_of, echo, kind_of, mapping_at, mappings_at
from frontdesk.hours.formats.weekdays import ENGLISH
from frontdesk.hours.place import Place

SYSTEM: Final = "yext"
CHAT: Final = "onlineServiceHours"
"""The hours in which people answer online."""
_NO_HOURS: Final = frozenset({"hours", "holidayHours"})


def from_yext(
    profile: object,
    *,
    chat: str | None = CHAT,
    zero_length: ZeroLength = "all_day",
    absent_day: AbsentDay = "unknown",
) -> ReadHours:
    """The hours of a profile: `hours` with its `holidayHours` and `reopenDate`, all further `...Hours`, and `closed`.

    A day that is not named is unknown, a day without an interval closed. `isRegularHours` confirms a day as it usually
    is. `chat` names the field that becomes chat hours; None = none.
    """
    place = Place(path="", found=[])
    value = mapping_at(place, profile)
    if any(key in value for key in (*ENGLISH, "holidayHours", "reopenDate")):  # its hours alone
        value = {"hours": value}
    documents: dict[str, Mapping[str, object]] = {}
    for name, kind in _fields(value, chat):
        document = _document(place.at(name), value.get(name), zero_length, absent_day)
        if kind == "opening":
            document |= _closed(place.at("closed"), value.get("closed"))
        if kind in documents:
            place.at(name).warn("FD155", kind=echo(name))
        elif document:
            provenance = {"system": SYSTEM} if kind == "opening" else {"system": SYSTEM, "kind": name}
            documents[kind] = document | {"provenance": provenance}
    return ReadHours(documents=documents, diagnostics=tuple(place.found))


def _fields(value: Mapping[object, object], chat: str | None) -> Iterator[tuple[str, str]]:
    """The fields that hold hours, with our kind of each."""
    yield "hours", "opening"
    for name, item in value.items():
        if isinstance(name, str) and name.endswith("Hours") and name not in _NO_HOURS and isinstance(item, Mapping):
            yield name, "chat" if name == chat else kind_of(name)


def _document(place: Place, value: object, zero_length: ZeroLength, absent_day: AbsentDay) -> dict[str, object]:
    hours = mapping_at(place, value)
    document: dict[str, object] = {}
    if any(day in hours for day in ENGLISH):
        document["weekly"] = _week(place, hours, zero_length, absent_day)
    if special := _holidays(place.at("holidayHours"), hours.get("holidayHours"), zero_length):
        document["special"] = special
    return document | _reopening(place.at("reopenDate"), hours.get("reopenDate"))


def _week(
    place: Place, hours: Mapping[object, object], zero_length: ZeroLength, absent_day: AbsentDay
) -> dict[str, object]:
    draft = WeekDraft()
    for number, name in enumerate(ENGLISH):
        if hours.get(name) is not None:
            _fill(place.at(name), draft.days[number], hours[name], zero_length)
    return draft.written(place, absent_day)


def _fill(place: Place, day: DayDraft, value: object, zero_length: ZeroLength) -> None:
    if not isinstance(value, Mapping):
        day.spoil(place, value)
        return
    intervals = value.get("openIntervals")
    if not isinstance(intervals, list | None):
        day.spoil(place.at("openIntervals"), intervals)
    elif value.get("isClosed") is True or not intervals:
        day.closed = True
    else:
        for number, item in enumerate(intervals):
            start, end = (item.get("start"), item.get("end")) if isinstance(item, Mapping) else (None, item)
            day.add_told(place.at("openIntervals").at(number), start, end, zero_length)


def _holidays(place: Place, value: object, zero_length: ZeroLength) -> list[dict[str, object]]:
    draft = SpecialDraft()
    for where, item in mappings_at(place, value):
        day = date_of(item.get("date"))
        if day is None:
            where.at("date").warn("FD148", value=echo(item.get("date")))
        elif item.get("isRegularHours") is True:
            draft.keep_regular(day)
        else:
            _fill(where, draft.day(day), item, zero_length)
    return draft.written()


def _reopening(place: Place, value: object) -> dict[str, object]:
    day = date_of(value)
    if day is not None:
        return {"status": {"state": "temporarily_closed", "reopen": day.isoformat()}}
    if value not in (None, ""):
        place.warn("FD148", value=echo(value))
    return {}


def _closed(place: Place, value: object) -> dict[str, object]:
    """For good: `true`, or in the older form `{isClosed: true, closedDate: ...}`."""
    if value is True:
        return {"status": "permanently_closed"}
    if value is False or value is None or not mapping_at(place, value).get("isClosed"):
        return {}
    since = date_of(mapping_at(place, value).get("closedDate"))
    return {"status": {"state": "permanently_closed", "since": since.isoformat()} if since else "permanently_closed"}
