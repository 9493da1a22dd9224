"""Message sets that meet: two active ones for the same establishment, channel and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Account, Placed
from frontdesk.rules.period import overlap
from frontdesk.rules.positions import path_text
from frontdesk.rules.problems import listed
from frontdesk.rules.rulebook import Rulebook
from frontdesk.rules.sets import SetInfo

_EXAMPLES: Final = 3
_ALL: Final = ("all channels",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two message sets that are both for these establishments on these accounts, on days that overlap."""

    first: SetInfo
    second: SetInfo
    """The one of the later rank: until the conflict is mended, the first one speaks."""
    establishments: tuple[str, ...]
    """Their ids."""
    channels: tuple[str, ...]
    """Ids of accounts; where none were given, the kinds of channel and accounts that both name."""
    settled: bool = False
    """The first one takes the other over: they may meet."""

    @property
    def diagnostic(self) -> Diagnostic:
        """The conflict in words."""
        rest = ", ..." if len(self.establishments) > _EXAMPLES else ""
        return Diagnostic(
            id="FD375",
            path=path_text(("message_sets", self.second.position, "establishments")),
            params={
                "first": self.first.name,
                "second": self.second.name,
                "count": len(self.establishments),
                "examples": ", ".join(self.establishments[:_EXAMPLES]) + rest,
                "channels": listed(self.channels),
            },
        )


def conflicts(
    rulebook: Rulebook, establishments: Iterable[Placed], accounts: Iterable[Account] = (), *, settled: bool = False
) -> tuple[Conflict, ...]:
    """Every pair of message sets that meet, and neither takes the other over, by position.

    With `settled` also those pairs. A fixed route makes an account one establishment's only.
    """
    served = tuple(accounts)
    meeting: dict[tuple[int, int], tuple[SetInfo, SetInfo, list[str], set[str]]] = {}
    for establishment in establishments:
        for first, second in combinations(rulebook.sets_for(establishment), 2):
            if second.name in first.takes_over and not settled:
                continue
            channels = _shared_channels(first, second, establishment, served)
            if channels and overlap((first.since, first.until), (second.since, second.until)):
                key = first.position, second.position
                _, _, names, known = meeting.setdefault(key, (first, second, [], set()))
                names.append(establishment.id)
                known.update(channels)
    return tuple(
        Conflict(
            first=first,
            second=second,
            establishments=tuple(names),
            channels=tuple(sorted(known)),
            settled=second.name in first.takes_over,
        )
        for _, (first, second, names, known) in sorted(meeting.items(), key=lambda item: item[0])
    )


def _shared_channels(
    first: SetInfo, second: SetInfo, establishment: Placed, accounts: Sequence[Account]
) -> Iterable[str]:
    if not accounts:
        return _named_by_both(first.channels, second.channels)
    return [
        account.id
        for account in accounts
        if account.route.fixed in (None, establishment.id) and first.speaks_on(account) and second.speaks_on(account)
    ]


def _named_by_both(first: frozenset[str] | None, second: frozenset[str] | None) -> Iterable[str]:
    if first is None or second is None:
        return first or second or _ALL
    return first & second
