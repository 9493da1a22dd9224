"""The settled questions that code shows better than a scenario: what is offered, and what is taken for a starter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import Establishment, Suggestion, Toggles, establishment_from
from frontdesk.engine import native_profile, native_texts, offer
from tests.engine.decision.worlds import CARRIER, RECORD, SHOPS, WEB, at, conversation, rulebook

NOW = at("2026-11-23T10:00")
SHOWING = replace(WEB, capabilities=replace(WEB.capabilities, native_starters=CARRIER))
TWO_SETS = """
frontdesk: 1
message_sets:
  - {name: A, establishments: [a], welcome: W, absence: A, starters: [{title: One, answer: "1"}]}
  - {name: B, establishments: [b], welcome: W, absence: A, starters: [{title: Two, answer: "2"}]}
"""


def place(name: str) -> Establishment:
    return establishment_from(RECORD | {"id": name})


def titles(*establishments: tuple[Establishment, Toggles], text: str = SHOPS) -> tuple[list[str], list[str]]:
    book = rulebook(text)
    natives = (
        native_texts(book, place, account=SHOWING, toggles=toggles, now=NOW) for place, toggles in establishments
    )
    wanted = native_profile(SHOWING, natives)
    default = wanted.profile.default
    return [starter.title for starter in default.starters] if default else [], [line.id for line in wanted.lines]


def test_native_starters_are_written_when_all_establishments_of_the_account_agree() -> None:
    assert titles((place("a"), Toggles()), (place("b"), Toggles())) == (["Your hours?", "Where are you?"], [])


def test_native_starters_are_not_written_when_they_disagree_and_a_warning_says_so() -> None:
    found = titles((place("a"), Toggles()), (place("b"), Toggles()), text=TWO_SETS)

    assert found == ([], ["native_starters_disagree"])


def test_native_starters_are_withdrawn_when_they_are_switched_off() -> None:
    assert titles((place("a"), Toggles(starters=False))) == ([], [])
    assert titles((place("a"), Toggles(everything=False))) == ([], [])


def test_an_offer_tells_whether_it_would_be_the_absence_and_what_can_be_tapped() -> None:
    found = offer(rulebook(), place("a"), account=WEB, toggles=Toggles(), locale="fr-CA", now=at("2026-11-23T20:00"))

    assert (found.name, found.away, found.locale, found.languages) == ("Lyon", True, "fr", ("en", "fr"))
    assert found.starters[0] == Suggestion(id="hours", title="Vos horaires ?")


def test_what_a_rule_calls_an_answer_is_kept_back_with_the_starters() -> None:
    text = "frontdesk: 1\nrules:\n  - {name: faq, on: message_received, do: [{send: {text: Yes, kind: answer}}]}\n"
    simulation = conversation(text)
    answered = simulation.say(NOW, "Hello").messages
    simulation.switch(starters=False)

    assert [message.text for message in answered] == ["Yes"]
    assert simulation.say(NOW, "Hello again").messages == ()


def test_an_offer_outside_hours_has_no_starters_where_the_set_keeps_them_back() -> None:
    text = SHOPS + "    policy: {starters_outside_hours: false}\n"
    found = [
        offer(rulebook(text), place("a"), account=WEB, toggles=Toggles(), locale="en", now=at(f"2026-11-23T{hour}:00"))
        for hour in (10, 20)
    ]

    assert [len(each.starters) for each in found] == [2, 0]


def test_an_offer_of_an_establishment_that_is_switched_off_holds_no_starters() -> None:
    off = Toggles(everything=False)

    assert offer(rulebook(), place("a"), account=WEB, toggles=off, locale="en", now=NOW).starters == ()


TAGGED = SHOPS.replace('"Your hours?"', '"Hours of {{ establishment.name }}?"').replace(
    '"Where are you?"', '"Call {{ establishment.phone }}?"'
)


def test_a_title_with_a_tag_is_recognised_as_people_see_it() -> None:
    simulation = conversation(TAGGED)
    simulation.open(NOW)

    typed, tapped = simulation.say(NOW, "HOURS OF LYON"), simulation.tap(NOW, "Hours of Lyon?")

    assert [result.decision.summary for result in (typed, tapped)] == ["answer", "answer"]


def test_a_starter_whose_title_has_no_value_is_left_out_and_the_trace_says_so() -> None:
    result = conversation(TAGGED).open(NOW)

    left_out = [line.params["starter"] for line in result.decision.trace if line.id == "starter_without_title"]
    assert [starter.id for starter in result.messages[-1].suggestions] == ["hours"]
    assert left_out == ["place"]


def test_a_tap_while_starters_are_switched_off_says_so() -> None:
    simulation = conversation()
    simulation.switch(starters=False)
    simulation.open(NOW)

    result = simulation.tap(NOW, "Your hours?", starter="hours")

    assert result.messages == ()
    assert result.decision.summary == "suppressed"
    assert ("switched_off", "starters") in [(line.id, line.params.get("what")) for line in result.decision.trace]


def test_a_trace_tells_how_many_starters_stand_under_a_text() -> None:
    simulation = conversation(SHOPS)
    offered = simulation.say(NOW, "Hello").decision.trace
    simulation.switch(starters=False)
    alone = simulation.say(NOW + timedelta(days=3), "Hello").decision.trace

    told = [line.params for trace in (offered, alone) for line in trace if line.id == "said"]
    assert [line.get("starters") for line in told if line["kind"] == "welcome"] == [2, None]


@pytest.mark.parametrize("limit", ["until: 2026-06-30", "if: [{channel: other}]", "if: [{establishment: paris}]"])
def test_a_starter_of_a_rule_that_is_not_for_here_and_now_is_an_ordinary_message(limit: str) -> None:
    starters = '[{id: sale, title: "Summer sale", answer: "20 % off"}]'
    rule = f"rules:\n  - {{name: sale, on: starter_tapped, do: [{{answer_starter: {starters}}}], {limit}}}\n"
    simulation = conversation(SHOPS + rule)

    typed = simulation.say(NOW, "Summer sale").decision

    assert typed.summary == "welcome"
    assert "starter_recognised" not in [line.id for line in typed.trace]
    assert "starter_unknown" in [line.id for line in simulation.tap(NOW, "Summer sale", starter="sale").decision.trace]


EVENINGS = """
frontdesk: 1
schedules:
  NAME: {weekly: {mon-sun: ["20:00-22:00"]}}
rules:
  - name: a
    on: message_received
    chat_hours: NAME
    if: [{chat_hours: outside}, {opening_hours: inside}]
    do: [{send: A}]
"""


@pytest.mark.parametrize("name", ["evenings", "opening", "chat", "none", "kind"])
def test_the_hours_of_a_schedule_are_not_taken_for_the_opening_hours_whatever_its_name(name: str) -> None:
    result = conversation(EVENINGS.replace("NAME", name)).say(NOW, "Hello")

    assert [message.text for message in result.messages] == ["A"]
