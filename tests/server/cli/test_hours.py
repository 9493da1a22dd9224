"""`frontdesk hours`: states, kinds, sentences in both languages, and calendars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from tests.engine.hours.ics import parse
from tests.server.cli.projects import DEMO, SHOP, CommandLine, project

HOURS = {
    "timezone": "Europe/Paris",
    "opening_hours": {
        "weekly": {"mon-fri": ["09:00-12:00", "14:00-18:00"]},
        "holidays": {"country": "FR", "language": "fr"},
        "provenance": {"system": "google", "kind": "regularHours"},
    },
    "hours": {"delivery": {"weekly": {"daily": ["11:00-14:00"]}}},
}
"""What the shop of the project has, whatever its template says."""
MONDAY = "2026-11-23T10:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path / "p")
    (made / "establishments.yaml").write_text(json.dumps([{"id": SHOP, "name": "Chez Paul", **HOURS}]))
    return made


def asked(frontdesk: CommandLine, folder: Path, *words: object) -> Any:
    done = frontdesk("hours", *words, "--project", folder, "--establishment", SHOP)
    assert (done.code, done.err) == (0, "")
    return done


def test_a_sentence_is_told_in_the_language_asked_for(frontdesk: CommandLine, folder: Path) -> None:
    done = asked(frontdesk, folder, "now", "--at", "2026-12-25T10:00", "--language", "fr")
    assert done.out.splitlines()[0] == "fermé\u00a0: jour férié Noël jusqu'à lundi à 09:00"


def test_every_kind_of_hours_can_be_asked_for_and_follows_the_place(frontdesk: CommandLine, folder: Path) -> None:
    states = [
        cast("Any", asked(frontdesk, folder, "--kind", "delivery", "--at", at, "--json").json)["state"]
        for at in ("2026-12-24T12:30", "2026-12-25T12:30")
    ]
    assert states == ["open", "closed"]


def test_the_source_of_hours_is_told_to_programs(frontdesk: CommandLine, folder: Path) -> None:
    done = asked(frontdesk, folder, "--at", "2026-12-25T10:00", "--json")
    assert cast("Any", done.json)["provenance"] == {"system": "google", "kind": "regularHours"}


@pytest.mark.parametrize("command", ["now", "calendar"])
def test_a_kind_that_is_not_there_is_refused_with_those_that_are(
    frontdesk: CommandLine, folder: Path, command: str
) -> None:
    done = frontdesk("hours", command, "--project", folder, "--establishment", SHOP, "--kind", "phone")
    assert (done.code, done.out) == (2, "")
    assert "error FD187" in done.err
    assert "opening, delivery" in done.err


def test_k19_a_calendar_is_printed_day_by_day(frontdesk: CommandLine, folder: Path) -> None:
    done = asked(frontdesk, folder, "calendar", "--from", "2026-12-24", "--months", "1", "--language", "fr")
    assert done.out.splitlines()[:5] == [
        "Chez Paul, horaires d'ouverture (Europe/Paris)",
        "",
        "décembre 2026",
        "  jeu. 24 déc.  09:00-12:00, 14:00-18:00",
        "  ven. 25 déc.  fermé                     jour férié\u00a0: Noël",
    ]


def test_k19_a_year_as_json_has_every_day_and_opening(frontdesk: CommandLine, folder: Path) -> None:
    found = cast("Any", asked(frontdesk, folder, "calendar", "--from", "2026-11-26", "--format", "json").json)
    assert (len(found["days"]), found["from"], found["to"]) == (365, "2026-11-26", "2027-11-25")
    assert found["days"][0]["openings"][0] == {
        "start": "2026-11-26T09:00:00+01:00", "end": "2026-11-26T12:00:00+01:00"
    }  # fmt: skip
    assert {day["hours_in_day"] for day in found["days"]} == {23, 24, 25}


def test_k19_a_file_to_subscribe_to_is_written_whole(frontdesk: CommandLine, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "hours.ics"
    done = asked(frontdesk, folder, "calendar", "--format", "ics", "--kind", "delivery", "--output", path)
    found = parse(path.read_bytes())
    assert done.out == ""
    assert found["NAME"] == "Chez Paul: delivery"
    assert len(found.parts("VEVENT")) > 300


def test_a_calendar_begins_today_unless_told_otherwise(frontdesk: CommandLine, folder: Path) -> None:
    one = cast("Any", asked(frontdesk, folder, "calendar", "--months", "1", "--format", "json").json)
    assert one["days"][0]["date"] == one["from"]


@pytest.mark.parametrize("first", ["yesterday", "2026-02-30", "0001-01-01"])
def test_a_day_that_is_none_is_refused(frontdesk: CommandLine, folder: Path, first: str) -> None:
    done = frontdesk("hours", "calendar", "--project", folder, "--establishment", SHOP, "--from", first)
    assert done.code == 2
    assert first in done.err


def test_a_file_that_cannot_be_written_is_told(frontdesk: CommandLine, folder: Path, tmp_path: Path) -> None:
    done = frontdesk(
        "hours", "calendar", "--project", folder, "--establishment", SHOP, "--output", tmp_path / "none" / "x.ics"
    )
    assert (done.code, done.out) == (2, "")
    assert "error FD188" in done.err


def test_hours_without_a_zone_have_no_calendar(frontdesk: CommandLine, folder: Path) -> None:
    bare = {"id": SHOP, "name": "Chez Paul", "opening_hours": {"weekly": "24/7"}}
    (folder / "establishments.yaml").write_text(json.dumps([bare]))
    done = frontdesk("hours", "calendar", "--project", folder, "--establishment", SHOP)
    assert done.code == 2
    assert "error FD185" in done.err


@pytest.mark.parametrize("instant", ["0001-01-01", "9999-12-31T23:59", "1899-12-31T10:00", "2200-01-02"])
@pytest.mark.parametrize("command", ["hours", "simulate"])
def test_an_instant_of_which_no_hours_are_known_is_refused(frontdesk: CommandLine, command: str, instant: str) -> None:
    for place in ("clinic-tiong-bahru", "clinic-kitsilano"):
        done = frontdesk(command, "--project", DEMO, "--establishment", place, "--at", instant)

        assert (done.code, done.out) == (2, "")
        assert f"error FD747 the instant {instant!r} is too far away" in done.err


def test_hours_prints_the_documented_json(frontdesk: CommandLine) -> None:
    done = frontdesk(
        "hours", "--project", DEMO, "--establishment", "fournil-limoilou", "--at", "2026-12-25T10:00", "--json"
    )

    assert done.json == {
        "state": "closed",
        "reason": "special_day",
        "since": "2026-12-24T15:00:00-05:00",
        "until": "2026-12-27T08:00:00-05:00",
        "next_opening": "2026-12-27T08:00:00-05:00",
        "label": "Noël",
        "note": None,
        "explanation": "closed: special day Noël until Sunday at 8:00 a.m.",
        "provenance": None,
    }


def test_hours_of_the_chat_are_not_those_of_the_door(frontdesk: CommandLine) -> None:
    asked = ("hours", "--project", DEMO, "--establishment", "clinique-carouge", "--at", "2026-11-23T18:00", "--json")

    opening, chat = frontdesk(*asked).json, frontdesk(*asked, "--kind", "chat").json

    assert cast("Any", opening)["state"] == "open"
    assert cast("Any", chat)["state"] == "closed"


def test_hours_that_nobody_told_are_unknown(frontdesk: CommandLine) -> None:
    done = frontdesk("hours", "--project", DEMO, "--establishment", "clinique-papeete", "--at", MONDAY, "--json")

    told = cast("dict[str, object]", done.json)
    assert (told["state"], told["reason"], told["explanation"]) == ("unknown", "no_hours", "unknown: no hours set")
    assert {told[name] for name in ("since", "until", "next_opening", "label", "note", "provenance")} == {None}


def test_hours_in_words_name_the_special_day(frontdesk: CommandLine) -> None:
    done = frontdesk("hours", "--project", DEMO, "--establishment", "fournil-limoilou", "--at", "2026-12-25T10:00")

    assert done.out.startswith("closed")
    assert "special day Noël until Sunday" in done.out
    assert "Sunday 27 December 2026, 08:00 (EST)" in done.out
