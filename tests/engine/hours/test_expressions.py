"""Hours that are kept as expressions of OpenStreetMap: rules R1 to R8 hold for them as for all others."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from frontdesk.diagnostics import describe
from frontdesk.errors import ConfigError
from frontdesk.hours import State, check_hours, load_hours

PARIS = ZoneInfo("Europe/Paris")

EIFFEL = {"latitude": 48.858, "longitude": 2.294}


def paris(text: str) -> datetime:
    """An instant by the clocks of Paris; the first one of a repeated hour."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def doc(text: str, **more: Any) -> dict[str, Any]:
    """A document with only an expression in Paris; `more` goes into the expression."""
    return {"timezone": "Europe/Paris", "expression": {"syntax": "osm", "text": text, **more}}


def states(text: str, *moments: str, **more: Any) -> list[str]:
    """The state at each of these instants of Paris."""
    schedule = load_hours(doc(text, **more))
    return [str(schedule.at(paris(moment)).state) for moment in moments]


def found(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Severity, id and path of each diagnostic."""
    return [(item.severity, item.id, item.path) for item in check_hours(document)]


def test_periods_are_half_open() -> None:
    """R1."""
    assert states("Mo-Fr 09:00-18:00", "2026-11-23 09:00", "2026-11-23 18:00") == ["open", "closed"]


@pytest.mark.parametrize(
    ("text", "moment", "wanted"),
    [
        ("Th[1] 09:00-18:00", "2026-12-03 10:00", "open"),
        ("Th[1] 09:00-18:00", "2026-12-10 10:00", "closed"),
        ("Fr[-1] 09:00-18:00", "2026-11-27 10:00", "open"),
        ("week 01-53/2 Mo 09:00-18:00", "2026-11-23 10:00", "closed"),
        ("week 02-52/2 Mo 09:00-18:00", "2026-11-23 10:00", "open"),
        ("09:00-18:00; easter +1 day off", "2026-04-06 10:00", "closed"),
        ("Mo-Fr 09:00+", "2026-11-23 23:59", "open"),
        ("Mo-Fr 09:00+", "2026-11-24 00:00", "closed"),
        ("Mo-Fr 09:00-12:00 unknown", "2026-11-23 10:00", "unknown"),
        ("Mo-Fr 09:00-12:00 off", "2026-11-23 10:00", "closed"),
        ("Mo-Fr 09:00-23:59", "2026-11-23 23:59", "open"),
        ('"by appointment"', "2026-11-23 10:00", "unknown"),
        ('Mo-Fr 09:00-12:00 || "by appointment"', "2026-11-28 10:00", "unknown"),
        ('Mo-Fr 09:00-12:00 || "by appointment"', "2026-11-24 10:00", "open"),
        ("Mo-Fr 09:00-12:00 , 14:00-18:00", "2026-11-28 15:00", "closed"),
    ],
)
def test_what_fields_cannot_say_is_evaluated(text: str, moment: str, wanted: str) -> None:
    """The grammar of OpenStreetMap."""
    assert states(text, moment) == [wanted]


def test_a_night_belongs_to_the_day_it_starts_on() -> None:
    """R2: the next day's own rule does not cut it, and a closed day has none."""
    assert states("Mo-Th 18:00-02:00; Fr,Sa 18:00-04:00", "2026-11-27 01:59", "2026-11-27 02:00") == ["open", "closed"]
    assert states("18:00-02:00; We off", "2026-11-25 01:00", "2026-11-26 01:00") == ["open", "closed"]


def test_what_is_left_of_a_night_is_of_the_day_it_begins_on() -> None:
    """A removal in the middle leaves a piece that starts after midnight."""
    schedule = load_hours(doc("22:00-04:00; We 23:00-01:00 off"))
    assert [(p.start_min, p.end_min) for p in schedule.day(date(2026, 11, 26)).periods] == [(60, 240), (1320, 1680)]
    assert not schedule.day(date(2026, 11, 25)).exceptional


def test_a_comment_is_the_note() -> None:
    """Of what is open, and of what is closed or unknown."""
    schedule = load_hours(doc('Mo 09:00-12:00 "ring twice"; Tu off "market day"; We unknown "ask"'))
    notes = [schedule.at(paris(f"2026-11-{day} 10:00")).note for day in (23, 24, 25)]
    assert notes == ["ring twice", "market day", "ask"]


def test_a_day_without_openings_and_with_doubt_is_unknown() -> None:
    """Unknown is never told as closed, in the plan of a day neither."""
    plan = load_hours(doc('Mo 09:00-12:00 unknown "ask"')).day(date(2026, 11, 23))
    assert (plan.state, plan.note, plan.periods) == (State.UNKNOWN, "ask", ())


def test_a_gap_leaves_no_empty_opening() -> None:
    """R6: the library gives an interval of no length there."""
    schedule = load_hours(doc("02:15-02:45"))
    assert schedule.at(paris("2026-03-29 03:00")).state is State.CLOSED
    assert schedule.next_opening(paris("2026-03-28 12:00")) == paris("2026-03-30 02:15")


def test_a_repeated_hour_opens_once() -> None:
    """R6: the first occurrence; the library is open in both."""
    answer = load_hours(doc("02:15-02:45")).at(paris("2026-10-25 02:20"))
    assert answer.until is not None
    assert answer.until.isoformat() == "2026-10-25T02:45:00+02:00"
    again = datetime(2026, 10, 25, 2, 20, tzinfo=ZoneInfo("Europe/Paris")).replace(fold=1)
    assert load_hours(doc("02:15-02:45")).at(again).state is State.CLOSED


def test_status_special_days_and_holidays_stand_above() -> None:
    """R3."""
    above = {
        "special": [{"date": "2026-11-24", "closed": True}],
        "holidays": {"country": "FR"},
        "seasons": [{"from": "2026-11-26", "to": "2026-11-26", "weekly": {"thu": "20:00-21:00"}}],
        "status": {"state": "temporarily_closed", "since": "2027-01-04"},
    }
    schedule = load_hours(doc("09:00-18:00") | above)
    days = ["2026-11-23", "2026-11-24", "2026-11-26", "2026-12-25", "2027-01-05"]
    assert [str(schedule.at(paris(f"{day} 10:00")).state) for day in days] == ["open", *["closed"] * 4]


def test_it_is_united_with_weekly_hours() -> None:
    """One more kind of base."""
    schedule = load_hours(doc("Sa[1] 10:00-12:00") | {"weekly": {"mon-fri": "09:00-18:00"}})
    moments = ["2026-11-27 10:00", "2026-11-28 11:00", "2026-12-05 11:00"]
    assert [str(schedule.at(paris(moment)).state) for moment in moments] == ["open", "closed", "open"]


def test_a_holiday_as_a_sunday_takes_the_expressions_sunday() -> None:
    """`{as: sun}` asks the same week."""
    schedule = load_hours(
        doc("Mo-Sa 09:00-18:00; Su 10:00-12:00") | {"holidays": {"country": "FR", "behaviour": {"as": "sun"}}}
    )
    assert [(p.start_min, p.end_min) for p in schedule.day(date(2026, 7, 14)).periods] == [(600, 720)]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [({}, "open"), ({"country": "FR"}, "open"), ({"country": "FR", "subdivision": "57"}, "closed")],
)
def test_public_holidays_are_those_of_the_subdivision(more: dict[str, Any], wanted: str) -> None:
    """26 December is one in Moselle; the library knows nationwide ones only."""
    assert states("10:00-12:00; PH off", "2026-12-26 11:00", **more) == [wanted]


@pytest.mark.parametrize(
    ("text", "moment", "wanted"),
    [
        ("PH 10:00-12:00", "2026-07-14 11:00", "open"),
        ("PH 10:00-12:00", "2026-07-15 11:00", "closed"),
        ("Mo,PH 10:00-12:00", "2026-07-14 11:00", "open"),
        ("Mo,PH 10:00-12:00", "2026-07-13 11:00", "open"),
        ("10:00-12:00; PH -1 day off", "2026-07-13 11:00", "closed"),
        ("10:00-12:00; PH -1 day off", "2026-07-14 11:00", "open"),
        ("10:00-12:00; SH off", "2026-07-14 11:00", "closed"),
        ("10:00-12:00; SH off", "2026-06-30 11:00", "open"),
        ("SH Mo 10:00-12:00", "2026-07-14 11:00", "open"),
        ("2026 PH off, PH 10:00-12:00", "2026-07-14 11:00", "open"),
    ],
)
def test_holidays_of_rules_are_those_of_our_calendars(text: str, moment: str, wanted: str) -> None:
    """School holidays of France too, which the library does not know."""
    assert states(text, moment, country="FR", school="Zone B") == [wanted]


def test_the_sun_needs_coordinates() -> None:
    """Without them everything is unknown, and said so; with them times are those of the place."""
    assert found(doc("sunrise-sunset")) == [("warning", "FD164", "expression.coordinates")]
    assert states("sunrise-sunset", "2026-12-26 12:00") == ["unknown"]
    schedule = load_hours(doc("sunrise-sunset", coordinates=EIFFEL))
    plan = schedule.day(date(2026, 12, 26))
    assert [(p.start_min // 10, p.end_min // 10) for p in plan.periods] == [(52, 101)]  # 08:43 to 16:59


def test_the_zone_of_the_document_counts_and_not_that_of_the_coordinates() -> None:
    """The library looks for one itself where it is not kept from it."""
    utc = load_hours(doc("sunrise-sunset", coordinates=EIFFEL) | {"timezone": "UTC"}).day(date(2026, 12, 26))
    assert [(p.start_min // 10, p.end_min // 10) for p in utc.periods] == [(46, 95)]


@pytest.mark.parametrize(
    ("text", "more", "ids"),
    [
        ("Mo 10:00-12:00; PH off", {}, ["FD163"]),
        ("Mo 10:00-12:00; PH off", {"country": "FR"}, []),
        ("Mo 10:00-12:00; PH off", {"country": "XX"}, ["FD118"]),
        ("Mo 10:00-12:00; PH off", {"country": "FR", "subdivision": "99"}, ["FD119"]),
        ("Mo 10:00-12:00; SH off", {"country": "FR"}, ["FD165"]),
        ("Mo 10:00-12:00; SH off", {"country": "CH"}, ["FD165"]),
        ("Mo 10:00-12:00; SH off", {"country": "FR", "school": "Zone B"}, []),
        ("Mo 10:00-12:00; SH off", {"country": "DE", "subdivision": "BW"}, []),
    ],
)
def test_holidays_that_are_not_known_are_warned_of(text: str, more: dict[str, Any], ids: list[str]) -> None:
    """An option without effect is a defect; the hours stay usable."""
    assert [(item.severity, item.id) for item in check_hours(doc(text, **more))] == [("warning", id_) for id_ in ids]


@pytest.mark.parametrize(
    ("text", "column", "meant"),
    [
        ("Mo-Fr 10-18", 7, "Mo-Fr 10:00-18:00"),
        ("lun-ven 9h-12h30", 1, "Mo-Fr 9:00-12:30"),
        ("Mon - Fri 9am to 5:30 pm", 3, "Mo-Fr 09:00-17:30"),
        ("Mo-Fr 10:00\u201318:00", 12, "Mo-Fr 10:00-18:00"),
        ("Mo-Fr 10.00-18.00", 7, "Mo-Fr 10:00-18:00"),
        ("Mo-Fr 10:00-12:00 Sa 10:00-11:00", 19, "Mo-Fr 10:00-12:00; Sa 10:00-11:00"),
        ("Mo-Fr 10:00-12:00,Sa 10:00-11:00", 19, "Mo-Fr 10:00-12:00, Sa 10:00-11:00"),
        ("Mo-Fr 10:00-12:00;", 19, "Mo-Fr 10:00-12:00"),
        ("Mo-Fr 10:00-12:00; Di ferm\u00e9", 20, "Mo-Fr 10:00-12:00; Su off"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(text: str, column: int, meant: str) -> None:
    """Where reading stopped, and a text that can be read."""
    (item,) = check_hours(doc(text))
    assert (item.id, item.path, item.params["column"], item.params["meant"]) == (
        "FD162",
        "expression.text",
        column,
        meant,
    )


@pytest.mark.parametrize(
    "text", ["", "x!", "ask us", "25:00", "\x00", "(" * 500, "Mo-Fr 10:00-25:99", '"', "24/24", "Mo " * 100_000]
)
def test_what_cannot_be_read_is_an_error(text: str) -> None:
    """Never a crash, and never hours."""
    assert [(item.severity, item.path) for item in check_hours(doc(text))] == [("error", "expression.text")]
    with pytest.raises(ConfigError):
        load_hours(doc(text))


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"syntax": "cron"}, "expression.syntax"),
        ({"coordinates": {"latitude": 91, "longitude": 0}}, "expression.coordinates.latitude"),
        ({"coordinates": {"latitude": float("nan"), "longitude": 0}}, "expression.coordinates.latitude"),
        ({"coordinates": {"latitude": 4}}, "expression.coordinates.longitude"),
        ({"coordinates": [1, 2]}, "expression.coordinates"),
        ({"zone": "B"}, "expression.zone"),
    ],
)
def test_the_rest_of_an_expression_is_checked(more: dict[str, Any], path: str) -> None:
    """Each mistake at its place."""
    assert path in [item.path for item in check_hours(doc("24/7", **more)) if item.severity == "error"]


@pytest.mark.parametrize("value", ["24/7", 7, [], {"syntax": "osm"}])
def test_an_expression_is_a_mapping_with_a_text(value: Any) -> None:
    """Anything else is an error of the document."""
    assert any(item.severity == "error" for item in check_hours({"timezone": "UTC", "expression": value}))


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that tells what to install; all other documents work without it."""
    monkeypatch.setitem(sys.modules, "opening_hours", None)
    (item,) = check_hours(doc("24/7"))
    assert (item.id, item.severity) == ("FD160", "error")
    assert "frontdesk[osm]" in describe(item)
    assert check_hours({"timezone": "UTC", "weekly": "24/7"}) == []


def test_equal_expressions_are_compiled_once() -> None:
    """Documents that differ elsewhere share what the library compiled."""
    from frontdesk.hours.osm import days_of_expression

    before = days_of_expression.cache_info()
    for day in (24, 25):
        schedule = load_hours(doc("Tu[2] 07:11-08:22") | {"special": [{"date": f"2026-11-{day}", "closed": True}]})
        schedule.at(paris("2026-11-23 10:00"))
    assert days_of_expression.cache_info().currsize - before.currsize == 1


def test_the_library_is_not_asked_when_an_event_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only when the instants around are compiled."""
    schedule = load_hours(doc("Tu[3] 07:13-08:22"))
    first = schedule.at(paris("2026-11-23 10:00"))
    monkeypatch.setattr("frontdesk.hours.osm.days.ExpressionDays.pieces", None)
    assert schedule.at(paris("2026-11-23 10:01")) == first
