"""Matter for the tests of the store: events, decisions and drafts, as small as they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

from frontdesk import (
    Arm,
    Cancel,
    Contact,
    ConversationState,
    Decision,
    Draft,
    Kind,
    Message,
    MessageReceived,
    Publish,
    conversation_id,
)
from frontdesk_server.store import OutboxStatus, Store
from frontdesk_server.store.values import (
    Arrival,
    Claims,
    Decided,
    Entry,
    Lease,
    Origin,
    OutboxRow,
    Outgoing,
    Role,
    Work,
    account_partition,
)

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def said(id_: str = "m1", text: str = "hello", contact: str = "ada") -> MessageReceived:
    return MessageReceived(id=id_, contact=Contact(address=contact), at=NOW, received_at=NOW, text=text)


def arrival(id_: str = "m1", contact: str = "ada", account: str = "site", text: str = "hello") -> Arrival:
    return Arrival(account, conversation_id(account, contact), said(id_, text, contact))


def key(name: str) -> str:
    return blake2b(name.encode(), digest_size=16).hexdigest()


def outgoing(name: str, text: str = "Welcome", to: str = "ada") -> Outgoing:
    draft = Draft(key=key(name), kind=Kind.WELCOME, text=text, rule="Shops/welcome", release=3)
    return Outgoing(draft=draft, message=Message(key=draft.key, kind=draft.kind, text=text, to=to))


def decided(
    entry: Entry,
    *messages: Outgoing,
    timers: Sequence[Arm | Cancel] = (),
    published: Publish | None = None,
    version: int = 1,
) -> Decided:
    decision = Decision(
        state=ConversationState(version=version),
        timers=tuple(timers),
        rows=(("rule_held", "rules[0]", {"rule": "Shops/welcome"}),),
        release=3,
        summary="welcome",
    )
    return Decided(
        entry=entry,
        decision=decision,
        origin=Origin(contact=entry.event.contact),
        establishment="lyon",
        outgoing=messages,
        published=published,
    )


async def leases(store: Store, owner: str = "me", role: Role = Role.WORKER) -> list[Lease]:
    return await store.leases(role, owner).hold()


async def entries(store: Store, *arrivals: Arrival, owner: str = "me") -> tuple[list[Lease], list[Entry]]:
    """Put events into the inbox, and read them back as the owner of every partition."""
    await store.log.append(arrivals)
    held = await leases(store, owner)
    return held, await store.log.read(held, 100)


async def decide(store: Store, *arrivals: Arrival, saying: Sequence[Outgoing] = (), **more: object) -> Entry:
    """One event decided with these messages; gives its entry."""
    held, found = await entries(store, *arrivals)
    async with store.batch(held) as batch:
        fresh = await batch.fresh(found)
        effects = [decided(entry, *saying, **more) for entry in fresh]  # type: ignore[arg-type]
        await batch.save(Work(done=found, fresh=fresh, decided=effects))
    return found[0]


async def claim(store: Store, without: Sequence[str] = ()) -> list[OutboxRow]:
    """Claim everything that may be claimed."""
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = await claiming.candidates(100, without, of_one=100)
        await claiming.save(Claims(sending=rows))
    return rows


async def statuses(store: Store, contact: str = "ada") -> dict[str, str]:
    """The texts of the outward messages of a conversation, with their status."""
    view = await store.journal.conversation(conversation_id("site", contact))
    assert view is not None
    return {message.text: message.status for message in view.messages if message.direction == "out"}


def renamed(found: Arrival, *earlier: str) -> Arrival:
    """The same event from a contact who had other addresses before."""
    return found._replace(
        formerly=tuple(conversation_id(found.account, name) for name in earlier),
        event=replace(found.event, contact=replace(found.event.contact, aliases=earlier)),
    )


async def next_due(store: Store, senders: Sequence[Lease] | None = None) -> datetime | None:
    """When the next message may be sent, by those who hold these partitions, or all; None = nothing waits."""
    statuses = (OutboxStatus.PENDING, OutboxStatus.UNKNOWN, OutboxStatus.LATER)
    waiting = [row for status in statuses for row in await store.outbox.rows(status)]
    parts = None if senders is None else {lease.part for lease in senders}
    ours = [row for row in waiting if parts is None or account_partition(row.account, store.partitions) in parts]
    return min((row.not_before for row in ours), default=None)
