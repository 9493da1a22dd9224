"""Decisions: what the engine decided for one event, and why, also why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from frontdesk.model.conversation import ConversationState
from frontdesk.model.draft import Draft
from frontdesk.model.handover import Handover

Fact = str | int | float | bool | None
"""A value that a trace may hold: it can be written as JSON as it is."""


TraceRow = tuple[str, str, Mapping[str, Fact]]
"""A trace line while it is only carried around: id, path, parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """One line of an explanation: an id with parameters; its text is made when it is shown."""

    id: str
    path: str = ""
    """The place in the rule document, where the line is about one (`rules[2].if[0]`)."""
    params: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Set a durable timer; one of the same name is replaced."""

    name: str
    due: datetime
    version: int = 0
    """Given by the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Remove a durable timer, if it is armed."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome of one event: what is said, what is remembered, what is timed, and why."""

    state: ConversationState
    drafts: tuple[Draft, ...] = ()
    handovers: tuple[Handover, ...] = ()
    """What people of the business are told, after the drafts have gone out."""
    timers: tuple[Arm | Cancel, ...] = ()
    rows: tuple[TraceRow, ...] = ()
    """The trace as plain tuples, for this is the hot path; `trace` expands them."""
    release: int = 0
    summary: str = "nothing"
    """One word for lists: `welcome`, `absence`, `answer`, `message`, `handover`, `suppressed`, `nothing` ..."""

    @property
    def trace(self) -> tuple[TraceLine, ...]:
        """Why: every rule that was looked at, what failed, who won, who lost, what was held back."""
        return tuple(TraceLine(id=reason, path=path, params=params) for reason, path, params in self.rows)
