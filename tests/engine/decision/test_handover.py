"""Handing over: what an event's rules tell people, what is remembered of it, and when automation speaks again."""

from __future__ import annotations

from datetime import timedelta

from frontdesk import ConversationClosed, HandedBack
from frontdesk.engine import explain_all
from tests.engine.decision.worlds import at, conversation

RULES = """
frontdesk: 1
rules:
  - name: orders
    on: message_received
    do: [{send: Moment}, {handover: {team: orders, note: Hurry}}, {label: vip}]
  - {name: echo, on: message_received, do: [{send: Also}]}
  - {name: missing, on: starter_tapped, do: [{send: "{{ establishment.phone }}"}, handover]}
"""


def test_handing_over_silences_from_the_next_event_on() -> None:
    talk = conversation(RULES)
    first = talk.say(at("2026-11-23T10:00"), "Hello")
    assert [message.text for message in first.messages] == ["Moment", "Also"]
    assert talk.state.silenced == "orders"
    assert talk.say(at("2026-11-23T10:01"), "Hello?").messages == ()


def test_each_later_event_says_to_whom_it_was_handed_over() -> None:
    talk = conversation(RULES)
    talk.say(at("2026-11-23T10:00"), "Hello")
    later = talk.say(at("2026-11-23T10:01"), "Hello?").decision
    assert any("handed over to 'orders'" in line for line in explain_all(later.trace))
    assert any("confiée à 'orders'" in line for line in explain_all(later.trace, "fr"))


def test_the_same_event_gives_the_same_key_and_another_event_another() -> None:
    told = [conversation(RULES).say(at("2026-11-23T10:00"), "Hello").decision.handovers[0].key for _ in range(2)]
    again = conversation(RULES)
    again.open(at("2026-11-23T09:59"))
    other = again.say(at("2026-11-23T10:00"), "Hello").decision.handovers[0].key
    assert told[0] == told[1] != other
    assert len(told[0]) == 32


def test_a_handover_has_no_key_in_common_with_the_texts_of_its_rule() -> None:
    decision = conversation(RULES).say(at("2026-11-23T10:00"), "Hello").decision
    assert decision.handovers[0].key not in {draft.key for draft in decision.drafts}


def test_people_are_told_also_where_the_message_cannot_be_said() -> None:
    talk = conversation(RULES.replace("on: starter_tapped", "on: conversation_started"))
    decision = talk.open(at("2026-11-23T10:00")).decision
    assert decision.drafts == ()
    assert [told.hands_over for told in decision.handovers] == [True]
    assert decision.summary == "handover"


def test_closing_ends_the_silence_and_a_late_close_of_an_earlier_episode_does_not() -> None:
    talk = conversation(RULES)
    talk.say(at("2026-11-23T10:00"), "Hello")
    early = at("2026-11-23T09:00")
    talk.handle(ConversationClosed(id="x", contact=talk.contact, at=early, received_at=early + timedelta(hours=2)))
    assert talk.state.silenced == "orders"
    talk.close(at("2026-11-23T12:00"))
    assert talk.state.silenced is None


def test_given_back_automation_speaks_however_late_that_reached_us() -> None:
    talk = conversation(RULES)
    talk.say(at("2026-11-23T10:00"), "Hello")
    then = at("2026-11-23T10:05")
    talk.handle(HandedBack(id="x", contact=talk.contact, at=then, received_at=then + timedelta(hours=1)))
    assert talk.say(at("2026-11-23T12:00"), "Hello?").messages


def test_the_breaker_keeps_nobody_from_being_told() -> None:
    talk = conversation(
        RULES.replace("do: [{send: Moment}", "do: [{send: A}, {send: B}, {send: C}, {send: D}, {send: E}, {send: F}")
    )
    decision = talk.say(at("2026-11-23T10:00"), "Hello").decision
    assert decision.drafts == ()
    assert len(decision.handovers) == 1
