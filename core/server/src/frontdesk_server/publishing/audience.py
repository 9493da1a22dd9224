"""The audience: whom a selection takes and who sees it, counted by groups and never one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final
from weakref import WeakKeyDictionary

from pydantic import ValidationError

from frontdesk.rules import Selection
from frontdesk.rules.selection import SelectionShape
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import Member, Store


def selection_of(document: Mapping[str, object]) -> Selection | None:
    """The selection that a message set was given; None where it has none that can be read."""
    try:
        return SelectionShape.model_validate(document.get("establishments")).selection
    except ValidationError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Whose establishments something is about, for the audit: no groups = it is about the whole organisation."""

    groups: frozenset[str] = frozenset()
    count: int | None = None


NOBODY: Final = Concerned()


class Audience:
    """Every establishment in use, as it is now."""

    def __init__(self, everybody: Mapping[str, Member]) -> None:
        self.everybody = everybody

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """Those in use, by id."""
        return {id_: member for id_, member in self.everybody.items() if not member.retired}

    @cached_property
    def groups(self) -> Mapping[tuple[str, ...], int]:
        """How many there are of each combination of groups."""
        return Counter(member.groups for member in self.members.values())

    def size(self, scope: Scope = EVERYTHING) -> int:
        """How many are in the scope."""
        return sum(count for groups, count in self.groups.items() if scope.takes(groups))

    def count(self, selection: Selection, scope: Scope = EVERYTHING) -> int:
        """How many of them a selection takes."""
        chosen = {groups for groups in self.groups if scope.takes(groups) and _by_groups(selection, groups)}
        by_groups = sum(self.groups[groups] for groups in chosen)
        excepted = sum(member.groups in chosen for member in self._named(selection.excepted))
        by_id = sum(
            member.groups not in chosen and scope.takes(member.groups)
            for member in self._named(selection.ids - selection.excepted)
        )
        return by_groups - excepted + by_id

    def taken(self, selection: Selection, scope: Scope = EVERYTHING) -> Iterator[Member]:
        """Those that a selection takes, by id."""
        chosen = {groups for groups in self.groups if _by_groups(selection, groups)}
        for member in self.members.values():
            inside = member.groups in chosen or member.id in selection.ids
            if inside and member.id not in selection.excepted and scope.takes(member.groups):
                yield member

    def alike(self, named: frozenset[str]) -> Mapping[str, Sequence[Member]]:
        """Everybody, those together that differ in no group and whom nobody names; by the id of the first of them."""
        first: dict[tuple[str, ...], list[Member]] = {}
        alone = {id_: [self.members[id_]] for id_ in named if id_ in self.members}
        for member in self.members.values():
            if member.id not in alone:
                first.setdefault(member.groups, []).append(member)
        return {members[0].id: members for members in chain(first.values(), alone.values())}

    def concerns(self, selection: Selection, scope: Scope) -> bool:
        """Whether a selection takes somebody in the scope: who has that scope sees it."""
        return scope.everything or self.count(selection, scope) > 0

    def is_within(self, selection: Selection, scope: Scope) -> bool:
        """Whether a selection takes nobody outside the scope, now or ever: who has that scope changes it.

        A group takes whoever joins it, so the group itself must be the scope's; an id that nobody has may be
        anybody's.
        """
        if scope.groups is None:
            return True
        if selection.everyone or not selection.groups <= scope.groups:
            return False
        return all(id_ in self.everybody and scope.takes(self.everybody[id_].groups) for id_ in selection.ids)

    def concerned(self, document: Mapping[str, object]) -> Concerned:
        """Whom a message set is about: the groups that it names, and those of the establishments that it names."""
        selection = selection_of(document)
        if selection is None:
            return NOBODY
        groups = {group for member in self._named(selection.ids) for group in member.groups}
        known = frozenset() if selection.everyone else selection.groups | groups
        return Concerned(groups=known, count=self.count(selection))

    def _named(self, ids: Iterable[str]) -> Iterator[Member]:
        return (self.members[id_] for id_ in ids if id_ in self.members)


def _by_groups(selection: Selection, groups: tuple[str, ...]) -> bool:
    return selection.everyone or not selection.groups.isdisjoint(groups)


_kept: Final[WeakKeyDictionary[Store, Audience]] = WeakKeyDictionary()


async def audience_of(store: Store) -> Audience:
    """Everybody as committed now; counted anew only when somebody came, went or changed."""
    everybody = await store.roll.current()
    found = _kept.get(store)
    if found is None or found.everybody is not everybody:
        found = _kept[store] = Audience(everybody)
    return found
