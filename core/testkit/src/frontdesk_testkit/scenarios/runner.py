"""Running a scenario: each step through the engine's own simulation, until one is not as expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from frontdesk import (
    ConversationClosed,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Draft,
    Event,
    HandedBack,
    Message,
    MessageReceived,
    OperatorReplied,
    Simulation,
    StarterTapped,
    TraceLine,
    Unknown,
    fit,
)
from frontdesk.engine import StepResult, is_stale, no_longer_due, rerender
from frontdesk_testkit.scenarios.comparing import Outcome, Said, differences
from frontdesk_testkit.scenarios.document import ExpectPart, StepPart
from frontdesk_testkit.scenarios.loading import Loaded
from frontdesk_testkit.scenarios.report import report
from frontdesk_testkit.scenarios.world import World, contact_of


def run_scenario(loaded: Loaded) -> None:
    """Run every step. Raises `ScenarioFailed` at the first that is not as expected, `ConfigError` for bad rules."""
    run = _Run(loaded)
    for number in range(len(loaded.scenario.steps)):
        run.step(number)


class _Run:
    """One run: the world, the clock, and what waits to be sent."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.world = World(loaded)
        self.now: datetime | None = None
        self.count = 0
        self.pending: Sequence[tuple[Event, Draft]] = ()

    def step(self, number: int) -> None:
        """One step: its instant, the timers due by then, the step itself, and the comparison."""
        step = self.loaded.scenario.steps[number]
        at = self.now = self._instant(step, number)
        simulation = self._simulation(step)
        fired = [] if step.event == "set" else simulation.until(at)
        if step.event == "wait":
            outcome, problems = _outcome(simulation, fired), []
        else:
            outcome, problems = self._do(step, number, simulation, at), _surprises(fired)
        problems += differences(step.expect or ExpectPart(), outcome)
        if problems:
            raise report(self.loaded, number, at, outcome, problems)

    def _instant(self, step: StepPart, number: int) -> datetime:
        if step.at is not None:
            at = self.world.instant(step.at, number)
        elif self.now is not None:
            at = self.now + (step.after or timedelta())
        else:
            raise self.loaded.error("FD684", "steps", number, value="nothing", why="the first step needs 'at'")
        if self.now is not None and at < self.now:
            why = f"the step before was at {self.now.isoformat()}"
            raise self.loaded.error("FD684", "steps", number, "at", value=step.at, why=why)
        return at

    def _simulation(self, step: StepPart) -> Simulation:
        contact = contact_of(step.contact or self.loaded.scenario.contact)
        return self.world.conversation(contact, step.attributes or {})

    def _do(self, step: StepPart, number: int, simulation: Simulation, at: datetime) -> Outcome:
        if step.event == "set" and step.set is not None:
            self.world.change(step.set, number)
            return Outcome(timers=len(simulation.timers))
        if step.event == "claim":
            return self._claim(simulation, at)
        event = self._event(step, simulation, at)
        result = simulation.handle(event)
        self.pending = [(event, draft) for draft in result.decision.drafts]
        return _outcome(simulation, [result])

    def _event(self, step: StepPart, simulation: Simulation, at: datetime) -> Event:
        self.count += 1
        base = {
            "id": f"step-{self.count}",
            "contact": simulation.contact,
            "at": at - (step.sent or timedelta()),
            "received_at": at,
            "attributes": step.attributes or {},
        }
        return _EVENTS[step.event](step, base)

    def _claim(self, simulation: Simulation, at: datetime) -> Outcome:
        """As the sender does: what is no longer due is dropped, what is no longer true is rendered again."""
        said: list[Said] = []
        trace: list[TraceLine] = []
        for event, draft in self.pending:
            kept, lines = _claimed(draft, event, simulation, at)
            trace += lines
            said += [_said(message, kept, event) for message in _fitted(kept, simulation)] if kept is not None else []
        return Outcome(said=said, trace=trace, timers=len(simulation.timers))


def _claimed(
    draft: Draft, event: Event, simulation: Simulation, at: datetime
) -> tuple[Draft | None, Sequence[TraceLine]]:
    situation = simulation.situation()
    dropped = no_longer_due(draft, event, situation, at)
    if dropped is not None:
        return None, [dropped]
    return rerender(draft, event, situation, at) if is_stale(draft, situation, at) else (draft, [])


def _fitted(draft: Draft, simulation: Simulation) -> Sequence[Message]:
    return fit(
        draft, simulation.account.capabilities, to=simulation.contact.address, conversation=simulation.conversation
    )


def _said(message: Message, draft: Draft, event: Event) -> Said:
    return Said(message=message, draft=draft, received_at=event.received_at)


def _outcome(simulation: Simulation, results: Sequence[StepResult]) -> Outcome:
    said = [
        _said(message, draft, result.event)
        for result in results
        for draft in result.decision.drafts
        for message in _fitted(draft, simulation)
    ]
    trace = [line for result in results for line in result.decision.trace]
    summary = results[-1].decision.summary if results else None
    handovers = [told for result in results for told in result.decision.handovers]
    return Outcome(said=said, handovers=handovers, trace=trace, summary=summary, timers=len(simulation.timers))


def _surprises(fired: Sequence[StepResult]) -> list[str]:
    """What timers said before this step, which nobody expected: a step `wait` would."""
    return [
        f"a timer fired at {result.at.astimezone(UTC)} and said {message.text!r}: put a step 'wait' before this one"
        for result in fired
        for message in result.messages
    ]


Base = Mapping[str, object]


def _say(step: StepPart, base: Base) -> Event:
    part = step.say
    return MessageReceived(**base, text=part.text if part else "", automatic=part.automatic if part else None)  # type: ignore[arg-type]


def _tap(step: StepPart, base: Base) -> Event:
    part = step.tap
    return StarterTapped(**base, title=part.title if part else "", starter=part.starter if part else None)  # type: ignore[arg-type]


def _operator(step: StepPart, base: Base) -> Event:
    fields = step.operator.model_dump() if step.operator else {"text": ""}
    return OperatorReplied(**base, **fields)  # type: ignore[arg-type]


def _delivery(step: StepPart, base: Base) -> Event:
    part = step.delivery
    status = DeliveryStatus(part.status if part else "delivered")
    return DeliveryUpdated(**base, status=status, key=part.key if part else None)  # type: ignore[arg-type]


_EVENTS: Mapping[str, Callable[[StepPart, Base], Event]] = {
    "open": lambda _step, base: ConversationOpened(**base),  # type: ignore[arg-type]
    "say": _say,
    "tap": _tap,
    "operator": _operator,
    "close": lambda _step, base: ConversationClosed(**base),  # type: ignore[arg-type]
    "give_back": lambda _step, base: HandedBack(**base),  # type: ignore[arg-type]
    "delivery": _delivery,
    "unknown": lambda step, base: Unknown(**base, reason=step.unknown or ""),  # type: ignore[arg-type]
}
