from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontdesk_server.cli.simulate import steps_in
from tests.server.cli.projects import DEMO, SHOP, CommandLine, project, replaced

MONDAY = "2026-11-23T10:00"
NIGHT = "2026-11-23T23:00"


def played(frontdesk: CommandLine, folder: Path, *arguments: str, place: str = SHOP) -> Any:
    done = frontdesk("simulate", "--project", folder, "--establishment", place, "--json", *arguments)
    assert done.code == 0, done.err
    return done.json


def texts(document: Any) -> list[str]:
    return [message["text"] for step in document["steps"] for message in step["messages"]]


def test_simulate_prints_the_documented_json(frontdesk: CommandLine, tmp_path: Path) -> None:
    document = played(frontdesk, project(tmp_path / "p"), "--at", MONDAY, "--open")

    assert set(document) == {"establishment", "release", "steps"}
    [step] = document["steps"]
    assert set(step) == {"event", "at", "messages", "handovers", "trace"}
    assert (step["event"], step["at"]) == ("open", "2026-11-23T10:00:00+00:00")
    [message] = step["messages"]
    assert message == {
        "text": "Hello, this is The Corner Shop, Main Street. How can we help?",
        "suggestions": [
            {"id": "your-opening-hours", "title": "Your opening hours?"},
            {"id": "where-are-you", "title": "Where are you?"},
        ],
    }
    assert {"id", "path", "params", "text"} == set(step["trace"][0])


def test_steps_keep_the_order_in_which_they_are_written() -> None:
    line = ["--project", "p", "--say", "a", "--open", "--at=2026-01-01T10:00", "--tap", "--open", "--say=b"]

    assert list(steps_in(line)) == [
        ("say", "a"),
        ("open", ""),
        ("at", "2026-01-01T10:00"),
        ("tap", "--open"),
        ("say", "b"),
    ]


def test_steps_happen_in_the_order_in_which_they_are_written(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    first = played(frontdesk, folder, "--at", MONDAY, "--tap", "Where are you?", "--say", "hello")
    second = played(frontdesk, folder, "--at", MONDAY, "--say", "hello", "--tap", "Where are you?")

    assert [step["event"] for step in first["steps"]] == ["tap", "say"]
    assert [step["event"] for step in second["steps"]] == ["say", "tap"]
    assert texts(first)[0].startswith("1 Main Street")
    assert texts(second)[0].startswith("Hello, this is")


def test_an_instant_without_offset_is_the_establishment_s_local_time(frontdesk: CommandLine) -> None:
    document = played(frontdesk, DEMO, "--at", "2026-12-24T18:30", place="bakehouse-fitzroy")

    assert document["steps"][0]["at"] == "2026-12-24T18:30:00+11:00"


def test_an_instant_with_offset_is_that_instant(frontdesk: CommandLine) -> None:
    document = played(frontdesk, DEMO, "--at", "2026-12-24T18:30Z", place="bakehouse-fitzroy")

    assert document["steps"][0]["at"] == "2026-12-25T05:30:00+11:00"


def test_the_first_instant_holds_for_steps_before_it_and_later_ones_move_the_clock(
    frontdesk: CommandLine, tmp_path: Path
) -> None:
    folder = project(tmp_path / "p")

    document = played(frontdesk, folder, "--open", "--at", MONDAY, "--say", "x", "--at", NIGHT, "--say", "y")

    assert [step["at"][11:16] for step in document["steps"]] == ["10:00", "10:00", "23:00"]


def test_time_passes_while_the_clock_shows_an_hour_again(frontdesk: CommandLine, tmp_path: Path) -> None:
    first, again = "2026-10-25T02:45+02:00", "2026-10-25T02:15+01:00"
    folder = project(tmp_path / "p")

    document = played(frontdesk, folder, "--at", first, "--say", "x", "--at", again, "--say", "y")

    assert [step["at"][11:22] for step in document["steps"]] == ["01:45:00+01", "01:15:00+00"]
    back = frontdesk("simulate", "--project", folder, "--establishment", SHOP, "--at", again, "--at", first)
    assert "FD774" in back.err


def test_without_a_step_the_visitor_opens(frontdesk: CommandLine, tmp_path: Path) -> None:
    document = played(frontdesk, project(tmp_path / "p"), "--at", NIGHT)

    assert [step["event"] for step in document["steps"]] == ["open"]
    assert texts(document) == ["We are away. We are back tomorrow at 09:00."]


def test_the_visitor_s_language_is_answered(frontdesk: CommandLine, tmp_path: Path) -> None:
    document = played(frontdesk, project(tmp_path / "p"), "--at", MONDAY, "--locale", "fr")

    assert texts(document) == ["Bonjour, ici The Corner Shop, Main Street. Comment pouvons-nous vous aider ?"]


def test_explain_prints_the_trace_in_words(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    asked = ("simulate", "--project", folder, "--establishment", SHOP, "--at", NIGHT, "--open", "--explain")

    english, french = frontdesk(*asked), frontdesk(*asked, "--language", "fr")

    assert "rule 'Welcome/absence' holds" in english.out
    assert "la règle 'Welcome/absence' s'applique" in french.out
    assert "[ Your opening hours? ]" in english.out


def test_timers_fire_while_time_passes(frontdesk: CommandLine, tmp_path: Path) -> None:
    rule = """
frontdesk: 1
rules:
  - name: nobody-answered
    on: {no_reply: {after: 10m}}
    do: [{send: "We have not forgotten you."}]
"""
    folder = project(tmp_path / "p", messages__zz_followup=rule)

    document = played(frontdesk, folder, "--at", MONDAY, "--say", "hello", "--at", "2026-11-23T10:30")

    assert [step["event"] for step in document["steps"]] == ["say", "timer"]
    assert texts(document)[-1] == "We have not forgotten you."


@pytest.mark.parametrize(
    ("arguments", "id_", "mend"),
    [
        (("--establishment", "main-stret"), "FD713", "main-street"),
        (("--establishment", SHOP, "--channel", "pigeon"), "FD714", "web"),
        (("--establishment", SHOP, "--at", "Christmas"), "FD715", "2026-12-25T10:00"),
        (("--establishment", SHOP, "--at", NIGHT, "--open", "--at", MONDAY), "FD774", repr(NIGHT)),
        (("--establishment", SHOP, "--at", NIGHT, "--at", "2026-11-23T23:30+01:00"), "FD774", repr(NIGHT)),
        (("--establishment", SHOP, "--at", "2500-01-01T00:00", "--open"), "FD747", "1900 to 2199"),
        (("--establishment", SHOP, "--at", "2199-12-31T23:59-02:00", "--open"), "FD747", "1900 to 2199"),
        (("--establishment", SHOP, "--at", "0001-01-01T00:00+02:00", "--open"), "FD747", "1900 to 2199"),
        (("--establishment", SHOP, "--tap", "Your opening hour"), "FD716", "Your opening hours?"),
        ((), "FD735", "--help"),
        (("--establishment", SHOP, "--opne"), "FD735", "--open"),
    ],
)
def test_bad_input_is_told_in_three_parts_on_stderr(
    frontdesk: CommandLine, tmp_path: Path, arguments: tuple[str, ...], id_: str, mend: str
) -> None:
    done = frontdesk("simulate", "--project", project(tmp_path / "p"), *arguments)

    assert (done.code, done.out) == (2, "")
    assert id_ in done.err
    assert mend in done.err
    assert "→" in done.err


def test_k16_a_dry_run_needs_neither_server_nor_database(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    before = sorted(folder.rglob("*"))

    played(frontdesk, folder, "--at", MONDAY, "--open", "--say", "hello")

    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("question", "at", "toggle", "reason"),
    [
        ("not triggered", NIGHT, None, "condition_failed"),
        ("wrong", MONDAY, None, "rule_held"),
        ("template", MONDAY, "{{ establishment.email }}", "not_sent_missing_tag"),
    ],
)
def test_k4_the_trace_answers_why(  # noqa: PLR0917
    frontdesk: CommandLine, tmp_path: Path, question: str, at: str, toggle: str | None, reason: str
) -> None:
    folder = project(tmp_path / "p")
    if toggle:
        replaced(folder, "messages/welcome.yaml", "{{ establishment.name }}", toggle)

    document = played(frontdesk, folder, "--at", at, "--open")

    assert reason in [line["id"] for line in document["steps"][0]["trace"]], question


def test_i1_every_establishment_has_a_welcome_an_absence_and_hours_of_its_own(frontdesk: CommandLine) -> None:
    at = "2026-12-24T18:30+01:00"
    bakery = texts(played(frontdesk, DEMO, "--at", at, place="fournil-croix-rousse"))
    garage = texts(played(frontdesk, DEMO, "--at", at, place="garage-minimes"))
    night = texts(played(frontdesk, DEMO, "--at", at, place="night-oven-brooklyn"))

    assert bakery[0].startswith("Bonjour, ici Fournil Colibri, Croix-Rousse. Le pain sort du four")
    assert garage[0].startswith("L'atelier est fermé")
    assert night[0].startswith("Hello, this is The Night Oven, Brooklyn. The oven is cold")


def test_i2_absence_is_that_of_the_place_written_to_not_of_the_account(frontdesk: CommandLine) -> None:
    at = "2026-12-24T18:30+01:00"
    away = texts(played(frontdesk, DEMO, "--at", at, place="clinique-carouge"))
    there = texts(played(frontdesk, DEMO, "--at", at, place="clinique-papeete"))

    assert "L'accueil est fermé. Nous vous lirons demain à 09:00." in away[-1]
    assert "Qui est le patient" in there[-1]


def test_sets_in_conflict_are_played_with_a_warning(frontdesk: CommandLine, tmp_path: Path) -> None:
    first = (project(tmp_path / "p") / "messages" / "welcome.yaml").read_text()
    folder = project(tmp_path / "q", messages__zz=first.replace("name: Welcome", "name: Second"))
    asked = ("simulate", "--project", folder, "--establishment", SHOP, "--at", MONDAY)

    told, quiet = frontdesk(*asked, "--json"), frontdesk(*asked[:2], tmp_path / "p", *asked[3:])

    assert (told.code, quiet.code, quiet.err) == (0, 0, "")
    assert told.err.startswith("warning FD375 the message sets 'Welcome' and 'Second' are both active for main-street")
    assert texts(told.json) == ["Hello, this is The Corner Shop, Main Street. How can we help?"]
