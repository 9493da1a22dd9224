"""Hours explained in a sentence: open or closed, why, and until when. Reasons have the words that traces have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

from frontdesk.engine.said import said
from frontdesk.hours.answer import Answer, Reason, State
from frontdesk.templating.style import Style, style

if TYPE_CHECKING:
    from frontdesk.hours import Schedule

Language = Literal["en", "fr"]
_DAYS_NAMED: Final = 7
_FAR_DAYS: Final = 300
_SELF_EVIDENT: Final = frozenset({Reason.ALWAYS_OPEN, Reason.NEVER_OPENS, Reason.PERMANENTLY_CLOSED})
"""Reasons that say the state already, or that have no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """How one language joins state, reason and end; `{weekday}`, `{day}`, `{month}`, `{year}` and `{at}` of an end."""

    colon: str
    unknown: str
    tomorrow: str
    weekday: str
    date: str
    year: str
    note: str


_WORDS: Final[Mapping[Language, _Words]] = {
    "en": _Words(
        colon=": ",
        unknown="unknown",
        tomorrow="until tomorrow {at}",
        weekday="until {weekday} {at}",
        date="until {weekday} {day} {month} {at}",
        year="until {weekday} {day} {month} {year} {at}",
        note=" ({note})",
    ),
    "fr": _Words(
        colon="\u00a0: ",
        unknown="inconnu",
        tomorrow="jusqu'à demain {at}",
        weekday="jusqu'à {weekday} {at}",
        date="jusqu'au {weekday} {day} {month} {at}",
        year="jusqu'au {weekday} {day} {month} {year} {at}",
        note=" ({note})",
    ),
}


def explained(schedule: Schedule, when: datetime, language: str = "en", country: str | None = None) -> str:
    """`closed: special day Noël until Saturday 26 December at 09:00`, on the clock of the schedule."""
    return explained_answer(schedule.at(when), when, schedule.timezone, language, country)


def explained_answer(
    answer: Answer, when: datetime, timezone: str | None, language: str = "en", country: str | None = None
) -> str:
    """The same of an answer that was given before. Languages without words of ours are told in English."""
    spoken = _language(language)
    words, look = _WORDS[spoken], style(language if language.lower().startswith(spoken) else spoken, country)
    state = {State.OPEN: look.words.open, State.CLOSED: look.words.closed}.get(answer.state, words.unknown)
    local = when.astimezone(ZoneInfo(timezone or "UTC"))
    parts = (_because(answer, spoken), _until(answer, local, look, words))
    note = words.note.format(note=answer.note) if answer.note else ""
    return f"{state}{words.colon}{' '.join(filter(None, parts))}{note}"


def _language(language: str) -> Language:
    return "fr" if language.lower().startswith("fr") else "en"


def _because(answer: Answer, language: Language) -> str:
    """`special day Noël`, `horaires de la semaine`."""
    return " ".join(filter(None, (said("reason", answer.reason.value, language), answer.label)))


def _until(answer: Answer, local: datetime, look: Style, words: _Words) -> str:
    """When the state changes; nothing where it does not, as far as can be seen."""
    if answer.until is None or answer.reason in _SELF_EVIDENT:
        return ""
    end = answer.until.astimezone(local.tzinfo)
    days, minute = (end.date() - local.date()).days, end.hour * 60 + end.minute
    if days == 0:
        return look.until(minute)
    day, weekday, month = look.date_words(end.date())
    pattern = words.tomorrow if days == 1 else words.weekday if days < _DAYS_NAMED else words.date
    pattern = words.year if days >= _FAR_DAYS else pattern
    return pattern.format(at=look.at(minute), weekday=weekday, day=day, month=month, year=end.year)
