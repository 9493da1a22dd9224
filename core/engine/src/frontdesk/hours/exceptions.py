"""Reading what makes a day other than its weekday: special days and public holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from frontdesk.hours.contradictions import contradictions
from frontdesk.hours.days import read_day
from frontdesk.hours.place import Place, echo
from frontdesk.hours.public_holidays import (
    HolidaySpan,
    check_categories,
    check_country,
    check_language,
    check_names,
    check_subdivision,
    span_of,
)
from frontdesk.hours.spans import Span
from frontdesk.hours.spec import (
    CLOSED,
    PUBLIC,
    SCHOOL,
    UNKNOWN,
    AsWeekday,
    Behaviour,
    Calendar,
    DayHours,
    DayState,
    HolidayException,
    HolidayPolicy,
    Mode,
    Regular,
    SpecialDay,
)
from frontdesk.hours.words import read_days, read_span

_SPECIAL_KEYS: Final = (
    "date", "from", "to", "closed", "hours", "same_as_regular", "unknown", "mode", "label", "note", "source",
)  # fmt: skip
_HOLIDAY_KEYS: Final = (
    "country", "subdivision", "categories", "behaviour", "except", "language", "observed",
)  # fmt: skip
_CALENDAR_KEYS: Final = ("country", "subdivision", "categories")
_SAYS: Final = ("closed", "hours", "same_as_regular", "unknown")
_BEHAVIOURS: Final[Mapping[str, Behaviour]] = {"regular": Regular(), "closed": CLOSED, "unknown": UNKNOWN}


def read_special(place: Place, value: object) -> tuple[SpecialDay, ...]:
    """The special days of a document, in its order."""
    entries = list(_special_days(place, value))
    _warn_of_contradictions(entries)
    return tuple(entry for _, entry in entries)


def _special_days(place: Place, value: object) -> Iterator[tuple[Place, SpecialDay]]:
    for where, item in place.items(value):
        entry = where.mapping(item, _SPECIAL_KEYS)
        errors = len(where.found)
        span = _span(where, entry)
        mode = (
            Mode(where.at("mode").choice(entry["mode"], tuple(Mode)) or "replace") if "mode" in entry else Mode.REPLACE
        )
        day = _special_hours(where, entry, mode)
        if span is not None and not any(found.severity == "error" for found in where.found[errors:]):
            label, note, source = (where.at(key).text(entry.get(key)) for key in ("label", "note", "source"))
            if day is not None and note is not None:
                day = replace(day, note=note)
            yield where, SpecialDay(span=span, day=day, mode=mode, label=label, note=note, source=source)


def _span(place: Place, entry: Mapping[str, object]) -> Span | None:
    given = {key for key in ("date", "from", "to") if entry.get(key) is not None}
    if given == {"date"}:
        return read_span(place.at("date"), entry["date"], entry["date"])
    if given == {"from", "to"}:
        return read_span(place, entry["from"], entry["to"])
    place.error("FD115")
    return None


def _special_hours(place: Place, entry: Mapping[str, object], mode: Mode) -> DayHours | None:
    said = [key for key in _SAYS if entry.get(key) not in (None, False)]
    if len(said) != 1:
        place.error("FD116", found=", ".join(said) or "-")
        return None
    for key in said:
        if key != "hours":
            place.at(key).flag(entry[key], default=True)
    day = _hours_said(place, entry, said[0])
    if mode is not Mode.REPLACE and (day is None or day.state is not DayState.PERIODS):
        place.at("mode").error("FD136", mode=str(mode))
    return day


def _hours_said(place: Place, entry: Mapping[str, object], said: str) -> DayHours | None:
    if said == "same_as_regular":
        return None
    if said == "hours":
        return read_day(place.at("hours"), entry["hours"]) or UNKNOWN
    return CLOSED if said == "closed" else UNKNOWN


def _warn_of_contradictions(entries: Sequence[tuple[Place, SpecialDay]]) -> None:
    for number, closed in sorted(contradictions([entry for _, entry in entries]).items()):
        entries[number][0].warn("FD137", label=entries[closed][1].label or "-")


def read_holidays(place: Place, value: object) -> tuple[HolidayPolicy, ...]:
    """What holidays do, one policy or a list of them; none where no country is named that is known."""
    if value is None:
        return ()
    entries = place.items(value) if isinstance(value, (list, tuple)) else [(place, value)]
    found = [_policy(where, item) for where, item in entries]
    return tuple(policy for policy in found if policy is not None)


def _policy(place: Place, value: object) -> HolidayPolicy | None:
    entry = place.mapping(value, _HOLIDAY_KEYS)
    behaviour = _behaviour(place.at("behaviour"), entry.get("behaviour", "closed"))
    exceptions = tuple(_exceptions(place.at("except"), entry.get("except")))
    observed = place.at("observed").flag(entry.get("observed"), default=True)
    calendar = _calendar(place, entry, PUBLIC, observed=observed)
    if calendar is None:
        return None
    policy = HolidayPolicy(
        calendar=calendar,
        language=check_language(place.at("language"), calendar.country, entry.get("language")),
        behaviour=behaviour or UNKNOWN,
        exceptions=exceptions,
    )
    check_names(place.at("except"), policy)
    return policy


def read_holiday_span(place: Place, value: object, *, outside: bool) -> HolidaySpan | None:
    """The days of a calendar as those of a season: school holidays, unless other categories are named."""
    entry = place.mapping(value, _CALENDAR_KEYS)
    calendar = _calendar(place, entry, SCHOOL, observed=True) if isinstance(value, Mapping) else None
    if calendar is None:
        return None
    span = span_of(calendar, outside=outside)
    if not span.length or not span_of(calendar, outside=not outside).length:
        place.warn("FD168", country=calendar.country, subdivision=calendar.subdivision or "-")
        return None
    return span


def _calendar(place: Place, entry: Mapping[str, object], usual: str, *, observed: bool) -> Calendar | None:
    country = check_country(place.at("country"), entry.get("country"))
    if country is None:
        return None
    categories = _categories(place.at("categories"), country, entry.get("categories", [usual]))
    subdivision = check_subdivision(place.at("subdivision"), country, entry.get("subdivision"))
    if not categories:
        return None
    return Calendar(country=country, subdivision=subdivision, categories=categories, observed=observed)


def _categories(place: Place, country: str, value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else [item for _, item in place.items(value)]
    return check_categories(place, country, values)


def _behaviour(place: Place, value: object) -> Behaviour | None:
    if isinstance(value, str) and value.strip().lower() in _BEHAVIOURS:
        return _BEHAVIOURS[value.strip().lower()]
    if isinstance(value, Mapping) and "as" in value:
        return _as_weekday(place.at("as"), place.mapping(value, ("as",))["as"])
    if value is None:
        place.error("FD103", value=echo(value), nearest="closed", known=", ".join(_BEHAVIOURS))
        return None
    return read_day(place, value)


def _as_weekday(place: Place, value: object) -> AsWeekday | None:
    days = read_days(place, value)
    if len(days) > 1:
        place.wrong_type("one weekday", value)
    return AsWeekday(weekday=days[0]) if days else None


def _exceptions(place: Place, value: object) -> Iterator[HolidayException]:
    if value is None:
        return
    if not isinstance(value, Mapping):
        place.wrong_type("mapping", value)
        return
    for key, said in value.items():
        where = place.at(key)
        dated = isinstance(key, date) or str(key).replace("-", "").isdigit()
        span = read_span(where, key, key) if dated else None
        behaviour = _behaviour(where, said)
        if behaviour is not None and (span is not None or not dated):
            yield HolidayException(behaviour=behaviour, span=span, name=None if dated else str(key).strip())
