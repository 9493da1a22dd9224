"""Late sending: whether a draft that waited is still due, and its text made true again by the same renderer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from frontdesk.engine import restraint, saying
from frontdesk.engine.recognition import named
from frontdesk.engine.standing import active_sets, offered_anew, starters_in_force
from frontdesk.engine.trace import Trace
from frontdesk.facts import Facts
from frontdesk.model import Draft, Event, Kind, Situation, Toggles, TraceLine
from frontdesk.rules import CompiledRule


def no_longer_due(draft: Draft, event: Event, situation: Situation, now: datetime) -> TraceLine | None:
    """Why this draft must not be sent any more, or None. An operator's own words are only bound by the window.

    A privacy notice is due as long as anything that it precedes is.
    """
    if draft.kind is Kind.HANDOVER:
        return None  # people are told however late it is
    if draft.precedes:
        reasons = [no_longer_due(other, event, situation, now) for other in draft.precedes]
        return reasons[0] if all(reasons) else None
    if draft.deadline is not None and now > draft.deadline:
        return _line("deadline_passed", kind=draft.kind.value, deadline=draft.deadline.isoformat())
    window, last = situation.account.capabilities.window, situation.state.last_contact_at
    if window is not None and last is not None and now > last + window:
        return _line("window_closed", closed=(last + window).isoformat())
    off = _switched_off(draft.kind, situation.toggles)
    if off is not None:
        return _line("switched_off", what=off)
    return _changed_sides(draft, event, situation, now)


def _switched_off(kind: Kind, toggles: Toggles) -> str | None:
    """The toggle that was flipped while the draft waited: it is effective at once."""
    if kind is Kind.OPERATOR:
        return None
    return restraint.switched_off(kind, toggles) if toggles.everything else "everything"


def _changed_sides(draft: Draft, event: Event, situation: Situation, now: datetime) -> TraceLine | None:
    if draft.hours_side is None or situation.establishment is None:
        return None
    facts = Facts(event, situation, situation.state, now)
    rule = _rule(draft, situation)
    facts.hours_ref = rule.hours if rule is not None else None
    if facts.chat_side in (draft.hours_side, "unknown"):
        return None
    return _line("hours_changed_sides", decided=draft.hours_side, actual=facts.chat_side)


def is_stale(draft: Draft, situation: Situation, now: datetime) -> bool:
    """Whether it may be untrue by now: other data, an instant that it named has passed, its starters are off."""
    if draft.kind in (Kind.OPERATOR, Kind.HANDOVER) or situation.establishment is None:
        return False
    passed = draft.valid_until is not None and now >= draft.valid_until
    withdrawn = bool(draft.suggestions or draft.standing) and not situation.toggles.starters
    return passed or withdrawn or draft.data_version != situation.establishment.version


def rerender(
    draft: Draft, event: Event, situation: Situation, now: datetime
) -> tuple[Draft | None, tuple[TraceLine, ...]]:
    """The same draft with its text made anew from today's data; None, with the reason, when it cannot be said now.

    `event` is the one that was decided, `situation` the world as it is at `now`. The key stays the same.
    """
    trace = Trace()
    if draft.precedes and (gone := _gone(draft, event, situation, now)):
        return None, gone
    rule = _rule(draft, situation)
    if rule is None:
        return None, (_line("rule_gone", rule=draft.rule),)
    facts = _facts(draft, event, situation, now, rule)
    speech = _speech(draft, rule, facts, trace)
    if speech is None:
        return None, trace.lines()
    if not draft.suggestions or not situation.toggles.starters:
        speech = replace(speech, starters=())
    again = saying.draft(speech, rule, facts, trace)
    if again is None:
        return None, trace.lines()
    trace.add("rendered_again", rule.path, why="data" if draft.data_version != again.data_version else "time")
    kept = replace(
        again,
        key=draft.key,
        deadline=draft.deadline,
        hours_side=draft.hours_side,
        precedes=draft.precedes,
        valid_until=saying.earlier(again.valid_until, *(other.valid_until for other in draft.precedes)),
    )
    return (offered_anew((kept,), facts, active_sets(facts))[0] if draft.standing else kept), trace.lines()


def _gone(notice: Draft, event: Event, situation: Situation, now: datetime) -> tuple[TraceLine, ...]:
    """Why nothing of what this notice precedes can be said any more; empty while something can."""
    why: tuple[TraceLine, ...] = ()
    for draft in notice.precedes:
        line = no_longer_due(draft, event, situation, now)
        again, lines = (None, (line,)) if line else rerender(draft, event, situation, now)
        if again is not None:
            return ()
        why = why or lines
    return why


def _facts(draft: Draft, event: Event, situation: Situation, now: datetime, rule: CompiledRule) -> Facts:
    facts = Facts(event, situation, situation.state, now)
    facts.hours_ref = rule.hours
    if draft.starter is not None:  # the one that was decided: what a title or number means may have changed since
        known = named(draft.starter, starters_in_force(facts))
        facts.starter = known.starter if known else None
    return facts


def _speech(draft: Draft, rule: CompiledRule, facts: Facts, trace: Trace) -> saying.Speech | None:
    """What the rule says today in the draft's place; None, with the reason in the trace, where it says nothing."""
    try:
        effects = [effect for step in rule.steps for effect in step.effects(facts)]
    except Exception as error:
        if not rule.owners:
            raise
        trace.failure(rule, error)
        return None
    speech = next((s for s in saying.speeches(effects) if s.position == draft.position), None)
    if speech is None:
        trace.add("rule_gone", rule.path, rule=rule.name)
    return speech


def _rule(draft: Draft, situation: Situation) -> CompiledRule | None:
    return situation.rulebook.rule(draft.rule)


def _line(reason: str, **params: str) -> TraceLine:
    return TraceLine(id=reason, params=params)
