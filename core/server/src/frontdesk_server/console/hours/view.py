"""What the templates of chat hours show: the form, what is wrong in each of its rows, and the hours in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from io import StringIO
from typing import Final
from zoneinfo import available_timezones

from babel import Locale
from ruamel.yaml import YAML

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours import check_hours
from frontdesk.hours.words import DAY_NAMES, read_days
from frontdesk.model import Establishment
from frontdesk.rules import AUTO, OPENING
from frontdesk.rules.hours_ref import KIND
from frontdesk.rules.problems import found_word, parse_path, suggest
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.hours import labels
from frontdesk_server.console.hours.cron_words import in_words
from frontdesk_server.console.hours.form import KEPT, OF_KIND, OWN, SCHEDULE, HoursForm
from frontdesk_server.console.hours.grid import hours_past_midnight, nowhere
from frontdesk_server.console.hours.rows import CronRow, SpecialRow
from frontdesk_server.console.hours.telling import HoursTold, schedule_of, tell
from frontdesk_server.console.words import Language, _, language_now

_NO_ZONE: Final = "FD132"
"""No time zone: no fault where each establishment has its own."""
NEW: Final = "__key__"
CHOICES: Final = (AUTO, OPENING, OF_KIND, SCHEDULE, OWN)
_LONG_NIGHT: Final = 12
"""Hours: what lasts longer past midnight was probably meant the other way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursView:
    """The state of the chat hours editor. Templates take it as `hours`."""

    form: HoursForm
    prefix: str = "chat_hours"
    """What its fields' names start with."""
    kinds: tuple[str, ...] = CHOICES
    """The choices of whose hours; a named schedule has its own hours only."""
    trouble: Trouble = field(default_factory=Trouble)
    schedules: tuple[str, ...] = ()
    """The names that may be chosen."""
    told: HoursTold | None = None
    """None: what is wrong must be mended first, or there is no establishment to tell it of."""
    year: int = 2026

    def name(self, path: str) -> str:
        """The name of a field."""
        return f"{self.prefix}.{path}" if self.prefix else path

    def error(self, path: str) -> str:
        """What is wrong at a field or below it, in words."""
        name = self.name(path)
        found = [
            one for one in self.trouble.diagnostics if one.path == name or one.path.startswith((f"{name}[", f"{name}."))
        ]
        return " ".join(dict.fromkeys(Trouble(diagnostics=(one,)).at(one.path) for one in found))

    def error_at(self, path: str) -> str:
        """What is wrong at one field and not below it."""
        return self.trouble.at(self.name(path))

    # Choices, and what things are called

    @property
    def kind_options(self) -> list[tuple[str, str, str]]:
        """Whose hours: value, label and help."""
        return [(kind, _(labels.KINDS[kind][0]), _(labels.KINDS[kind][1])) for kind in self.kinds]

    @property
    def schedule_options(self) -> list[tuple[str, str]]:
        """The named schedules; one that is gone stays chosen until another is."""
        gone = {self.form.schedule} - {"", *self.schedules}
        return [(name, name) for name in (*self.schedules, *gone)]

    @property
    def special_options(self) -> list[tuple[str, str]]:
        """What a special day may be."""
        return [(what, _(label)) for what, label in labels.SPECIAL.items()]

    @property
    def behaviour_options(self) -> list[tuple[str, str]]:
        """What public holidays may do."""
        known = self.form.holidays.behaviour
        return [(what, _(label)) for what, label in labels.BEHAVIOURS.items() if what != KEPT or known == KEPT]

    @property
    def country_options(self) -> list[tuple[str, str]]:
        """The countries by name; one that is not known stays chosen until another is."""
        known, chosen = list(countries()), self.form.holidays.country
        return known if not chosen or chosen in dict(known) else [(chosen, chosen), *known]

    @property
    def regions(self) -> Sequence[str]:
        """The regions of the country that is chosen."""
        return subdivisions(self.form.holidays.country)

    @property
    def zones(self) -> Sequence[str]:
        """The time zones that may be chosen."""
        return zones()

    @property
    def days(self) -> dict[str, str]:
        """The days of the week by name."""
        return labels.day_labels()

    @property
    def new_special(self) -> SpecialRow:
        """The row that the script copies."""
        return SpecialRow(key=NEW)

    @property
    def new_cron(self) -> CronRow:
        """The row that the script copies."""
        return CronRow(key=NEW)

    def special_title(self, row: SpecialRow) -> str:
        """What a special day's row is called."""
        days = " - ".join(day for day in (row.first, row.last) if day)
        return " ".join(part for part in (days, row.label) if part) or _("Special day")

    def cron_title(self, row: CronRow) -> str:
        """What a window's row is called."""
        return row.open or row.match or _("Window")

    @staticmethod
    def cron_label(part: str) -> str:
        """What a part of a window is called."""
        return _(labels.CRON_PARTS[part])

    @staticmethod
    def part_label(key: str) -> str:
        """What a part of the document is called."""
        return _(labels.PARTS[key]) if key in labels.PARTS else key

    def cron_words(self, row: CronRow) -> list[tuple[str, str]]:
        """Each expression of a window with its words."""
        told = ((part, getattr(row, part)) for part in ("open", "close", "match"))
        return [(part, words) for part, text in told if text and (words := in_words(text)) is not None]

    @staticmethod
    def written(value: object) -> str:
        """A part of a document as its file has it, for reading."""
        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = None
        yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
        yaml.allow_unicode = True
        text = StringIO()
        yaml.dump(value, text)
        return text.getvalue().removesuffix("...\n").rstrip()


def view_of(
    form: HoursForm,
    *,
    now: datetime,
    prefix: str = "chat_hours",
    named: Mapping[str, object] | None = None,
    establishment: Establishment | None = None,
    diagnostics: Iterable[Diagnostic] | None = None,
    own_only: bool = False,
) -> HoursView:
    """The editor of a form.

    `diagnostics` are those that are known already, with paths that start with `prefix`; without them the hours are
    checked here. `named` are the schedules that may be chosen, with their documents.
    """
    found = check(form, named or {}) if diagnostics is None else _below(diagnostics, prefix)
    errors = any(one.severity == "error" for one in found)
    return HoursView(
        form=form,
        prefix=prefix,
        kinds=(OWN,) if own_only else (*CHOICES, *_kept(form)),
        trouble=Trouble(diagnostics=tuple(placed(found, form, prefix))),
        schedules=tuple(sorted(named or {})),
        told=None if errors else _told(form, establishment, named or {}, now),
        year=now.year,
    )


def _kept(form: HoursForm) -> tuple[str, ...]:
    return (KEPT,) if form.kind == KEPT else ()


def _told(
    form: HoursForm, establishment: Establishment | None, named: Mapping[str, object], now: datetime
) -> HoursTold | None:
    schedule = schedule_of(form.document, establishment, named)
    if schedule is None:
        return None
    place = establishment.name if establishment is not None else None
    country = establishment.address.country if establishment is not None else None
    return tell(schedule, now, place=place, country=country)


# What is wrong


def check(form: HoursForm, named: Mapping[str, object]) -> list[Diagnostic]:
    """What is wrong or doubtful in the hours; paths start within them."""
    if form.kind == SCHEDULE and form.schedule not in named:
        id_, params = suggest("FD350", "FD351", form.schedule, sorted(named))
        return [Diagnostic(id=id_, path="schedule", params=params)]
    if form.kind == OF_KIND and not KIND.fullmatch(form.hours_kind):
        return [Diagnostic(id="FD186", path="of_kind", params={"found": found_word(form.hours_kind)})]
    if form.kind not in (OWN, KEPT):
        return []
    return [found for found in check_hours(form.document) if found.id != _NO_ZONE]


def long_nights(form: HoursForm) -> list[Diagnostic]:
    """Periods that pass midnight and last so long that their ends were probably meant the other way round."""
    places = [(f"weekly.{name}", row.periods) for name, row in form.week.items()] if form.kind == OWN else []
    places += [(f"special[{at}].hours", row.periods) for at, row in enumerate(form.special)]
    return [
        Diagnostic(
            id="FD893", path=path, params={"start": start, "end": end, "hours": round(length)}, severity="warning"
        )
        for path, periods in places
        for start, end in periods
        if (length := hours_past_midnight(start, end)) > _LONG_NIGHT
    ]


def placed(found: Iterable[Diagnostic], form: HoursForm, prefix: str) -> list[Diagnostic]:
    """Diagnostics of the document at the form's fields: days by their names, rows by their keys."""
    start = f"{prefix}." if prefix else ""
    everything = [*found, *(long_nights(form) if form.kind == OWN else ())]
    return [replace(one, path=f"{start}{path}".rstrip(".")) for one in everything for path in _fields(one, form)]


def _fields(found: Diagnostic, form: HoursForm) -> Sequence[str]:
    path = parse_path(found.path)
    if form.kind == OF_KIND and found.path == "kind":
        return ["of_kind"]
    if len(path) > 1 and path[0] == "weekly":
        days = [DAY_NAMES[number] for number in read_days(nowhere(), path[1])]
        return [f"weekly.{day}" for day in days] or ["weekly"]
    rows = _rows_of(form, path[0]) if path else ()
    if len(path) > 1 and isinstance(path[1], int) and path[1] < len(rows):
        return [f"{path[0]}[{rows[path[1]].key}]{_of_row(path)}"]
    return [found.path]


def _of_row(path: Sequence[str | int]) -> str:
    """The field of a row that a diagnostic is about: hours are one field, and a whole special day is its date."""
    if len(path) > 2:  # noqa: PLR2004 - the list and the place in it
        return f".{path[2]}"
    return ".date" if path[0] == "special" else ""


def _rows_of(form: HoursForm, part: str | int) -> Sequence[SpecialRow | CronRow]:
    if part == "special":
        return form.special
    return form.cron if part == "cron" else ()


def _below(diagnostics: Iterable[Diagnostic], prefix: str) -> list[Diagnostic]:
    """Those of the hours, with paths that start within them."""
    start = f"{prefix}."
    return [
        replace(one, path="" if one.path == prefix else one.path.removeprefix(start))
        for one in diagnostics
        if one.path == prefix or one.path.startswith(start)
    ]


# Choices


@cache
def zones() -> tuple[str, ...]:
    """The time zones that may be chosen."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))


def countries() -> Sequence[tuple[str, str]]:
    """The countries whose public holidays are known, by name."""
    return _countries(language_now())


@cache
def _countries(language: Language) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories
    found = [(code, str(names.get(code, code))) for code in _known_countries()]
    return tuple(sorted(found, key=lambda pair: pair[1]))


@cache
def _known_countries() -> Mapping[str, Sequence[str]]:
    import holidays  # noqa: PLC0415 - start-up: 0.3 s, and only this editor pays for it

    return {code: parts for code, parts in holidays.list_supported_countries().items() if len(code) == 2}  # noqa: PLR2004 - ISO 3166 alpha-2


def subdivisions(country: str) -> Sequence[str]:
    """The regions of a country that have holidays of their own."""
    return _known_countries().get(country, ())
