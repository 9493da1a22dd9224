"""Simulation: a conversation driven in memory, through the very functions that decide and fit when it is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from frontdesk.engine.decision import decide
from frontdesk.engine.fitting import fit
from frontdesk.model import (
    Account,
    Arm,
    Contact,
    ConversationClosed,
    ConversationOpened,
    ConversationState,
    Decision,
    Establishment,
    Event,
    HandedBack,
    Message,
    MessageReceived,
    OperatorReplied,
    Situation,
    StarterTapped,
    TimerFired,
    Toggles,
    conversation_id,
)
from frontdesk.rules import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One event of a simulation: what was decided, and the messages as the channel would carry them."""

    event: Event
    at: datetime
    decision: Decision
    messages: tuple[Message, ...]

    @property
    def name(self) -> str:
        """The event in one word, as on the command line."""
        return _NAMES.get(type(self.event), type(self.event).__name__)


_NAMES: Mapping[type[Event], str] = {
    ConversationOpened: "open",
    MessageReceived: "say",
    StarterTapped: "tap",
    OperatorReplied: "reply",
    ConversationClosed: "close",
    HandedBack: "give_back",
    TimerFired: "timer",
}


class Simulation:
    """A conversation between one contact and an establishment, with its timers, at instants of one's choice."""

    def __init__(
        self,
        rulebook: Rulebook,
        establishment: Establishment | None,
        account: Account,
        *,
        contact: Contact | None = None,
        toggles: Toggles | None = None,
        state: ConversationState | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.establishment = establishment
        self.account = account
        self.contact = contact or Contact(address="visitor")
        self.toggles = toggles or Toggles()
        self.state = state or ConversationState()
        self.conversation = conversation_id(account.id, self.contact.address)
        self.max_event_age = timedelta(minutes=10)
        self.timers: dict[str, Arm] = {}
        self._count = 0

    # What a contact or an operator does

    def open(self, at: datetime, *, attributes: Mapping[str, str] | None = None) -> StepResult:
        """The contact opens the conversation."""
        return self.handle(ConversationOpened(**self._common(at), attributes=attributes or {}))

    def say(self, at: datetime, text: str, *, attributes: Mapping[str, str] | None = None) -> StepResult:
        """The contact writes."""
        return self.handle(MessageReceived(**self._common(at), text=text, attributes=attributes or {}))

    def tap(self, at: datetime, title: str, *, starter: str | None = None) -> StepResult:
        """The contact taps a starter, known by its title or its id."""
        return self.handle(StarterTapped(**self._common(at), title=title, starter=starter))

    def reply(self, at: datetime, text: str, *, operator: str | None = None) -> StepResult:
        """An operator writes."""
        return self.handle(OperatorReplied(**self._common(at), text=text, operator=operator, relay=True))

    def close(self, at: datetime) -> StepResult:
        """The conversation is closed."""
        return self.handle(ConversationClosed(**self._common(at)))

    def give_back(self, at: datetime) -> StepResult:
        """People give a conversation that was handed over to them back to automation."""
        return self.handle(HandedBack(**self._common(at)))

    def until(self, at: datetime) -> list[StepResult]:
        """Let time pass: every timer that is due by then fires, in order, at its own instant."""
        results = []
        while due := sorted((t for t in self.timers.values() if t.due <= at), key=lambda t: t.due):
            timer = due[0]
            del self.timers[timer.name]
            event = TimerFired(**self._common(timer.due.astimezone(at.tzinfo)), name=timer.name, version=timer.version)
            results.append(self.handle(event))
        return results

    # How it is done

    def handle(self, event: Event, *, now: datetime | None = None) -> StepResult:
        """Any event, decided at `now`: by default when it reached us."""
        instant = now or event.received_at
        event = replace(event, at=_utc(event.at), received_at=_utc(event.received_at))
        decision = decide(event, self.situation(), _utc(instant))
        self.state = decision.state
        self._keep_timers(decision)
        messages = tuple(
            message
            for draft in decision.drafts
            for message in fit(
                draft, self.account.capabilities, to=self.contact.address, conversation=self.conversation
            )
        )
        return StepResult(event=event, at=instant, decision=decision, messages=messages)

    def situation(self) -> Situation:
        """The world as it is now in this simulation."""
        return Situation(
            conversation=self.conversation,
            state=self.state,
            account=self.account,
            establishment=self.establishment,
            rulebook=self.rulebook,
            toggles=self.toggles,
            max_event_age=self.max_event_age,
        )

    def switch(self, **toggles: bool) -> None:
        """Flip toggles of the establishment."""
        self.toggles = replace(self.toggles, **toggles)

    def _keep_timers(self, decision: Decision) -> None:
        for timer in decision.timers:
            if isinstance(timer, Arm):
                self.timers[timer.name] = timer
            else:
                self.timers.pop(timer.name, None)

    def _common(self, at: datetime) -> dict[str, Any]:
        self._count += 1
        return {"id": f"simulated-{self._count}", "contact": self.contact, "at": at, "received_at": at}


def _utc(instant: datetime) -> datetime:
    """The instant as events have it: on a local clock, differences are wrong by an hour when clocks change."""
    if instant.tzinfo is None:
        raise TypeError("a datetime without a time zone is no instant: pass an aware one, with tzinfo=...")
    return instant.astimezone(UTC)
