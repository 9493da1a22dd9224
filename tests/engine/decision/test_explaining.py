"""Traces in words: English and French, with no technical word left where people have one."""

from __future__ import annotations

from frontdesk import TraceLine
from frontdesk.engine import explain
from frontdesk.engine.said import WORDS
from frontdesk.hours import Reason


def test_every_reason_of_hours_has_a_word() -> None:
    assert {reason.value for reason in Reason} <= set(WORDS)


def test_values_are_told_in_the_readers_language() -> None:
    line = TraceLine(id="hours", params={"side": "outside", "reason": "special_day"})

    assert explain(line, "en") == "chat hours: outside (special day)"
    assert explain(line, "fr") == "horaires de chat : hors horaires (jour particulier)"


def test_values_that_the_sentence_does_not_name_stand_behind_it() -> None:
    params = {"rule": "welcome", "condition": "chat_hours", "actual": "outside", "until": None}

    text = explain(TraceLine(id="condition_failed", params=params))

    assert text == "rule 'welcome' does not hold: chat_hours (actual=outside, until=-)"


def test_names_that_happen_to_be_words_are_left_alone() -> None:
    assert explain(TraceLine(id="rule_held", params={"rule": "welcome"}), "fr") == "la règle 'welcome' s'applique"
