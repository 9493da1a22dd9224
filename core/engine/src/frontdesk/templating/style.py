"""Styles: how one language, as it is written in one country, writes times and dates. CLDR's data by Babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from frontdesk.templating.context import TagContext
from frontdesk.templating.manner import Marks
from frontdesk.templating.words import WORDS, Words

if TYPE_CHECKING:
    from babel import Locale

_HOME_COUNTRIES = {"fr": "FR", "en": "GB", "es": "ES", "de": "DE", "it": "IT", "pt": "PT"}
_SHORT_DAYS = {"de": ("stand-alone", "abbreviated"), "pt": ("format", "short")}
"""Where CLDR keeps `Mo` and `seg.`; elsewhere the format names do. Babel's stand-alone names of other languages
depend on which locales were loaded before: it resolves their aliases within data that locales share."""

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))
_CLOCKS_BY_COUNTRY = frozenset({"pt"})
"""Where countries call a zone's clock otherwise, and Babel has what they call it. Of fr_CA, en_CA and most of es_* it
keeps the last of several patterns, that of summer time: there the language's own stands."""
_DASH = re.compile(r"\s*\u2013\s*\Z")
_FIRST = re.compile(r"(?<!\d)0?1(?!\d)")
_SATURDAY = 5
_DAY = 24 * 60
_FAR_DAYS = 300
"""From so many days on a date is told with its year."""


class Style:
    """One way to write times and dates: a language and country, and which spaces and dashes may stand in it."""

    def __init__(self, locale: Locale, words: Words, marks: Marks = Marks.PLAIN) -> None:
        self.locale = locale
        self.words = _plain_words(words) if marks is Marks.PLAIN else words
        self.marks = marks
        context, width = _SHORT_DAYS.get(locale.language, ("format", "abbreviated"))
        self._short_days: Mapping[int, str] = locale.days[context][width]
        self._days: Mapping[int, str] = locale.days["format"]["wide"]
        self._months: Mapping[int, str] = locale.months["format"]["wide"]
        self._times: dict[int, str] = {}
        self._between_times = _interval_dash(locale) if marks is Marks.TYPESET else "-"
        self._between = "\u2013" if marks is Marks.TYPESET else "-"

    @property
    def first_weekday(self) -> int:
        """The day that a week begins with in this country; 0 is Monday."""
        return self.locale.first_week_day

    def times(self, first: str, last: str) -> str:
        """Two times as a range: `09:00-12:00`."""
        return f"{first}{self._between_times}{last}"

    def days(self, first: str, last: str) -> str:
        """Two days of the week as a range: `lun.-ven.`."""
        return f"{first}{self._between}{last}"

    def dates(self, first: str, last: str) -> str:
        """Two dates as a range: `sam. 19 déc. - sam. 9 janv.`."""
        return f"{first} {self._between} {last}"

    def short_day(self, weekday: int) -> str:
        """`lun.`, `Mon`, `Mo`; 0 is Monday."""
        return self._short_days[weekday % 7]

    def time(self, minute: int) -> str:
        """`09:00`, `9:00 AM`; minutes of the day, those past midnight belong to the next day."""
        text = self._times.get(minute % _DAY)
        if text is None:
            from babel.dates import format_time  # noqa: PLC0415 - loaded with the first time that is written

            of_day = time(*divmod(minute % _DAY, 60))
            text = self._times[minute % _DAY] = self._spaced(format_time(of_day, "short", locale=self.locale))
        return text

    def at(self, minute: int) -> str:
        """`à 09:00`, `at 9:00 AM`, `a la 1:00`."""
        return self._with_time(self.words.at, self.words.at_one, minute)

    def until(self, minute: int) -> str:
        """`jusqu'à 18:00`, `bis 18:00 Uhr`."""
        return self._with_time(self.words.until, self.words.until_one, minute)

    def short_date(self, day: date) -> str:
        """`jeu. 25 déc.`, `Thu 25 Dec`."""
        from babel.dates import format_skeleton  # noqa: PLC0415

        return self._dated(format_skeleton("MMMEd", day, locale=self.locale), day)

    def long_date(self, day: date) -> str:
        """`vendredi 25 décembre 2026`."""
        from babel.dates import format_date  # noqa: PLC0415

        return self._dated(format_date(day, "full", locale=self.locale), day)

    def moment(self, day: date, minute: int, *, today: date) -> str:
        """A day and time to come, as it is said today: `demain à 09:00`, `on Monday at 09:00`."""
        return self._moment(day, self.at(minute), today)

    def day(self, day: date, *, today: date) -> str:
        """A day to come, as it is said today: `demain`, `on Monday`."""
        return self._moment(day, "", today).strip()

    def duration(self, length: timedelta) -> str:
        """`dans 30 minutes`, `in 2 hours`."""
        from babel.dates import format_timedelta  # noqa: PLC0415

        return self._spaced(format_timedelta(length, add_direction=True, locale=self.locale))

    def clock(self, zone: str) -> str:
        """The name of a zone's clock: `Paris Time`, `heure : Paris`."""
        from babel.dates import get_timezone_location  # noqa: PLC0415

        city = get_timezone_location(zone, locale=self.locale, return_city=True).rpartition("/")[2]
        return self._spaced((self.words.clock or self._clock_pattern()).format(city=city))

    def _clock_pattern(self) -> str:
        """CLDR's words for a zone's clock, with `{city}`."""
        from babel import Locale  # noqa: PLC0415

        owner = self.locale if self.locale.language in _CLOCKS_BY_COUNTRY else Locale(self.locale.language)
        return str(owner.zone_formats["region"] % "{city}")

    def country(self, code: str) -> str | None:
        """The name of a country."""
        return self.locale.territories.get(code.upper())

    def _spaced(self, text: str) -> str:
        return text.translate(_SPACES) if self.marks is Marks.PLAIN else text

    def _dated(self, text: str, day: date) -> str:
        """With the first of a month as it is spoken: CLDR has `1 décembre` where French writes `1er`."""
        spoken = _FIRST.sub(self.words.first_day, text, count=1) if day.day == 1 else text
        return self._spaced(spoken)

    def _moment(self, day: date, at: str, today: date) -> str:
        return self._moment_pattern((day - today).days).format(
            at=at,
            weekday=self._days[day.weekday()],
            day=self.words.first_day if day.day == 1 else day.day,
            month=self._months[day.month],
            year=day.year,
            on=self.words.on[day.weekday() >= _SATURDAY],
        )

    def date_words(self, day: date) -> tuple[object, str, str]:
        """The parts of a date: `1er` or 26, `vendredi`, `décembre`."""
        number = self.words.first_day if day.day == 1 else day.day
        return number, self._days[day.weekday()], self._months[day.month]

    def month(self, day: date) -> str:
        """`décembre 2026`."""
        return f"{self._months[day.month]} {day.year}"

    def _moment_pattern(self, days: int) -> str:
        words = self.words
        near = {0: words.today, 1: words.tomorrow, **dict.fromkeys(range(2, 7), words.on_weekday)}
        return near.get(days) or (words.with_year if days >= _FAR_DAYS else words.on_date)

    def _with_time(self, many: str, one: str, minute: int) -> str:
        text = self.time(minute)
        if not one or text.lstrip("0").partition(":")[0] != "1":
            return many.format(time=text)
        return one.format(time=text.lstrip("0") if self.words.short_one else text)


def _plain_words(words: Words) -> Words:
    """Those of our own that have spaces other than the space bar's."""
    return replace(words, holidays=words.holidays.translate(_SPACES), clock=words.clock.translate(_SPACES))


def _interval_dash(locale: Locale) -> str:
    """The dash between two times, with the spaces that CLDR sets around it in the locale's usual clock."""
    clock = ("hm", "a") if "a" in locale.time_formats["short"].pattern else ("Hm", "H")
    found = _DASH.search(locale.interval_formats.get(clock[0], {}).get(clock[1], ("",))[0])
    return found[0] if found else "\u2013"


def style_for(context: TagContext) -> Style:
    """The style of the message that a tag stands in."""
    return style(context.locale, context.establishment.address.country, context.marks)


@lru_cache(maxsize=2048)
def style(language: str, country: str | None, marks: Marks = Marks.PLAIN) -> Style:
    """The style of a message in this language about a place in this country.

    A country named in the language itself (`en-US`) goes before the place's. Languages without words of ours are
    written in English.
    """
    base, _, region = language.replace("_", "-").partition("-")
    spoken = base.lower() if base.lower() in _HOME_COUNTRIES else "en"
    return _style(_locale_name(spoken, (region.rpartition("-")[2] or country or "").upper()), marks)


@cache
def _style(name: str, marks: Marks = Marks.PLAIN) -> Style:
    from babel import Locale  # noqa: PLC0415 - Babel is loaded with the first date that is written

    return Style(Locale.parse(name), WORDS.get(name, WORDS[name.partition("_")[0]]), marks)


def _locale_name(base: str, country: str) -> str:
    from babel.localedata import exists  # noqa: PLC0415

    named = (f"{base}_{country}", f"{base}_{_HOME_COUNTRIES[base]}", base)
    return next(name for name in named if exists(name))
