"""The chat hours form: from a document to fields and back, without loss.

The document that the form was made of travels in the field `<prefix>.was`: what was not touched goes back as it was
written, and what the form cannot say is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frontdesk.hours.words import DAY_NAMES
from frontdesk.rules import AUTO, OPENING
from frontdesk.rules.hours_ref import kind_asked
from frontdesk_server.console.forms import Form
from frontdesk_server.console.hours.grid import ALWAYS, Times, day_of, days_of, is_always, periods_of
from frontdesk_server.console.hours.rows import CronRow, Holidays, SpecialRow, periods_sent

OWN: Final = "own"
SCHEDULE: Final = "schedule"
KEPT: Final = "kept"
OF_KIND: Final = "of_kind"
KINDS: Final = (AUTO, OPENING, OF_KIND, SCHEDULE, OWN, KEPT)
WORKDAY: Final[tuple[Times, ...]] = (("09:00", "18:00"),)
SAID: Final = ("timezone", "weekly", "special", "holidays", "cron", "ignore_special_days")
"""The parts of a document that the form says."""
_WORKDAYS: Final = 5
MOST_ROWS: Final = 100
"""A longer list is kept whole, as something that the form does not show; rows that are added come behind it."""
_LONGEST_KEY: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One day of the weekly grid."""

    periods: tuple[Times, ...] = ()
    kept: object = None
    """What the document says of it that the grid cannot; periods that are added stand instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursForm:
    """The state of the form."""

    kind: str = AUTO
    """Whose hours: `auto`, `opening_hours`, `of_kind`, `schedule`, `own`; `kept` where it is none of these."""
    hours_kind: str = ""
    """Of a kind: which."""
    schedule: str = ""
    timezone: str = ""
    always: bool = False
    week: Mapping[str, DayRow] = field(default_factory=dict)
    special: tuple[SpecialRow, ...] = ()
    holidays: Holidays = field(default_factory=Holidays)
    cron: tuple[CronRow, ...] = ()
    ignore_special_days: bool = False
    dropped: frozenset[str] = frozenset()
    """Of the parts that the form cannot say: those that were taken out."""
    was: object = None
    """The document that the form was made of."""

    @property
    def was_json(self) -> str:
        """The value of the field that carries it."""
        return json.dumps(self.was, ensure_ascii=False)

    @property
    def before(self) -> Mapping[str, object]:
        """The document that the form was made of, where that is a mapping."""
        return self.was if isinstance(self.was, Mapping) and kind_asked(self.was) is None else {}

    @property
    def others(self) -> dict[str, object]:
        """Parts of the document that the form cannot say, and that are still there."""
        if self.kind == KEPT:
            return {"": self.was}
        cannot = {key: value for key, value in self.before.items() if key not in SAID and key not in self.dropped}
        week = self.before.get("weekly")
        whole = week is not None and not is_always(week) and days_of(week) is None and not self._has_periods
        holidays = Holidays.others(self.before.get("holidays"))
        long = {key: self.before[key] for key in ("special", "cron") if is_long(self.before.get(key))}
        return cannot | ({"weekly": week} if whole else {}) | ({"holidays": holidays} if holidays else {}) | long

    @property
    def document(self) -> object:
        """What the form says: a word, or a mapping. Of a form that nobody touched it is what it was made of."""
        if self.kind in (AUTO, OPENING):
            return self.kind
        if self.kind == SCHEDULE:
            return self.schedule
        if self.kind == OF_KIND:
            return {"kind": self.hours_kind}
        return self.was if self.kind == KEPT else dict(self._parts())

    @property
    def _has_periods(self) -> bool:
        return any(row.periods for row in self.week.values())

    def _parts(self) -> Iterator[tuple[str, object]]:
        for key in dict.fromkeys((*self.before, *SAID)):
            value = self._part(key)
            if value is not None or (key in self.before and value == self.before[key]):
                yield key, value

    def _part(self, key: str) -> object:
        """One part: as it was written if nobody touched it."""
        if key not in SAID:
            return None if key in self.dropped else self.before[key]
        new = (
            not isinstance(self.was, Mapping) or kind_asked(self.was) is not None
        )  # whose grid says what it shows, also where that is closed all week
        if not (new and key == "weekly") and _said(self, key) == _said(of_document(self.before), key):
            return self.before.get(key)
        return _WRITTEN[key](self)

    def written_week(self) -> object:
        """The grid as a document has it."""
        if self.always:
            return ALWAYS
        kept = any(row.kept is not None for row in self.week.values())
        if self.cron and not self._has_periods and not kept:
            return None  # windows alone: an empty grid would only say that it never opens
        return {
            name: row.kept if row.kept is not None and not row.periods else day_of(row.periods)
            for name, row in self.week.items()
        }

    def written_rows(self, key: str) -> list[object] | None:
        """The rows of `special` or `cron`, each that nobody touched as it was written."""
        originals = listed(self.before.get(key))
        untouched = {row.at: row for row in _rows(of_document(self.before), key)}
        found = list(originals) if is_long(originals) else []
        for row in _rows(self, key):
            original = originals[row.at] if row.at is not None and row.at < len(originals) else None
            same = original is not None and untouched.get(row.at) == row
            found.append(original if same else row.document(original))
        return found or None


_WRITTEN: Final[Mapping[str, Callable[[HoursForm], object]]] = {
    "timezone": lambda form: form.timezone or None,
    "weekly": HoursForm.written_week,
    "special": lambda form: form.written_rows("special"),
    "holidays": lambda form: form.holidays.document(form.before.get("holidays")),
    "cron": lambda form: form.written_rows("cron"),
    "ignore_special_days": lambda form: form.ignore_special_days or None,
}


def _rows(form: HoursForm, key: str) -> list[SpecialRow | CronRow]:
    """Rows without their keys, which only tell fields apart."""
    return [replace(row, key="") for row in getattr(form, key)]


def _said(form: HoursForm, key: str) -> object:
    """What the form says of one part of the document."""
    if key == "weekly":
        return form.always, dict(form.week)
    return _rows(form, key) if key in ("special", "cron") else getattr(form, key)


# From a document


def of_document(document: object) -> HoursForm:
    """The form of what stands under `chat_hours`, or of a named schedule."""
    if document in (None, "", AUTO):
        return HoursForm(week=_usual(), was=AUTO)
    if document == OPENING:
        return HoursForm(kind=OPENING, week=_usual(), was=OPENING)
    if isinstance(document, str):
        return HoursForm(kind=SCHEDULE, schedule=document, week=_usual(), was=document)
    asked = kind_asked(document)
    if isinstance(asked, str):
        return HoursForm(kind=OF_KIND, hours_kind=asked, week=_usual(), was=document)
    if not isinstance(document, Mapping) or asked is not None:
        return HoursForm(kind=KEPT, week=_usual(), was=document)
    zone = document.get("timezone")
    return HoursForm(
        kind=OWN,
        timezone=zone if isinstance(zone, str) else "",
        always=is_always(document.get("weekly")),
        week=_week_of(document.get("weekly")),
        special=tuple(SpecialRow.of(at, entry) for at, entry in enumerate(_shown(document.get("special")))),
        holidays=Holidays.of(document.get("holidays")),
        cron=tuple(CronRow.of(at, entry) for at, entry in enumerate(_shown(document.get("cron")))),
        ignore_special_days=document.get("ignore_special_days") is True,
        was=document,
    )


def _usual() -> dict[str, DayRow]:
    """What a new grid starts from."""
    return {name: DayRow(periods=WORKDAY if at < _WORKDAYS else ()) for at, name in enumerate(DAY_NAMES)}


def _week_of(week: object) -> dict[str, DayRow]:
    named = days_of(week) or {}
    return {name: _day_row(named[name]) if name in named else DayRow() for name in DAY_NAMES}


def _day_row(value: object) -> DayRow:
    periods = periods_of(value)
    return DayRow(kept=value) if periods is None else DayRow(periods=periods)


def listed(value: object) -> Sequence[object]:
    """A part of the document as a list: one window of cron may stand without one."""
    if isinstance(value, Mapping):
        return (value,)
    return value if isinstance(value, list | tuple) else ()


def is_long(value: object) -> bool:
    """Whether a list has more entries than the form shows."""
    return len(listed(value)) > MOST_ROWS


def _shown(value: object) -> Sequence[object]:
    return () if is_long(value) else listed(value)


# From fields


def of_fields(form: Form, prefix: str) -> HoursForm:
    """The form as it was sent. Whatever was sent, there is one; `check_hours` says what is wrong with it."""
    kind, was = form.get(f"{prefix}.kind", AUTO), _json(form.get(f"{prefix}.was"))
    before = was if isinstance(was, Mapping) else {}
    special, cron = (_shown(before.get(key)) for key in ("special", "cron"))
    return HoursForm(
        kind=kind if kind in KINDS else AUTO,
        hours_kind=form.get(f"{prefix}.of_kind").strip(),
        schedule=form.get(f"{prefix}.schedule").strip(),
        timezone=form.get(f"{prefix}.timezone").strip(),
        always=bool(form.get(f"{prefix}.always")),
        week={name: _sent_day(form, f"{prefix}.weekly.{name}", name, before) for name in DAY_NAMES},
        special=tuple(
            SpecialRow.sent(form, f"{prefix}.special", key, special) for key in _keys(form, f"{prefix}.special")
        ),
        holidays=Holidays.sent(form, f"{prefix}.holidays"),
        cron=tuple(CronRow.sent(form, f"{prefix}.cron", key, cron) for key in _keys(form, f"{prefix}.cron")),
        ignore_special_days=bool(form.get(f"{prefix}.ignore_special_days")),
        dropped=frozenset(form.all(f"{prefix}.drop[]")),
        was=was,
    )


def _sent_day(form: Form, name: str, day: str, before: Mapping[str, object]) -> DayRow:
    """A day's row; what only its document says is still there while no period was added."""
    periods = periods_sent(form, name)
    named = days_of(before.get("weekly")) or {}
    return DayRow(periods=periods) if periods or day not in named else _kept(named[day])


def _kept(value: object) -> DayRow:
    return DayRow(kept=value) if periods_of(value) is None else DayRow()


def _keys(form: Form, name: str) -> list[str]:
    """The keys of the rows of a list in their order; the row that the script copies has no number."""
    start = f"{name}["
    keys = {field[len(start) :].partition("]")[0] for field in form.fields if field.startswith(start)}
    numbers = sorted(int(key) for key in keys if key.isascii() and key.isdigit() and len(key) <= _LONGEST_KEY)
    return [str(number) for number in numbers][:MOST_ROWS]


def _json(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
