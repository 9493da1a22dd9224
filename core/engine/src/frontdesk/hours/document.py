"""Reading an hours document: from the mapping of a YAML or JSON file to a checked `HoursSpec`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from frontdesk.hours.answer import Reason
from frontdesk.hours.cron_reader import read_cron
from frontdesk.hours.days import read_week
from frontdesk.hours.exceptions import read_holiday_span, read_holidays, read_special
from frontdesk.hours.expressions import read_expression
from frontdesk.hours.place import Place
from frontdesk.hours.spec import Days, HoursSpec, Season, Shut
from frontdesk.hours.words import read_date, read_span
from frontdesk.hours.zones import read_zone

KEYS: Final = (
    "timezone", "weekly", "absent_day", "special", "holidays", "seasons", "cron", "expression", "status",
    "ignore_special_days", "spill", "provenance",
)  # fmt: skip
_SEASON_KEYS: Final = ("from", "to", "during", "outside", "weekly", "label")
_SPAN_KEYS: Final = (("from", "to"), ("during",), ("outside",))
_STATUS_KEYS: Final = ("state", "since", "reopen", "opening_date")
_SHUT: Final = {
    "temporarily_closed": (Reason.TEMPORARILY_CLOSED, "reopen"),
    "permanently_closed": (Reason.PERMANENTLY_CLOSED, None),
    "opening_soon": (Reason.OPENING_SOON, "opening_date"),
}
_DATES_OF: Final = {
    "open": frozenset[str](),
    "temporarily_closed": frozenset({"since", "reopen"}),
    "permanently_closed": frozenset({"since"}),
    "opening_soon": frozenset({"opening_date"}),
}


def read_document(place: Place, value: object) -> HoursSpec:
    """Everything the document says; what cannot be read is in the place's diagnostics."""
    document = place.mapping(value, KEYS)
    place.at("ignore_special_days").flag(document.get("ignore_special_days"), default=False)
    absent_unknown = _word(place, document, "absent_day", ("closed", "unknown")) == "unknown"
    if document.get("provenance") is not None:
        place.at("provenance").mapping(document["provenance"], _names(document["provenance"]))
    weekly = place.at("weekly")
    return HoursSpec(
        timezone=read_zone(place.at("timezone"), document.get("timezone")),
        week=read_week(weekly, document.get("weekly"), absent_unknown=absent_unknown),
        seasons=tuple(_seasons(place.at("seasons"), document.get("seasons"), absent_unknown=absent_unknown)),
        special=read_special(place.at("special"), document.get("special")),
        holidays=read_holidays(place.at("holidays"), document.get("holidays")),
        cron=read_cron(place.at("cron"), document.get("cron")),
        expression=read_expression(place.at("expression"), document.get("expression")),
        shut=_read_status(place.at("status"), document.get("status")),
        cut_spill=_word(place, document, "spill", ("keep", "cut")) == "cut",
    )


def _names(provenance: object) -> tuple[str, ...]:
    """Whatever a source tells of where hours come from: it changes no answer."""
    return tuple(map(str, provenance)) if isinstance(provenance, Mapping) else ()


def _word(place: Place, document: Mapping[str, object], key: str, known: tuple[str, ...]) -> str | None:
    return place.at(key).choice(document[key], known) if document.get(key) is not None else None


def _seasons(place: Place, value: object, *, absent_unknown: bool) -> Iterator[Season]:
    for where, item in place.items(value):
        entry = where.mapping(item, _SEASON_KEYS)
        given = [keys for keys in _SPAN_KEYS if any(entry.get(key) is not None for key in keys)]
        if len(given) != 1:
            where.error("FD167" if given else "FD114")
            continue
        span = _season_span(where, entry)
        week = read_week(where.at("weekly"), entry.get("weekly"), absent_unknown=absent_unknown)
        if week is None and entry:
            where.at("weekly").error("FD134")
        if span is not None and week is not None:
            yield Season(span=span, week=week, label=where.at("label").text(entry.get("label")))


def _season_span(place: Place, entry: Mapping[str, object]) -> Days | None:
    for key in ("during", "outside"):
        if entry.get(key) is not None:
            return read_holiday_span(place.at(key), entry[key], outside=key == "outside")
    return read_span(place, entry.get("from"), entry.get("to"))


def _read_status(place: Place, value: object) -> Shut | None:
    if value is None:
        return None
    entry = place.mapping(value, _STATUS_KEYS) if isinstance(value, Mapping) else {"state": value}
    state = place.at("state").choice(entry.get("state"), _DATES_OF)
    if state is None:
        return None
    dates = {key: read_date(place.at(key), entry[key]) for key in _STATUS_KEYS[1:] if entry.get(key) is not None}
    for key in sorted(dates.keys() - _DATES_OF[state]):
        place.at(key).error("FD135", key=key, state=state)
    if state == "open":
        return None
    reason, ends = _SHUT[state]
    shut = Shut(reason=reason, first=dates.get("since"), reopen=dates.get(ends or ""))
    if shut.first and shut.reopen and shut.reopen <= shut.first:
        place.at("reopen").error("FD112", first=str(shut.first), last=str(shut.reopen))
    return shut


def warn_of_gaps(place: Place, spec: HoursSpec) -> None:
    """Warn of what makes every answer unknown."""
    if spec.timezone is None:
        place.at("timezone").warn("FD132")
    if spec.week is None and not (spec.seasons or spec.cron or spec.special or spec.expression):
        place.warn("FD133")
