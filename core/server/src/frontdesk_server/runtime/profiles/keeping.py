"""Keeping profiles in step: the loop that looks what is wanted, and has an account's platform show it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

import structlog

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.channel import Channel, Profile
from frontdesk.model import Account, Kind
from frontdesk_server.calling.ports import Transport
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.profiles.syncing import Synchronised, synchronise
from frontdesk_server.runtime.profiles.wanting import Fitted, Wanting, digest_of, in_utc
from frontdesk_server.runtime.settling import LONGEST_ASKED, SHORTEST_ASKED
from frontdesk_server.runtime.world import Connections
from frontdesk_server.store import Store
from frontdesk_server.store.profiles import Ask, KeptProfile, ProfileState
from frontdesk_server.store.values import Lease, account_partition

CHECK_EVERY: Final = timedelta(days=1)
"""How often it is looked whether a platform still shows what was written."""
CLAIMED_FOR: Final = timedelta(minutes=5)
"""How long one server may take before another one tries."""
AT_ONCE: Final = 8
"""Accounts that are dealt with at the same time."""
WAITS: Final = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21_600))
"""After the first, second ... failure in a row; then always the last. Each try may write: platforms bear few."""

_log = structlog.get_logger("frontdesk.profiles")


def due(kept: KeptProfile, wanted: Fitted, now: datetime) -> Ask | None:
    """What is to be done for an account now. Pure; None = nothing, and no call is made.

    A platform that did not answer is left alone for a while; one that did not take what was written gets something else
    at once.
    """
    if kept.asked is not None:
        return kept.asked
    waits = kept.not_before is not None and now < kept.not_before
    if waits and (kept.state is ProfileState.FAILED or wanted.profile == kept.wanted):
        return None
    if kept.digest != wanted.digest:
        return "check" if _is_not_ours(kept, wanted) else "write"
    return "check" if kept.checked_at is None or now - kept.checked_at >= CHECK_EVERY else None


def _is_not_ours(kept: KeptProfile, wanted: Fitted) -> bool:
    """Nothing is wanted and nothing of ours was ever written: what stands there is somebody else's, and stays."""
    none_before = kept.digest is None or not kept.wanted.texts
    return not wanted.profile.texts and none_before and kept.written_at is None


@dataclass(frozen=True, slots=True)
class _Known:
    """What an account was last found to want."""

    account: Account
    channel: Channel
    mark: tuple[object, ...]
    wanted: Fitted


class Profiler:
    """Deals with the leased accounts: one owner at a time for each; one on hold only when somebody asks for it."""

    def __init__(
        self, store: Store, wanting: Wanting, transport: Transport, connections: Connections, *, clock: Clock
    ) -> None:
        self._store = store
        self._wanting = wanting
        self._transport = transport
        self._connections = connections
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def step(self, leases: Sequence[Lease]) -> int:
        """Do what is due for some accounts; for how many. 0 = nothing is due, or others deal with it."""
        channels = {id_: channel for id_, channel in self._connections.channels.items() if has_profile(channel)}
        if not channels:
            return 0
        kept, holds = await self._store.profiles.all(), await self._store.holds.all()
        self._connections.shows.replace(_shown(kept, self._connections))
        parts = {lease.part for lease in leases}
        own = [id_ for id_ in channels if account_partition(id_, self._store.partitions) in parts]
        before = dict(self._known)
        wanted = await self._wanted({id_: channels[id_] for id_ in own if id_ in self._connections.accounts})
        todo = [
            (id_, one, what)
            for id_, one in wanted.items()
            if (what := self._due(kept.get(id_), one, id_, before.get(id_))) is not None
            and (id_ not in holds or (id_ in kept and kept[id_].asked))
        ]
        for start in range(0, len(todo), AT_ONCE):
            few = todo[start : start + AT_ONCE]
            done = await asyncio.gather(*(self.synchronise(id_, channels[id_], one, what) for id_, one, what in few))
            if any(done):
                return sum(found is not None for found in done)
        return 0

    def _due(self, kept: KeptProfile | None, wanted: Fitted, account: str, before: _Known | None) -> Ask | None:
        """What is due; an account whose settings or secrets somebody has changed need not wait after a failure."""
        found = kept or KeptProfile(account=account)
        if before is not None and before.channel is not self._known[account].channel:
            found = replace(found, not_before=None)
        return due(found, wanted, self._clock.now())

    async def _wanted(self, channels: Mapping[str, Channel]) -> dict[str, Fitted]:
        """What each of these wants: worked out anew only when something that it depends on has changed."""
        if not channels:
            return {}
        mark, now = await self._wanting.mark(), self._clock.now()
        for id_, channel in channels.items():
            account, known = self._connections.accounts[id_], self._known.get(id_)
            if known is None or not _is_fresh(known, account, mark, now):
                wanted = await self._wanting.of(account)
                self._known[id_] = _Known(account, channel, mark, _on(wanted, channel))
            elif known.channel is not channel:
                self._known[id_] = replace(known, channel=channel, wanted=_on(known.wanted, channel))
        return {id_: self._known[id_].wanted for id_ in channels}

    async def synchronise(self, account: str, channel: Channel, wanted: Fitted, what: Ask) -> KeptProfile | None:
        """Check, or write and check, one account; None = somebody else deals with it."""
        kept = await self._store.profiles.claim(account, self._clock.now() + CLAIMED_FOR)
        if kept is None:
            return None
        found, written = kept, 0
        try:
            found, written = await self._done(kept, channel, wanted, what)
        finally:
            await self._store.profiles.save(found, done=kept.asked)
        self._know(found)
        log = _log.info if found.state is ProfileState.IN_STEP else _log.warning
        log("profile", account=account, state=found.state.value, written=written, problem=found.problem)
        return found

    def _know(self, found: KeptProfile) -> None:
        """What a platform has just begun to show, or shows no more, decides from the next event on."""
        shown = _shown({found.account: found}, self._connections).get(found.account, frozenset())
        self._connections.shows.replace({**self._connections.shows, found.account: shown})

    async def _done(self, kept: KeptProfile, channel: Channel, wanted: Fitted, what: Ask) -> tuple[KeptProfile, int]:
        async def call(one: HttpCall) -> HttpReply:
            return await self._transport.call(one, kept.account)

        result = await synchronise(channel, wanted.profile, call, write=what == "write")
        return _told(kept, wanted, result, now=self._clock.now()), result.written


def _on(wanted: Fitted, channel: Channel) -> Fitted:
    return replace(wanted, digest=digest_of(wanted.profile, channel))


def _is_fresh(known: _Known, account: Account, mark: tuple[object, ...], now: datetime) -> bool:
    until = in_utc(known.wanted.until)
    return (known.account, known.mark) == (account, mark) and (until is None or now < until)


def has_profile(channel: Channel) -> bool:
    """Whether the platform can be asked what it shows before any message."""
    try:
        return bool(channel.read_profile(Profile()))
    except Exception:  # noqa: BLE001 - an adapter's mistake costs its own accounts, and nobody else
        _log.exception("profile cannot be asked for", account=channel.account)
        return False


def _told(kept: KeptProfile, wanted: Fitted, result: Synchronised, *, now: datetime) -> KeptProfile:
    """What is known of an account once it was dealt with. Pure."""
    plan = result.plan
    base = replace(
        kept,
        wanted=wanted.profile,
        lines=wanted.lines,
        problem=result.problem,
        written_at=now if result.written else kept.written_at,
    )
    if result.problem:
        return _put_off(replace(base, state=ProfileState.FAILED), result.retry_after, now)
    seen = replace(base, automations=plan.foreign_automations, checked_at=now, not_before=None, attempts=0)
    if result.agrees or (_is_not_ours(kept, wanted) and not result.written):
        return replace(seen, state=ProfileState.IN_STEP, digest=wanted.digest, differences=())
    differs = replace(seen, state=ProfileState.DIFFERS, differences=plan.differences)
    # Not there when it was read back: tried again. Drift from what was once confirmed is told only: it may be meant.
    drifted = kept.digest == wanted.digest and not result.written
    return differs if drifted else _put_off(replace(differs, attempts=kept.attempts), None, now)


def _put_off(kept: KeptProfile, asked: float | None, now: datetime) -> KeptProfile:
    """Tried again, later each time; or when the platform wants it."""
    wait = WAITS[min(kept.attempts, len(WAITS) - 1)]
    if asked is not None and isfinite(asked):
        wait = timedelta(seconds=min(max(asked, SHORTEST_ASKED), LONGEST_ASKED))
    return replace(kept, attempts=kept.attempts + 1, not_before=now + wait)


def _shown(kept: Mapping[str, KeptProfile], connections: Connections) -> dict[str, frozenset[Kind]]:
    """The greetings that platforms are known to show themselves, of those that do so at each start."""
    greeting = [id_ for id_, account in connections.accounts.items() if account.capabilities.greets_itself]
    confirmed = (kept[id_] for id_ in greeting if id_ in kept and id_ in connections.channels)
    return {
        one.account: _kinds(one)
        for one in confirmed
        if one.digest == digest_of(one.wanted, connections.channels[one.account])
    }


def _kinds(kept: KeptProfile) -> frozenset[Kind]:
    texts = kept.wanted.texts
    greets, absent = any(text.greeting for text in texts), any(text.absence for text in texts)
    return frozenset([*([Kind.WELCOME] if greets else ()), *([Kind.ABSENCE] if absent else ())])
