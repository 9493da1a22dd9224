"""The words of rules, as classes a plugin may add to: triggers, conditions, actions, and what actions emit.

A rule is `on` / `if` / `do`. Each word is one class with a `name`, a pydantic model of its parameters, and pure
methods. What an action wants is said in effects, values that the engine turns into drafts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from frontdesk.model.decision import Arm, Cancel, Fact
from frontdesk.model.draft import Kind
from frontdesk.templating.manner import DEFAULT, Manner

if TYPE_CHECKING:
    from frontdesk.facts import Facts
    from frontdesk.model.event import Event
    from frontdesk.model.situation import Situation
    from frontdesk.templating import Wording

P = TypeVar("P", bound=BaseModel)


class Verdict(NamedTuple):
    """Whether a condition holds; when it does not, the values that the trace shows."""

    held: bool
    values: Mapping[str, Fact]


HOLDS = Verdict(held=True, values={})


def fails(**values: Fact) -> Verdict:
    """A verdict of no, with the values that led to it."""
    return _new(Verdict, (False, values))  # past the generated `__new__`, for it runs several times in each decision


_new = tuple.__new__


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A conversation starter of a message set, compiled: its title and stored answer in every language."""

    id: str
    title: Wording
    answer: Wording
    formerly: tuple[str, ...] = ()
    """Retired titles and ids that still match."""
    fallback: Wording | None = None
    manner: Manner = DEFAULT
    """How the tags in its title and answer are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Effect: send this text."""

    text: Wording
    kind: Kind = Kind.MESSAGE
    fallback: Wording | None = None
    """Sent instead when a tag of `text` has no value."""
    manner: Manner = DEFAULT
    """How its tags are told."""
    occurrence: str | None = None
    """What makes this sending distinct; None = the event's id and the action's position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStarters:
    """Effect: offer these starters with the rule's message."""

    starters: tuple[Starter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Effect: people answer from now on; automation is silent until the episode ends, or they give it back."""

    team: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Effect: add these labels to the conversation, where those who answer see it."""

    names: tuple[str, ...]


Effect = Say | OfferStarters | HandOver | Label


class Trigger(ABC, Generic[P]):
    """What an event must be for a rule to be looked at."""

    name: ClassVar[str]
    Params: ClassVar[type[BaseModel]] = BaseModel

    # You implement

    @abstractmethod
    def fires(self, params: P, event: Event, situation: Situation) -> bool:
        """Whether this event starts the rule. For a timer of one's own: whether it is still meant."""

    # You may override

    def timers(self, params: P, event: Event, situation: Situation) -> Iterable[Arm | Cancel]:  # noqa: ARG002
        """The timers to arm or cancel because of this event. `Arm.name` is this trigger's `timer_name(params)`."""
        return ()

    # You should not need to override

    def timer_name(self, params: P) -> str:
        """The name of this trigger's timer in a conversation: one for each distinct parameters."""
        return f"{self.name}:{params.model_dump_json()}"


class Condition(ABC, Generic[P]):
    """A pure predicate over the facts."""

    name: ClassVar[str]
    Params: ClassVar[type[BaseModel]]

    # You implement

    @abstractmethod
    def holds(self, params: P, facts: Facts) -> Verdict:
        """`HOLDS`, or `fails(...)` with the values that the trace should show."""


class Action(ABC, Generic[P]):
    """What a rule does, said as effects: an action never performs anything itself."""

    name: ClassVar[str]
    Params: ClassVar[type[BaseModel]]

    # You implement

    @abstractmethod
    def effects(self, params: P, facts: Facts) -> Sequence[Effect]:
        """What to do, in order."""

    # You may override

    def starters(self, params: P) -> Sequence[Starter]:  # noqa: ARG002 - what it depends on, in those that override
        """The starters that this action answers; a typed text that matches one of them counts as a tap."""
        return ()
