"""What happens at the very edge of each limit of deciding, and when events overtake one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import Contact, Kind, MessageReceived, OperatorReplied, TimerFired
from frontdesk.engine.restraint import BREAKER_OPEN, PER_HOUR, PER_MINUTE
from tests.engine.decision.worlds import SHOPS, at, conversation, rulebook

OPEN, CLOSED = at("2026-11-23T10:00"), at("2026-11-23T20:00")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
IDLE_2H = SHOPS + "    policy: {episode_idle: 2h}\n"


@pytest.mark.parametrize(("wait", "episodes"), [(2 * HOUR, 1), (2 * HOUR + SECOND, 2)])
def test_an_episode_ends_after_the_idle_time_not_at_it(wait: timedelta, episodes: int) -> None:
    simulation = conversation(IDLE_2H)
    simulation.say(OPEN, "Hello")
    simulation.say(OPEN + wait, "Hello again")

    assert simulation.state.episode == episodes


@pytest.mark.parametrize(("age", "answered"), [(10 * MINUTE, True), (10 * MINUTE + SECOND, False)])
def test_an_event_of_the_greatest_age_is_answered_and_an_older_one_is_not(age: timedelta, answered: bool) -> None:
    simulation = conversation()
    event = MessageReceived(id="m", contact=simulation.contact, at=OPEN, received_at=OPEN + age, text="Hello")

    assert bool(simulation.handle(event).messages) is answered


@pytest.mark.parametrize(("wait", "greeted"), [(10 * MINUTE, False), (10 * MINUTE + SECOND, True)])
def test_an_operator_holds_a_greeting_back_for_ten_whole_minutes(wait: timedelta, greeted: bool) -> None:
    simulation = conversation()
    simulation.say(OPEN - HOUR, "Hello")
    simulation.reply(OPEN, "Yes?")
    simulation.close(OPEN)

    assert bool(simulation.say(OPEN + wait, "Hello again").messages) is greeted


def test_an_operators_reply_that_was_overtaken_does_not_turn_the_clock_back() -> None:
    simulation = conversation(SHOPS + "    policy: {absence_repeat: each_closed_period}\n")
    simulation.say(at("2026-11-23T17:40"), "Hello")
    simulation.reply(at("2026-11-23T17:59"), "Yes?")
    late = OperatorReplied(
        id="late",
        contact=simulation.contact,
        at=at("2026-11-23T17:52"),
        received_at=at("2026-11-23T18:00"),
        text="One moment",
    )
    simulation.handle(late)

    assert simulation.say(at("2026-11-23T18:05"), "Thanks").messages == ()


def test_a_contacts_message_that_was_overtaken_does_not_turn_the_clock_back() -> None:
    simulation = conversation(IDLE_2H)
    simulation.say(OPEN, "Second")
    first = MessageReceived(
        id="first", contact=simulation.contact, at=OPEN - 9 * MINUTE, received_at=OPEN + SECOND, text="First"
    )
    simulation.handle(first)

    simulation.say(OPEN + 2 * HOUR - MINUTE, "Still here")

    assert simulation.state.episode == 1


def test_the_language_of_a_contact_is_remembered_where_a_later_event_does_not_tell_it() -> None:
    simulation = conversation(contact=Contact(address="v", locale="fr"))
    simulation.open(OPEN)
    simulation.contact = Contact(address="v")

    assert simulation.say(OPEN + MINUTE, "1").messages[-1].text.startswith("lun.")


def test_edge_case_58_a_retired_establishment_is_not_answered_for_and_the_trace_says_so() -> None:
    simulation = conversation()
    assert simulation.establishment is not None
    simulation.establishment = replace(simulation.establishment, active=False)

    result = simulation.say(OPEN, "Hello")

    assert result.messages == ()
    assert [line.id for line in result.decision.trace] == ["establishment_retired"]


def taps(course: list[timedelta]) -> list[bool]:
    simulation = conversation('frontdesk: 1\nrules:\n  - {name: parrot, on: message_received, do: [{send: "Yes"}]}\n')
    return [bool(simulation.say(OPEN + wait, "Hello").messages) for wait in course]


def test_the_breaker_lets_as_many_through_in_a_minute_as_its_limit_and_no_more() -> None:
    within = [n * 8 * SECOND for n in range(PER_MINUTE + 1)]

    assert taps(within) == [True] * PER_MINUTE + [False]
    assert taps([*within[:PER_MINUTE], MINUTE]) == [True] * (PER_MINUTE + 1)
    assert taps([*within[:PER_MINUTE], 59.5 * SECOND]) == [True] * PER_MINUTE + [False]


def test_the_breaker_lets_as_many_through_in_an_hour_as_its_limit_and_no_more() -> None:
    within = [n * 110 * SECOND for n in range(PER_HOUR + 1)]

    assert taps(within) == [True] * PER_HOUR + [False]
    assert taps([*within[:PER_HOUR], HOUR]) == [True] * (PER_HOUR + 1)


def test_an_open_breaker_closes_by_itself_after_its_time() -> None:
    tripped = [n * SECOND for n in range(PER_MINUTE + 1)]
    closing = tripped[-1] + BREAKER_OPEN

    assert taps([*tripped, closing - SECOND, closing])[-2:] == [False, True]


def test_a_timer_that_our_own_backlog_delayed_is_not_too_old() -> None:
    simulation = conversation()
    late = TimerFired(id="t", contact=simulation.contact, at=OPEN, received_at=OPEN + HOUR, name="gone", version=1)

    assert [line.id for line in simulation.handle(late).decision.trace] == ["timer_stale"]


NUMBERED = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: Welcome
    absence: Away
    starters:
      - {id: a, title: "2", answer: The title}
      - {id: b, title: Second, answer: The number}
"""


def test_a_title_that_is_a_number_wins_over_the_number_of_another() -> None:
    simulation = conversation(NUMBERED)
    simulation.open(OPEN)

    assert [message.text for message in simulation.say(OPEN, "2").messages] == ["The title"]


@pytest.mark.parametrize("typed", ["2.", "(2)", "２", "②", "2️⃣", "٢", "۲", "२"])
def test_a_number_is_known_in_the_digits_of_any_keyboard(typed: str) -> None:
    simulation = conversation()
    simulation.open(OPEN)

    assert [message.text for message in simulation.say(OPEN, typed).messages] == ["Lyon"]


RETIRED = SHOPS.replace("id: place,", 'id: place, formerly: ["🚲 Do you repair bicycles on Sundays too?"],')


@pytest.mark.parametrize(
    "shown", ["🚲 Do you repair bic…", "Do you repair bicyc…", "Do you repair bicycles on Sundays too?"]
)
def test_a_retired_title_is_known_as_an_old_button_shows_it(shown: str) -> None:
    assert [message.text for message in conversation(RETIRED).say(OPEN, shown).messages][-1] == "Lyon"


def test_a_cut_title_means_the_current_one_before_a_retired_one() -> None:
    simulation = conversation(RETIRED.replace('"Your hours?"', '"Do you repair bicycles?"'))

    assert simulation.say(OPEN, "Do you repair bicyc…").messages[-1].text.startswith("Mon-Fri")


def test_the_number_of_a_starter_that_is_gone_means_nothing() -> None:
    simulation = conversation()
    simulation.open(OPEN)
    simulation.rulebook = rulebook(NUMBERED.replace('"2"', "First"))

    assert not any(line.id == "starter_recognised" for line in simulation.say(OPEN, "2").decision.trace)


def test_two_absences_in_one_episode_are_two_messages() -> None:
    simulation = conversation(SHOPS + "    policy: {absence_repeat: each_closed_period}\n")
    results = [simulation.say(at(f"2026-11-23T{time}"), "Hello") for time in ("12:30", "14:30", "20:00")]

    assert [draft.kind for draft in results[0].decision.drafts[-1:] + results[2].decision.drafts] == [Kind.ABSENCE] * 2
    assert results[0].decision.drafts[-1].key != results[2].decision.drafts[-1].key


def test_the_trace_of_hours_that_do_not_match_says_until_when() -> None:
    text = (
        'frontdesk: 1\nrules:\n  - {name: r, on: message_received, if: [{opening_hours: outside}], do: [{send: "x"}]}\n'
    )
    (failed,) = [line for line in conversation(text).say(OPEN, "Hi").decision.trace if line.id == "condition_failed"]

    assert failed.params["until"] == "2026-11-23T12:00:00+01:00"


def test_each_close_before_any_episode_is_answered_with_a_notice_of_its_own() -> None:
    simulation = conversation(SHOPS + "rules: [{name: bye, on: conversation_closed, do: [{send: Goodbye}]}]\n")

    drafts = [draft for _ in range(2) for draft in simulation.close(OPEN).decision.drafts]

    assert [draft.kind for draft in drafts] == [Kind.PRIVACY, Kind.MESSAGE] * 2
    assert len({draft.key for draft in drafts}) == len(drafts)
