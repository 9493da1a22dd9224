"""Restraint: the reasons for which nothing automatic is said, whatever the rules would want."""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.engine.episode import ALWAYS_COUNTED, happened
from frontdesk.facts import Facts
from frontdesk.machines import Sign
from frontdesk.model import (
    Account,
    ConversationState,
    DeliveryUpdated,
    Event,
    Fact,
    Kind,
    Situation,
    TimerFired,
    Toggles,
    Unknown,
)

OPERATOR_QUIET = timedelta(minutes=10)
"""No greeting this long after an operator's message."""

PER_MINUTE, PER_HOUR = 6, 30
"""More automatic messages than these in a conversation open the breaker."""

BREAKER_OPEN = timedelta(hours=1)

DOUBLED = (Kind.WELCOME, Kind.ABSENCE)
"""What a platform may have a place of its own for."""

AUTOMATIC_SENDER, AUTOMATIC_TEXT = "automatic_sender", "automatic_text"
"""A machine wrote: only rules that ask for machines hear of it, and they say nothing to it."""

Reason = tuple[str, dict[str, Fact]]


def refusal(event: Event, situation: Situation) -> Reason | None:
    """Why this event is only recorded: nothing in it is for the rules."""
    if isinstance(event, Unknown):
        return "event_unknown", {"reason": event.reason}
    if isinstance(event, DeliveryUpdated):
        return "delivery_recorded", {"status": event.status.value}
    old = None if isinstance(event, ALWAYS_COUNTED) else _too_old(event, situation)
    if old is not None:
        return old
    return _nowhere(situation) or _stale_timer(event, situation.state)


def _nowhere(situation: Situation) -> Reason | None:
    """Why there is no establishment to speak for."""
    if situation.unreadable is not None:
        return "establishment_unreadable", {"establishment": situation.unreadable}
    if situation.establishment is None:
        return "route_unresolved", {"account": situation.account.id}
    if not situation.establishment.active:
        return "establishment_retired", {"establishment": situation.establishment.id}
    return None


def _too_old(event: Event, situation: Situation) -> Reason | None:
    age, limit = event.received_at - event.at, situation.max_event_age
    if age <= limit or isinstance(event, TimerFired):
        return None
    return "event_too_old", {"age_seconds": int(age.total_seconds()), "limit_seconds": int(limit.total_seconds())}


def _stale_timer(event: Event, state: ConversationState) -> Reason | None:
    if isinstance(event, TimerFired) and state.timers.get(event.name) != event.version:
        return "timer_stale", {"timer": event.name, "version": event.version}
    return None


def silence(facts: Facts) -> Reason | None:
    """Why no rule may speak to this contact now."""
    return _too_old(facts.event, facts.situation) or _handed_over(facts.state.silenced) or _barred(facts)


def _barred(facts: Facts) -> Reason | None:
    event, state = facts.event, facts.state
    if not facts.situation.toggles.everything:
        return "switched_off", {"what": "everything"}
    names = event.contact.names
    if not facts.establishment.excluded_contacts.isdisjoint(names):
        return "contact_excluded", {}
    if not facts.account.addresses.isdisjoint(names):
        return "self_addressed", {"address": event.contact.address}
    if facts.machine is not None:
        return _told(facts.machine)
    if state.breaker_until is not None and facts.now < state.breaker_until:
        return "breaker_open", {"until": state.breaker_until.isoformat()}
    return None


def _told(sign: Sign) -> Reason:
    if sign.looks_like is None:
        return AUTOMATIC_SENDER, {"sign": sign.words}
    return AUTOMATIC_TEXT, {"looks_like": sign.looks_like.value, "words": sign.words}


def _handed_over(team: str | None) -> Reason | None:
    if team is None:
        return None
    return ("silenced_for", {"team": team}) if team else ("silenced", {})


def operator_holds(facts: Facts) -> Reason | None:
    """Why no greeting may be sent: a human is at it."""
    state = facts.state
    if facts.trigger == "conversation_started" and state.operator_first:
        return "operator_first", {}
    last, at = state.last_operator_at, happened(facts.event)
    if last is None or at - last > OPERATOR_QUIET:
        return None
    return "operator_active", {
        "minutes": max(0, int((at - last).total_seconds() // 60)),
        "quiet_minutes": int(OPERATOR_QUIET.total_seconds() // 60),
    }


_SWITCHES = {Kind.WELCOME: "welcome", Kind.ABSENCE: "absence", Kind.ANSWER: "starters"}


def switched_off(kind: Kind, toggles: Toggles) -> str | None:
    """The toggle that keeps texts of this kind from being sent, if one does."""
    switch = _SWITCHES.get(kind)
    return switch if switch is not None and not getattr(toggles, switch) else None


def shown_by_platform(kind: Kind, account: Account) -> bool:
    """Whether the platform itself shows this greeting at each start, so that saying it would double it."""
    return kind in DOUBLED and kind in account.shows and account.capabilities.greets_itself


def recent(sent_at: tuple[datetime, ...], now: datetime) -> tuple[datetime, ...]:
    """What the breaker still remembers."""
    return tuple(at for at in sent_at if now - at < timedelta(hours=1))


def trips(sent_at: tuple[datetime, ...], now: datetime, more: int) -> Reason | None:
    """Whether `more` automatic messages would be too many."""
    in_minute = sum(1 for at in sent_at if now - at < timedelta(minutes=1)) + more
    in_hour = len(recent(sent_at, now)) + more
    if in_minute > PER_MINUTE:
        return "breaker_opened", {"count": in_minute, "limit": PER_MINUTE, "window": "minute"}
    if in_hour > PER_HOUR:
        return "breaker_opened", {"count": in_hour, "limit": PER_HOUR, "window": "hour"}
    return None
