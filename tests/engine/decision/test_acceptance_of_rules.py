"""Reported failures of rules: which of them hold, which wins, and the trace of it; each test is named by its id."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import (
    Account,
    Capabilities,
    DeliveryStatus,
    DeliveryUpdated,
    Limit,
    MessageReceived,
    Simulation,
    TimerFired,
    Unknown,
)
from tests.engine.decision.outcomes import reasons
from tests.engine.decision.worlds import at, conversation, rulebook

OPEN, HOURS = at("2026-11-23T10:00"), timedelta(hours=1)


# K. Rules, traces, versions


@pytest.mark.parametrize("what", ["unknown", "delivery", "timer", "close", "old"])
def test_k1_k7_every_event_leaves_a_trace_also_when_nothing_happens(what: str) -> None:
    simulation = conversation()
    common = {"contact": simulation.contact, "at": OPEN, "received_at": OPEN}
    events = {
        "unknown": Unknown(id="e", reason="new vendor type", **common),
        "delivery": DeliveryUpdated(id="e", status=DeliveryStatus.SENT, **common),
        "timer": TimerFired(id="e", name="gone", version=3, **common),
        "old": MessageReceived(id="e", text="Hi", **(common | {"received_at": OPEN + HOURS})),
    }

    result = simulation.handle(events[what]) if what in events else simulation.close(OPEN)

    assert result.messages == ()
    assert result.decision.trace


def test_k5_each_draft_names_its_rule_and_release() -> None:
    drafts = conversation().say(OPEN, "Hello").decision.drafts

    assert {(draft.rule, draft.release) for draft in drafts} == {("Shops/privacy", 7), ("Shops/welcome", 7)}


def test_k8_order_is_total_and_the_trace_names_winner_and_losers() -> None:
    text = """
frontdesk: 1
rules:
  - {name: first, on: message_received, slot: greeting, do: [{send: "First"}]}
  - {name: second, on: message_received, slot: greeting, do: [{send: "Second"}]}
"""
    result = conversation(text).say(OPEN, "Hello")

    lost = next(line for line in result.decision.trace if line.id == "slot_lost")
    assert [message.text for message in result.messages] == ["First"]
    assert (lost.params["rule"], lost.params["winner"]) == ("second", "first")


@pytest.mark.parametrize(
    ("page", "hour", "expected"),
    [("/contact", 10, ["Both"]), ("/contact", 20, []), ("/home", 10, []), ("/sale", 20, ["Either"])],
)
def test_b5_k10_page_and_time_combine_by_and_or_and_not(page: str, hour: int, expected: list[str]) -> None:
    text = """
frontdesk: 1
rules:
  - {name: both, on: conversation_started, if: [{page: "/contact*"}, {chat_hours: inside}], do: [{send: "Both"}]}
  - name: either
    on: conversation_started
    if: [{any: [{page: "/sale"}, {all: [{page: "/offer"}, {chat_hours: outside}]}]}, {not: {chat_hours: inside}}]
    do: [{send: "Either"}]
"""
    instant = at(f"2026-11-23T{hour:02}:00")

    result = conversation(text).open(instant, attributes={"page": f"https://shop.example{page}"})

    assert [message.text for message in result.messages] == expected


def test_unresolved_routes_say_nothing_and_say_why() -> None:
    account = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=100)))
    result = Simulation(rulebook(), None, account).say(OPEN, "Hello")

    assert result.messages == ()
    assert reasons(result) == ["route_unresolved"]


def test_a_rule_with_two_triggers_of_one_event_is_looked_at_once() -> None:
    text = "frontdesk: 1\nrules:\n  - {name: hi, on: [conversation_started, message_received], do: [{send: Hi}]}\n"

    result = conversation(text).say(OPEN, "Hello")

    assert [message.text for message in result.messages] == ["Hi"]
    assert reasons(result).count("rule_held") == 1
