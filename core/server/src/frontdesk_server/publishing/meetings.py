"""Which active sets meet, and for how many establishments: those that are alike are looked at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Account
from frontdesk.rules import Conflict, Rulebook, SetInfo, conflicts
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.store import Member

EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two sets that are both for some establishments, on channels and days that overlap."""

    first: SetInfo
    second: SetInfo
    """The one that is not heard."""
    establishments: int
    examples: tuple[Member, ...]
    channels: tuple[str, ...]
    settled: bool
    """The first takes the second over."""
    diagnostic: Diagnostic
    """FD375, at the later set."""


def meetings(
    rulebook: Rulebook, audience: Audience, accounts: Sequence[Account], *, settled: bool = False
) -> tuple[Meeting, ...]:
    """Every pair that meets, by position; with `settled` also those of which one takes the other over."""
    alike = audience.alike(frozenset(named(rulebook.sets, accounts)))
    found = conflicts(rulebook, (members[0] for members in alike.values()), accounts, settled=settled)
    return tuple(_counted(conflict, alike) for conflict in found)


def named(sets: Sequence[SetInfo], accounts: Sequence[Account]) -> Iterator[str]:
    """Establishments that something is said of by id: each is like no other."""
    for info in sets:
        yield from info.selection.ids
        yield from info.selection.excepted
    yield from (account.route.fixed for account in accounts if account.route.fixed is not None)


def _counted(conflict: Conflict, alike: Mapping[str, Sequence[Member]]) -> Meeting:
    met = [alike[id_] for id_ in conflict.establishments]
    count = sum(len(members) for members in met)
    examples = tuple(islice(chain.from_iterable(met), EXAMPLES))
    shown = ", ".join(member.id for member in examples) + (", ..." if count > len(examples) else "")
    told = conflict.diagnostic
    return Meeting(
        first=conflict.first,
        second=conflict.second,
        establishments=count,
        examples=examples,
        channels=conflict.channels,
        settled=conflict.settled,
        diagnostic=replace(told, severity="warning", params={**told.params, "count": count, "examples": shown}),
    )
