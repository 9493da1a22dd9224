"""Admission: may this account, and this contact, be sent something now? Token buckets and breakers in memory."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from frontdesk.model import Rate
from frontdesk_server.store.values import AccountNote

FAILURES: Final = 10
"""Straight failures of an account that open its breaker."""
PROBE_EVERY: Final = timedelta(seconds=30)
BUCKETS_KEPT: Final = 10_000
AT_ONCE: Final = 128
"""Calls that may be under way: half of them of one account, while the others are idle."""
OF_ONE_ACCOUNT: Final = AT_ONCE // 2
COURTESIES_AT_ONCE: Final = 32
"""The same of calls that nobody waits for; they have connections of their own number."""

_log = structlog.get_logger("frontdesk.sender")


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """Token buckets by key; the least recently used is forgotten, which only ever makes it full."""

    def __init__(self, kept: int = BUCKETS_KEPT) -> None:
        self._kept = kept
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str, rate: Rate, now: float) -> float:
        """Seconds until a token is there; 0.0 = now. Takes nothing. `now` is of the monotonic clock."""
        tokens = self._filled(key, rate, now).tokens
        return 0.0 if tokens >= 1.0 else (1.0 - tokens) / rate.per_second

    def take(self, key: str, rate: Rate, now: float, tokens: int = 1) -> float:
        """Take tokens if there is one, on credit what is missing: 0.0, else the seconds until one is there."""
        bucket = self._filled(key, rate, now)
        if bucket.tokens >= 1.0:
            bucket.tokens -= tokens
            return 0.0
        return (1.0 - bucket.tokens) / rate.per_second

    def drain(self, key: str, rate: Rate, now: float) -> None:
        """Whoever counts says that there is no token left, whatever we counted."""
        self._filled(key, rate, now).tokens = 0.0

    def _filled(self, key: str, rate: Rate, now: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(float(rate.burst), now)
            if len(self._buckets) > self._kept:
                self._buckets.popitem(last=False)
        gained = max(0.0, now - bucket.at) * rate.per_second
        bucket.tokens, bucket.at = min(float(rate.burst), bucket.tokens + gained), now
        self._buckets.move_to_end(key)
        return bucket


class Room:
    """How many more calls may begin now: of one account, as many as stay free for all the others.

    So a slow platform takes half of the calls and never the whole: whoever comes next finds room.
    """

    def __init__(self, under_way: Iterable[str], at_once: int = AT_ONCE) -> None:
        self._of = Counter(under_way)
        self._free = at_once - self._of.total()
        self._begun: set[str] = set()

    def take(self, account: str) -> bool:
        """Begin a call of this account, if there is room for it."""
        if self._of[account] >= self._free:
            return False
        self._of[account] += 1
        self._free -= 1
        self._begun.add(account)
        return True

    def begins(self, account: str) -> bool:
        """Whether a call of this account has begun since we looked."""
        return account in self._begun

    def crowded(self) -> list[str]:
        """The accounts that have their share under way."""
        return sorted(account for account, calls in self._of.items() if calls >= self._free)


class Breakers:
    """For each account: what its platform asked for, and whether it fails so often that only a probe is sent."""

    def __init__(self) -> None:
        self._notes: dict[str, AccountNote] = {}
        self._probing: dict[str, datetime] = {}
        self._refused: set[str] = set()

    def remember(self, notes: Mapping[str, AccountNote]) -> None:
        """Take over what a process before learnt."""
        self._notes = dict(notes)

    def take_over(self, notes: Mapping[str, AccountNote], is_ours: Callable[[str], bool]) -> None:
        """Learn what others noted of accounts that have not been ours up to now; of ours we know more than is noted."""
        self._notes = {id_: note for id_, note in self._notes.items() if is_ours(id_)} | {
            id_: note for id_, note in notes.items() if not is_ours(id_)
        }
        self._probing = {id_: at for id_, at in self._probing.items() if is_ours(id_)}

    def closed_to(self, now: datetime) -> list[str]:
        """The accounts that nothing may be sent on at this instant."""
        closed = {account for account, note in self._notes.items() if self._opens(note, now) > now}
        return sorted(closed | self._refused)

    def refused(self, account: str) -> None:
        """The platform refuses the account: nothing more is sent from now on."""
        self._refused.add(account)

    def written_down(self, accounts: Iterable[str]) -> None:
        """The store knows now which accounts are on hold, and gives out no message of theirs."""
        self._refused.difference_update(accounts)

    def sending(self, account: str, now: datetime) -> None:
        """A message goes out: with the breaker open it is the one probe of the next thirty seconds."""
        if self.is_open(account):
            self._probing[account] = now + PROBE_EVERY

    def is_open(self, account: str) -> bool:
        """Whether the account failed so often that only probes are sent."""
        note = self._notes.get(account)
        return note is not None and note.failures >= FAILURES

    @property
    def open(self) -> list[str]:
        """The accounts that failed so often that only probes are sent."""
        return sorted(account for account in self._notes if self.is_open(account))

    def failed(self, account: str, now: datetime) -> AccountNote:
        """The account failed once more."""
        before = self._notes.get(account)
        note = AccountNote(account, before.not_before if before else None, (before.failures if before else 0) + 1)
        if note.failures >= FAILURES:
            self._probing.setdefault(account, now + PROBE_EVERY)
        if note.failures == FAILURES:
            _log.error("account is down", account=account, failures=FAILURES, probe_every=PROBE_EVERY.total_seconds())
        return self._noted(note)

    def put_off(self, account: str, until: datetime) -> AccountNote:
        """The platform asked to wait; that is no failure."""
        before = self._notes.get(account)
        latest = max(until, before.not_before or until) if before else until
        return self._noted(AccountNote(account, latest, before.failures if before else 0))

    def worked(self, account: str, now: datetime) -> AccountNote | None:
        """The account answered; None when there was nothing to take back.

        A call that was under way when the platform asked to wait takes nothing of that back.
        """
        before = self._notes.pop(account, None)
        if before is None:
            return None
        self._probing.pop(account, None)
        if before.failures >= FAILURES:
            _log.info("account is up again", account=account, failures=before.failures)
        if before.not_before is not None and before.not_before > now:
            return self._noted(AccountNote(account, before.not_before, 0))
        return AccountNote(account, None, 0)

    def shift(self, step: timedelta) -> None:
        """The wall clock was set: every wait lasts as long as before."""
        self._notes = {id_: _moved(note, step) for id_, note in self._notes.items()}
        self._probing = {id_: at + step for id_, at in self._probing.items()}

    def _noted(self, note: AccountNote) -> AccountNote:
        self._notes[note.account] = note
        return note

    def _opens(self, note: AccountNote, now: datetime) -> datetime:
        asked = note.not_before or now
        probe = self._probing.get(note.account, now) if note.failures >= FAILURES else now
        return max(asked, probe)


def _moved(note: AccountNote, step: timedelta) -> AccountNote:
    return note if note.not_before is None else note._replace(not_before=note.not_before + step)
