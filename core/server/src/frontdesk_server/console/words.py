"""The console's words: English in the source, French in `locales/fr/*.po`; numbers and instants by the language.

`_` and `ngettext` speak the language of the request that is served (`speaking`); `N_` marks a text that is told later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language = Literal["en", "fr"]
LANGUAGES: Final[Mapping[Language, str]] = {"en": "English", "fr": "Français"}

_language: ContextVar[Language] = ContextVar("language", default="en")


# The language of a request


def language_now() -> Language:
    """The language that is spoken now."""
    return _language.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak this language within the block."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def language_of(*wishes: str | None) -> Language:
    """The first wish that can be met: languages, or the value of an `Accept-Language` header."""
    for wish in wishes:
        for part in (wish or "").split(","):
            code = part.partition(";")[0].strip().lower()[:2]
            if code == "fr":
                return "fr"
            if code == "en":
                return "en"
    return "en"


# Texts


def N_(text: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark a text for the catalogue; it is told by `_` when it is shown."""
    return text


def _(text: str) -> str:
    """The text in the language that is spoken."""
    return _texts(language_now()).get(text) or text


def ngettext(one: str, many: str, number: int) -> str:
    """The form that goes with a number: French takes the singular for 0 and 1, English for 1 only."""
    language = language_now()
    forms = _plurals(language).get(one)
    single = number in {0, 1} if language == "fr" else number == 1
    if forms:
        return forms[0] if single else forms[1]
    return one if single else many


@cache
def catalogues(language: Language) -> tuple[Catalog, ...]:
    """The catalogues of a language, as they are written: one for each room."""
    folder = files("frontdesk_server.console").joinpath("locales", language)
    if not folder.is_dir():
        return ()
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".po")), key=lambda file: file.name)
    read = []
    for file in found:
        with file.open("rb") as lines:
            read.append(read_po(lines, locale=language))
    return tuple(read)


@cache
def _texts(language: Language) -> Mapping[str, str]:
    return {
        message.id: message.string
        for catalogue in catalogues(language)
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id
    }


@cache
def _plurals(language: Language) -> Mapping[str, tuple[str, str]]:
    return {
        message.id[0]: (message.string[0], message.string[1])
        for catalogue in catalogues(language)
        for message in catalogue
        if isinstance(message.id, tuple) and isinstance(message.string, tuple) and all(message.string)
    }


# Numbers and instants


def number(value: float) -> str:
    """A number with the language's separators."""
    return str(numbers.format_decimal(value, locale=_locale()))


def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole percent; a dash where there is none."""
    return "\N{EN DASH}" if share is None else str(numbers.format_percent(share, locale=_locale()))


def signed(value: float) -> str:
    """A difference: with its sign, whichever it is."""
    return str(numbers.format_decimal(value, "+#,##0;-#,##0", locale=_locale()))


def signed_percent(share: float) -> str:
    """A relative difference in whole percent, with its sign."""
    text = percent(abs(share))
    return f"{'-' if share < 0 else '+'}{text}"


def day(instant: datetime, zone: str | None = None) -> str:
    """The day of an instant on the clock of a zone (UTC without one)."""
    return str(dates.format_date(instant.astimezone(_zone(zone)), "medium", locale=_locale()))


def date_(day: date, form: str = "medium") -> str:
    """A day of the calendar; `form` as babel has them: `short`, `medium`, `d MMM`."""
    return str(dates.format_date(day, form, locale=_locale()))


def weekdays() -> tuple[str, ...]:
    """Monday to Sunday."""
    names = dates.get_day_names("wide", locale=_locale())
    return tuple(str(names[at]) for at in range(7))


def time_of_day(instant: datetime, zone: str | None = None) -> str:
    """Hours and minutes on the clock of a zone (UTC without one)."""
    return str(dates.format_time(instant, "short", tzinfo=_zone(zone), locale=_locale()))


def moment(instant: datetime, zone: str | None = None) -> str:
    """Day and time on the clock of a zone (UTC without one)."""
    return str(dates.format_datetime(instant, "medium", tzinfo=_zone(zone), locale=_locale()))


def span(seconds: float) -> str:
    """A length of time in words, rounded: `3 hours`."""
    return str(dates.format_timedelta(seconds, locale=_locale(), threshold=1.2))  # type: ignore[arg-type]


def duration(length: timedelta) -> str:
    """A length of time in words, exactly: `1 hour, 30 minutes`."""
    left, parts = int(length.total_seconds()), []
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, left = divmod(left, seconds)
        parts += [units.format_unit(count, f"duration-{unit}", locale=_locale())] if count else []
    return ", ".join(parts)


def ago(instant: datetime, now: datetime) -> str:
    """How long ago an instant was, in words: `3 hours ago`."""
    return str(dates.format_timedelta(instant - now, add_direction=True, locale=_locale(), threshold=1.2))


def _locale() -> Locale:
    return _locales(language_now())


@cache
def _locales(language: Language) -> Locale:
    return Locale.parse({"en": "en_GB", "fr": "fr_FR"}[language])


def _zone(name: str | None) -> ZoneInfo:
    return ZoneInfo(name or "UTC")
