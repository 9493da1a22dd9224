"""Public holidays of a country, from the `holidays` library, which is loaded only when a schedule names a country."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from frontdesk.hours.place import Place, echo, nearest
from frontdesk.hours.spec import Behaviour, Calendar, HolidayPolicy, Regular

if TYPE_CHECKING:
    from holidays import HolidayBase

_AS_USUAL: Final = Regular()
_USUAL_YEAR: Final = 2026
_YEAR: Final = 365
_SAMPLE_YEARS: Final = range(2024, 2034)  # names are looked up here; there is no clock in this package


@lru_cache(maxsize=512)  # codes are what documents say
def country_class(country: str) -> type[HolidayBase] | None:
    """What the library knows of a country by its code; None when it knows nothing."""
    import holidays  # noqa: PLC0415 - start-up: 0.3 s, and only schedules with holidays pay for it

    known = holidays.list_supported_countries(include_aliases=True)
    return getattr(holidays, country) if country in known else None


def holidays_of(policy: HolidayPolicy, year: int) -> Mapping[date, str]:
    """The holidays of one year and their labels; two on one date are joined by `; `."""
    return _table(policy.calendar, policy.language, year)


@lru_cache(maxsize=512)
def _table(calendar: Calendar, language: str | None, year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 - start-up, as above

    found = holidays.country_holidays(
        calendar.country,
        subdiv=calendar.subdivision,
        years=year,
        categories=calendar.categories,
        language=language,
        observed=calendar.observed,
    )
    return MappingProxyType({day: str(label) for day, label in found.items() if day.year == year})


def is_holiday(calendar: Calendar, day: date) -> bool:
    """Whether the calendar names this day."""
    kind = country_class(calendar.country)
    return day in _table(calendar, kind.default_language if kind else None, day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidaySpan:
    """The days that a calendar names, or (`outside`) all the others; `length` is how many a usual year has of them."""

    calendar: Calendar
    outside: bool
    length: int

    def covers(self, day: date) -> bool:
        """Whether the day is inside."""
        return is_holiday(self.calendar, day) is not self.outside


@lru_cache(maxsize=512)
def span_of(calendar: Calendar, *, outside: bool) -> HolidaySpan:
    """The days of a calendar, or all the others, with how many those are in a year of the library's full knowledge."""
    inside = sum(is_holiday(calendar, date(_USUAL_YEAR, 1, 1) + timedelta(days=n)) for n in range(_YEAR))
    return HolidaySpan(calendar=calendar, outside=outside, length=_YEAR - inside if outside else inside)


def behaviour_on(policies: tuple[HolidayPolicy, ...], day: date) -> tuple[str | None, Behaviour]:
    """The labels of the holidays on this day, if it is one, and how the day behaves: the first policy decides."""
    for number, policy in enumerate(policies):
        label = holidays_of(policy, day.year).get(day)
        if label is not None:
            others = (holidays_of(other, day.year).get(day) for other in policies[number + 1 :])
            labels = dict.fromkeys((label, *(other for other in others if other is not None)))
            return "; ".join(labels), _behaviour(label, policy, day)
    return None, _AS_USUAL


def _behaviour(label: str, policy: HolidayPolicy, day: date) -> Behaviour:
    for exception in policy.exceptions:
        if exception.span is not None and exception.span.covers(day):
            return exception.behaviour
        if exception.name is not None and _names(label, exception.name):
            return exception.behaviour
    return policy.behaviour


def _names(label: str, wanted: str) -> bool:
    return _folded(wanted) in (_folded(part) for part in label.split(";"))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def check_country(place: Place, value: object) -> str | None:
    """The country code that stands here; unknown ones are warned of, and regular hours apply."""
    if value is None:
        place.warn("FD117")
        return None
    code = str(value).strip().upper()
    if country_class(code) is None:
        import holidays  # noqa: PLC0415 - start-up, as above

        place.warn("FD118", country=echo(value), nearest=nearest(code, holidays.list_supported_countries()))
        return None
    return code


def check_subdivision(place: Place, country: str, value: object) -> str | None:
    """The subdivision that stands here, as the library spells it; an unknown one is warned of and left out."""
    kind = country_class(country)
    if value is None or kind is None:
        return None
    aliases: Mapping[str, str] = getattr(kind, "subdivisions_aliases", {})
    known = {name.casefold(): name for name in (*kind.subdivisions, *aliases)}
    found = known.get(str(value).strip().casefold())
    if found is None:
        place.warn("FD119", subdivision=echo(value), country=country, known=", ".join(kind.subdivisions) or "-")
    return found


def check_categories(place: Place, country: str, values: Iterable[object]) -> tuple[str, ...]:
    """The categories that the country has; others are warned of and left out."""
    kind = country_class(country)
    known = tuple(kind.supported_categories) if kind else ()
    wanted = [str(value).strip().lower() for value in values]
    for value in wanted:
        if value not in known:
            place.warn("FD120", category=echo(value), country=country, known=", ".join(known))
    return tuple(sorted({value for value in wanted if value in known}))


def check_language(place: Place, country: str, value: object) -> str | None:
    """The language of labels: the one asked, or its variant (`en` finds `en_US`); else the country's own."""
    kind = country_class(country)
    if kind is None:
        return None
    own = kind.default_language  # named, for left to itself the library takes the language of the machine
    if value is None:
        return own
    wanted = str(value).strip().replace("-", "_").casefold()
    known = tuple(kind.supported_languages) or ((own,) if own else ())
    for exact in (wanted, wanted.split("_")[0]):
        for language in known:
            if exact in {language.casefold(), language.split("_")[0].casefold()}:
                return language
    place.warn("FD121", language=echo(value), country=country, known=", ".join(known) or "-")
    return own


def check_names(place: Place, policy: HolidayPolicy) -> None:
    """Warn of an exception that names no holiday: an option without effect is a defect."""
    named = [exception.name for exception in policy.exceptions if exception.name is not None]
    if not named:
        return
    labels = {label for year in _SAMPLE_YEARS for label in holidays_of(policy, year).values()}
    for name in named:
        if not any(_names(label, name) for label in labels):
            place.at(name).warn("FD122", name=echo(name), nearest=nearest(name, labels))
