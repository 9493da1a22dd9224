"""Events that come late, out of order or from a clock that is wrong, and those that the rules never see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import ConversationClosed, Kind, MessageReceived, OperatorReplied, Simulation
from frontdesk.engine import StepResult
from tests.engine.decision.outcomes import kinds, reasons
from tests.engine.decision.worlds import SHOPS, WEB, at, conversation, rulebook

OPEN = at("2026-11-23T10:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FOLLOW_UP = "frontdesk: 1\nrules:\n  - {name: sorry, on: {no_reply: {minutes: 30}}, do: [{send: Sorry}]}\n"
NO_RULES = "frontdesk: 1\nrules: []\n"


def replied(simulation: Simulation, happened: timedelta, came: timedelta) -> StepResult:
    """An operator's reply on the platform, so and so long after ten o'clock."""
    contact, when, arrived = simulation.contact, OPEN + happened, OPEN + came
    return simulation.handle(OperatorReplied(id="r", contact=contact, at=when, received_at=arrived, text="Here"))


def closed(simulation: Simulation, happened: timedelta, came: timedelta) -> StepResult:
    contact, when, arrived = simulation.contact, OPEN + happened, OPEN + came
    return simulation.handle(ConversationClosed(id="c", contact=contact, at=when, received_at=arrived))


def test_an_operators_reply_that_comes_late_still_holds_the_greeting_back() -> None:
    simulation = conversation()

    late = replied(simulation, 0 * MINUTE, 11 * MINUTE)
    result = simulation.say(OPEN + 12 * MINUTE, "Hello")

    assert "event_too_old" in reasons(late)
    assert kinds(result) == []
    assert "operator_first" in reasons(result)


def test_an_operators_reply_that_comes_late_still_cancels_the_follow_up() -> None:
    simulation = conversation(FOLLOW_UP)
    simulation.say(OPEN, "Anybody?")

    replied(simulation, 5 * MINUTE, 20 * MINUTE)

    assert simulation.until(OPEN + DAY) == []


def test_no_rule_answers_what_an_operator_wrote_long_ago() -> None:
    simulation = conversation("frontdesk: 1\nrules: [{name: a, on: operator_replied, do: [{send: Never}]}]\n")

    assert replied(simulation, 0 * MINUTE, 11 * MINUTE).messages == ()


def test_a_late_report_that_the_conversation_was_closed_closes_it() -> None:
    simulation = conversation()
    simulation.say(OPEN, "Hello")

    closed(simulation, 1 * MINUTE, 20 * MINUTE)

    assert kinds(simulation.say(OPEN + 21 * MINUTE, "Hello again")) == [Kind.WELCOME]


def test_a_late_report_of_an_earlier_end_does_not_end_the_episode_at_hand() -> None:
    simulation = conversation()
    simulation.say(OPEN, "Hello")

    closed(simulation, -5 * MINUTE, 1 * MINUTE)

    assert kinds(simulation.say(OPEN + 2 * MINUTE, "Still me")) == []


def test_a_reply_from_before_the_end_opens_no_new_episode() -> None:
    simulation = conversation()
    simulation.say(OPEN, "Hello")
    closed(simulation, 5 * MINUTE, 5 * MINUTE)

    replied(simulation, 4 * MINUTE, 6 * MINUTE)

    assert kinds(simulation.say(OPEN + DAY, "Hello again")) == [Kind.WELCOME]


@pytest.mark.parametrize("who", ["contact", "operator"])
def test_a_clock_that_is_years_ahead_does_not_silence_the_conversation(who: str) -> None:
    simulation = conversation()
    if who == "contact":
        future = MessageReceived(
            id="f", contact=simulation.contact, at=OPEN + 3650 * DAY, received_at=OPEN, text="Hello"
        )
        simulation.handle(future)
    else:
        replied(simulation, 3650 * DAY, 0 * MINUTE)

    assert kinds(simulation.say(OPEN + 2 * DAY, "Hello again")) == [Kind.WELCOME]


def test_an_operators_words_go_out_where_no_establishment_is_known() -> None:
    result = Simulation(rulebook(), None, WEB).reply(OPEN, "We have moved")

    assert [message.text for message in result.messages] == ["We have moved"]
    assert reasons(result) == ["route_unresolved"]
    assert result.decision.summary == "operator"


def test_an_operators_words_go_out_for_an_establishment_that_is_gone_from_its_source() -> None:
    result = conversation(SHOPS, active=False).reply(OPEN, "We have closed down")

    assert [message.text for message in result.messages] == ["We have closed down"]
    assert reasons(result) == ["establishment_retired"]


@pytest.mark.parametrize("missing", ["rules", "establishment"])
def test_a_timer_that_fired_while_nothing_could_be_said_can_be_armed_again(missing: str) -> None:
    simulation = conversation(FOLLOW_UP)
    book, place = simulation.rulebook, simulation.establishment
    simulation.say(OPEN, "Anybody?")
    simulation.rulebook = rulebook(NO_RULES) if missing == "rules" else book
    simulation.establishment = None if missing == "establishment" else place
    simulation.until(OPEN + 31 * MINUTE)
    simulation.rulebook, simulation.establishment = book, place

    simulation.say(OPEN + 40 * MINUTE, "Hello?")

    assert [message.text for result in simulation.until(OPEN + DAY) for message in result.messages] == ["Sorry"]


def test_an_episode_is_as_long_in_the_night_when_clocks_change() -> None:
    simulation = conversation()
    simulation.say(at("2026-10-24T14:30"), "Hello")

    after = simulation.say(at("2026-10-25T14:00"), "Hello again")  # 24 h 30 min later

    assert kinds(after) == [Kind.ABSENCE]
    assert after.at == at("2026-10-25T14:00")


def test_a_timer_runs_by_the_clock_of_the_world_when_clocks_change() -> None:
    simulation = conversation(FOLLOW_UP)
    simulation.say(at("2026-10-25T02:45"), "Anybody?")

    (fired,) = simulation.until(at("2026-10-25T12:00"))

    assert fired.at.isoformat() == "2026-10-25T02:15:00+01:00"


def test_a_simulation_needs_instants_and_no_wall_clock() -> None:
    with pytest.raises(TypeError, match="pass an aware one"):
        conversation().say(OPEN.replace(tzinfo=None), "Hello")
