"""Reach: whom an activation gives messages, and whom it takes them from; those that are alike are looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from frontdesk.model import Account
from frontdesk.rules import Rulebook
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.publishing.meetings import named
from frontdesk_server.store import Member

NONE: Final = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Establishments by id, in one of three ways; `left` are those of the lost ones that no other set is for."""

    gained: tuple[Member, ...] = ()
    """They get messages of these sets, and did not before."""
    lost: tuple[Member, ...] = ()
    """They get no messages of these sets any more."""
    kept: tuple[Member, ...] = ()
    """They got them before, and go on."""
    left: tuple[Member, ...] = ()
    """Without any message at all from now on."""


def reach(
    before: Rulebook,
    after: Rulebook,
    audience: Audience,
    accounts: Sequence[Account],
    *,
    were: frozenset[str],
    will_be: frozenset[str],
) -> Reach:
    """Whom the sets that were called so reached, and whom those reach that will be called so."""
    by_name = frozenset((*named(before.sets, accounts), *named(after.sets, accounts)))
    found: dict[str, list[Member]] = {"gained": [], "lost": [], "kept": [], "left": []}
    for members in audience.alike(by_name).values():
        had = _names(before, members[0])
        has = _names(after, members[0])
        here, there = bool(had & were), bool(has & will_be)
        if here or there:
            found["kept" if here and there else "gained" if there else "lost"].extend(members)
        if here and not has:
            found["left"].extend(members)
    return Reach(**{key: tuple(sorted(members, key=attrgetter("id"))) for key, members in found.items()})


def _names(rulebook: Rulebook, member: Member) -> frozenset[str]:
    infos = rulebook.sets_for(member)
    return frozenset(info.name for info in infos) if infos else NONE
