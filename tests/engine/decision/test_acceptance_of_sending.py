"""Reported failures of sending: twice, not at all, over a human, in a loop; each test is named by its id."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import (
    Contact,
    DeliveryStatus,
    DeliveryUpdated,
    Kind,
    MessageReceived,
    Simulation,
    TimerFired,
    Unknown,
    establishment_from,
)
from tests.engine.decision.outcomes import kinds, reasons
from tests.engine.decision.worlds import RECORD, SHOPS, WEB, at, conversation, rulebook

OPEN, CLOSED = at("2026-11-23T10:00"), at("2026-11-23T20:00")
HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)


def policy(**settings: str) -> str:
    return SHOPS + "    policy: {" + ", ".join(f"{name}: {value}" for name, value in settings.items()) + "}\n"


# A. Sent again, sent twice


def test_a1_only_an_inbound_event_of_the_contact_starts_an_episode() -> None:
    simulation = conversation()
    common = {"contact": simulation.contact, "at": OPEN, "received_at": OPEN}
    noise = [
        Unknown(id="u", **common),
        DeliveryUpdated(id="d", status=DeliveryStatus.READ, **common),
        TimerFired(id="t", name="no_reply:{}", version=1, **common),
    ]

    results = [*(simulation.handle(event) for event in noise), simulation.close(OPEN)]

    assert kinds(*results) == []
    assert simulation.state.episode == 0


@pytest.mark.parametrize(
    ("once", "expected"),
    [("episode", [Kind.WELCOME] * 3), ("day", [Kind.WELCOME] * 2), ("contact", [Kind.WELCOME])],
)
def test_a4_a5_a7_how_often_a_greeting_is_repeated_is_a_choice_per_set(once: str, expected: list[Kind]) -> None:
    simulation = conversation(policy(greet_once=once))
    results = []
    for day in ("2026-11-23T09:30", "2026-11-23T14:30", "2026-11-24T10:00"):
        results += [simulation.say(at(day), "Good day"), simulation.close(at(day))]

    assert kinds(*results) == expected


def test_a5_an_episode_ends_after_the_idle_time_and_the_next_one_greets_again() -> None:
    simulation = conversation(policy(episode_idle="2h"))

    first, within, after = (simulation.say(OPEN + wait, "Hello") for wait in (0 * HOURS, 1 * HOURS, 5 * HOURS))

    assert kinds(first, within, after) == [Kind.WELCOME, Kind.WELCOME]
    assert kinds(within) == []


def test_a11_opened_joined_and_first_message_are_one_start() -> None:
    simulation = conversation()

    results = [simulation.open(OPEN), simulation.open(OPEN), simulation.say(OPEN, "Hello")]

    assert kinds(*results) == [Kind.WELCOME]


def test_a13_opening_and_then_typing_is_one_episode() -> None:
    simulation = conversation()

    results = [simulation.open(OPEN), simulation.say(OPEN + 3 * MINUTES, "Hello")]

    assert kinds(*results) == [Kind.WELCOME]
    assert simulation.state.episode == 1


# B. Not sent, or not seen


def test_b1_a_suppressed_greeting_is_in_the_trace_with_its_reason() -> None:
    simulation = conversation()
    simulation.reply(OPEN, "We called you about your order")

    result = simulation.say(OPEN + MINUTES, "Yes?")

    assert kinds(result) == []
    assert "operator_first" in reasons(result)
    assert result.decision.summary == "suppressed"


@pytest.mark.parametrize("known", [True, False])
def test_b7_b8_known_contacts_are_greeted_like_new_ones(known: bool) -> None:
    simulation = conversation()
    if known:
        simulation.say(OPEN - 48 * HOURS, "Hello")
        simulation.close(OPEN - 47 * HOURS)

    assert kinds(simulation.say(OPEN, "Hello again")) == [Kind.WELCOME]


def test_b10_opening_the_conversation_is_enough_for_the_welcome() -> None:
    assert kinds(conversation().open(OPEN)) == [Kind.WELCOME]


Course = tuple[tuple[str, str], ...]
TWO_DAYS: Course = (("say", "2026-11-23T10:00"), ("close", "2026-11-23T10:01"), ("say", "2026-11-24T10:00"))
INTO_LUNCH: Course = (("say", "2026-11-23T11:30"), ("say", "2026-11-23T13:30"))
NOON: Course = (("say", "2026-11-23T11:30"),)
WELCOME, ABSENCE = Kind.WELCOME, Kind.ABSENCE


@pytest.mark.parametrize(
    ("course", "option", "without", "expected"),
    [
        (TWO_DAYS, "policy: {greet_once: contact}", [WELCOME, WELCOME], [WELCOME]),
        (INTO_LUNCH, "policy: {absence_repeat: each_closed_period}", [WELCOME], [WELCOME, ABSENCE]),
        (INTO_LUNCH, "policy: {episode_idle: 1h}", [WELCOME], [WELCOME, ABSENCE]),
        (NOON, "channels: webhook", [WELCOME], []),
        (NOON, "from: 2026-11-24", [WELCOME], []),
        (NOON, "until: 2026-11-22", [WELCOME], []),
        (NOON, "chat_hours: {weekly: {mon: ['14:00-15:00']}}", [WELCOME], [ABSENCE]),
    ],
)
def test_b13_every_option_that_is_offered_has_its_effect(
    course: Course, option: str, without: list[Kind], expected: list[Kind]
) -> None:
    def played(text: str) -> list[Kind]:
        simulation = conversation(text)
        steps = {"say": lambda now: simulation.say(now, "Good day"), "close": simulation.close}
        return kinds(*(steps[what](at(when)) for what, when in course))

    assert played(SHOPS) == without
    assert played(f"{SHOPS}    {option}\n") == expected


def test_b13_starters_outside_hours_can_be_kept_back() -> None:
    offered = conversation().say(CLOSED, "Hello").messages[-1].suggestions
    kept_back = conversation(policy(starters_outside_hours="false")).say(CLOSED, "Hello").messages[-1].suggestions

    assert len(offered) == 2
    assert kept_back == ()


# D. Humans, other bots, other automations


def test_d1_what_an_operator_writes_never_triggers_a_greeting() -> None:
    simulation = conversation()
    simulation.say(OPEN, "Hello")

    assert kinds(simulation.reply(CLOSED, "We answer tomorrow")) == [Kind.OPERATOR]


def test_d2_no_absence_in_the_middle_of_a_live_exchange() -> None:
    simulation = conversation(policy(absence_repeat="each_closed_period"))
    simulation.say(at("2026-11-23T17:50"), "Hello")
    simulation.reply(at("2026-11-23T17:55"), "Yes, we have it")

    just_after, later = (simulation.say(at(f"2026-11-23T{time}"), "Thanks") for time in ("18:00", "18:30"))

    assert kinds(just_after) == []
    assert "operator_active" in reasons(just_after)
    assert kinds(later) == [Kind.ABSENCE]


def test_d4_an_operators_own_message_is_never_answered() -> None:
    result = conversation().reply(CLOSED, "Note to the team")

    assert [draft.text for draft in result.decision.drafts] == ["Note to the team"]


def test_d7_d8_exactly_one_of_welcome_and_absence_is_sent() -> None:
    for hour in range(24):
        result = conversation().say(at(f"2026-11-23T{hour:02}:30"), "Hello")
        assert len(kinds(result)) == 1


def test_d10_a_contact_on_the_exclusion_list_gets_nothing_automatic() -> None:
    simulation = conversation(contact=Contact(address="boss"), excluded_contacts=["boss"])

    result = simulation.say(OPEN, "Your hours?")

    assert result.messages == ()
    assert "contact_excluded" in reasons(result)


def test_d10_an_exclusion_may_name_any_address_of_the_contact() -> None:
    boss = Contact(address="US.1349", aliases=("33612345678",))

    result = conversation(contact=boss, excluded_contacts=["33612345678"]).say(OPEN, "Your hours?")

    assert result.messages == ()
    assert "contact_excluded" in reasons(result)


def test_d11_a_rule_that_stops_runs_before_those_that_send() -> None:
    text = """
rules:
  - name: quiet
    on: message_received
    before: message_sets
    stop: true
    if: [{contact: {returning: false}}]
    do: []
  - {name: loud, on: message_received, do: [{send: "Never"}]}
"""
    result = conversation("frontdesk: 1" + text).say(OPEN, "Hello")

    assert result.messages == ()
    assert "stopped" in reasons(result)


# E. Loops and bans


def test_e2_automatic_messages_are_typed_and_count_as_no_human_reply() -> None:
    simulation = conversation()
    simulation.say(OPEN, "Hello")

    assert simulation.state.last_operator_at is None


def test_e4_what_the_account_itself_sends_is_refused_as_input() -> None:
    account = replace(WEB, addresses=frozenset({"+33100"}))
    simulation = Simulation(rulebook(), establishment_from(RECORD), account, contact=Contact(address="+33100"))

    result = simulation.say(OPEN, "Hello")

    assert result.messages == ()
    assert "self_addressed" in reasons(result)


def test_e5_a_machine_is_never_answered_and_the_sign_is_named() -> None:
    simulation = conversation()
    event = MessageReceived(
        id="m", contact=simulation.contact, at=OPEN, received_at=OPEN, text="Out of office", automatic="Auto-Submitted"
    )

    result = simulation.handle(event)

    assert result.messages == ()
    assert any(line.params.get("sign") == "Auto-Submitted" for line in result.decision.trace)


def test_e7_e8_too_many_automatic_messages_open_the_breaker_visibly() -> None:
    simulation = conversation()
    results = [simulation.tap(OPEN, "Your hours?") for _ in range(10)]

    assert sum(len(result.messages) for result in results) <= 6
    assert "breaker_opened" in [reason for result in results for reason in reasons(result)]
    assert "breaker_open" in reasons(results[-1])
