"""Deciding a batch: load what it depends on, decide each event in turn, gather the effects. It commits nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from frontdesk.machines import by_machine
from frontdesk.model import (
    ConversationClosed,
    ConversationOpened,
    ConversationState,
    Decision,
    DeliveryUpdated,
    Event,
    HandedBack,
    Kind,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
)
from frontdesk_server.runtime.engine import Engine
from frontdesk_server.runtime.telling import outgoing
from frontdesk_server.runtime.world import Connections, Places, Rulebooks, View, establishment_of
from frontdesk_server.store.batch import Batch
from frontdesk_server.store.values import Decided, Entry, Known, Origin, Outgoing, Reported, Work

if TYPE_CHECKING:
    from frontdesk.rules import Rulebook

_OF_CONTACT: Final = (ConversationOpened, MessageReceived, StarterTapped)


class Undecidable(Exception):  # noqa: N818 - says which event, not whose mistake
    """An event on which deciding fails each time, whatever the database does."""

    def __init__(self, entry: Entry, reason: str) -> None:
        super().__init__(entry.event.id, reason)
        self.entry = entry
        self.reason = reason


class Decider:
    """Decides the events of a batch, one after the other, each on the state that the one before left."""

    def __init__(self, engine: Engine, connections: Connections, rulebooks: Rulebooks, places: Places) -> None:
        self._engine = engine
        self._connections = connections
        self._rulebooks = rulebooks
        self._places = places
        self._book: Rulebook | None = None

    async def prepare(self, accounts: Iterable[str] = ()) -> None:
        """Have these accounts and the rulebook in force at hand, before a transaction is opened: it may take a time."""
        await self._connections.met(accounts)
        self._book = await self._rulebooks.current()

    @property
    def release(self) -> int:
        """The number of the release that is decided with."""
        return self._book.release if self._book is not None else 0

    async def decide(self, batch: Batch, work: Work) -> None:
        """Decide the fresh entries and put what follows into `work`. Raises `Undecidable`."""
        work.updates = [
            Reported(entry.account, entry.event) for entry in work.fresh if isinstance(entry.event, DeliveryUpdated)
        ]
        entries = [entry for entry in work.fresh if not isinstance(entry.event, DeliveryUpdated)]
        if not entries:
            return
        known = await batch.known(entry.conversation for entry in entries)
        view = await self._view(batch, entries, known)
        for entry in entries:
            before = known[entry.conversation]
            decided = self._guarded(entry, before, view, batch)
            known[entry.conversation] = Known(
                state=decided.decision.state, origin=decided.origin, awaiting=decided.awaiting
            )
            work.decided.append(decided)

    async def _view(self, batch: Batch, entries: Iterable[Entry], known: Mapping[str, Known]) -> View:
        if self._book is None:
            raise RuntimeError("prepare() has not been called")
        named = {self._named(entry, known[entry.conversation].state) for entry in entries}
        places = await self._places.look_up(batch, (id_ for id_ in named if id_ is not None))
        return View(connections=self._connections, rulebook=self._book, places=places)

    def _named(self, entry: Entry, state: ConversationState) -> str | None:
        account = self._connections.accounts.get(entry.account)
        return establishment_of(account, entry.event, state) if account else None

    def _guarded(self, entry: Entry, before: Known, view: View, batch: Batch) -> Decided:
        try:
            return self._one(entry, before, view, batch)
        except Exception as error:
            # Whatever a rule, a template or an adapter raises: one event must not stop the others of its partition.
            raise Undecidable(entry, f"{type(error).__name__}: {error}") from error

    def _one(self, entry: Entry, before: Known, view: View, batch: Batch) -> Decided:
        event = entry.event
        situation = view.situation(entry.account, entry.conversation, event, before.state)
        decision = self._engine.decide(event, situation, batch.now)
        said = tuple(
            Outgoing(draft=draft, message=message)
            for draft in decision.drafts
            for message in self._engine.fit(
                draft, situation.account.capabilities, to=event.contact.address, conversation=entry.conversation
            )
        )
        channel, team = self._connections.channels[entry.account], self._connections.teams.get(entry.account)
        told = tuple(
            row for handover in decision.handovers for row in outgoing(handover, channel, team, decision.release)
        )
        return Decided(
            entry=entry,
            decision=decision,
            origin=_origin(event, before.origin),
            establishment=situation.establishment.id if situation.establishment else None,
            outgoing=said + told,
            published=channel.publish_incoming(event),
            awaiting=_awaiting(event, decision, before.awaiting),
            forward=entry.account in self._connections.forwards,
        )


def _awaiting(event: Event, decision: Decision, before: datetime | None) -> datetime | None:
    """Since when the contact waits for a human: from the first message that nobody, and no starter, has answered."""
    if isinstance(event, (OperatorReplied, ConversationClosed, HandedBack)):
        return None
    asks = isinstance(event, MessageReceived) and not by_machine(event) and decision.summary != Kind.ANSWER.value
    asks = asks or any(told.hands_over for told in decision.handovers)
    return before or event.received_at if asks else before


def _origin(event: Event, before: Origin | None) -> Origin:
    """Where the contact's last event came from, with every address that they ever had: erasing finds them by each."""
    if isinstance(event, _OF_CONTACT) or before is None:
        latest = Origin(contact=event.contact, attributes=event.attributes, reply_context=event.reply_context)
    elif event.contact.full_name and not before.contact.full_name:
        latest = replace(before, contact=replace(before.contact, full_name=event.contact.full_name))
    else:
        latest = before
    if before is None or event.contact.names == before.contact.names:
        return latest
    known = dict.fromkeys((*latest.contact.names, *event.contact.names, *before.contact.names))
    aliases = tuple(name for name in known if name and name != latest.contact.address)
    return replace(latest, contact=replace(latest.contact, aliases=aliases))
