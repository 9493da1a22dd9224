"""Who speaks: for each account, the message set that an establishment's contacts hear now, or why they hear none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from frontdesk.model import Account, Establishment, Toggles
from frontdesk.rules import Rulebook, SetInfo, within
from frontdesk_server.console.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """One account. `silent` = why nothing is said there; empty where `set` speaks."""

    account: str
    channel: str
    set: str
    silent: str
    others: tuple[str, ...]
    """Sets that would be for it as well, but for the one that speaks."""


def speaking(
    rulebook: Rulebook, establishment: Establishment, toggles: Toggles, accounts: Iterable[Account], now: datetime
) -> Iterator[Speaking]:
    """Every account that may lead to the establishment, in order."""
    zone = establishment.timezone
    local = now.astimezone(ZoneInfo(zone) if zone else UTC)
    sets = rulebook.sets_for(establishment)
    for account in sorted(accounts, key=lambda one: one.id):
        if account.route.fixed in (None, establishment.id):
            yield _on(account, sets, toggles, local)


def _on(account: Account, sets: Iterable[SetInfo], toggles: Toggles, local: datetime) -> Speaking:
    here = [info for info in sets if info.speaks_on(account)]
    active = [info.name for info in here if within(info.since, info.until, local)]
    return Speaking(
        account=account.id,
        channel=account.channel,
        set=active[0] if active else "",
        silent=_silence(here, active, toggles),
        others=tuple(active[1:]),
    )


def _silence(here: list[SetInfo], active: list[str], toggles: Toggles) -> str:
    if not toggles.everything:
        return _("Everything is switched off for this establishment.")
    if not active and here:
        return _("Its message sets are not for today: look at their first and last day.")
    return "" if active else _("No active message set takes this establishment on this channel.")
