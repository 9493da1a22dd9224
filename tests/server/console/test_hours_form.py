"""The chat hours form: what a document says comes back unchanged, and what people type becomes what they meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import establishment_from
from frontdesk.hours import State, check_hours
from frontdesk_server.console.forms import Form
from frontdesk_server.console.hours.commands import done
from frontdesk_server.console.hours.form import HoursForm, of_document, of_fields
from frontdesk_server.console.hours.view import view_of
from frontdesk_server.console.rendering import render
from frontdesk_server.console.words import speaking
from tests.server.console.hours_fields import fields_of

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
WEEK: Mapping[str, object] = {
    "mon-fri": ["09:00-12:00", "14:00-18:00"],
    "sat": "22:00-02:00",
    "sun": "closed",
}
DOCUMENTS: tuple[object, ...] = (
    "auto",
    "opening_hours",
    "evenings",
    {},
    {"kind": "delivery"},
    {"weekly": "24/7"},
    {"timezone": "Europe/Paris", "weekly": WEEK},
    {"weekly": {"lundi": "9h-12h, 14h-18h30", "daily": []}},
    {"weekly": {"mon": {"hours": "09:00-18:00", "note": "sur rendez-vous"}, "tue": "unknown", "wed": "20:00-50:00"}},
    {"weekly": {"mon": "00:00-24:00", "tue": "all_day", "wed": "22:00-26:00", "thu": "09:00-33:00"}},
    {"weekly": 5, "cron": {"open": "0 9 * * 1-5", "close": "0 18 * * 1-5"}},
    {"cron": [{"open": "0 9 * * 1-5", "minutes": 90, "valid_from": "12-01"}, {"match": "* 20-21 * * fri"}, "x", {}]},
    {
        "weekly": WEEK,
        "special": [
            {"date": "2026-12-25", "closed": True, "label": "Noël"},
            {"from": "2026-12-28", "to": "2026-12-31", "hours": ["10:00-16:00"], "note": "inventaire"},
            {"date": "2027-07-14", "same_as_regular": True},
            {"date": "2027-01-05", "unknown": True},
            {"date": "2026-12-12", "mode": "add", "hours": ["10:00-13:00"]},
            {"date": "2026-12-10", "mode": "remove", "hours": "11:00-14:00"},
            {"date": "12-24", "hours": ["09:00-16:00"], "source": "rh"},
            {"from": "12-24", "to": "--01-02", "closed": True},
            {"date": "02-29", "closed": True},
            {"date": "2026-12-11", "hours": "closed"},
            {"date": "2026-12-11", "closed": True, "hours": ["09:00-10:00"]},
            {"date": "2026-12-11", "closed": True, "mode": "add"},
            {"closed": True},
            "2026-12-25",
            None,
        ],
    },
    {"holidays": {"country": "FR", "subdivision": "57", "behaviour": {"as": "sun"}, "except": {"12-24": "regular"}}},
    {"holidays": {"country": "FR", "behaviour": {"hours": ["09:00-12:00"]}, "language": "fr", "observed": False}},
    {
        "holidays": [
            {"country": "FR", "subdivision": "57"},
            {"country": "FR", "subdivision": "Zone B", "categories": "school"},
        ]
    },
    {"expression": {"syntax": "osm", "text": "Mo[1] 09:00-12:00"}, "weekly": WEEK},
    {"holidays": {"country": "XX"}, "ignore_special_days": True, "seasons": [{"from": "06-15", "to": "09-15"}]},
    {"status": "temporarily_closed", "spill": "cut", "absent_day": "unknown", "zzz": [1, {"a": None}]},
    {"timezone": 5, "weekly": [], "special": {"a": 1}, "holidays": "FR", "cron": 7, "ignore_special_days": "yes"},
    [],
    7,
)


def shown(form: HoursForm, prefix: str = "chat_hours", language: str = "fr") -> str:
    with speaking(language):  # type: ignore[arg-type]
        return render("hours/_editor.html", hours=view_of(form, now=NOW, prefix=prefix, named={"evenings": {}}))


def sent(form: HoursForm, **changes: list[str]) -> Form:
    """What a browser sends of the form, with some fields changed."""
    fields = dict(fields_of(shown(form)).fields)
    return Form(fields=fields | {name.replace("__", "."): values for name, values in changes.items()})


def read(form: HoursForm, **changes: list[str]) -> HoursForm:
    return of_fields(sent(form, **changes), "chat_hours")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_a_document_comes_back_from_the_form_unchanged(document: object) -> None:
    assert read(of_document(document)).document == document


TIMES = st.sampled_from(["09:00-12:00", "14:00-18:00", "9h-12h", "22:00-02:00", "00:00-24:00", "x", "18:00-18:00"])
DAYS = st.one_of(
    TIMES, st.lists(TIMES, max_size=3), st.sampled_from(["closed", "unknown", "open", None, False, "all_day", 5])
)
DATES = st.sampled_from(["2026-12-24", "12-24", "--12-24", "2026-13-01", "", None, 7])
SPECIAL = st.dictionaries(
    st.sampled_from(["date", "from", "to", "closed", "hours", "same_as_regular", "unknown", "mode", "label", "source"]),
    st.one_of(DATES, DAYS, st.booleans(), st.sampled_from(["add", "remove", "replace"])),
)
CRON = st.dictionaries(
    st.sampled_from(["open", "close", "minutes", "duration", "match", "day_or"]),
    st.one_of(st.sampled_from(["0 9 * * *", "1h30", ""]), st.integers(0, 99), st.booleans()),
)
HOURS = st.fixed_dictionaries(
    {},
    optional={
        "timezone": st.sampled_from(["Europe/Paris", "", "Mars", 7]),
        "weekly": st.one_of(
            st.dictionaries(st.sampled_from(["mon", "tue-thu", "fri,sat", "dim", "daily", "x"]), DAYS),
            st.sampled_from(["24/7", "always", "no", 7, None]),
        ),
        "special": st.lists(SPECIAL, max_size=4),
        "holidays": st.dictionaries(
            st.sampled_from(["country", "subdivision", "behaviour", "except"]),
            st.sampled_from(["FR", "fr", "", "57", "closed", "regular", "x", None, 5]),
        ),
        "cron": st.one_of(CRON, st.lists(CRON, max_size=3)),
        "ignore_special_days": st.sampled_from([True, False, None, "x"]),
        "seasons": st.just([{"from": "06-15", "to": "09-15"}]),
    },
)


@settings(max_examples=60, deadline=None)
@given(HOURS)
def test_whatever_a_document_says_it_comes_back_unchanged(document: dict[str, object]) -> None:
    assert read(of_document(document)).document == document


def test_a_change_of_one_part_leaves_the_others_as_they_were_written() -> None:
    document = {"weekly": WEEK, "special": [{"date": "12-24", "closed": True, "source": "rh"}], "spill": "cut"}
    changed = read(of_document(document), chat_hours__timezone=["Europe/Paris"]).document
    assert changed == {**document, "timezone": "Europe/Paris"}


def test_a_change_of_one_day_writes_the_grid() -> None:
    document = {"weekly": {"mon-fri": "9h-18h", "sat": {"hours": "09:00-12:00", "note": "RDV"}}}
    fields = {"chat_hours.weekly.mon.from[]": ["10:00"], "chat_hours.weekly.mon.to[]": ["18:00"]}
    changed = of_fields(Form(fields=dict(sent(of_document(document)).fields) | fields), "chat_hours").document
    assert changed == {
        "weekly": {
            "mon": ["10:00-18:00"],
            **{day: ["09:00-18:00"] for day in ("tue", "wed", "thu", "fri")},
            "sat": {"hours": "09:00-12:00", "note": "RDV"},
            "sun": "closed",
        }
    }


def test_a_new_grid_says_what_it_shows() -> None:
    document = read(of_document("auto"), chat_hours__kind=["own"]).document
    assert document == {
        "weekly": {
            **{day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
            "sat": "closed",
            "sun": "closed",
        }
    }
    assert [found.severity for found in check_hours(document)] == ["warning"]  # no time zone: each establishment's


def test_an_end_at_midnight_is_the_end_of_the_day() -> None:
    form = of_document({"weekly": {"mon": "20:00-24:00", "tue": "00:00-24:00"}})
    assert form.week["mon"].periods == (("20:00", "00:00"),)
    assert form.week["tue"].periods == (("00:00", "00:00"),)
    changed = replace(form, timezone="Europe/Paris", always=False, week={**form.week, "sun": form.week["mon"]})
    assert changed.document["weekly"]["sun"] == ["20:00-24:00"]  # type: ignore[index]
    assert changed.document["weekly"]["tue"] == ["00:00-24:00"]  # type: ignore[index]


def test_windows_alone_need_no_grid() -> None:
    form = of_document({})
    form = done(replace(form, was="auto", kind="own"), "add chat_hours.cron", "chat_hours")
    form = replace(form, cron=(replace(form.cron[0], open="0 9 * * *", duration="1h"),))
    assert form.document == {"cron": [{"open": "0 9 * * *", "duration": "1h"}]}


def test_a_list_that_is_too_long_for_the_form_is_kept_whole() -> None:
    days = [{"date": f"20{at:02}-05-01", "closed": True} for at in range(10, 99)] * 5
    form = of_document({"weekly": WEEK, "special": days})
    assert form.others == {"special": days}
    assert read(form).document == {"weekly": WEEK, "special": days}
    more = done(form, "add chat_hours.special", "chat_hours")
    more = replace(more, special=(replace(more.special[0], first="2026-12-25"),))
    assert more.document["special"] == [*days, {"closed": True, "date": "2026-12-25"}]  # type: ignore[index]


def test_what_was_left_out_is_gone() -> None:
    document = {"weekly": WEEK, "spill": "cut"}
    fields = dict(sent(of_document(document)).fields) | {"chat_hours.drop[]": ["spill"]}
    assert of_fields(Form(fields=fields), "chat_hours").document == {"weekly": WEEK}


# Without a script


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("period chat_hours.weekly.sun", {"sun": (("", ""),)}),
        ("close chat_hours.weekly.mon 0", {"mon": (("14:00", "18:00"),)}),
        ("close chat_hours.weekly.mon 7", {}),
        (
            "copy chat_hours.weekly.sat",
            dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sun"), (("22:00", "02:00"),)),
        ),
        ("copy chat_hours.weekly.nope", {}),
        ("close chat_hours.weekly.mon x", {}),
        ("nonsense", {}),
    ],
)
def test_a_button_changes_the_row_that_it_names(do: str, expected: dict[str, object]) -> None:
    form = of_document({"weekly": WEEK})
    week = {name: row.periods for name, row in done(form, do, "chat_hours").week.items()}
    assert week == {name: row.periods for name, row in form.week.items()} | expected


def test_rows_are_added_and_removed_without_a_script() -> None:
    form = done(of_document({"weekly": WEEK}), "add chat_hours.special", "chat_hours")
    form = done(done(form, "add chat_hours.special", "chat_hours"), "period chat_hours.special[1].hours", "chat_hours")
    assert [(row.key, row.periods) for row in form.special] == [("0", ()), ("1", (("", ""),))]
    assert [row.key for row in done(form, "remove chat_hours.special 0", "chat_hours").special] == ["1"]


# What is wrong


@pytest.mark.parametrize(
    ("document", "path", "id_"),
    [
        ({"weekly": {"mon": ["18:00-18:00"]}}, "chat_hours.weekly.mon", "FD105"),
        ({"weekly": {"mon": ["09:00-12:00", "11:00-14:00"]}}, "chat_hours.weekly.mon", "FD109"),
        ({"weekly": {"mon-tue": "20:00-09:00"}}, "chat_hours.weekly.mon", "FD893"),
        (
            {"weekly": WEEK, "special": [{}, {"date": "2026-02-30", "closed": True}]},
            "chat_hours.special[1].date",
            "FD110",
        ),
        ({"cron": [{"open": "0 9 * *", "close": "0 10 * * *"}]}, "chat_hours.cron[0].open", "FD125"),
        ({"timezone": "Europe/Pari", "weekly": WEEK}, "chat_hours.timezone", "FD113"),
    ],
)
def test_what_is_wrong_is_told_at_its_row(document: object, path: str, id_: str) -> None:
    view = view_of(of_document(document), now=NOW)
    assert (path, id_) in [(found.path, found.id) for found in view.trouble.diagnostics]
    assert view.error(path.removeprefix("chat_hours."))


def test_a_schedule_that_is_gone_is_told() -> None:
    view = view_of(of_document("evening"), now=NOW, named={"evenings": {}})
    assert [found.id for found in view.trouble.diagnostics] == ["FD350"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("prefix", ["chat_hours", "hours"])
def test_whatever_is_sent_there_is_a_form(language: str, prefix: str) -> None:
    hostile = {
        "chat_hours.kind": ["own"],
        "chat_hours.was": ["{" * 5000],
        "chat_hours.weekly.mon.from[]": ["x" * 5000, "<script>"],
        "chat_hours.weekly.mon.to[]": ["\u202e"],
        "chat_hours.special[0].date": ["0000-00-00"],
        "chat_hours.special[99999999999].date": ["2026-12-24"],
        "chat_hours.special[-1].date": ["2026-12-24"],
        "chat_hours.special[0].at": ["99999"],
        "chat_hours.special[1].hours.from[]": ["09:00"],
        "chat_hours.cron[0].open": ["* * * * * * * *"],
        "chat_hours.holidays.country": ["<b>"],
        "chat_hours.drop[]": ["weekly"],
    }
    form = of_fields(Form(fields=hostile), "chat_hours")
    assert "<script>" not in shown(form, prefix, language)


def test_hours_of_a_kind_are_chosen_and_left_again() -> None:
    chosen = read(of_document("auto"), chat_hours__kind=["of_kind"], chat_hours__of_kind=["phone"])
    assert chosen.document == {"kind": "phone"}
    own = read(of_document({"kind": "phone"}), chat_hours__kind=["own"]).document
    assert own["weekly"]["mon"] == ["09:00-18:00"]  # type: ignore[index]
    assert "kind" not in own  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["", "Drive through", "x" * 41])
def test_a_kind_that_can_be_none_is_told_at_its_field(kind: str) -> None:
    view = view_of(replace(of_document({"kind": "phone"}), hours_kind=kind), now=NOW)
    assert view.error_at("of_kind")
    assert view.told is None


def test_hours_of_a_kind_are_kept_and_told_for_the_establishment() -> None:
    record = {"id": "p", "name": "P", "timezone": "Europe/Paris", "hours": {"phone": {"weekly": "24/7"}}}
    view = view_of(of_document({"kind": "phone"}), now=NOW, establishment=establishment_from(record))
    assert not view.trouble.diagnostics
    assert view.told is not None
    assert view.told.state is State.OPEN


def test_several_holiday_calendars_stay_behind_the_one_that_is_chosen() -> None:
    """The first calendar that names a day decides about it, so what was there before is not lost."""
    kept = [{"country": "FR", "subdivision": "Zone B", "categories": "school"}]
    form = of_document({"weekly": WEEK, "holidays": kept})
    assert form.others == {"holidays": {"0": kept[0]}}
    chosen = replace(form, holidays=replace(form.holidays, country="FR", subdivision="57"))
    assert isinstance(chosen.document, Mapping)
    assert chosen.document["holidays"] == [{"country": "FR", "subdivision": "57"}, *kept]
