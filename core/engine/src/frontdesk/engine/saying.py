"""Saying: what a rule's effects become, rendered in one language for one contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final, NamedTuple

from frontdesk.engine.trace import Trace
from frontdesk.facts import Facts
from frontdesk.hours import Reason, Schedule, State
from frontdesk.model import Draft, Event, Fact, Kind, OperatorReplied, Situation, Suggestion, TimerFired
from frontdesk.rules import CompiledRule
from frontdesk.templating import Manner, Marks, Rendered, TagContext, choose_language, language_chain
from frontdesk.templating.hours_tags import hours_of_tag
from frontdesk.templating.manner import DEFAULT
from frontdesk.vocabulary import Effect, OfferStarters, Say, Starter

DEADLINES = {Kind.WELCOME: timedelta(minutes=10), Kind.ABSENCE: timedelta(hours=1)}
"""A greeting that is later than this is dropped, with a record. Counted from when the event reached us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One text that a rule wants to say, with the starters it offers."""

    say: Say
    position: int
    starters: tuple[Starter, ...] = ()


def speeches(effects: Sequence[Effect]) -> tuple[Speech, ...]:
    """The texts among these effects; starters go with the last one."""
    says = [effect for effect in effects if isinstance(effect, Say)]
    starters = tuple(s for effect in effects if isinstance(effect, OfferStarters) for s in effect.starters)
    last = len(says) - 1
    return tuple(
        Speech(say=say, position=place, starters=starters if place == last else ()) for place, say in enumerate(says)
    )


def draft(speech: Speech, rule: CompiledRule, facts: Facts, trace: Trace) -> Draft | None:
    """The text as it would be said now, or None, with the reason in the trace."""
    say = speech.say
    told = _told(speech, rule, facts, trace)
    if told is None:
        return None
    deadline = DEADLINES.get(say.kind)
    offered = titled(speech.starters, told.language, told.context)
    for starter, missing in offered.lacking:
        trace.add("starter_without_title", rule.path, rule=rule.name, starter=starter, tags=missing)
    return Draft(
        key=outbox_id(facts.situation, rule.name, occurrence(facts, say, rule), speech.position),
        kind=say.kind,
        text=told.text,
        locale=told.language or None,
        suggestions=offered.shown,
        rule=rule.name,
        position=speech.position,
        starter=facts.starter,
        release=facts.situation.rulebook.release,
        data_version=facts.establishment.version,
        valid_until=earlier(told.valid_until, offered.valid_until),
        deadline=facts.event.received_at + deadline if deadline else None,
        hours_side=_side(say.kind, facts),
        reply_context=facts.event.reply_context,
    )


def preceding(notice: Draft, others: Sequence[Draft]) -> Draft:
    """A privacy notice bound to what it precedes: due as long as the last of that, in doubt as soon as the first."""
    deadlines = [other.deadline for other in others if other.deadline is not None]
    latest = max(deadlines) if len(deadlines) == len(others) else None
    until = earlier(*(draft.valid_until for draft in (notice, *others)))
    return replace(notice, precedes=tuple(others), deadline=latest, valid_until=until)


class _Told(NamedTuple):
    """A text as rendered, with the language that its starters are told in too."""

    text: str
    valid_until: datetime | None
    language: str | None
    context: TagContext


def _told(speech: Speech, rule: CompiledRule, facts: Facts, trace: Trace) -> _Told | None:
    """The text, else its fallback, each in the first language that it and all its starters have."""
    say, chain = speech.say, wanted_languages(facts)
    missing = ""
    for wording in (say.text, say.fallback):
        if wording is None:
            continue
        if wording is say.fallback:
            trace.add("fallback_used", rule.path, rule=rule.name, tags=missing)
        language = choose_language(chain, [wording, *(s.title for s in speech.starters)], wording.default)
        context = tag_context(facts, language or (chain[0] if chain else "en"), say.manner)
        rendered = wording.render(language, context)
        _trace_tags(rendered, rule, trace)
        _trace_age(rendered, context, rule, trace)
        _trace_hours(rendered, context, rule, trace)
        if rendered.text is not None:
            return _Told(rendered.text, rendered.valid_until, language, context)
        missing = ", ".join(rendered.missing)
    trace.add("not_sent_missing_tag" if missing else "not_sent_empty", rule.path, rule=rule.name, tags=missing)
    return None


def _trace_tags(rendered: Rendered, rule: CompiledRule, trace: Trace) -> None:
    for tag, error in rendered.failed:
        trace.add("tag_failed", rule.path, rule=rule.name, tag=tag, error=error)
    if rendered.defaulted:
        trace.add("default_used", rule.path, rule=rule.name, tags=", ".join(rendered.defaulted))
    if rendered.dropped:
        trace.add("segment_dropped", rule.path, rule=rule.name, tags=", ".join(rendered.dropped))


def _trace_age(rendered: Rendered, context: TagContext, rule: CompiledRule, trace: Trace) -> None:
    """Why data were too old to be said: how old they are, whose they are, and how old they may be."""
    place = context.establishment
    for tag in rendered.too_old:
        told: dict[str, Fact] = {"rule": rule.name, "tag": tag, "source": place.source or "?"}
        told["limit_hours"] = _in_hours(context.manner.limit(tag) or timedelta())
        if place.read_at is None:
            trace.add("tag_of_unknown_age", rule.path, **told)
        else:
            trace.add("tag_too_old", rule.path, **told, age_hours=_in_hours(context.now - place.read_at))


_NOTHING_TO_TELL: Final = frozenset(
    {Reason.NEVER_OPENS, Reason.PERMANENTLY_CLOSED, Reason.TEMPORARILY_CLOSED, Reason.NO_HOURS, Reason.NO_TIMEZONE}
)
"""Hours that have no next opening, each of these for another reason."""


def _trace_hours(rendered: Rendered, context: TagContext, rule: CompiledRule, trace: Trace) -> None:
    """Why hours had nothing to tell: a place that never opens is not one of which nothing is known."""
    for tag in dict.fromkeys((*rendered.missing, *rendered.dropped)):
        known, schedule = hours_of_tag(tag, context)
        if not known or tag in rendered.too_old:
            continue
        reason = _silence(schedule, context.now)
        if reason is not None:
            trace.add("tag_hours", rule.path, rule=rule.name, tag=tag, reason=reason)


def _silence(schedule: Schedule | None, now: datetime) -> str | None:
    if schedule is None:
        return Reason.NO_HOURS.value
    answer = schedule.at(now)
    if answer.reason in _NOTHING_TO_TELL:
        return answer.reason.value
    return State.UNKNOWN.value if answer.state is State.UNKNOWN else None


def _in_hours(length: timedelta) -> float | int:
    """To a tenth; whole hours without one."""
    hours = round(length / timedelta(hours=1), 1)
    return int(hours) if hours.is_integer() else hours


def wanted_languages(facts: Facts) -> tuple[str, ...]:
    """The contact's language, its base, then the establishment's."""
    return language_chain(facts.contact.locale or facts.state.locale, facts.establishment.locale)


def tag_context(facts: Facts, locale: str, manner: Manner = DEFAULT) -> TagContext:
    """What the tags are filled from. A channel that cuts texts and charges the pieces has plain spaces and hyphens."""
    event = facts.event
    return TagContext(
        establishment=facts.establishment,
        contact=facts.contact,
        operator=event.operator if isinstance(event, OperatorReplied) else None,
        channel=facts.account.channel,
        now=facts.now,
        locale=locale,
        opening=facts.establishment.opening_hours,
        chat=facts.chat_schedule,
        manner=manner,
        marks=manner.marks(plain=facts.account.capabilities.segments is not None),
    )


def filled_title(facts: Facts, starter: Starter, language: str) -> str | None:
    """A starter's title in one of its languages, as the contact would see it there."""
    locale = language or next(iter(wanted_languages(facts)), "en")
    return starter.title.render(language, tag_context(facts, locale, starter.manner)).text


class Titled(NamedTuple):
    """Starters as they are offered, how long their titles stay true, and who has none for want of which tags."""

    shown: tuple[Suggestion, ...]
    valid_until: datetime | None
    lacking: tuple[tuple[str, str], ...]


def titled(starters: Sequence[Starter], language: str | None, context: TagContext) -> Titled:
    """The starters as they are offered in this language; without those whose title lacks a value."""
    found = [(starter.id, starter.title.render(language, as_told(starter, context))) for starter in starters]
    return Titled(
        shown=tuple(Suggestion(id=id_, title=title.text) for id_, title in found if title.text),
        valid_until=earlier(*(title.valid_until for _, title in found)),
        lacking=tuple((id_, ", ".join(title.missing)) for id_, title in found if not title.text),
    )


def earlier(*ends: datetime | None) -> datetime | None:
    """The first of these instants; None = never."""
    return min((end for end in ends if end is not None), default=None)


def as_told(starter: Starter, context: TagContext) -> TagContext:
    """The context in the starter's own manner: a title reads alike wherever it is offered."""
    if not starter.title.tags or starter.manner == context.manner:
        return context
    return replace(context, manner=starter.manner, marks=starter.manner.marks(plain=context.marks is Marks.PLAIN))


def occurrence(facts: Facts, say: Say, rule: CompiledRule) -> str:
    """What makes this sending distinct, so that nothing can repeat it: its meaning, where that happens but once."""
    if say.occurrence is not None:
        return say.occurrence
    started = facts.state.episode > 0  # a close may come before any episode
    once = started and (rule.message_set is not None or facts.trigger == "conversation_started")
    if once and say.kind is Kind.ABSENCE:
        return f"{facts.state.episode}/{facts.closed_since}"
    if once and say.kind in (Kind.WELCOME, Kind.PRIVACY):
        return str(facts.state.episode)
    event = facts.event  # a free rule on any other trigger may greet as often as it likes
    return f"{event.name}/{event.version}" if isinstance(event, TimerFired) else event.id


def outbox_id(situation: Situation, rule: str, occurrence: str, position: int) -> str:
    """The draft's key: 16 bytes over its meaning, as 32 hex digits."""
    meaning = "\x1f".join((situation.conversation, rule, occurrence, str(position)))
    return blake2b(meaning.encode(), digest_size=16).hexdigest()


def _side(kind: Kind, facts: Facts) -> str | None:
    if kind not in DEADLINES or facts.chat_side == "unknown":
        return None
    return facts.chat_side


def relayed(event: Event, situation: Situation) -> tuple[Draft, ...]:
    """An operator's own words that were written here, to be sent as they are; nothing of any other event."""
    if not isinstance(event, OperatorReplied) or not event.relay:
        return ()
    words = Draft(
        key=outbox_id(situation, "", event.id, 0),
        kind=Kind.OPERATOR,
        text=event.text,
        release=situation.rulebook.release,
        operator=event.operator,
        reply_context=event.reply_context,
    )
    return (words,)
