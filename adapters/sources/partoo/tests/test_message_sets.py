"""Partoo's messaging settings as message sets: a document that our own rule language takes, and means the same."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontdesk import (
    Account,
    Capabilities,
    Contact,
    Host,
    Limit,
    Rulebook,
    Simulation,
    compile_rulebook,
    establishment_from,
    load_documents,
)
from frontdesk_partoo.message_sets import message_sets
from frontdesk_partoo.texts import TAGS, carry_over

SETTINGS = json.loads((Path(__file__).parent / "fixtures" / "messaging-settings.json").read_text())["settings"]
BAKERY = {
    "id": "aa11bb22cc33dd44ee55ff66",
    "name": "Boulangerie Exemple",
    "timezone": "Europe/Paris",
    "opening_hours": {"weekly": {"mon-sun": "24h"}},
}
PLAIN = {"business_id": "a", "welcome_message": "Bonjour !", "offline_message": "Absents."}


def compiled(text: str) -> Rulebook:
    """The rulebook of a file; everything in it must be right."""
    return compile_rulebook(load_documents([("messages/partoo.yaml", text)]), Host.load().vocabulary)


def said(text: str, at: datetime, **more: object) -> list[str]:
    """What an establishment says to Léa who writes at that instant."""
    account = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=4000)))
    contact = Contact(address="v", first_name="Léa")
    simulation = Simulation(compiled(text), establishment_from({**BAKERY, **more}), account, contact=contact)
    return [message.text for message in simulation.open(at).messages]


def paris(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=ZoneInfo("Europe/Paris"))


def test_settings_become_sets_that_our_rule_language_takes() -> None:
    text = message_sets(SETTINGS, "fr")

    names = [info["name"] for info in load_documents([("p.yaml", text)]).message_sets]  # type: ignore[index]
    assert names == ["Partoo 1: Boulangerie Exemple", "Partoo 2"]
    assert compiled(text)


def test_businesses_that_say_the_same_at_the_same_hours_share_a_set() -> None:
    document = load_documents([("p.yaml", message_sets(SETTINGS))])

    assert document.message_sets[1]["establishments"] == [  # type: ignore[index]
        "bb11bb22cc33dd44ee55ff66", "cc11bb22cc33dd44ee55ff66",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "hour", "message"),
    [
        (2, 10, "Bonjour Léa, ici Boulangerie Exemple."),
        (2, 23, "Bonjour Léa, ici Boulangerie Exemple."),  # 23:59 is midnight, and 2 June 2026 is a Tuesday
        (2, 13, "Nous sommes absents."),
        (3, 10, "Nous sommes absents."),
    ],
)
def test_custom_chat_hours_decide_between_welcome_and_absence(day: int, hour: int, message: str) -> None:
    assert said(message_sets(SETTINGS, "fr"), paris(day, hour)) == [message]


def test_a_business_whose_messaging_is_switched_off_stays_silent_and_is_named() -> None:
    text = message_sets(SETTINGS)

    assert '# left out: "dd11bb22cc33dd44ee55ff66": is_launched is false' in text
    assert said(text, paris(2, 10), id="dd11bb22cc33dd44ee55ff66") == []


def test_a_value_is_printed_where_there_is_one() -> None:
    assert said(message_sets(SETTINGS), paris(2, 10), phone="+33400000000")[0].endswith("(+33400000000).")


@pytest.mark.parametrize("name", TAGS)
def test_every_documented_placeholder_has_a_tag_that_we_know(name: str) -> None:
    for written in (f"{{{{{name}}}}}", f"{{{{ {name} }}}}", f"@[]({name})"):
        carried = carry_over(f"Bonjour {written} !")
        assert not carried.lost
        assert compiled(message_sets([{**PLAIN, "welcome_message": f"Bonjour {written} !"}]))


@pytest.mark.parametrize(
    "text",
    ["{{ 7 * 7 }}", "{% if x %}a{% endif %}", "{# a #}", "[[a]]", "[[[", "{{{", "{{}}", "}}", "#}", "{ {", "{{ a.b }}"],
)
def test_what_would_be_a_tag_of_ours_is_said_as_it_is_but_for_a_space(text: str) -> None:
    file = message_sets([{**PLAIN, "welcome_message": f"Avant {text} après"}])

    (message,) = said(file, paris(2, 10), id="a")
    assert message.replace(" ", "") == f"Avant{text}après".replace(" ", "")


def test_a_placeholder_without_a_tag_is_left_out_and_told_of_in_the_file() -> None:
    file = message_sets([{**PLAIN, "welcome_message": "Bonjour {{loyalty_card}} !"}])

    assert '# welcome_message: there is no tag for "loyalty_card"' in file
    assert "loyalty_card" not in said(file, paris(2, 10), id="a")[0]


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b\x85c", 'he said "no": #1', "- a", "\ufeffa", "🥐 \\n", "a\x7fb"])
def test_texts_arrive_as_they_are_whatever_yaml_makes_of_their_signs(text: str) -> None:
    document = load_documents([("p.yaml", message_sets([{**PLAIN, "welcome_message": text, "business_name": text}]))])

    assert document.message_sets[0]["welcome"] == text  # type: ignore[index]


def test_starters_are_carried_over_where_the_api_tells_them() -> None:
    told = [{"title": f"Question {n} ?", "answer": "{{opening_hours}}"} for n in range(6)]

    file = message_sets([{**PLAIN, "starters": told}])

    starters = load_documents([("p.yaml", file)]).message_sets[0]["starters"]  # type: ignore[index]
    assert len(starters) == 5
    assert starters[0]["answer"] == '{{ hours.week | default("") }}'
    assert "# starters: 5 of 6 were carried over" in file


@pytest.mark.parametrize(
    "bad",
    [None, 7, {}, {**PLAIN, "welcome_message": None}, {**PLAIN, "offline_message": " "}, {**PLAIN, "business_id": ""}],
)
def test_what_cannot_be_a_set_is_told_of_and_costs_only_itself(bad: object) -> None:
    file = message_sets([bad, {**PLAIN, "business_id": "b"}])

    assert "# left out: " in file
    assert len(load_documents([("p.yaml", file)]).message_sets) == 1
    assert compiled(file)


def test_unreadable_chat_hours_are_unknown_so_the_welcome_is_sent_and_the_file_says_it() -> None:
    file = message_sets([{**PLAIN, "uses_business_hours": False, "custom_chat_hours": {"tuesday": ["9h-12h"]}}])

    assert "# FD146" in file
    assert said(file, paris(2, 3), id="a") == ["Bonjour !"]


def test_no_settings_make_an_empty_document() -> None:
    assert load_documents([("p.yaml", message_sets([]))]).message_sets == []
