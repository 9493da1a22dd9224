"""What a person may do, and where: the role, and the scope that every query takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """From the least to the most; each may do what those before it may."""

    VIEWER = "viewer"
    """Reads, and previews."""
    EDITOR = "editor"
    """Also writes: drafts, replies, toggles."""
    PUBLISHER = "publisher"
    """Also activates."""
    ADMINISTRATOR = "administrator"
    """Also people, tokens, accounts and sources."""

    def may(self, needed: Role) -> bool:
        """Whether this role is enough where `needed` is asked for."""
        return _ORDER[self] >= _ORDER[needed]


_ORDER: Final = {role: at for at, role in enumerate(Role)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The establishments that somebody sees and changes: all of them, or those of some groups."""

    groups: frozenset[str] | None = None
    """None = every establishment; no group at all = none."""

    @property
    def everything(self) -> bool:
        """Whether nothing is outside."""
        return self.groups is None

    def takes(self, groups: Iterable[str]) -> bool:
        """Whether an establishment of these groups is within."""
        return self.groups is None or not self.groups.isdisjoint(groups)

    def covers(self, other: Scope) -> bool:
        """Whether nothing of the other scope is outside of this one."""
        return self.groups is None or (other.groups is not None and other.groups <= self.groups)


EVERYTHING: Final = Scope()
