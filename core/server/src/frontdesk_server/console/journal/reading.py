"""A trace as people read it: what happened step by step, what lost and why, and the one line that decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from frontdesk.engine import explain
from frontdesk.model import TraceLine
from frontdesk_server.console.words import N_, _, language_now

SPOKEN: Final = frozenset({"welcome", "absence", "answer", "message"})
"""Summaries of decisions by which something automatic is said."""

HANDED_OVER: Final = {"handover": ("handed_over", "handed_over_to")}
"""The summary of decisions by which people are told and nothing is said, with the lines that tell whom."""

SUMMARIES: Final = {
    "welcome": N_("Welcome"),
    "absence": N_("Absence"),
    "answer": N_("Answer to a question"),
    "message": N_("Other message"),
    "handover": N_("Handed over"),
    "operator": N_("Operator's answer"),
    "suppressed": N_("Held back"),
    "nothing": N_("Nothing to say"),
    "route_unresolved": N_("No establishment"),
    "event_too_old": N_("Too old"),
    "establishment_retired": N_("Establishment gone"),
    "establishment_unreadable": N_("Establishment unreadable"),
    "event_unknown": N_("Unknown event"),
    "timer_stale": N_("Timer replaced"),
}
"""Decisions in a word. Any other summary is shown as it is."""
_KINDS: Final = {
    "welcome": "ok",
    "absence": "info",
    "answer": "ok",
    "message": "ok",
    "handover": "ok",
    "operator": "plain",
    "nothing": "plain",
}

EVENTS: Final = {
    "ConversationOpened": N_("conversation opened"),
    "MessageReceived": N_("message received"),
    "StarterTapped": N_("question tapped"),
    "OperatorReplied": N_("operator replied"),
    "ConversationClosed": N_("conversation closed"),
    "HandedBack": N_("given back to automation"),
    "TimerFired": N_("timer due"),
    "Unknown": N_("unknown event"),
}


class Part(StrEnum):
    """What a line of a trace is on the way to the decision."""

    PASSED = "passed"
    LOST = "lost"
    """A rule that did not apply, or gave way."""
    HELD = "held"
    """What kept something from being said."""
    NOTE = "note"


_PARTS: Final = {
    Part.PASSED: (
        "episode_started", "episode_continues", "starter_recognised", "rule_held", "hours", "said", "operator_replied",
        "conversation_closed", "timer_fired", "handed_over", "handed_over_to", "labelled", "handed_back",
    ),
    Part.LOST: (
        "condition_failed", "slot_lost", "set_overridden", "rule_out_of_dates", "trigger_not_meant", "no_rules",
    ),
    Part.HELD: (
        "silenced", "silenced_for",
        "switched_off", "contact_excluded", "self_addressed", "automatic_sender", "automatic_text",
        "breaker_open", "breaker_opened", "not_said_to_machine",
        "operator_first", "operator_active", "not_sent_missing_tag", "not_sent_empty", "privacy_missing",
        "route_unresolved", "establishment_unreadable", "establishment_retired", "event_too_old", "event_unknown",
        "timer_stale", "plugin_failed", "deadline_passed", "window_closed", "hours_changed_sides", "rule_gone",
    ),
}  # fmt: skip
_GOES_ON: Final = "episode_continues"
_NOT_AGAIN: Final = N_("Episode %(number)s goes on: a greeting is for its start, and no other rule applied.")
_PART_OF: Final = {reason: part for part, reasons in _PARTS.items() for reason in reasons}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a trace in words."""

    part: Part
    text: str
    line: TraceLine

    @property
    def rule(self) -> str:
        """The rule that it is about; empty = none."""
        return str(self.line.params.get("rule") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The way to a decision: the steps in their order, and beside it the rules that did not apply."""

    steps: tuple[Step, ...]
    lost: tuple[Step, ...]


def way(trace: Iterable[TraceLine]) -> Way:
    """The way that a trace tells."""
    steps = [step(line) for line in trace]
    on_it = tuple(found for found in steps if found.part is not Part.LOST)
    return Way(steps=on_it, lost=tuple(found for found in steps if found.part is Part.LOST))


def step(line: TraceLine) -> Step:
    """One line in the language that is spoken."""
    text = explain(line, language_now())
    return Step(part=_PART_OF.get(line.id, Part.NOTE), text=text[:1].upper() + text[1:], line=line)


def why(summary: str, trace: Sequence[TraceLine]) -> str:
    """The line that decided, in words: the rule that spoke, else what held it back, else what was not met."""
    found = _decisive(summary, trace)
    if found is None:
        return ""
    if found.id == _GOES_ON:
        return _(_NOT_AGAIN) % {"number": found.params.get("number")}
    return step(found).text


def _decisive(summary: str, trace: Sequence[TraceLine]) -> TraceLine | None:
    if summary in SPOKEN:
        speaker = next((line for line in trace if line.id == "said" and line.params.get("kind") == summary), None)
        rule = speaker.params.get("rule") if speaker else None
        return next((line for line in trace if line.id == "rule_held" and line.params.get("rule") == rule), speaker)
    if summary in HANDED_OVER:
        return next((line for line in trace if line.id in HANDED_OVER[summary]), None)
    held = [line for line in trace if _PART_OF.get(line.id) is Part.HELD]
    later = [line for line in trace if line.id == _GOES_ON]
    lost = [line for line in trace if _PART_OF.get(line.id) is Part.LOST]
    return next(iter((*held, *later, *lost, *trace)), None)


def handed_over(trace: Sequence[TraceLine], rule: str) -> str:
    """What a rule told people, in words: whose the conversation is, and its labels."""
    lines = [line for line in trace if line.id in _HANDING and line.params.get("rule") == rule]
    return " ".join(f"{step(line).text}." for line in lines)


_HANDING: Final = ("handed_over", "handed_over_to", "labelled")


def summary_words(summary: str) -> str:
    """A decision in a word or two."""
    return _(SUMMARIES[summary]) if summary in SUMMARIES else summary.replace("_", " ")


def summary_kind(summary: str) -> str:
    """The colour of a decision's badge."""
    return _KINDS.get(summary, "warning")


def event_words(type_: str) -> str:
    """What happened, in words."""
    return _(EVENTS[type_]) if type_ in EVENTS else type_
