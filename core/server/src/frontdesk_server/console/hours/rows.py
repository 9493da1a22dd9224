"""The rows of the chat hours form: special days, public holidays, cron windows; each to and from its document."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frontdesk_server.console.forms import Form
from frontdesk_server.console.hours.grid import Times, periods_of, texts_of

SPECIAL_KINDS: Final = ("closed", "hours", "add", "remove", "regular", "unknown")
"""Closed; these hours instead; open then too; closed then; as usual; not known."""
_FLAGS: Final = {"closed": "closed", "regular": "same_as_regular", "unknown": "unknown"}
_MODES: Final = {"hours": "replace", "add": "add", "remove": "remove"}
_SPECIAL_KEYS: Final = (*("date", "from", "to", "label", "note", "mode", "hours"), *_FLAGS.values())
_CRON_KEYS: Final = ("open", "close", "duration", "match", "minutes")
_SUNDAY: Final = {"as": "sun"}
BEHAVIOURS: Final = ("closed", "regular", "sun", "kept")
_YEARLY: Final = re.compile(r"(?:--)?(\d{2}-\d{2})")
_DATED: Final = re.compile(r"\d{4}-(\d{2}-\d{2})")
_LONGEST: Final = 200
_LONGEST_INDEX: Final = 5
_MOST_PERIODS: Final = 24
_LEAP_DAY: Final = "02-29"


def periods_sent(form: Form, name: str) -> tuple[Times, ...]:
    """The periods of a row; those that are empty on both sides are none."""
    pairs = zip(form.all(f"{name}.from[]"), form.all(f"{name}.to[]"), strict=False)
    sent = [(start.strip(), end.strip()) for start, end in pairs]
    return tuple(times for times in sent if any(times))[:_MOST_PERIODS]


def _index(form: Form, name: str) -> int | None:
    """The row's place in the document that the form was made of; None = it is new."""
    place = form.get(f"{name}.at")
    return int(place) if place.isascii() and place.isdigit() and len(place) <= _LONGEST_INDEX else None


def _original(originals: Sequence[object], at: int | None) -> object:
    return originals[at] if at is not None and at < len(originals) else None


# Special days


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialRow:
    """One special day, or a range of them."""

    key: str
    """What its fields are called by."""
    at: int | None = None
    """Its place in the document that the form was made of; None = it is new."""
    first: str = ""
    """`2026-12-24`; `12-24` where it comes every year."""
    last: str = ""
    """The end of a range, included; empty = one day."""
    yearly: bool = False
    what: str = "closed"
    periods: tuple[Times, ...] = ()
    label: str = ""
    note: str = ""
    kept: object = None
    """The whole entry, where a row cannot say it."""

    @classmethod
    def of(cls, at: int, entry: object) -> SpecialRow:
        """The row of an entry; one that it cannot say is kept whole."""
        row = cls._of(at, entry) if isinstance(entry, Mapping) else None
        return row or cls(key=str(at), at=at, kept=entry)

    @classmethod
    def _of(cls, at: int, entry: Mapping[str, object]) -> SpecialRow | None:
        what, dates = _what(entry), _dates(entry)
        periods = periods_of(entry["hours"]) if what in _MODES else ()
        label, note = entry.get("label") or "", entry.get("note") or ""
        told = isinstance(label, str) and isinstance(note, str)
        if what is None or dates is None or periods is None or not told or (what in _MODES and not periods):
            return None
        first, last, yearly = dates
        return cls(
            key=str(at),
            at=at,
            first=first,
            last=last,
            yearly=yearly,
            what=what,
            periods=periods,
            label=str(label),
            note=str(note),
        )

    @classmethod
    def sent(cls, form: Form, name: str, key: str, originals: Sequence[object]) -> SpecialRow:
        """The row as it was sent."""
        row, at = f"{name}[{key}]", _index(form, f"{name}[{key}]")
        original = _original(originals, at)
        if original is not None and at is not None and cls.of(at, original).kept is not None:
            return cls(key=key, at=at, kept=original)
        yearly, what = bool(form.get(f"{row}.yearly")), form.get(f"{row}.what")
        return cls(
            key=key,
            at=at,
            first=_sent_day(form.get(f"{row}.date"), yearly=yearly),
            last=_sent_day(form.get(f"{row}.to"), yearly=yearly),
            yearly=yearly,
            what=what if what in SPECIAL_KINDS else "closed",
            periods=periods_sent(form, f"{row}.hours"),
            label=form.get(f"{row}.label").strip()[:_LONGEST],
            note=form.get(f"{row}.note").strip()[:_LONGEST],
        )

    def document(self, was: object) -> object:
        """The entry that it says; what only the entry before said (`source`) stays."""
        if self.kept is not None:
            return self.kept
        before = was if isinstance(was, Mapping) else {}
        others = {key: value for key, value in before.items() if key not in _SPECIAL_KEYS}
        dates = {"from": self.first, "to": self.last} if self.last else {"date": self.first}
        return dict(self._said()) | dates | others

    def _said(self) -> Iterator[tuple[str, object]]:
        if self.what in _FLAGS:
            yield _FLAGS[self.what], True
        else:
            yield "hours", texts_of(self.periods)
        if self.what in ("add", "remove"):
            yield "mode", self.what
        for key in ("label", "note"):
            if getattr(self, key):
                yield key, getattr(self, key)

    def shown(self, day: str, year: int) -> str:
        """A day as `<input type="date">` has it; one without a year is shown in `year`, or the next that has it."""
        if not self.yearly or not _YEARLY.fullmatch(day):
            return day
        while day == _LEAP_DAY and not isleap(year):
            year += 1
        return f"{year:04}-{day}"


def _what(entry: Mapping[str, object]) -> str | None:
    """What an entry says, where it says one thing in a way that rows have."""
    said = [key for key in ("hours", *_FLAGS.values()) if entry.get(key) not in (None, False)]
    mode = entry.get("mode", "replace")
    if said == ["hours"]:
        return next((what for what, known in _MODES.items() if known == mode), None)
    flags = [what for what, key in _FLAGS.items() if [key] == said and entry[key] is True]
    return flags[0] if flags and mode == "replace" else None


def _dates(entry: Mapping[str, object]) -> tuple[str, str, bool] | None:
    """First day, last day and whether they come every year."""
    given = {key: entry[key] for key in ("date", "from", "to") if entry.get(key) is not None}
    if not all(isinstance(day, str) for day in given.values()) or set(given) not in ({"date"}, {"from", "to"}):
        return None
    first, last = str(given.get("date") or given.get("from")), str(given.get("to") or "")
    days = [day for day in (first, last) if day]
    if all(_DATED.fullmatch(day) for day in days):
        return first, last, False
    found = [match[1] for day in days if (match := _YEARLY.fullmatch(day))]
    return (found[0], found[1] if last else "", True) if len(found) == len(days) else None


def _sent_day(text: str, *, yearly: bool) -> str:
    text = text.strip()[:_LONGEST]
    dated = _DATED.fullmatch(text)
    return dated[1] if yearly and dated else text


# Public holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """What public holidays do; without a country there are none."""

    country: str = ""
    subdivision: str = ""
    behaviour: str = "closed"
    """`closed`, `regular`, `sun` (as on a Sunday); `kept` where the document says something else."""

    @classmethod
    def of(cls, value: object) -> Holidays:
        """What a document says, as far as the form can."""
        entry = value if isinstance(value, Mapping) else {}
        return cls(
            country=_text(entry.get("country")),
            subdivision=_text(entry.get("subdivision")),
            behaviour=_behaviour(entry.get("behaviour")),
        )

    @classmethod
    def sent(cls, form: Form, name: str) -> Holidays:
        """What was sent."""
        behaviour = form.get(f"{name}.behaviour")
        return cls(
            country=form.get(f"{name}.country").strip()[:_LONGEST],
            subdivision=form.get(f"{name}.subdivision").strip()[:_LONGEST],
            behaviour=behaviour if behaviour in BEHAVIOURS else "closed",
        )

    def document(self, was: object) -> object:
        """What stands under `holidays`; other keys of the document before stay, and so do several calendars.

        What the form says then comes first: the first calendar that names a day decides about it.
        """
        if isinstance(was, list):
            return [Holidays.document(self, None), *was] if self.country else was
        if not self.country:
            return None
        before = dict(was) if isinstance(was, Mapping) else {}
        behaviour = {"regular": "regular", "sun": _SUNDAY, "kept": before.get("behaviour")}.get(self.behaviour)
        said = {"country": self.country, "subdivision": self.subdivision or None, "behaviour": behaviour}
        others = {key: value for key, value in before.items() if key not in said}
        return {key: value for key, value in said.items() if value is not None} | others

    @staticmethod
    def others(was: object) -> dict[str, object]:
        """What a document says of holidays that the form cannot: several calendars, for one."""
        if isinstance(was, list):
            return {str(number): entry for number, entry in enumerate(was)}
        before = dict(was) if isinstance(was, Mapping) else {}
        kept = _behaviour(before.get("behaviour")) == "kept"
        said = ("country", "subdivision", *(() if kept else ("behaviour",)))
        return {key: value for key, value in before.items() if key not in said}


def _behaviour(value: object) -> str:
    return {None: "closed", "closed": "closed", "regular": "regular"}.get(
        value if isinstance(value, str | None) else "", "sun" if value == _SUNDAY else "kept"
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# Cron windows


@dataclass(frozen=True, slots=True, kw_only=True)
class CronRow:
    """One window: it opens and closes, or stays open for a while, or is open in every minute that matches."""

    key: str
    at: int | None = None
    open: str = ""
    close: str = ""
    duration: str = ""
    match: str = ""
    kept: object = None
    """The whole entry, where a row cannot say it."""

    @classmethod
    def of(cls, at: int, entry: object) -> CronRow:
        """The row of an entry; one that it cannot say is kept whole."""
        if not isinstance(entry, Mapping) or not all(isinstance(entry.get(key, ""), str) for key in _CRON_KEYS[:4]):
            return cls(key=str(at), at=at, kept=entry)
        minutes = entry.get("minutes")
        told = {key: str(entry.get(key, "")) for key in _CRON_KEYS[:4]}
        if minutes is not None:
            told["duration"] = f"{minutes}min"
        return cls(key=str(at), at=at, **told)

    @classmethod
    def sent(cls, form: Form, name: str, key: str, originals: Sequence[object]) -> CronRow:
        """The row as it was sent."""
        row, at = f"{name}[{key}]", _index(form, f"{name}[{key}]")
        original = _original(originals, at)
        if original is not None and at is not None and cls.of(at, original).kept is not None:
            return cls(key=key, at=at, kept=original)
        told = {part: form.get(f"{row}.{part}").strip()[:_LONGEST] for part in _CRON_KEYS[:4]}
        return cls(key=key, at=at, **told)

    def document(self, was: object) -> object:
        """The window that it says; what only the window before said (`valid_from`, `day_or`) stays."""
        if self.kept is not None:
            return self.kept
        told = {key: getattr(self, key) for key in _CRON_KEYS[:4]}
        return {key: value for key, value in told.items() if value} | self.others(was)

    @staticmethod
    def others(was: object) -> dict[str, object]:
        """What a window says that a row cannot."""
        return {key: value for key, value in was.items() if key not in _CRON_KEYS} if isinstance(was, Mapping) else {}
