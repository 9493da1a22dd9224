"""The trigger `no_reply`: when its clock starts, what stops it, and what it checks when it is due."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from frontdesk_followups import NoReplyParams
from frontdesk_testkit import load_scenario, run_scenario

HEAD = """
establishments: [{id: paris, name: Paris, timezone: Europe/Paris}]
document:
  rules:
    - {name: sorry, on: {no_reply: {%s}}, do: [{send: {en: "Sorry, still nobody."}}]}
    - {name: auto, on: message_received, if: [{message_matches: robot}], do: [{send: {en: "Beep."}}]}
steps:
"""
HUMAN, ANYONE = "after: 30m", "minutes: 30, from: anyone"


def run(params: str, *steps: str) -> None:
    """Run steps under a rule with these parameters."""
    text = "scenario: no_reply" + HEAD % params + "".join(f"  - {{{step}}}\n" for step in steps)
    run_scenario(load_scenario(text))


def test_silence_is_answered_after_the_time() -> None:
    run(
        HUMAN,
        'say: "Anyone?", at: 2026-06-01T10:00, expect: {messages: [], timers: 1}',
        "wait: , at: 2026-06-01T10:29, expect: nothing",
        'wait: , at: 2026-06-01T10:30, expect: {messages: ["Sorry, still nobody."], timers: 0}',
    )


def test_more_messages_do_not_push_it_back() -> None:
    run(
        HUMAN,
        'say: "Anyone?", at: 2026-06-01T10:00, expect: {messages: [], timers: 1}',
        'say: "Hello?", after: 20m, expect: {messages: [], timers: 1}',
        'wait: , after: 10m, expect: ["Sorry, still nobody."]',
    )


def test_a_humans_answer_stops_it() -> None:
    run(
        HUMAN,
        'say: "Anyone?", at: 2026-06-01T10:00, expect: {messages: [], timers: 1}',
        'operator: "Here I am.", after: 5m, expect: {messages: [], timers: 0}',
        "wait: , after: 2h, expect: nothing",
    )


def test_the_next_question_starts_it_again() -> None:
    run(
        HUMAN,
        'say: "Anyone?", at: 2026-06-01T10:00',
        'operator: "Here I am.", after: 5m',
        'say: "And now?", after: 5m, expect: {messages: [], timers: 1}',
        'wait: , after: 30m, expect: ["Sorry, still nobody."]',
        "wait: , after: 5h, expect: nothing",
        'say: "Still there?", after: 1m, expect: {messages: [], timers: 1}',
    )


def test_the_end_of_the_conversation_stops_it() -> None:
    run(
        HUMAN,
        'say: "Anyone?", at: 2026-06-01T10:00',
        "close: , after: 5m, expect: {messages: [], timers: 0}",
        "wait: , after: 2h, expect: nothing",
    )


def test_an_automatic_answer_does_not_stop_it() -> None:
    run(
        HUMAN,
        'say: "robot", at: 2026-06-01T10:00, expect: ["Beep."]',
        'wait: , after: 30m, expect: ["Sorry, still nobody."]',
    )


def test_from_anyone_counts_automatic_answers() -> None:
    run(
        ANYONE,
        'say: "robot", at: 2026-06-01T10:00, expect: ["Beep."]',
        "wait: , after: 30m, expect: {nothing: trigger_not_meant}",
        'say: "human?", after: 1m, expect: nothing',
        'wait: , after: 30m, expect: ["Sorry, still nobody."]',
    )


def test_from_anyone_counts_from_the_question_that_still_waits() -> None:
    run(
        ANYONE,
        'say: "robot", at: 2026-06-01T10:00, expect: ["Beep."]',
        'say: "human?", after: 25m, expect: nothing',
        "wait: , at: 2026-06-01T10:30, expect: {nothing: trigger_not_meant, timers: 1}",
        'wait: , at: 2026-06-01T10:55, expect: {messages: ["Sorry, still nobody."], timers: 0}',
    )


def test_coming_back_without_a_word_asks_for_nothing() -> None:
    run(
        ANYONE,
        'say: "robot", at: 2026-06-01T10:00, expect: ["Beep."]',
        "open: , after: 10m",
        "wait: , after: 5h, expect: {nothing: trigger_not_meant, timers: 0}",
    )


def test_an_answer_to_an_earlier_message_leaves_the_later_one_waiting() -> None:
    run(
        HUMAN,
        'say: "Anyone?", at: 2026-06-01T10:00',
        'say: "And a table?", after: 5m',
        'operator: {text: "Yes!"}, at: 2026-06-01T10:06, sent: 2m, expect: {timers: 1}',
        "wait: , at: 2026-06-01T10:30, expect: {nothing: trigger_not_meant, timers: 1}",
        'wait: , at: 2026-06-01T10:35, expect: ["Sorry, still nobody."]',
    )


def test_opening_asks_for_nothing() -> None:
    run(HUMAN, "open: , at: 2026-06-01T10:00, expect: {messages: [], timers: 0}")


def test_a_tap_asks_for_something() -> None:
    run(HUMAN, 'tap: "Hours?", at: 2026-06-01T10:00, expect: {messages: [], timers: 1}')


def test_a_machines_message_asks_for_nothing() -> None:
    run(
        HUMAN,
        'say: {text: "I am away", automatic: "auto-submitted: auto-replied"}, at: 2026-06-01T10:00, '
        "expect: {nothing: automatic_sender, timers: 0}",
    )


def test_an_old_message_starts_no_clock() -> None:
    run(HUMAN, 'say: "Anyone?", at: 2026-06-01T10:00, sent: 2h, expect: {nothing: event_too_old, timers: 0}')


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"minutes": 0},
        {"minutes": 20_000},
        {"minutes": "soon"},
        {"after": "soon"},
        {"after": ""},
        {"after": "9d"},
        {"after": 90},
        {"after": True},
        {"after": "30m", "minutes": 30},
        {"minutes": 5, "from": "nobody"},
        {"mintes": 5},
    ],
)
def test_what_says_no_time_is_refused(params: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NoReplyParams.model_validate(params)


def test_parameters_that_mean_the_same_wait_the_same() -> None:
    forms: list[dict[str, object]] = [{"minutes": 90}, {"after": "90m"}, {"after": "1h30m"}, {"after": "PT1H30M"}]
    assert len({NoReplyParams.model_validate(form).wait for form in forms}) == 1
