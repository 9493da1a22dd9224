"""The outbox: what is still to be sent. Claimed before it is sent, settled in the journal when its end is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.engine import Connection

from frontdesk.model import DeliveryUpdated
from frontdesk_server.store import candidates, codec, holds, streams
from frontdesk_server.store._types import MICROSECOND, AnyRow, padded
from frontdesk_server.store.candidates import ROWS
from frontdesk_server.store.database import Database
from frontdesk_server.store.deliveries import Told, finish, lock, rise
from frontdesk_server.store.holds import HoldChange
from frontdesk_server.store.leases import fence
from frontdesk_server.store.link import Link
from frontdesk_server.store.lookups import Lookups
from frontdesk_server.store.low_water import LOWEST
from frontdesk_server.store.rows import journal_line, queue_row
from frontdesk_server.store.statements import among, insert_new, moved, param, upsert
from frontdesk_server.store.streams import Published
from frontdesk_server.store.tables import account_state, inbox, message, outbox
from frontdesk_server.store.values import (
    AccountNote,
    Claims,
    Lease,
    OutboxRow,
    OutboxStatus,
    Outgoing,
    Role,
    Settled,
    account_partition,
    partition_of,
)

_PENDING, _SENDING, _UNKNOWN, _PARKED, _LATER = (
    status.value
    for status in (
        OutboxStatus.PENDING, OutboxStatus.SENDING, OutboxStatus.UNKNOWN, OutboxStatus.PARKED, OutboxStatus.LATER
    )
)  # fmt: skip
_STRANDED: Final = ROWS.where(among(outbox.c.part, "parts"), outbox.c.status == _SENDING)
_BY_STATUS: Final = ROWS.where(outbox.c.status == param("status")).order_by(outbox.c.number)
_LISTEN: Final = (
    update(outbox)
    .where(
        among(outbox.c.part, "parts"),
        among(outbox.c.account, "accounts"),
        outbox.c.status == _UNKNOWN,
        outbox.c.not_before < param("until"),
    )
    .values(not_before=param("until"))
)
_CLAIM: Final = (
    update(outbox)
    .where(among(outbox.c.key, "keys"))
    .values(status=_SENDING, attempt=outbox.c.attempt + 1, started=param("now"))
)
_HOLD: Final = update(outbox).where(outbox.c.key == param("of_key")).values(not_before=param("until"))
_END: Final = (
    update(message)
    .where(message.c.key == param("of_key"), message.c.rank == 0)
    .values(status=param("to_status"), detail=param("to_detail"))
)
_PARK: Final = update(outbox).where(outbox.c.key == param("of_key"), outbox.c.status == _UNKNOWN).values(status=_PARKED)
_TELL_PARKED: Final = (
    update(message).where(message.c.key == param("of_key"), message.c.rank == 0).values(status=_PARKED)
)
_REWRITE: Final = update(outbox).where(outbox.c.key == param("of_key")).values(body=param("to_body"))
_RETELL: Final = (
    update(message)
    .where(message.c.key == param("of_key"), exists().where(outbox.c.key == message.c.key))
    .values(text=param("to_text"), suggestions=param("to_suggestions"), release=param("to_release"))
)
_under_way = or_(outbox.c.status == _SENDING, outbox.c.status == _UNKNOWN)
_this_attempt = and_(outbox.c.key == param("of_key"), outbox.c.attempt == param("of_attempt"), _under_way)
_END_ATTEMPT: Final = _END.where(
    exists().where(outbox.c.key == message.c.key, outbox.c.attempt == param("of_attempt"), _under_way)
).values(attempts=param("to_attempts"))
"""Told only while it is about the row's own attempt: what somebody else has parked meanwhile stays so."""
_WAIT: Final = update(outbox).where(_this_attempt).values(status=param("to_status"), not_before=param("until"))
_FINISH_ATTEMPT: Final = delete(outbox).where(_this_attempt)
_NOTE: Final = upsert(account_state)
_NOTES: Final = select(account_state.c.account, account_state.c.not_before, account_state.c.failures)
_MOVE: Final = update(outbox).values(at=moved(outbox.c.at), not_before=moved(outbox.c.not_before))
_MOVE_ACCOUNTS: Final = (
    update(account_state)
    .where(account_state.c.not_before.is_not(None))
    .values(not_before=moved(account_state.c.not_before))
)
_FINISHED: Final = ("sent", "failed")
_UNDECIDED: Final = select(inbox.c.body).where(
    among(inbox.c.part, "parts"), among(inbox.c.conversation, "ids"), inbox.c.number > LOWEST
)
_JOURNAL: Final = insert_new(message)
_QUEUE: Final = insert_new(outbox)


class Claiming(Lookups):
    """One claiming transaction: what it saves is committed before anything leaves the house."""

    def __init__(self, database: Database, link: Link, *, partitions: int, held: frozenset[int], now: datetime) -> None:
        super().__init__(link)
        self._database = database
        self._partitions = partitions
        self.held = held
        self.now = now

    async def candidates(self, limit: int, without: Sequence[str] = (), *, of_one: int) -> list[OutboxRow]:
        """The first message of each conversation, the longest due first, less those of the accounts left out.

        At most `limit` of all accounts together, and `of_one` of each.
        """
        if not self.held:
            return []
        rows = await self._link.run(lambda connection: self._candidates(connection, limit, without, of_one))
        return [outbox_row(row) for row in rows]

    def _candidates(self, connection: Connection, limit: int, without: Sequence[str], of_one: int) -> Sequence[AnyRow]:
        found = candidates.open_accounts(connection, self.held, self._partitions, self.now)
        accounts = sorted(set(found) - set(without))
        return candidates.oldest(connection, accounts, self.now, most=limit, of_one=of_one)

    async def reported(self, conversations: Iterable[str]) -> set[str]:
        """The keys of which platforms have told in these conversations, in events that are not decided yet."""
        ids = sorted(set(conversations))
        if not ids:
            return set()
        parts = sorted({partition_of(id_, self._partitions) for id_ in ids})
        which = {"parts": padded(parts), "ids": padded(ids), "partitions": self._partitions}
        events = map(codec.load_event, (await self._link.execute(_UNDECIDED, which)).scalars())
        return {event.key for event in events if isinstance(event, DeliveryUpdated) and event.key is not None}

    async def save(self, claims: Claims) -> None:
        """Write what was claimed, published, dropped, put off or rendered again."""
        await self._link.run(lambda connection: self._save(connection, claims))

    def _save(self, connection: Connection, claims: Claims) -> None:
        if claims.sending:
            connection.execute(_CLAIM, {"keys": padded([row.key for row in claims.sending]), "now": self.now})
        ends = [{"of_key": key, "to_status": status, "to_detail": why} for key, status, why in claims.dropped]
        for statement, rows in (
            (_HOLD, [{"of_key": key, "until": until} for key, until in claims.held]),
            (_PARK, [{"of_key": key} for key in claims.parked]),
            (_TELL_PARKED, [{"of_key": key} for key in claims.parked]),
            (_REWRITE, [_body(said) for _, said in claims.replaced]),
            (_RETELL, [_words(said) for _, said in claims.replaced]),
            # Further parts of a text rendered again: they follow at the end of the conversation's queue.
            (
                _JOURNAL.on(self._database),
                [journal_line(row.conversation, row.decision, said, self.now) for row, said in claims.added],
            ),
            (_QUEUE.on(self._database), [self._queued(row, said) for row, said in claims.added]),
            (_END, ends),
        ):
            if rows:
                connection.execute(statement, rows)
        finish(connection, (dropped.key for dropped in claims.dropped))
        holds.probing(connection, claims.probing)
        self._publish(connection, claims)

    def _publish(self, connection: Connection, claims: Claims) -> None:
        """Exactly once: the stream's entry, the journal's line and the end of the outbox row are one transaction."""
        if claims.published:
            entries = [Published(row.conversation, row.key, what.body, self.now) for row, what in claims.published]
            streams.append(connection, entries)
            rise(connection, (Told(row.key) for row, _ in claims.published))
            finish(connection, (row.key for row, _ in claims.published))

    def _queued(self, row: OutboxRow, said: Outgoing) -> dict[str, object]:
        return queue_row(
            said,
            conversation=row.conversation,
            decision=row.decision,
            account=row.account,
            establishment=row.establishment,
            partitions=self._partitions,
            now=self.now,
            received=row.received,
            trace=row.trace,
        )


def _body(said: Outgoing) -> dict[str, object]:
    return {"of_key": said.message.key, "to_body": codec.dump_outgoing((said.draft, said.message))}


def _words(said: Outgoing) -> dict[str, object]:
    return {
        "of_key": said.message.key,
        "to_text": said.message.text,
        "to_suggestions": codec.dump_suggestions(said.message.suggestions),
        "to_release": said.draft.release,
    }


class Outbox:
    """Results, and what is waiting."""

    def __init__(self, database: Database, partitions: int) -> None:
        self._database = database
        self._partitions = partitions

    async def due(self, leases: Sequence[Lease], without: Sequence[str] = ()) -> list[Lease]:
        """The leases on which a message may be sent now, less those of the accounts left out.

        By the clock that claims go by: machines' own clocks are not compared.
        """
        if not leases:
            return []
        async with self._database.read() as link:
            parts = await link.run(lambda connection: self._due(connection, leases, without))
        return [lease for lease in leases if lease.part in parts]

    def _due(self, connection: Connection, leases: Sequence[Lease], without: Sequence[str]) -> set[int]:
        now, parts = self._database.instant(connection), {lease.part for lease in leases}
        found = candidates.open_accounts(connection, parts, self._partitions, now)
        accounts = candidates.due(connection, sorted(set(found) - set(without)), now)
        return {account_partition(account, self._partitions) for account in accounts}

    async def stranded(self, leases: Sequence[Lease]) -> list[OutboxRow]:
        """Messages that an owner before us was sending when it went away: nobody knows what became of them.

        Of leases that were lost meanwhile there are none: whoever has them now may well be sending.
        """
        if not leases:
            return []
        async with self._database.write() as link:
            held = await link.run(lambda connection: self._still_held(connection, leases))
            rows = await link.execute(_STRANDED, {"parts": padded(sorted(held))}) if held else ()
            return [outbox_row(row) for row in rows]

    async def listen_until(self, leases: Sequence[Lease], accounts: Sequence[str], until: datetime) -> int:
        """Wait at least that long for the platform's word on what is in doubt on these accounts; how many that are."""
        if not leases or not accounts:
            return 0
        which = {"parts": padded([lease.part for lease in leases]), "accounts": padded(list(accounts)), "until": until}
        async with self._database.write() as link:
            return (await link.execute(_LISTEN, which)).rowcount

    def _still_held(self, connection: Connection, leases: Sequence[Lease]) -> frozenset[int]:
        """And what time it is: whoever stood still has to know before anything is timed."""
        held = fence(connection, Role.SENDER, leases)
        self._database.instant(connection)
        return held

    async def settle(
        self, results: Sequence[Settled], notes: Sequence[AccountNote] = (), held: Sequence[HoldChange] = ()
    ) -> None:
        """Write what became of attempts. An attempt that is no longer the row's own changes nothing."""
        async with self._database.write() as link:
            await link.run(lambda connection: self._settle(connection, results, notes))
            await link.run(lambda connection: holds.keep(connection, self._database, held))

    def _settle(self, connection: Connection, results: Sequence[Settled], notes: Sequence[AccountNote]) -> None:
        lock(connection, (result.key for result in results))
        _raise_sent(connection, results)
        _end_failed(connection, results)
        _keep_waiting(connection, results)
        if notes:
            connection.execute(_NOTE.on(self._database), [note._asdict() for note in notes])

    async def notes(self) -> dict[str, AccountNote]:
        """What is remembered of each account."""
        async with self._database.read() as link:
            return {row.account: AccountNote(*row) for row in await link.execute(_NOTES)}

    async def shift(self, link: Link, step: timedelta) -> None:
        """The clock was set: what waits, waits as long as before, neither longer nor shorter."""
        by = {"step": step // MICROSECOND}
        await link.execute(_MOVE, by)
        await link.execute(_MOVE_ACCOUNTS, by)
        await link.execute(holds.MOVE, by)

    async def rows(self, status: OutboxStatus) -> list[OutboxRow]:
        """Every message of that status, oldest first."""
        async with self._database.read() as link:
            return [outbox_row(row) for row in await link.execute(_BY_STATUS, {"status": status.value})]


def _raise_sent(connection: Connection, results: Sequence[Settled]) -> None:
    """A message that was sent is sent, whoever says so: also a result that comes back late."""
    done = [result for result in results if result.status == "sent"]
    rise(connection, (Told(one.key, platform_id=one.platform_id, attempts=one.attempt) for one in done))
    finish(connection, (one.key for one in done))


def _end_failed(connection: Connection, results: Sequence[Settled]) -> None:
    over = [result for result in results if result.status == "failed"]
    if over:
        connection.execute(_END_ATTEMPT, [_ended(result) for result in over])
        connection.execute(_FINISH_ATTEMPT, [{"of_key": r.key, "of_attempt": r.attempt} for r in over])


def _keep_waiting(connection: Connection, results: Sequence[Settled]) -> None:
    waiting = [result for result in results if result.status not in _FINISHED]
    if waiting:
        rows = [
            {"of_key": r.key, "of_attempt": r.attempt, "to_status": r.status, "until": r.not_before} for r in waiting
        ]
        connection.execute(_END_ATTEMPT, [_ended(result) for result in waiting])
        connection.execute(_WAIT, rows)


def _ended(result: Settled) -> dict[str, object]:
    return {
        "of_key": result.key,
        "to_status": _PENDING if result.status == _LATER else result.status,
        "to_detail": result.detail,
        "of_attempt": result.attempt,
        "to_attempts": result.attempt,
    }


def outbox_row(row: AnyRow) -> OutboxRow:
    """The message of a row of `ROWS`."""
    draft, said = codec.load_outgoing(row.body)
    return OutboxRow(
        number=row.number,
        key=row.key,
        conversation=row.conversation,
        decision=row.decision,
        account=row.account,
        status=OutboxStatus(row.status),
        attempt=row.attempt,
        at=row.at,
        not_before=row.not_before,
        draft=draft,
        message=said,
        establishment=row.establishment,
        data_version=row.data_version,
        on_hold=bool(row.on_hold),
        received=row.received,
        trace=row.trace,
    )
