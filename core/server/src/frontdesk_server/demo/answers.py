"""What each place would answer at an instant, and why: found by the engine itself, in a conversation that never was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from frontdesk.engine import Simulation, StepResult, explain
from frontdesk.model import Account, Contact, Establishment, Toggles, TraceLine
from frontdesk.rules import Rulebook
from frontdesk_server.store import Store

PAGE: Final = 200
_HOURS: Final = ("hours", "hours_unknown", "switched_off", "no_rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One place at one instant."""

    establishment: Establishment
    at: datetime
    """On the establishment's own clock."""
    said: str
    """`welcome`, `absence` or whatever else was decided."""
    texts: tuple[str, ...]
    """What the visitor reads, message by message; empty when nothing is sent."""
    reason: TraceLine | None

    def why(self, language: Literal["en", "fr"] = "en") -> str:
        """The line of the trace that says why."""
        return explain(self.reason, language) if self.reason else ""


async def answers(store: Store, rulebook: Rulebook, account: Account, now: datetime) -> AsyncIterator[Answer]:
    """What every place of the store would answer to somebody who opens the chat now, by id."""
    after = ""
    while found := await store.establishments.list(limit=PAGE, after=after):
        toggles = await store.toggles.of([place.id for place in found])
        for place in found:
            yield answer(rulebook, place.establishment, account=account, toggles=toggles[place.id], now=now)
        after = found[-1].id


def answer(
    rulebook: Rulebook,
    establishment: Establishment,
    *,
    account: Account,
    toggles: Toggles,
    now: datetime,
    locale: str | None = None,
) -> Answer:
    """What this place would answer to a visitor of that language."""
    visitor = Contact(address="visitor", locale=locale)
    simulation = Simulation(rulebook, establishment, account, contact=visitor, toggles=toggles)
    result = simulation.open(now)
    return Answer(
        establishment=establishment,
        at=now.astimezone(_zone(establishment)),
        said=result.decision.summary,
        texts=tuple(message.text for message in result.messages),
        reason=_reason(result),
    )


def _zone(establishment: Establishment) -> ZoneInfo:
    return ZoneInfo(establishment.timezone or "UTC")


def _reason(result: StepResult) -> TraceLine | None:
    """The line that decided between welcome and absence; where there is none, the last one."""
    trace = result.decision.trace
    return next((line for line in trace if line.id in _HOURS), trace[-1] if trace else None)
