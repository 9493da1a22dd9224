"""Hours documents: every notation that is accepted, and what is said of those that are not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from frontdesk.diagnostics import describe
from frontdesk.diagnostics.hours import ENTRIES
from frontdesk.errors import ConfigError
from frontdesk.hours import Period, Reason, Schedule, State, check_hours, load_hours

PARIS = "Europe/Paris"
MONDAY = date(2026, 12, 7)
NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)


def load(**document: Any) -> Schedule:
    return load_hours({"timezone": PARIS, **document})


def monday(hours: Any, key: str = "mon") -> tuple[tuple[int, int], ...]:
    return tuple((piece.start_min, piece.end_min) for piece in load(weekly={key: hours}).day(MONDAY).periods)


def found(**document: Any) -> list[tuple[str, str]]:
    return [(item.id, item.path) for item in check_hours({"timezone": PARIS, **document})]


DAY_KEYS = [
    *("mon", "monday", "Monday", "lun", "lundi", "LUNDI", "daily", "tous_les_jours"),
    *("mon-fri", "lun-ven", "sat-mon", "mon–wed", "lundi au jeudi", "mon,wed", "lundi, mercredi"),
]


@pytest.mark.parametrize("key", DAY_KEYS)
def test_days_are_named_in_english_and_french_alone_in_ranges_and_in_lists(key: str) -> None:
    assert monday("09:00-12:00", key) == ((540, 720),)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("09:00-12:00", (540, 720)),
        ("9-12", (540, 720)),
        ("9h-12h30", (540, 750)),
        ("9h à 12h", (540, 720)),
        ("09:00 – 12:00", (540, 720)),
        ("09:00:00-12:00:00", (540, 720)),
        ("22:00-02:00", (1320, 1560)),
        ("20:00-26:00", (1200, 1560)),
        ("00:00-24:00", (0, 1440)),
        ("09:00-00:00", (540, 1440)),
        ("09:00-23:59", (540, 1440)),
        ("00:00-168:00", (0, 10080)),
    ],
)
def test_periods_in_every_notation(text: str, minutes: tuple[int, int]) -> None:
    assert monday(text) == (minutes,)
    assert monday([text]) == (minutes,)


def test_several_periods_are_a_list_or_separated_by_commas() -> None:
    assert monday(["09:00-12:00", "14:00-18:00"]) == monday("09:00-12:00, 14:00-18:00") == ((540, 720), (840, 1080))


@pytest.mark.parametrize(
    ("hours", "state", "reason"),
    [
        ("closed", "closed", "weekly"),
        ("fermé", "closed", "weekly"),
        ([], "closed", "weekly"),
        (False, "closed", "weekly"),
        ("unknown", "unknown", "weekly"),
        ("", "unknown", "weekly"),
        (None, "unknown", "weekly"),
        ("open", "unknown", "hours_not_told"),
        ("ouvert", "unknown", "hours_not_told"),
        (True, "unknown", "hours_not_told"),
        ("all_day", "open", "weekly"),
        ("24h", "open", "weekly"),
        ("24h/24", "open", "weekly"),
        (["all_day"], "open", "weekly"),
    ],
)
def test_days_told_by_a_word(hours: Any, state: str, reason: str) -> None:
    schedule = load(weekly={"mon": hours, "tue": "9-12"})
    assert (schedule.at(NOON).state.value, schedule.at(NOON).reason.value) == (state, reason)
    assert (schedule.day(MONDAY).state.value, schedule.day(MONDAY).reason.value) == (state, reason)


def test_a_day_that_is_not_named_is_closed_unless_the_schedule_says_unknown() -> None:
    assert load(weekly={"tue": "9-12"}).at(NOON).state is State.CLOSED
    assert load(weekly={"tue": "9-12"}, absent_day="unknown").at(NOON).state is State.UNKNOWN


@pytest.mark.parametrize("weekly", ["always", "24/7", "24h/24", {"mon-sun": "all_day"}])
def test_around_the_clock_in_one_word(weekly: Any) -> None:
    assert load(weekly=weekly).always_open


def test_a_note_travels_with_its_day() -> None:
    schedule = load(weekly={"mon": {"hours": "9-18", "note": "sur rendez-vous"}})
    assert schedule.at(NOON).note == schedule.day(MONDAY).note == "sur rendez-vous"


@pytest.mark.parametrize(
    ("hours", "state"), [("all_day", "open"), ("closed", "closed"), ("9-18", "open"), ("unknown", "unknown")]
)
def test_a_note_of_all_days_travels_with_every_answer(hours: str, state: str) -> None:
    answer = load(weekly={"mon-sun": {"hours": hours, "note": "sonner"}}).at(NOON)
    assert (answer.state.value, answer.note) == (state, "sonner")


def test_a_note_of_one_day_around_the_clock_is_told_on_that_day() -> None:
    schedule = load(weekly={"mon": {"hours": "all_day", "note": "sonner"}, "tue-sun": "all_day"})
    assert [schedule.at(NOON + timedelta(days=n)).note for n in range(2)] == ["sonner", None]
    assert (schedule.at(NOON).state, schedule.at(NOON).until, schedule.next_opening(NOON)) == (State.OPEN, None, None)


@pytest.mark.parametrize(
    "said", [{"closed": True}, {"unknown": True}, {"same_as_regular": True}, {"hours": "9-18"},
             {"hours": {"hours": "9-18", "note": "other"}}, {"mode": "add", "hours": "11-15"},
             {"mode": "remove", "hours": "11-15"}],
)  # fmt: skip
def test_a_note_of_a_special_day_is_told_whatever_the_day_is(said: dict[str, Any]) -> None:
    schedule = load(weekly={"tue-fri": "9-18"}, special=[{"date": "2026-12-07", "note": "sonner", **said}])
    assert schedule.day(MONDAY).note == schedule.at(NOON).note == "sonner"


def test_dates_may_be_what_yaml_makes_of_them() -> None:
    text = """
    timezone: Europe/Paris
    weekly: {mon-fri: ["09:00-12:00"]}
    special:
      - {date: 2026-12-07, closed: true, label: Inventaire}
    status: {state: temporarily_closed, since: 2027-01-01, reopen: 2027-01-08}
    """
    document = YAML(typ="safe").load(StringIO(text))
    assert isinstance(document["special"][0]["date"], date)
    assert load_hours(document).at(NOON).label == "Inventaire"
    round_trip = YAML().load(StringIO(text))
    assert load_hours(round_trip).at(NOON).label == "Inventaire"


def test_all_errors_are_told_at_once_each_with_its_path() -> None:
    with pytest.raises(ConfigError) as raised:
        load_hours(
            {
                "timezone": "Europe/Pariss",
                "weekly": {"mun": "9-12", "tue": ["9-12", "12h99-13h"], "wed": "9-9"},
                "special": [{"date": "2026-13-01", "closed": True}, {"closed": True}, {"date": "2026-12-25"}],
                "seasons": [{"weekly": {"mon": "9-12"}}],
                "cron": [{"open": "0 9 * *", "minutes": 0}],
                "status": "shut",
                "spil": "cut",
            },
            path="message_sets[0].chat_hours",
        )
    told = [(item.id, item.path.removeprefix("message_sets[0].chat_hours.")) for item in raised.value.diagnostics]
    assert sorted(told, key=lambda item: item[1]) == [
        ("FD131", "cron[0].minutes"),
        ("FD125", "cron[0].open"),
        ("FD114", "seasons[0]"),
        ("FD110", "special[0].date"),
        ("FD115", "special[1]"),
        ("FD116", "special[2]"),
        ("FD101", "spil"),
        ("FD103", "status.state"),
        ("FD113", "timezone"),
        ("FD107", "weekly.mun"),
        ("FD104", "weekly.tue[1]"),
        ("FD105", "weekly.wed"),
    ]


def test_an_error_says_what_where_and_how_to_mend_in_both_languages() -> None:
    diagnostic = check_hours({"timezone": PARIS, "weekly": {"mon": "9-12"}, "holiday": {}}, "schedules.desk")[0]
    assert describe(diagnostic).startswith(
        "FD101 unknown key 'holiday' in hours at schedules.desk.holiday: did you mean"
    )
    assert "vouliez-vous dire 'holidays'" in describe(diagnostic, "fr")


@pytest.mark.parametrize("value", [None, [], "lundi", 7])
def test_what_is_no_mapping_is_refused(value: Any) -> None:
    assert [item.id for item in check_hours(value)] == ["FD102"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"weekly": {"mon": "9-12", "monday": "14-18"}}, [("FD108", "weekly.monday")]),
        ({"weekly": {"mon": {"from": "9"}}}, [("FD101", "weekly.mon.from")]),
        ({"weekly": {"mon": 9}}, [("FD102", "weekly.mon")]),
        ({"weekly": ["9-12"]}, [("FD102", "weekly")]),
        ({"weekly": {"mon": "00:00-169:00"}}, [("FD106", "weekly.mon")]),
        ({"weekly": "always", "absent_day": "open"}, [("FD103", "absent_day")]),
        ({"weekly": "always", "spill": "kept"}, [("FD103", "spill")]),
        ({"weekly": "always", "ignore_special_days": "yes"}, [("FD102", "ignore_special_days")]),
        ({"weekly": "always", "special": {"date": "2026-12-25"}}, [("FD102", "special")]),
        ({"weekly": "always", "special": [{"from": "2026-12-25", "closed": True}]}, [("FD115", "special[0]")]),
        (
            {"weekly": "always", "special": [{"from": "2026-12-25", "to": "2026-12-24", "closed": True}]},
            [("FD112", "special[0]")],
        ),
        (
            {"weekly": "always", "special": [{"from": "2026-12-25", "to": "12-26", "closed": True}]},
            [("FD111", "special[0]")],
        ),
        (
            {"weekly": "always", "special": [{"date": "2026-12-25", "closed": True, "hours": "9-12"}]},
            [("FD116", "special[0]")],
        ),
        (
            {"weekly": "always", "special": [{"date": "2026-12-25", "closed": True, "mode": "remove"}]},
            [("FD136", "special[0].mode")],
        ),
        ({"weekly": "always", "seasons": [{"from": "06-15", "to": "09-15"}]}, [("FD134", "seasons[0].weekly")]),
        ({"weekly": "always", "status": {"state": "open", "reopen": "2026-12-25"}}, [("FD135", "status.reopen")]),
        (
            {"weekly": "always", "status": {"state": "permanently_closed", "reopen": date(2026, 12, 25)}},
            [("FD135", "status.reopen")],
        ),
        (
            {
                "weekly": "always",
                "status": {"state": "temporarily_closed", "since": "2026-12-25", "reopen": "2026-12-25"},
            },
            [("FD112", "status.reopen")],
        ),
        ({"weekly": "always", "holidays": {"country": "FR", "behavior": "closed"}}, [("FD101", "holidays.behavior")]),
        ({"weekly": "always", "holidays": {"country": "FR", "behaviour": None}}, [("FD103", "holidays.behaviour")]),
        ({"weekly": "always", "holidays": {"country": "FR", "except": ["12-25"]}}, [("FD102", "holidays.except")]),
        (
            {"weekly": "always", "holidays": {"country": "FR", "behaviour": {"as": "mon-fri"}}},
            [("FD102", "holidays.behaviour.as")],
        ),
        ({"weekly": "always", "cron": "0 9 * * *"}, [("FD102", "cron")]),
    ],
)
def test_refusals(document: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(**document) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"country": "FR", "subdivision": "99"}, "FD119"),
        ({"country": "FR", "categories": ["public", "bank"]}, "FD120"),
        ({"country": "FR", "language": "de"}, "FD121"),
        ({"country": "FR", "language": "fr", "except": {"Noel": "regular"}}, "FD122"),
    ],
)
def test_what_the_holiday_library_does_not_know_is_warned_of(policy: dict[str, Any], expected: str) -> None:
    schedule = load(weekly="always", holidays=policy)
    assert [(item.id, item.severity) for item in schedule.warnings] == [(expected, "warning")]
    assert schedule.day(date(2026, 12, 25)).state is State.CLOSED


def test_a_key_that_looks_like_a_whole_document_is_not_taken_for_it() -> None:
    shared = load(weekly="always")
    with pytest.raises(ConfigError):
        load_hours({"timezone:'Europe/Paris',weekly": "always"})
    assert shared.always_open


def test_without_a_zone_instants_are_unknown_and_days_are_known() -> None:
    schedule = load_hours({"weekly": {"mon": "9-12"}})
    assert schedule.at(NOON).reason is Reason.NO_TIMEZONE
    assert schedule.next_opening(NOON) is None
    assert schedule.day(MONDAY).periods == (Period(start_min=540, end_min=720),)
    assert [(item.id, item.path) for item in schedule.warnings] == [("FD132", "timezone")]


def test_a_season_stands_instead_of_weekly_and_cron() -> None:
    summer = {"from": "2026-06-15", "to": "2026-09-15", "weekly": {"mon": "20:00-21:00"}, "label": "Été"}
    schedule = load(weekly={"mon": "9-12"}, cron=[{"match": "* 14-15 * * *"}], seasons=[summer])
    plan = schedule.day(date(2026, 7, 6))
    assert (plan.periods, plan.label, plan.reason) == ((Period(start_min=1200, end_min=1260),), "Été", Reason.SEASON)
    assert len(schedule.day(MONDAY).periods) == 2


def test_the_narrowest_season_wins_and_of_equals_the_later() -> None:
    long = {"from": "2026-01-01", "to": "2026-12-31", "weekly": {"mon": "9-10"}}
    short = {"from": "12-01", "to": "12-24", "weekly": {"mon": "11-12"}}
    endless = {"from": "2026-01-01", "weekly": {"mon": "15-16"}}
    assert load(seasons=[short, long, endless]).day(MONDAY).periods[0].start_min == 660
    assert load(seasons=[endless, long]).day(MONDAY).periods[0].start_min == 540
    assert load(seasons=[long, {**long, "weekly": {"mon": "13-14"}}]).day(MONDAY).periods[0].start_min == 780


def test_the_regular_week_is_that_of_the_season_without_exceptions() -> None:
    summer = {"from": "06-15", "to": "09-15", "weekly": {"mon-sun": "10-12"}}
    schedule = load(
        weekly={"mon-fri": "9-18"}, seasons=[summer], special=[{"date": "2026-12-07", "closed": True}],
        holidays={"country": "FR"}, status="temporarily_closed",
    )  # fmt: skip
    week = schedule.regular_week(date(2026, 12, 9))
    assert [plan.date for plan in week] == [date(2026, 12, 7 + n) for n in range(7)]
    assert [len(plan.periods) for plan in week] == [1, 1, 1, 1, 1, 0, 0]
    assert all(plan.periods for plan in schedule.regular_week(date(2026, 7, 1)))


def test_the_regular_week_around_the_start_of_a_season_is_wholly_that_of_the_day_asked() -> None:
    summer = {"from": "2026-06-17", "to": "2026-09-15", "weekly": {"mon-sun": "10-12"}}
    schedule = load(weekly={"mon-sun": "9-18"}, seasons=[summer])
    told = {day: {plan.reason.value for plan in schedule.regular_week(date(2026, 6, day))} for day in (16, 17)}
    assert told == {16: {"weekly"}, 17: {"season"}}


def test_holidays_behave_as_another_weekday() -> None:
    schedule = load(weekly={"mon-sat": "9-18", "sun": "10-12"}, holidays={"country": "FR", "behaviour": {"as": "dim"}})
    plan = schedule.day(date(2026, 12, 25))
    assert (plan.periods, plan.reason) == ((Period(start_min=600, end_min=720),), Reason.HOLIDAY)


def test_holidays_behave_as_another_weekday_of_their_week_on_cron_too() -> None:
    desk = {"open": "0 9 * * 1-5", "close": "0 18 * * 1-5"}
    night = {"open": "0 22 * * 6", "close": "0 4 * * 0"}
    as_sunday = {"country": "FR", "behaviour": {"as": "sun"}}
    assert load(cron=[desk], holidays=as_sunday).day(date(2026, 12, 25)).periods == ()
    as_saturday = {"country": "FR", "behaviour": {"as": "sat"}}
    plan = load(cron=[desk, night], holidays=as_saturday).day(date(2026, 12, 25))
    assert (plan.periods, plan.reason) == ((Period(start_min=1320, end_min=1680),), Reason.HOLIDAY)


def test_next_opening_passes_over_days_that_are_not_known() -> None:
    schedule = load(weekly={"mon": "9-10", "tue": "unknown", "wed": "9-10"})
    assert schedule.at(NOON).until == datetime(2026, 12, 7, 23, tzinfo=UTC)
    opening = schedule.next_opening(NOON)
    assert opening is not None
    assert opening.date() == date(2026, 12, 9)


def test_changes_further_than_400_days_are_not_told() -> None:
    schedule = load(weekly={"mon-sun": "9-12"}, status={"state": "opening_soon", "opening_date": "2028-12-10"})
    reopening = datetime(2028, 12, 10, 8, tzinfo=UTC)
    before = datetime(2027, 11, 6, 7, 59, 59, tzinfo=UTC)
    assert (schedule.at(before).until, schedule.next_opening(before)) == (None, None)
    after = datetime(2027, 11, 6, 8, 0, 0, tzinfo=UTC)
    assert schedule.at(after).until == schedule.next_opening(after) == reopening
    assert schedule.at(after).since is None


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_instants_outside_three_centuries_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="1900 to 2199"):
        load(weekly={"mon": "9-12"}).at(datetime(year, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize("when", [datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, tzinfo=UTC)])
def test_the_first_and_the_last_instant_are_answered(when: datetime) -> None:
    schedule = load(weekly={"mon": "9-12"})
    assert schedule.at(when).state is State.CLOSED
    schedule.next_opening(when)
    schedule.next_closing(when)


def test_an_addition_is_heard_where_the_same_one_stands_before_what_overrules_it() -> None:
    added = {"date": "2026-12-22", "mode": "add", "hours": ["20:00-22:00"], "source": "web"}
    special = [added, {"date": "2026-12-22", "closed": True, "source": "desk"}, added]
    document = {"timezone": PARIS, "weekly": {"daily": ["09:00-12:00"]}, "special": special}
    assert load_hours(document).at(datetime(2026, 12, 22, 20, 0, tzinfo=UTC)).state is State.OPEN
    document["special"] = special[:2]
    assert load_hours(document).at(datetime(2026, 12, 22, 20, 0, tzinfo=UTC)).state is State.CLOSED


def test_every_diagnostic_is_numbered_in_the_block_of_hours_and_tested() -> None:
    here = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [id_ for id_ in ENTRIES if not id_.startswith("FD1")] == []
    assert [id_ for id_ in ENTRIES if f'"{id_}"' not in here] == []
    assert len({entry.name for entry in ENTRIES.values()}) == len(ENTRIES)


@pytest.mark.parametrize("zone", ["+01:00", "-5", "UTC+1", "gmt -05:30", "UTC\u22123", "Z", "+0100"])
def test_an_offset_is_no_time_zone_and_no_other_offset_is_suggested(zone: str) -> None:
    (told,) = check_hours({"timezone": zone, "weekly": {"mon": ["09:00-12:00"]}})

    assert told.id == "FD138"
    assert "IANA name of the place's zone" in describe(told)


@pytest.mark.parametrize("zone", ["GMT+25", "Etc/GMT+99", "utc", "CEST", "Central European", "+1h"])
def test_a_suggested_zone_is_that_of_a_place_never_an_offset(zone: str) -> None:
    (told,) = check_hours({"timezone": zone, "weekly": {"mon": ["09:00-12:00"]}})

    nearest = str(told.params.get("nearest", "UTC"))
    assert nearest == "UTC" or ("/" in nearest and not nearest.startswith("Etc/"))
