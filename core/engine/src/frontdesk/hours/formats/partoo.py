"""Hours of Partoo: a business of its API v2, its more hours, and the chat hours of its messaging settings.

Shapes: https://developers.partoo.co/api-reference/businesses/business-information and
https://developers.partoo.co/api-reference/businesses/more-hours-for-your-business
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from frontdesk.hours.formats.clock import AbsentDay, ZeroLength
from frontdesk.hours.formats.drafts import DayDraft, SpecialDraft, WeekDraft
from frontdesk.hours.formats.google import CHAT
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import date_of, echo, kind_of, list_at, mapping_at, mappings_at
from frontdesk.hours.place import Place

SYSTEM: Final = "partoo"
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STATUS: Final[Mapping[object, str | None]] = {
    "open": None,
    None: None,
    "closed": "permanently_closed",
    "temporarily_closed": "temporarily_closed",
    "closed_temporarily": "temporarily_closed",  # the word of the search filter
    "opening_soon": "opening_soon",
}


def from_partoo(
    business: object,
    *,
    more_hours: object = None,
    chat_hours: object = None,
    zero_length: ZeroLength = "unknown",
    absent_day: AbsentDay = "closed",
) -> ReadHours:
    """The hours of a business: `open_hours`, `specific_hours`, `status` and `opening_date`.

    `more_hours` is what its own endpoint answers, or the list in it; those for online service are chat hours. They
    give way to `chat_hours`, the `custom_chat_hours` of messaging settings. 23:59 is midnight, and an end before its
    start is on the next day; `[]` is closed, null unknown.
    """
    place = Place(path="", found=[])
    value = _whole(mapping_at(place, business))
    knobs = (zero_length, absent_day)
    documents: dict[str, Mapping[str, object]] = {}
    opening: dict[str, object] = {}
    if week := _week(place.at("open_hours"), value.get("open_hours"), *knobs):
        opening["weekly"] = week
    if special := _special(place.at("specific_hours"), value.get("specific_hours"), zero_length):
        opening["special"] = special
    if opening := opening | _state(place, value):
        documents["opening"] = opening | {"provenance": {"system": SYSTEM}}
    if week := _week(place.at("chat_hours"), chat_hours, *knobs):
        documents["chat"] = {"weekly": week, "provenance": {"system": SYSTEM, "kind": "custom_chat_hours"}}
    for where, word, kind, hours in _more(place.at("more_hours"), more_hours):
        week = _week(where, hours, *knobs)
        if kind in documents:
            where.warn("FD155", kind=echo(word))
        elif week:
            documents[kind] = {"weekly": week, "provenance": {"system": SYSTEM, "kind": word}}
    return ReadHours(documents=documents, diagnostics=tuple(place.found))


def _whole(value: Mapping[object, object]) -> Mapping[object, object]:
    """The business; where its week stands alone, one that has it."""
    return {"open_hours": value} if any(day in value for day in _DAYS) else value


def _more(place: Place, value: object) -> Iterator[tuple[Place, str, str, object]]:
    listed = value.get("more_hours") if isinstance(value, Mapping) else value
    for where, item in mappings_at(place, listed):
        word = str(item.get("gmb_id") or "")
        yield where.at("value"), word, "chat" if word == CHAT else kind_of(word), item.get("value")


def _week(place: Place, value: object, zero_length: ZeroLength, absent_day: AbsentDay) -> dict[str, object]:
    week = mapping_at(place, value)
    if not week:
        return {}
    draft = WeekDraft()
    for name, slots in week.items():
        where = place.at(name)
        if str(name).lower() in _DAYS:
            _fill(where, draft.days[_DAYS.index(str(name).lower())], slots, zero_length)
        elif slots not in (None, []):
            draft.lose(where, name)
    return draft.written(place, absent_day)


def _fill(place: Place, day: DayDraft, slots: object, zero_length: ZeroLength) -> None:
    if not isinstance(slots, list):
        day.spoilt = True
        if slots is not None:
            day.spoil(place, slots)
        return
    day.closed = not slots
    for where, slot in list_at(place, slots):
        start, dash, end = slot.partition("-") if isinstance(slot, str) else ("", "", "")
        if dash:
            day.add_told(where, start, end, zero_length)
        else:
            day.spoil(where, slot)


def _special(place: Place, value: object, zero_length: ZeroLength) -> list[dict[str, object]]:
    draft = SpecialDraft()
    given = mapping_at(place, value)
    for key in ("open", "close"):
        for where, item in mappings_at(place.at(key), given.get(key)):
            first, last = date_of(item.get("starts_at")), date_of(item.get("ends_at", item.get("starts_at")))
            if first is None or last is None or last < first:
                where.warn("FD148", value=f"{echo(item.get('starts_at'))} - {echo(item.get('ends_at'))}")
            elif key == "close":
                draft.day(first, last).closed = True
            else:
                _fill(where.at("open_hours"), draft.day(first, last), item.get("open_hours"), zero_length)
    return draft.written()


def _state(place: Place, value: Mapping[object, object]) -> dict[str, object]:
    status = value.get("status")
    word = status.lower() if isinstance(status, str) else status
    if word is not None and (not isinstance(word, str) or word not in _STATUS):
        place.at("status").warn("FD150", value=echo(status))
        word = None
    closed = _STATUS[word]
    if closed in {"temporarily_closed", "permanently_closed"}:
        return {"status": closed}
    opens = date_of(value.get("opening_date"))
    if opens is None and value.get("opening_date") is not None:
        place.at("opening_date").warn("FD148", value=echo(value.get("opening_date")))
    if opens is None:
        return {} if closed is None else {"status": closed}
    return {"status": {"state": "opening_soon", "opening_date": opens.isoformat()}}
