"""What waited in the outbox is sent only while it is wanted and true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import Draft, Kind, Simulation, Toggles, TraceLine, establishment_from
from frontdesk.engine import StepResult, is_stale, no_longer_due, rerender
from tests.engine.decision.worlds import CARRIER, RECORD, SHOPS, WEB, at, conversation, rulebook

OPEN, CLOSED = at("2026-11-23T10:00"), at("2026-11-23T20:00")
SOON = timedelta(minutes=1)


def dropped(simulation: Simulation, result: StepResult, draft: Draft) -> TraceLine | None:
    return no_longer_due(draft, result.event, simulation.situation(), result.at + SOON)


@pytest.mark.parametrize(
    ("off", "instant", "tap"),
    [
        ("welcome", OPEN, False),
        ("absence", CLOSED, False),
        ("starters", OPEN, True),
        ("everything", OPEN, False),
        ("everything", OPEN, True),
    ],
)
def test_what_was_switched_off_while_it_waited_is_not_sent(off: str, instant: object, tap: bool) -> None:
    simulation = conversation()
    result = simulation.tap(instant, "Your hours?") if tap else simulation.say(instant, "Hello")
    draft = result.decision.drafts[-1]
    assert dropped(simulation, result, draft) is None

    simulation.switch(**{off: False})

    line = dropped(simulation, result, draft)
    assert line is not None
    assert (line.id, line.params["what"]) == ("switched_off", off)


def test_an_operators_words_are_sent_whatever_is_switched_off() -> None:
    simulation = conversation()
    result = simulation.reply(OPEN, "Here I am")
    simulation.toggles = Toggles(everything=False, welcome=False, absence=False, starters=False)

    (draft,) = result.decision.drafts
    assert draft.kind is Kind.OPERATOR
    assert dropped(simulation, result, draft) is None


@pytest.mark.parametrize("text", ["frontdesk: 1\nrules: []\n", SHOPS[: SHOPS.index("    starters:")]])
def test_an_untrue_text_that_no_rule_says_any_more_is_dropped_with_the_reason(text: str) -> None:
    simulation = conversation()
    result = simulation.tap(OPEN, "Your hours?")
    simulation.rulebook = rulebook(text)
    simulation.establishment = establishment_from(RECORD | {"opening_hours": {"weekly": {"sat": ["10:00-11:00"]}}})

    again, trace = rerender(result.decision.drafts[-1], result.event, simulation.situation(), OPEN + SOON)

    assert again is None
    assert [line.id for line in trace] == ["rule_gone"]


def test_a_number_that_waited_is_answered_as_it_was_decided_whatever_is_offered_now() -> None:
    simulation = conversation()
    simulation.open(OPEN)
    result = simulation.say(OPEN, "2")
    simulation.state = simulation.state.changed(offered=("place", "hours"))
    simulation.establishment = establishment_from(RECORD | {"name": "Lyon Centre"})

    again, _ = rerender(result.decision.drafts[-1], result.event, simulation.situation(), OPEN + SOON)

    assert again is not None
    assert (again.starter, again.text) == ("place", "Lyon")


def test_an_answer_that_waited_follows_its_starter_to_a_new_id() -> None:
    simulation = conversation()
    result = simulation.tap(OPEN, "Where are you?")
    simulation.rulebook = rulebook(
        SHOPS.replace("id: place,", "id: way, formerly: [place],").replace('"Lyon"', '"Bron"')
    )

    again, _ = rerender(result.decision.drafts[-1], result.event, simulation.situation(), OPEN + SOON)

    assert again is not None
    assert (again.starter, again.text) == ("way", "Bron")


TODAY = SHOPS.replace('{en: "Your hours?", fr: "Vos horaires ?"}', '{en: "Open {{ hours.open_until }}?"}')


def test_a_text_is_true_for_as_long_as_the_titles_under_it() -> None:
    vanishing = replace(WEB.capabilities, carriers=(replace(CARRIER, vanishes=True),))
    simulation = conversation(TODAY)
    simulation.account = replace(WEB, capabilities=vanishing)
    (notice, welcome), (answer,) = (
        result.decision.drafts for result in (simulation.open(OPEN), simulation.tap(OPEN, "Where are you?"))
    )

    assert answer.standing == welcome.suggestions
    assert {notice.valid_until, welcome.valid_until, answer.valid_until} == {at("2026-11-23T12:00")}


def test_starters_that_were_switched_off_while_a_welcome_waited_are_not_offered_under_it() -> None:
    simulation = conversation()
    result = simulation.open(OPEN)
    draft = result.decision.drafts[-1]
    assert not is_stale(draft, simulation.situation(), OPEN + SOON)

    simulation.switch(starters=False)

    assert dropped(simulation, result, draft) is None
    assert is_stale(draft, simulation.situation(), OPEN + SOON)
    again, _ = rerender(draft, result.event, simulation.situation(), OPEN + SOON)
    assert again is not None
    assert (again.text, again.suggestions) == (draft.text, ())


def test_a_notice_that_is_made_again_stays_as_doubtful_as_what_it_precedes() -> None:
    simulation = conversation(TODAY)
    result = simulation.open(OPEN)
    notice = result.decision.drafts[0]

    again, _ = rerender(notice, result.event, simulation.situation(), OPEN + SOON)

    assert again == notice
