"""Hours of schema.org: a LocalBusiness, Place, Service or ContactPoint, as JSON-LD or microdata give it.

Shapes: https://schema.org/OpeningHoursSpecification, https://schema.org/openingHours and
https://schema.org/ContactPoint
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from frontdesk.hours.formats.clock import AbsentDay, ZeroLength
from frontdesk.hours.formats.drafts import DayDraft, SpecialDraft, WeekDraft
from frontdesk.hours.formats.linked import country_of, many, one, word_of
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import date_of, echo, kind_of, mapping_at
from frontdesk.hours.formats.typed import week_of_texts
from frontdesk.hours.formats.weekdays import weekday_of
from frontdesk.hours.place import Place

SYSTEM: Final = "schema_org"
_SPECIAL_DAYS: Final = 31
"""Hours with a validity of at most as many days are special ones, of more a season."""
_TEXT: Final = "openingHours"
_HOLIDAYS: Final = "publicholidays"
_OPENING: Final = "openingHoursSpecification"
_SPECIAL: Final = "specialOpeningHoursSpecification"
_FOR_CHAT: Final = ("", "customer", "client", "chat", "message", "support")
"""What is in the `contactType` of those whom a customer writes to."""


def from_schema_org(
    thing: object, *, zero_length: ZeroLength = "closed", absent_day: AbsentDay = "closed"
) -> ReadHours:
    """The hours of an object: `openingHoursSpecification`, `specialOpeningHoursSpecification`, else `openingHours`.

    The `hoursAvailable` of its contact points are chat hours where their `contactType` speaks of customers or is not
    given, else a kind of their own. Dated entries of at most 31 days are special days, of more a season. No `opens`
    means closed, 00:00 to 23:59 all day.
    """
    place = Place(path="", found=[])
    value = mapping_at(place, _whole(thing))
    documents: dict[str, Mapping[str, object]] = {}
    opening = _Reading(country=country_of(value))
    opening.read(place.at(_OPENING), value.get(_OPENING), zero_length)
    opening.read(place.at(_SPECIAL), value.get(_SPECIAL), zero_length, special=True)
    document = opening.document(place.at(_OPENING), absent_day)
    texts = [text for text in map(one, many(value.get(_TEXT))) if isinstance(text, str) and text.strip()]
    if texts and "weekly" not in document:
        document["weekly"] = week_of_texts(place.at(_TEXT), texts, zero_length, absent_day)
    if document:
        documents["opening"] = document | {"provenance": {"system": SYSTEM}}
    for where, word, hours in _contacts(place, value):
        kind = _kind(word)
        contact = _Reading(country=country_of(value))
        contact.read(where, hours, zero_length)
        document = contact.document(where, absent_day)
        if document and kind in documents:
            where.warn("FD155", kind=echo(word or kind))
        elif document:
            documents[kind] = document | {"provenance": {"system": SYSTEM, "kind": word or "hoursAvailable"}}
    return ReadHours(documents=documents, diagnostics=tuple(place.found))


def _whole(thing: object) -> object:
    """The object; where specifications stand alone, or a text, one that has them."""
    if isinstance(thing, str):
        return {_TEXT: thing}
    first = next(iter(thing), None) if isinstance(thing, list) else thing
    alone = isinstance(first, Mapping) and any(key in first for key in ("dayOfWeek", "opens", "closes"))
    return {_OPENING: thing} if alone else thing


def _contacts(place: Place, value: Mapping[object, object]) -> Iterator[tuple[Place, str, object]]:
    """The hours of the object itself as a contact, and those of its contact points; with their `contactType`."""
    if value.get("hoursAvailable") is not None:
        yield place.at("hoursAvailable"), str(one(value.get("contactType")) or ""), value["hoursAvailable"]
    for number, item in enumerate(many(value.get("contactPoint"))):
        if isinstance(item, Mapping) and item.get("hoursAvailable") is not None:
            where = place.at("contactPoint").at(number).at("hoursAvailable")
            yield where, str(one(item.get("contactType")) or ""), item["hoursAvailable"]


def _kind(word: str) -> str:
    plain = word.lower()
    return "chat" if not plain or any(part in plain for part in _FOR_CHAT if part) else kind_of(word)


@dataclass(slots=True)
class _Reading:
    """What the specifications of one thing say."""

    country: str | None
    week: WeekDraft = field(default_factory=WeekDraft)
    weekly: bool = False
    seasons: dict[tuple[date | None, date | None], WeekDraft] = field(default_factory=dict)
    special: SpecialDraft = field(default_factory=SpecialDraft)
    holidays: DayDraft = field(default_factory=DayDraft)

    def read(self, place: Place, value: object, zero_length: ZeroLength, *, special: bool = False) -> None:
        """The entries of a property, one or many."""
        for number, item in enumerate(many(value)):
            where = place.at(number) if isinstance(value, list) else place
            if isinstance(item, Mapping):
                self._entry(where, item, zero_length, special=special)
            else:
                where.warn("FD149", expected="object", value=echo(item))

    def _entry(self, place: Place, item: Mapping[object, object], zero_length: ZeroLength, *, special: bool) -> None:
        span = _span(place, item)
        if span is None:
            return
        if span == (None, None) and special:
            place.warn("FD148", value="-")
            return
        days = list(self._days(place, item, span))
        for number, day in enumerate(days):
            _fill(place if number == 0 else Place(path="", found=[]), day, item, zero_length)

    def _days(
        self, place: Place, item: Mapping[object, object], span: tuple[date | None, date | None]
    ) -> Iterator[DayDraft]:
        """The days that an entry speaks of."""
        names = [word_of(name) for name in many(item.get("dayOfWeek"))]
        numbers = {weekday_of(name) for name in names} - {None}
        lost = [name for name in names if weekday_of(name) is None and name.lower() != _HOLIDAYS]
        if len(lost) < len(names) and any(name.lower() == _HOLIDAYS for name in names):
            yield self.holidays
            if not numbers:
                return
        first, last = span
        if first and last and (last - first).days < _SPECIAL_DAYS:
            yield from self._special_days(first, last, numbers if names else None)
        else:
            week = self._week(span)
            for name in lost:
                week.lose(place.at("dayOfWeek"), name)
            wanted = range(7) if not names and span != (None, None) else sorted(n for n in numbers if n is not None)
            if not names and span == (None, None):
                week.lose(place.at("dayOfWeek"), "-")
            yield from (week.days[number] for number in wanted)

    def _special_days(self, first: date, last: date, numbers: set[int | None] | None) -> Iterator[DayDraft]:
        if numbers is None:
            yield self.special.day(first, last)
            return
        for step in range((last - first).days + 1):
            day = first + timedelta(days=step)
            if day.weekday() in numbers:
                yield self.special.day(day)

    def _week(self, span: tuple[date | None, date | None]) -> WeekDraft:
        if span == (None, None):
            self.weekly = True
            return self.week
        return self.seasons.setdefault(span, WeekDraft())

    def document(self, place: Place, absent_day: AbsentDay) -> dict[str, object]:
        """All of it as a document; empty where nothing is said."""
        document: dict[str, object] = {}
        if self.weekly:
            document["weekly"] = self.week.written(place, absent_day)
        if self.seasons:
            document["seasons"] = [
                {**_from_to(span), "weekly": week.written(place, absent_day)} for span, week in self.seasons.items()
            ]
        if special := self.special.written():
            document["special"] = special
        if not self.holidays.silent and self.country is None:
            place.warn("FD153")
        elif not self.holidays.silent:
            document["holidays"] = {"country": self.country, "behaviour": self.holidays.hours(absent_day)}
        return document


def _from_to(span: tuple[date | None, date | None]) -> dict[str, object]:
    return {name: day.isoformat() for name, day in zip(("from", "to"), span, strict=True) if day is not None}


def _span(place: Place, item: Mapping[object, object]) -> tuple[date | None, date | None] | None:
    """The validity; None, with a warning, where it cannot be read."""
    ends: list[date | None] = []
    for name in ("validFrom", "validThrough"):
        told = one(item.get(name))
        day = date_of(told)
        if day is None and told not in (None, ""):
            place.at(name).warn("FD148", value=echo(told))
            return None
        ends.append(day)
    if ends[0] and ends[1] and ends[1] < ends[0]:
        place.at("validThrough").warn("FD148", value=str(ends[1]))
        return None
    return ends[0], ends[1]


def _fill(place: Place, day: DayDraft, item: Mapping[object, object], zero_length: ZeroLength) -> None:
    opens, closes = one(item.get("opens")), one(item.get("closes"))
    if opens in (None, "") and closes in (None, ""):
        day.closed = True
    else:
        day.add_told(place, opens, closes, zero_length)
