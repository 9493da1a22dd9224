"""The reader of typed hours: one cell for the whole week, or a cell for each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk.hours.formats.clock import AbsentDay, ZeroLength
from frontdesk.hours.formats.drafts import DayDraft
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import echo
from frontdesk.hours.formats.typed.atoms import clauses_of
from frontdesk.hours.formats.typed.lexicon import DAILY, HOLIDAYS, Days, Kind
from frontdesk.hours.formats.typed.tokens import tokens_of
from frontdesk.hours.formats.typed.week import TypedDays, read_cell
from frontdesk.hours.place import Place
from frontdesk.hours.words import DAY_NAMES

SYSTEM: Final = "text"


def from_text(
    value: object,
    *,
    country: str | None = None,
    zero_length: ZeroLength = "unknown",
    absent_day: AbsentDay = "closed",
) -> ReadHours:
    """The opening hours of a cell (`lun-ven 9h-12h / 14h-18h ; sam fermé`), or of cells by day (`{monday: 9h-18h}`).

    An empty cell is unknown. What cannot be read, or tells no times, is unknown with a warning that quotes it. Days
    that are not named are `absent_day` where others open and all was read, else unknown. `country` (two letters) is
    that of public holidays, if the cell names them.
    """
    place = Place(path="", found=[])
    typed = _by_day(place, value, zero_length) if isinstance(value, Mapping) else _cell(place, value, zero_length)
    if typed is None:
        return ReadHours(diagnostics=tuple(place.found))
    document = {"weekly": _weekly(place, typed, absent_day), **_holidays(place, typed.days[HOLIDAYS], country)}
    return ReadHours(
        documents={"opening": document | {"provenance": {"system": SYSTEM}}}, diagnostics=tuple(place.found)
    )


def week_of_texts(
    place: Place, texts: Sequence[str], zero_length: ZeroLength, absent_day: AbsentDay
) -> dict[str, object]:
    """The value of `weekly` of texts such as `Mo-Fr 10:00-19:00`: the `openingHours` of schema.org.

    Days without times are open all day.
    """
    parts = [part for text in texts for part in text.split(";") if part.strip()]
    cell = "; ".join(f"{part} 00:00-24:00" if _days_of(part) else part for part in parts)
    return _weekly(place, read_cell(place, cell, english=True, zero_length=zero_length), absent_day)


def _cell(place: Place, value: object, zero_length: ZeroLength) -> TypedDays | None:
    text = _text(place, value)
    if text is None:
        return None
    typed = read_cell(place, text, zero_length=zero_length)
    if typed.bare and not typed.lost and any(day.periods for day in typed.days.values()):
        place.warn("FD142", text=echo(text.strip()))
    return typed


def _text(place: Place, value: object) -> str | None:
    """The text of a cell; None where it is empty, or no text."""
    if isinstance(value, bool):  # what YAML makes of `off` and `on`
        return "open" if value else "closed"
    if value is not None and not isinstance(value, str):
        place.warn("FD140", text=echo(value))
        return None
    return value if value and value.strip() else None


def _by_day(place: Place, cells: Mapping[object, object], zero_length: ZeroLength) -> TypedDays:
    """Cells by the days that they are for: `monday`, `lun-ven`, `jours fériés`."""
    typed = TypedDays(lost=True)  # a day that has no cell is not known to be closed
    for key, cell in cells.items():
        where = place.at(str(key))
        days = _days_of(key)
        if days is None:
            where.warn("FD147", value=echo(key))
            continue
        text = _text(where, cell)
        found = None if text is None else read_cell(where, text, days=days, zero_length=zero_length)
        typed.days = {**typed.days, **{day: found.days[day] if found else _unknown() for day in days}}
    return typed


def _unknown() -> DayDraft:
    draft = DayDraft()
    draft.spoilt = True
    return draft


def _days_of(key: object) -> Days | None:
    """The days that the name of a cell is for."""
    clauses = clauses_of(tokens_of(str(key)[:100]))
    atoms = [atom for clause in clauses for atom in clause.atoms]
    readable = all(clause.readable for clause in clauses) and all(atom.kind is Kind.DAY for atom in atoms)
    return tuple(dict.fromkeys(day for atom in atoms for day in atom.days)) if readable and atoms else None


def _weekly(place: Place, typed: TypedDays, absent_day: AbsentDay) -> dict[str, object]:
    absent: AbsentDay = absent_day if typed.opens and not typed.lost else "unknown"
    week = {DAY_NAMES[day]: typed.days[day].written(absent) for day in DAILY}
    if all(hours == "closed" for hours in week.values()):
        place.warn("FD151")
    return week


def _holidays(place: Place, day: DayDraft, country: str | None) -> dict[str, object]:
    if day.silent:
        return {}
    if country is None:
        place.warn("FD153")
        return {}
    return {"holidays": {"country": country, "behaviour": day.hours("unknown")}}
