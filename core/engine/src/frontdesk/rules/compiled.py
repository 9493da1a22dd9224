"""Compiled rules: what the engine walks through when it decides. Made by `compile_rulebook`, once per release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from frontdesk.model.decision import Arm, Cancel
from frontdesk.rules.hours_ref import AUTO, HoursRef

if TYPE_CHECKING:
    from frontdesk.facts import Facts
    from frontdesk.model.event import Event
    from frontdesk.model.situation import Situation
    from frontdesk.vocabulary import Effect, Starter, Trigger, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition, compiled: its word, its place in the document, and the predicate."""

    word: str
    path: str
    test: Callable[[Facts], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action, compiled."""

    word: str
    path: str
    effects: Callable[[Facts], Sequence[Effect]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One trigger of a rule, with its parameters."""

    trigger: Trigger[Any]
    params: BaseModel

    def fires(self, event: Event, situation: Situation) -> bool:
        """Whether this event starts the rule."""
        return self.trigger.fires(self.params, event, situation)

    def timers(self, event: Event, situation: Situation) -> Sequence[Arm | Cancel]:
        """The timers to arm or cancel because of this event."""
        return tuple(self.trigger.timers(self.params, event, situation))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule, ready to be looked at."""

    name: str
    """`<set>/welcome`, or the name of a free rule."""
    position: int
    """Its place in the total order."""
    path: str
    starts: Mapping[str, Start]
    """By trigger word."""
    checks: tuple[Check, ...]
    steps: tuple[Step, ...]
    slot: str | None = None
    stop: bool = False
    hours: HoursRef = AUTO
    message_set: str | None = None
    since: date | datetime | None = None
    """`from`: first day, on the establishment's clock."""
    until: date | datetime | None = None
    """Last day, inclusive."""
    starters: tuple[Starter, ...] = ()
    """The starters that its steps answer."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Those of its words that come from plugins -> the distribution: their failures are contained."""
    hears_machines: bool = False
    """Its conditions ask whether a machine wrote: it is looked at for such messages too."""
    dated: bool = field(init=False)
    """Whether it has a first or a last moment."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "dated", self.since is not None or self.until is not None)
