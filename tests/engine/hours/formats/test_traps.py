"""The traps between sources: the same text means different things, and nothing of it becomes a false answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from frontdesk.hours import Schedule, load_hours
from frontdesk.hours.formats import (
    ReadHours,
    from_dila,
    from_google,
    from_partoo,
    from_schema_org,
    from_text,
    from_yext,
)
from tests.engine.hours.asking import PARIS, state, t

Read = Callable[..., ReadHours]


def google(start: str, end: str, **knobs: Any) -> ReadHours:
    first, last = ({"hours": int(text[:2]), "minutes": int(text[3:])} for text in (start, end))
    period = {"openDay": "FRIDAY", "openTime": first, "closeDay": "FRIDAY", "closeTime": last}
    return from_google({"regularHours": {"periods": [period]}}, **knobs)


def partoo(start: str, end: str, **knobs: Any) -> ReadHours:
    return from_partoo({"open_hours": {"friday": [f"{start}-{end}"]}}, **knobs)


def schema_org(start: str, end: str, **knobs: Any) -> ReadHours:
    spec = {"dayOfWeek": "Friday", "opens": start, "closes": end}
    return from_schema_org({"openingHoursSpecification": [spec]}, **knobs)


def yext(start: str, end: str, **knobs: Any) -> ReadHours:
    return from_yext({"hours": {"friday": {"openIntervals": [{"start": start, "end": end}]}}}, **knobs)


def dila(start: str, end: str, **knobs: Any) -> ReadHours:
    times = {"valeur_heure_debut_1": start, "valeur_heure_fin_1": end}
    return from_dila([{"nom_jour_debut": "Vendredi", **times}], **knobs)


def text(start: str, end: str, **knobs: Any) -> ReadHours:
    return from_text(f"vendredi {start}-{end}", **knobs)


ALL: list[Read] = [google, partoo, schema_org, yext, dila, text]
NEXT_DAY: list[Read] = [partoo, schema_org, yext, dila, text]


def friday(read: ReadHours) -> Any:
    week: Any = read.documents["opening"]["weekly"]
    return week["fri"]


def schedule(read: ReadHours) -> Schedule:
    return load_hours({"timezone": PARIS, **read.documents["opening"]})


DEFAULTS = {
    google: "unknown",
    partoo: "unknown",
    schema_org: "closed",
    yext: ["00:00-24:00"],
    dila: "unknown",
    text: "unknown",
}


@pytest.mark.parametrize("read", ALL)
def test_edge_case_33_midnight_to_midnight_is_what_its_source_means(read: Read) -> None:
    found = read("00:00", "00:00")
    assert friday(found) == DEFAULTS[read]
    assert DEFAULTS[read] != "unknown" or [item.severity for item in found.diagnostics] == ["warning"]


@pytest.mark.parametrize("read", ALL)
@pytest.mark.parametrize(
    ("knob", "hours"), [("closed", "closed"), ("all_day", ["00:00-24:00"]), ("unknown", "unknown")]
)
def test_midnight_to_midnight_may_be_set(read: Read, knob: str, hours: object) -> None:
    assert friday(read("00:00", "00:00", zero_length=knob)) == hours


@pytest.mark.parametrize("read", ALL)
def test_other_periods_without_a_length_are_unknown(read: Read) -> None:
    found = read("09:00", "09:00", zero_length="all_day")
    assert friday(found) == "unknown"
    assert len(found.diagnostics) == 1


@pytest.mark.parametrize("read", ALL)
def test_an_end_at_23_59_is_midnight(read: Read) -> None:
    plan = schedule(read("08:00", "23:59")).regular_week(date(2026, 12, 7))[4]
    assert [(period.start_min, period.end_min) for period in plan.periods] == [(480, 1440)]


@pytest.mark.parametrize("read", [schema_org, yext, dila, text])
def test_edge_case_41_a_leap_second_ends_the_day(read: Read) -> None:
    assert friday(read("08:00:00", "23:59:60")) == ["08:00-24:00"]


@pytest.mark.parametrize("read", NEXT_DAY)
def test_edge_case_41_hours_past_24_are_of_the_next_day(read: Read) -> None:
    assert friday(read("20:00", "26:00")) == ["20:00-26:00"]


@pytest.mark.parametrize("read", [partoo, schema_org, yext, dila, text])
def test_edge_case_41_what_is_no_time_is_unknown(read: Read) -> None:
    found = read("09:00", "25:61")
    assert friday(found) == "unknown"
    assert [item.severity for item in found.diagnostics] == ["warning"]


@pytest.mark.parametrize("read", NEXT_DAY)
def test_an_end_before_its_start_is_on_the_next_day(read: Read) -> None:
    assert friday(read("20:00", "02:00")) == ["20:00-26:00"]


def test_google_names_the_day_of_an_end() -> None:
    assert friday(google("20:00", "02:00")) == "unknown"


@pytest.mark.parametrize("read", [partoo, schema_org, dila, google])
def test_edge_case_31_other_days_are_closed(read: Read) -> None:
    assert state(schedule(read("08:00", "18:00")), "2026-12-07T12:00+01:00") == "closed"


def test_edge_case_31_other_days_of_yext_are_unknown() -> None:
    assert state(schedule(yext("08:00", "18:00")), "2026-12-07T12:00+01:00") == "unknown"


def test_edge_case_34_a_night_cut_at_midnight_is_one_opening() -> None:
    """As the NHS writes late nights: 08:00-23:59 on Friday, 00:00-02:00 on Saturday."""
    read = from_partoo({"open_hours": {"friday": ["08:00-23:59"], "saturday": ["00:00-02:00"]}})
    answer = schedule(read).at(t("2026-12-11T22:00+01:00"))
    assert answer.until == t("2026-12-12T02:00+01:00")
    assert answer.since == t("2026-12-11T08:00+01:00")


def test_edge_case_32_what_a_cell_says() -> None:
    cells = {"ouvert": "open", "à préciser": "unknown", "fermé": "closed", "": "unknown"}
    assert {cell: friday(from_text({"vendredi": cell})) for cell in cells} == cells
