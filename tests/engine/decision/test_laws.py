"""Laws of deciding that hold for every course of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import ConversationState, Kind, Simulation, Situation, decide
from frontdesk.engine import StepResult, explain_all
from tests.engine.decision.worlds import at, conversation

START = at("2026-11-23T08:00")
GREETINGS = {Kind.WELCOME, Kind.ABSENCE}

STEPS = st.tuples(
    st.sampled_from(["open", "say", "tap", "typed", "number", "reply", "close", "stale"]),
    st.integers(0, 40 * 60),
)
COURSES = st.lists(STEPS, min_size=1, max_size=25)


def play(course: list[tuple[str, int]]) -> list[StepResult]:
    simulation, now, results = conversation(), START, []
    for what, minutes in course:
        now += timedelta(minutes=minutes)
        results.append(_step(simulation, what, now))
    return results


def _step(simulation: Simulation, what: str, now: object) -> StepResult:
    steps = {
        "open": lambda: simulation.open(now),
        "say": lambda: simulation.say(now, "Good day"),
        "tap": lambda: simulation.tap(now, "Your hours?", starter="hours"),
        "typed": lambda: simulation.say(now, "  VOS HORAIRES "),
        "number": lambda: simulation.say(now, "2"),
        "reply": lambda: simulation.reply(now, "I am here"),
        "close": lambda: simulation.close(now),
        "stale": lambda: simulation.tap(now, "Gone", starter="gone"),
    }
    return steps[what]()


@given(COURSES)
@settings(max_examples=150, deadline=None)
def test_at_most_one_greeting_is_said_in_an_episode(course: list[tuple[str, int]]) -> None:
    greeted = [
        result.decision.state.episode
        for result in play(course)
        for draft in result.decision.drafts
        if draft.kind in GREETINGS
    ]

    assert len(greeted) == len(set(greeted))


@given(COURSES)
@settings(max_examples=100, deadline=None)
def test_every_event_leaves_a_trace_and_one_more_version(course: list[tuple[str, int]]) -> None:
    results = play(course)

    assert all(result.decision.trace for result in results)
    assert [result.decision.state.version for result in results] == list(range(1, len(course) + 1))
    assert all(explain_all(result.decision.trace, "fr") for result in results)


@given(COURSES)
@settings(max_examples=100, deadline=None)
def test_no_key_is_ever_used_for_two_drafts(course: list[tuple[str, int]]) -> None:
    keys = [draft.key for result in play(course) for draft in result.decision.drafts]

    assert len(keys) == len(set(keys))


@given(COURSES)
@settings(max_examples=100, deadline=None)
def test_the_privacy_notice_comes_first_and_never_alone(course: list[tuple[str, int]]) -> None:
    for result in play(course):
        kinds = [draft.kind for draft in result.decision.drafts]
        assert kinds.count(Kind.PRIVACY) <= 1
        assert Kind.PRIVACY not in kinds[1:]
        assert kinds != [Kind.PRIVACY]


@given(COURSES)
@settings(max_examples=100, deadline=None)
def test_nothing_said_has_a_hole(course: list[tuple[str, int]]) -> None:
    for result in play(course):
        for message in result.messages:
            assert message.text
            assert not any(hole in message.text for hole in ("{{", "}}", "[[", "]]", "None"))


@given(COURSES)
@settings(max_examples=60, deadline=None)
def test_the_same_event_situation_and_instant_give_the_same_decision(course: list[tuple[str, int]]) -> None:
    simulation, now = conversation(), START
    for what, minutes in course:
        now += timedelta(minutes=minutes)
        before: Situation = simulation.situation()
        result = _step(simulation, what, now)
        assert decide(result.event, before, result.at) == result.decision


@given(COURSES)
@settings(max_examples=60, deadline=None)
def test_e7_the_breaker_bounds_what_one_conversation_can_be_sent(course: list[tuple[str, int]]) -> None:
    said = [result.at for result in play(course) for draft in result.decision.drafts if draft.kind is not Kind.OPERATOR]

    for first in said:
        assert sum(first <= other < first + timedelta(minutes=1) for other in said) <= 6
        assert sum(first <= other < first + timedelta(hours=1) for other in said) <= 30


def test_changed_state_is_a_new_one_with_those_fields_only() -> None:
    before = ConversationState(version=3, locale="fr")
    after = before.changed(version=4, offered=("hours",))
    assert (before.version, before.offered) == (3, ())
    assert after == replace(before, version=4, offered=("hours",))
    with pytest.raises(TypeError, match="no verison"):
        before.changed(verison=5)


@pytest.mark.parametrize("kind", [kind.value for kind in Kind if kind not in (Kind.OPERATOR, Kind.HANDOVER)])
@pytest.mark.parametrize("trigger", ["message_received", "operator_replied", "{no_reply: {minutes: 5}}"])
def test_a_rule_that_says_its_text_at_each_event_gives_each_saying_a_key_of_its_own(kind: str, trigger: str) -> None:
    also = "  - {name: also, on: [message_received, operator_replied, no_reply: {minutes: 5}], do: [{send: Yes}]}\n"
    rule = f"  - {{name: each, on: [{trigger}], do: [{{send: {{text: Hi, kind: {kind}}}}}]}}\n"
    simulation = conversation(f"frontdesk: 1\nrules:\n{rule}{also}")
    now, results = START, []
    for _ in range(3):
        before, said = simulation.situation(), simulation.say(now, "Hello")
        again = decide(said.event, before, said.at)
        assert again.drafts == said.decision.drafts
        results += [said, *simulation.until(now + timedelta(minutes=6))]
        results.append(simulation.reply(now + timedelta(minutes=7), "Yes?"))
        now += timedelta(minutes=10)

    drafts = [draft for result in results for draft in result.decision.drafts]
    assert [draft.rule for draft in drafts].count("each") == 3
    assert len({draft.key for draft in drafts}) == len(drafts)
