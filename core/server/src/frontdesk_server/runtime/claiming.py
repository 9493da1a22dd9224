"""Claiming: which waiting messages go out now, which are put off, made true again, or dropped with the reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from frontdesk.calls import HttpCall
from frontdesk.channel import Publish
from frontdesk.model import (
    Account,
    Capabilities,
    Draft,
    Event,
    Handover,
    Kind,
    Message,
    Settlement,
    Situation,
    Unsettled,
)
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.admission import OF_ONE_ACCOUNT, Breakers, Buckets, Room
from frontdesk_server.runtime.engine import Engine
from frontdesk_server.runtime.world import Connections, Places, Rulebooks, View
from frontdesk_server.store.outbox import Claiming
from frontdesk_server.store.values import Claims, Dropped, OutboxRow, OutboxStatus, Outgoing, Replaced

FRESH: Final = timedelta(seconds=1)
"""A message that waited no longer than this is as true as when it was decided."""
LOOKED_AT: Final = 128
PROBE_HOLD_EVERY: Final = timedelta(minutes=15)
"""How often, by itself, one message of an account on hold is tried."""
WITHOUT_ACCOUNT: Final = timedelta(minutes=1)
"""A message whose account is not configured at the moment is looked at again after this."""

WITH_NEWS: Final = timedelta(seconds=5)
"""What an event settles that waits to be decided is looked at again after this."""

_OWN_WORDS: Final = (Kind.OPERATOR, Kind.HANDOVER)
"""What is not made from an establishment's data."""

_log = structlog.get_logger("frontdesk.sender")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A claimed message with the call that says it. `row.attempt` is this attempt's number."""

    row: OutboxRow
    call: HttpCall | Handover
    """What people are told of a handover may take several calls."""


class Unmet(Exception):  # noqa: N818 - nobody erred
    """Messages of accounts that this process does not know: another one may have connected them a moment ago."""

    def __init__(self, accounts: Collection[str]) -> None:
        super().__init__(*sorted(accounts))
        self.accounts = accounts


class Claimer:
    """Fills one claiming transaction."""

    def __init__(
        self,
        engine: Engine,
        connections: Connections,
        rulebooks: Rulebooks,
        places: Places,
        *,
        breakers: Breakers,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._connections = connections
        self._rulebooks = rulebooks
        self._places = places
        self._breakers = breakers
        self._clock = clock
        self._buckets = Buckets()
        self._asked_after: set[str] = set()
        """The accounts that nobody knew when they were asked after."""

    async def claim(self, claiming: Claiming, under_way: Collection[str]) -> tuple[Claims, list[Ready]]:
        """Look through what is due and decide on each; the calls to be made find room beside those `under_way`.

        `under_way` has the account of each call, and is looked at again when it is decided what begins.
        Raises `Unmet`, once for each account, before anything is done: the caller is to ask after it, and come again.
        """
        claims = Claims()
        closed = self.closed_to(claiming.now, Room(under_way))
        candidates = await claiming.candidates(LOOKED_AT, closed, of_one=OF_ONE_ACCOUNT)
        self._ask_after({row.account for row in candidates} - self._connections.accounts.keys())
        heard = await self._without_news(claiming, candidates, claims)
        due = await self._still_due(claiming, heard, claims)
        room = Room(under_way)  # anew: calls have ended while the database was asked
        looked_at = [self._admit(row, claims, room, claiming.now) for row in due]
        await claiming.save(claims)
        return claims, [one for one in looked_at if one is not None]

    def closed_to(self, now: datetime, room: Room) -> list[str]:
        """The accounts that nothing can be sent on now: put off, failing, without a token, or with no room left."""
        steady = self._clock.monotonic()
        empty = [
            account.id
            for account in self._connections.accounts.values()
            if (rate := account.capabilities.account_rate) is not None
            and self._buckets.wait(_account_key(account.id), rate, steady) > 0
        ]
        return [*self._breakers.closed_to(now), *empty, *room.crowded()]

    def _ask_after(self, unknown: set[str]) -> None:
        self._asked_after -= self._connections.accounts.keys()
        if unmet := unknown - self._asked_after:
            self._asked_after |= unmet
            raise Unmet(unmet)

    def start_empty(self, is_moved: Callable[[str], bool]) -> None:
        """Whoever sent on these accounts before us may have taken every token just now."""
        steady = self._clock.monotonic()
        for account in self._connections.accounts.values():
            if (rate := account.capabilities.account_rate) is not None and is_moved(account.id):
                self._buckets.drain(_account_key(account.id), rate, steady)

    def contact_refused(self, row: OutboxRow) -> None:
        """The platform says that this contact is written to too often: its other conversations wait too."""
        account = self._connections.accounts.get(row.account)
        if account is not None and (rate := account.capabilities.contact_rate) is not None:
            self._buckets.drain(_contact_key(row.account, row.message.to), rate, self._clock.monotonic())

    # What the platform may tell

    async def _without_news(self, claiming: Claiming, rows: Sequence[OutboxRow], claims: Claims) -> list[OutboxRow]:
        """Less those in doubt whose echo is there already: it counts from when it came, not when it is decided."""
        doubted = {row.key: row.conversation for row in rows if self._may_be_told(row)}
        with_news = doubted.keys() & await claiming.reported(doubted.values())
        claims.held.extend((key, claiming.now + WITH_NEWS) for key in sorted(with_news))
        return [row for row in rows if row.key not in with_news]

    def _may_be_told(self, row: OutboxRow) -> bool:
        account = self._connections.accounts.get(row.account)
        by_echo = account is not None and account.capabilities.settled_by is Settlement.ECHO
        return by_echo and row.status is OutboxStatus.UNKNOWN

    # Late sending

    async def _still_due(self, claiming: Claiming, rows: Sequence[OutboxRow], claims: Claims) -> list[OutboxRow]:
        doubtful = [row for row in rows if self._is_doubtful(row, claiming.now)]
        if not doubtful:
            return list(rows)
        events = await claiming.events(row.decision for row in doubtful)
        situations = await self._situations(claiming, doubtful, events)
        due = (self._looked_at(row, events, situations, claims, claiming.now) for row in rows)
        return [row for row in due if row is not None]

    def _looked_at(
        self,
        row: OutboxRow,
        events: Mapping[int, Event],
        situations: Mapping[str, Situation],
        claims: Claims,
        now: datetime,
    ) -> OutboxRow | None:
        situation = situations.get(row.key)
        if situation is None:
            return row
        try:
            return self._made_true(row, events[row.decision], situation, claims, now)
        except Exception:  # noqa: BLE001 - a plugin's mistake: this message cannot be made true, others may
            _log.exception("message cannot be rendered again", account=row.account, key=row.key)
            claims.dropped.append(_dropped(row, "not_rendered"))
            return None

    def _is_doubtful(self, row: OutboxRow, now: datetime) -> bool:
        """Whether time or data may have overtaken the message; most go out at once and need no second look."""
        if row.account not in self._connections.accounts:
            return False
        return _is_overtaken(row, now) or row.attempt > 0 or now - row.at > FRESH

    async def _situations(
        self, claiming: Claiming, rows: Sequence[OutboxRow], events: Mapping[int, Event]
    ) -> dict[str, Situation]:
        known = await claiming.known(row.conversation for row in rows)
        named = (row.establishment for row in rows if row.establishment is not None)
        places = await self._places.look_up(claiming, named)
        view = View(connections=self._connections, rulebook=await self._rulebooks.current(), places=places)
        return {
            row.key: view.situation(
                row.account,
                row.conversation,
                events[row.decision],
                known[row.conversation].state,
                decided_at=row.establishment,
            )
            for row in rows
            if row.decision in events
        }

    def _made_true(
        self, row: OutboxRow, event: Event, situation: Situation, claims: Claims, now: datetime
    ) -> OutboxRow | None:
        reason = self._engine.no_longer_due(row.draft, event, situation, now)
        if reason is not None:
            self._drop(row, situation.account, reason.id, claims)
            return None
        if _is_retired(row, situation):
            self._drop(row, situation.account, "establishment_retired", claims)
            return None
        if situation.unreadable is not None and _is_overtaken(row, now):
            self._drop(row, situation.account, "establishment_unreadable", claims)
            return None
        if _is_begun(row) or not self._engine.is_stale(row.draft, situation, now):
            return row
        draft, lines = self._engine.rerender(row.draft, event, situation, now)
        if draft is None:
            self._drop(row, situation.account, lines[-1].id if lines else "not_rendered", claims)
            return None
        return self._fitted(row, draft, situation.account, claims)

    def _drop(self, row: OutboxRow, account: Account, reason: str, claims: Claims) -> None:
        """Drop a message, and what follows of a text that has not begun: nobody reads the end alone."""
        claims.dropped.append(_dropped(row, reason))
        if not _is_begun(row):
            claims.dropped += [
                Dropped(part.key, "dropped", reason) for part in self._parts(row, row.draft, account)[1:]
            ]

    def _fitted(self, row: OutboxRow, draft: Draft, account: Account, claims: Claims) -> OutboxRow:
        """The row with the first part of its new text. The other parts are made anew with it, added, or dropped."""
        before, after = self._parts(row, row.draft, account), self._parts(row, draft, account)
        told = [Replaced(row, Outgoing(draft=draft, message=part)) for part in after]
        claims.replaced += told
        claims.added += told[len(before) :]
        claims.dropped += [Dropped(part.key, "dropped", "rendered_shorter") for part in before[len(after) :]]
        return replace(row, draft=draft, message=after[0])

    def _parts(self, row: OutboxRow, draft: Draft, account: Account) -> tuple[Message, ...]:
        return self._engine.fit(draft, account.capabilities, to=row.message.to, conversation=row.conversation)

    # Rates, and the call itself

    def _admit(self, row: OutboxRow, claims: Claims, room: Room, now: datetime) -> Ready | None:
        account = self._connections.accounts.get(row.account)
        if account is None:
            claims.held.append((row.key, now + WITHOUT_ACCOUNT))
            return None
        if row.message.handover is not None:
            return self._hand_over(row, row.message.handover, claims, room)
        if row.status is OutboxStatus.UNKNOWN and _is_to_be_parked(account.capabilities):
            claims.parked.append(row.key)
            return None
        wait = self._contact_wait(account, row)
        if wait > 0:
            claims.held.append((row.key, now + timedelta(seconds=wait)))
            return None
        probed = (row.on_hold or self._breakers.is_open(account.id)) and room.begins(account.id)
        return self._compose(row, claims, room, now) if self._has_token(account) and not probed else None

    def _hand_over(self, row: OutboxRow, handover: Handover, claims: Claims, room: Room) -> Ready | None:
        """It says nothing to the contact: no rate counts it, and it tries no account out."""
        if not room.take(row.account):
            return None
        claims.sending.append(row)
        return Ready(row=replace(row, attempt=row.attempt + 1), call=handover)

    def _compose(self, row: OutboxRow, claims: Claims, room: Room, now: datetime) -> Ready | None:
        row = replace(row, message=replace(row.message, attempt=row.attempt))
        try:
            said = self._connections.channels[row.account].compose(row.message)
        except Exception:  # noqa: BLE001 - an adapter's mistake: this message cannot be said, others may
            _log.exception("message cannot be composed", account=row.account, key=row.key)
            claims.dropped.append(_dropped(row, "not_composed"))
            return None
        if isinstance(said, Publish):
            self._take_tokens(row)
            claims.published.append((row, said))
            return None
        if not room.take(row.account):
            return None
        self._take_tokens(row)
        claims.sending.append(row)
        if row.on_hold:
            claims.probing.append((row.account, now + PROBE_HOLD_EVERY))
        self._breakers.sending(row.account, now)
        return Ready(row=replace(row, attempt=row.attempt + 1), call=said)

    def _has_token(self, account: Account) -> bool:
        rate = account.capabilities.account_rate
        return rate is None or self._buckets.wait(_account_key(account.id), rate, self._clock.monotonic()) == 0

    def _contact_wait(self, account: Account, row: OutboxRow) -> float:
        rate = account.capabilities.contact_rate
        if rate is None:
            return 0.0
        return self._buckets.wait(_contact_key(account.id, row.message.to), rate, self._clock.monotonic())

    def _take_tokens(self, row: OutboxRow) -> None:
        capabilities, steady = self._connections.accounts[row.account].capabilities, self._clock.monotonic()
        if capabilities.account_rate is not None:
            self._buckets.take(_account_key(row.account), capabilities.account_rate, steady)
        if capabilities.contact_rate is not None:
            self._buckets.take(_contact_key(row.account, row.message.to), capabilities.contact_rate, steady)


def _is_overtaken(row: OutboxRow, now: datetime) -> bool:
    """Whether time or data have passed the text; what an operator wrote is not made from data."""
    draft = row.draft
    passed = any(limit is not None and now >= limit for limit in (draft.deadline, draft.valid_until))
    return passed or (draft.kind not in _OWN_WORDS and row.data_version not in (None, draft.data_version))


def _is_retired(row: OutboxRow, situation: Situation) -> bool:
    """Whether it speaks for an establishment that is gone; what people wrote there is theirs to say."""
    gone = situation.establishment is None and situation.unreadable is None
    return gone and row.establishment is not None and row.draft.kind not in _OWN_WORDS


def _is_begun(row: OutboxRow) -> bool:
    """Whether it is a further part of a text: the contact is to read the end of what began."""
    return row.message.key != row.draft.key


def _is_to_be_parked(capabilities: Capabilities) -> bool:
    """Whether a message that nothing has settled in time waits for a human."""
    return capabilities.settled_by is not Settlement.KEY and capabilities.unsettled is Unsettled.PARK


def _dropped(row: OutboxRow, reason: str) -> Dropped:
    """Not sent; or, where an attempt's end was never learnt, given up as unknown."""
    status: Literal["dropped", "unknown"] = "unknown" if row.status is OutboxStatus.UNKNOWN else "dropped"
    return Dropped(row.key, status, reason)


def _account_key(account: str) -> str:
    return f"account\x1f{account}"


def _contact_key(account: str, contact: str) -> str:
    return f"contact\x1f{account}\x1f{contact}"
