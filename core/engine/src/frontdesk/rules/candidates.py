"""Which rules and sets concern an establishment: an index whose answers cost the same for ten rules or a million.

Rules are grouped by their selection of establishments. An establishment's selections follow from two things alone: the
selections that name its id, and its groups. Both together are the key of its plan; equal plans are one object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from frontdesk.model import Placed
from frontdesk.rules.compiled import CompiledRule
from frontdesk.rules.selection import Selection
from frontdesk.rules.sets import SetInfo

_MOST_KEPT: Final = 100_000
"""Plans kept at once; past them the index starts anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The rules of an establishment by trigger word, each in order, and its message sets."""

    rules: Mapping[str, tuple[CompiledRule, ...]]
    sets: tuple[SetInfo, ...]


@dataclass(eq=False, slots=True)
class _Named:
    """The selections that name an id: to take it in, or to leave it out. Compared by identity, shared by content."""

    taken: tuple[int, ...] = ()
    excepted: tuple[int, ...] = ()
    plan: Plan | None = None
    """Where no selection is by groups, it decides alone."""


@dataclass(slots=True)
class _Group:
    """What has one selection in common."""

    rules: list[CompiledRule] = field(default_factory=list)
    sets: list[SetInfo] = field(default_factory=list)


class RuleIndex:
    """Finds the plan of an establishment."""

    def __init__(
        self, rules: Iterable[tuple[Selection, CompiledRule]], sets: Iterable[tuple[Selection, SetInfo]] = ()
    ) -> None:
        groups: dict[Selection, _Group] = {}
        for selection, rule in rules:
            groups.setdefault(selection, _Group()).rules.append(rule)
        for selection, info in sets:
            groups.setdefault(selection, _Group()).sets.append(info)
        self._groups = list(groups.values())
        self._everyone = [at for at, selection in enumerate(groups) if selection.everyone]
        self._by_group = _by_name((at, selection.groups) for at, selection in enumerate(groups))
        self._named = _named(groups)
        self._nobody = _Named()
        self._plans: dict[tuple[_Named, tuple[str, ...]], Plan] = {}
        self._shared: dict[tuple[int, ...], Plan] = {}

    def plan(self, establishment: Placed) -> Plan:
        """What concerns this establishment."""
        named = self._named.get(establishment.id, self._nobody)
        if not self._by_group:
            return named.plan or self._alone(named)
        groups = establishment.groups
        return self._plans.get((named, groups)) or self._with_groups(named, groups)

    def _alone(self, named: _Named) -> Plan:
        named.plan = self._make(named, ())
        return named.plan

    def _with_groups(self, named: _Named, groups: tuple[str, ...]) -> Plan:
        if len(self._plans) >= _MOST_KEPT:
            self._plans.clear()
            self._shared.clear()
        plan = self._plans[named, groups] = self._make(named, groups)
        return plan

    def _make(self, named: _Named, groups: tuple[str, ...]) -> Plan:
        chosen = {*self._everyone, *named.taken}
        for group in groups:
            chosen.update(self._by_group.get(group, ()))
        chosen.difference_update(named.excepted)
        content = tuple(sorted(chosen))
        plan = self._shared.get(content)
        if plan is None:
            plan = self._shared[content] = self._plan([self._groups[at] for at in content])
        return plan

    def _plan(self, groups: Sequence[_Group]) -> Plan:
        rules = sorted((rule for group in groups for rule in group.rules), key=attrgetter("position"))
        by_trigger: dict[str, list[CompiledRule]] = {}
        for rule in rules:
            for word in rule.starts:
                by_trigger.setdefault(word, []).append(rule)
        return Plan(
            rules={word: tuple(found) for word, found in by_trigger.items()},
            sets=tuple(sorted((info for group in groups for info in group.sets), key=attrgetter("rank", "position"))),
        )


def _by_name(names: Iterable[tuple[int, frozenset[str]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, listed in names:
        for name in listed:
            found.setdefault(name, []).append(at)
    return found


def _named(selections: Iterable[Selection]) -> dict[str, _Named]:
    """Id -> the selections that name it. Ids that the same ones name share the answer."""
    listed = list(enumerate(selections))
    taken = _by_name((at, selection.ids) for at, selection in listed)
    excepted = _by_name((at, selection.excepted) for at, selection in listed)
    shared: dict[tuple[tuple[int, ...], tuple[int, ...]], _Named] = {}
    found = {}
    for name in taken.keys() | excepted.keys():
        content = tuple(taken.get(name, ())), tuple(excepted.get(name, ()))
        found[name] = shared.setdefault(content, _Named(*content))
    return found
