"""Handing over: what a rule's effects tell the people of the business, and what is remembered of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.engine.saying import outbox_id
from frontdesk.engine.trace import Trace
from frontdesk.facts import Facts
from frontdesk.model import ConversationState, Handover, TimerFired
from frontdesk.rules import CompiledRule
from frontdesk.vocabulary import Effect, HandOver, Label


def handover(effects: Sequence[Effect], rule: CompiledRule, facts: Facts) -> Handover | None:
    """All that one rule tells people of this conversation, as one; None = nothing. The last `HandOver` counts."""
    over = next((effect for effect in reversed(effects) if isinstance(effect, HandOver)), None)
    labels = dict.fromkeys(name for effect in effects if isinstance(effect, Label) for name in effect.names)
    if over is None and not labels:
        return None
    return Handover(
        key=outbox_id(facts.situation, rule.name, _occurrence(facts), 0),
        conversation=facts.situation.conversation,
        contact=facts.contact,
        hands_over=over is not None,
        team=over.team if over else None,
        note=over.note if over else "",
        labels=tuple(labels),
        rule=rule.name,
        reply_context=facts.event.reply_context,
    )


def traced(told: Handover, rule: CompiledRule, trace: Trace) -> None:
    """Say in the trace what was handed over, to whom, and how it is labelled."""
    if told.hands_over and told.team:
        trace.add("handed_over_to", rule.path, rule=rule.name, team=told.team)
    elif told.hands_over:
        trace.add("handed_over", rule.path, rule=rule.name)
    if told.labels:
        trace.add("labelled", rule.path, rule=rule.name, labels=", ".join(told.labels))


def silenced(state: ConversationState, told: Handover) -> ConversationState:
    """The state once people have it."""
    return state.changed(silenced=told.team or "") if told.hands_over else state


def _occurrence(facts: Facts) -> str:
    """Apart from those of the same rule's texts: both may come of one event."""
    event = facts.event
    return f"handover/{event.name}/{event.version}" if isinstance(event, TimerFired) else f"handover/{event.id}"
