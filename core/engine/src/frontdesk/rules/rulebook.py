"""The rulebook: all active rules of an organisation, compiled; one immutable release of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours import Schedule
from frontdesk.model import Establishment, Placed
from frontdesk.rules.candidates import RuleIndex
from frontdesk.rules.compiled import CompiledRule
from frontdesk.rules.hours_ref import HoursRef
from frontdesk.rules.schedules import Hours, Schedules
from frontdesk.rules.selection import Selection
from frontdesk.rules.sets import SetInfo
from frontdesk.vocabulary import Trigger

BEFORE_SPEAKING: Final = "before_speaking"
"""Fired last, when something automatic is to be said for an event: the privacy notice's trigger."""

NATIVE_TRIGGERS = frozenset(
    (
        "conversation_started",
        "message_received",
        "starter_tapped",
        "operator_replied",
        "conversation_closed",
        BEFORE_SPEAKING,
    )
)
"""The triggers that the engine itself fires; a plugin's trigger is asked whether it is meant."""


class Rulebook:
    """What the engine walks through. `compile_rulebook` makes it; it never changes afterwards.

    A sync of establishments or a toggle needs no new one: who is meant is found out when it is asked.
    """

    def __init__(
        self,
        rules: Iterable[tuple[Selection, CompiledRule]] = (),
        *,
        sets: Iterable[SetInfo] = (),
        schedules: Mapping[HoursRef, Hours] | None = None,
        warnings: Sequence[Diagnostic] = (),
        release: int = 0,
    ) -> None:
        """`rules` come with the establishments they are for; their `position` is their order."""
        given = sorted(rules, key=lambda pair: pair[1].position)
        self.release = release
        self.rules: tuple[CompiledRule, ...] = tuple(rule for _, rule in given)
        """Every rule in the total order: those before message sets, the sets', free ones."""
        self.sets: tuple[SetInfo, ...] = tuple(sets)
        self.warnings: tuple[Diagnostic, ...] = tuple(warnings)
        self._index = RuleIndex(given, ((info.selection, info) for info in self.sets))
        self._schedules = Schedules(schedules or {})

    def candidates(self, trigger: str, establishment: Placed) -> Sequence[CompiledRule]:
        """The rules with this trigger word that concern the establishment, in the total order."""
        return self._index.plan(establishment).rules.get(trigger, ())

    def sets_for(self, establishment: Placed) -> Sequence[SetInfo]:
        """The message sets that are for the establishment, on whatever channel and day, by rank."""
        return self._index.plan(establishment).sets

    def schedule(self, ref: HoursRef | None, establishment: Establishment) -> Schedule | None:
        """The hours that a reference means for the establishment; None where it has none."""
        return self._schedules.of(ref, establishment)

    def rule(self, name: str) -> CompiledRule | None:
        """The rule of this name."""
        return self._by_name.get(name)

    @cached_property
    def triggers(self) -> Mapping[str, Trigger[Any]]:
        """The triggers in use, by word."""
        return {word: start.trigger for rule in self.rules for word, start in rule.starts.items()}

    @cached_property
    def foreign_triggers(self) -> tuple[str, ...]:
        """The words of plugins' triggers in use."""
        return tuple(word for word in self.triggers if word not in NATIVE_TRIGGERS)

    @cached_property
    def _by_name(self) -> Mapping[str, CompiledRule]:
        return {rule.name: rule for rule in self.rules}
