"""The world that decisions depend on: accounts, the rulebook in force, establishments with their toggles."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import structlog

from frontdesk.channel import Channel
from frontdesk.errors import ConfigError
from frontdesk.model import Account, ConversationState, Establishment, Event, Kind, Situation, Toggles, conversation_id
from frontdesk_server.runtime.engine import Engine
from frontdesk_server.runtime.forwarding import ForwardTo
from frontdesk_server.store.establishments import aged, compiled
from frontdesk_server.store.lookups import Lookups
from frontdesk_server.store.releases import Releases
from frontdesk_server.store.values import Place

if TYPE_CHECKING:
    from frontdesk.rules import Rulebook

KEPT: Final = 20_000
"""Compiled establishments that are kept: a miss costs a read and a compilation."""

MAX_EVENT_AGE: Final = timedelta(minutes=10)

_Version = tuple[str, str | None]
"""Of the record, and of what the console excludes."""

T = TypeVar("T")

_log = structlog.get_logger("frontdesk.world")


class Live(Mapping[str, T]):
    """A mapping that is replaced as a whole while others hold it: each look sees all of the newest content."""

    def __init__(self, content: Mapping[str, T] | None = None) -> None:
        self._content: Mapping[str, T] = dict(content or {})

    def replace(self, content: Mapping[str, T]) -> None:
        """Hold this instead."""
        self._content = dict(content)

    def __getitem__(self, key: str) -> T:
        return self._content[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """The accounts of a running server, by id: what the engine knows of each, and how it translates.

    Both mappings may be `Live`: whoever holds this looks an account up anew for each event and each message.
    """

    accounts: Mapping[str, Account]
    channels: Mapping[str, Channel]
    max_event_age: timedelta = MAX_EVENT_AGE
    forwards: Mapping[str, ForwardTo] = field(default_factory=dict)
    """Where accounts forward what is said to, those that do."""
    teams: Mapping[str, ForwardTo] = field(default_factory=dict)
    """Where the teams are told what is handed over to them, of the accounts that say where."""
    shows: Live[frozenset[Kind]] = field(default_factory=Live)
    """The greetings that platforms show themselves, by account: what `Account.shows` is filled from."""
    learn: Callable[[], Awaitable[object]] | None = None
    """Takes up what another process has connected; None = there is no other."""

    async def met(self, accounts: Iterable[str]) -> None:
        """Learn of those among these accounts that another process, whose events come first, knows already."""
        if self.learn is not None and not self.accounts.keys() >= set(accounts):
            await self.learn()

    def account(self, id_: str) -> Account:
        """The account of that id. Raises `ConfigError` (FD762) when it is not configured any more."""
        account = self.accounts.get(id_)
        if account is None:
            raise ConfigError.of("FD762", account=id_)
        shown = self.shows.get(id_)
        return replace(account, shows=shown) if shown else account

    def kind(self, account: str) -> str:
        """The kind of an account's channel; empty where it is not configured any more."""
        found = self.accounts.get(account)
        return found.channel if found is not None else ""

    def conversation(self, account: str, contact: str, attributes: Mapping[str, str]) -> str:
        """The conversation's id; the establishment counts where the account serves several and the event names one."""
        route = self.account(account).route
        named = attributes.get(route.attribute) if route.attribute and route.fixed is None else None
        return conversation_id(account, contact, named)


class Rulebooks:
    """The rulebook of the newest release, compiled once and kept until there is a newer one."""

    def __init__(self, releases: Releases, engine: Engine) -> None:
        self._releases = releases
        self._engine = engine
        self._number = -1
        self._book: Rulebook | None = None
        self._turn = asyncio.Lock()

    async def current(self) -> Rulebook:
        """The rulebook in force. One that cannot be compiled leaves the one before in force, and is logged.

        Raises `ConfigError` when there is none before.
        """
        async with self._turn:
            number = await self._releases.newest_number()
            if self._book is None or number != self._number:
                self._book = await self._compiled(number)
                self._number = number
            return self._book

    async def _compiled(self, number: int) -> Rulebook:
        release = await self._releases.get(number)
        try:
            return await asyncio.to_thread(self._engine.compile, release)
        except ConfigError as error:
            if self._book is None:
                raise
            _log.error("release not in force", release=number, reason=str(error))
            return self._book


class Places:
    """Establishments compiled for deciding, kept by version, least recently used first to go."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._compiled: OrderedDict[str, tuple[_Version, Establishment | None]] = OrderedDict()

    async def look_up(self, lookups: Lookups, ids: Iterable[str]) -> dict[str, tuple[Establishment | None, Toggles]]:
        """These establishments as they are in this transaction, with what is switched on.

        None = its stored record cannot be read: it costs that establishment, and nobody beside it.
        """
        found = await lookups.places(ids)
        return {id_: (await self._one(lookups, place), place.toggles) for id_, place in found.items()}

    async def _one(self, lookups: Lookups, place: Place) -> Establishment | None:
        kept = self._compiled.get(place.id)
        if kept is None or kept[0] != (place.version, place.exclusions):
            kept = (place.version, place.exclusions), await _excluding(lookups, place)
        kept = kept[0], aged(kept[1], place.age) if kept[1] is not None else None
        self._compiled[place.id] = kept
        if len(self._compiled) > self._kept:
            self._compiled.popitem(last=False)
        self._compiled.move_to_end(place.id)
        return kept[1]


async def _excluding(lookups: Lookups, place: Place) -> Establishment | None:
    """The establishment with the contacts that its source excludes, and those that the console excludes."""
    found = _read(place, await lookups.record(place.id))
    if found is None or place.exclusions is None:
        return found
    return replace(found, excluded_contacts=found.excluded_contacts | await lookups.excluded(place.id))


def _read(place: Place, record: str) -> Establishment | None:
    try:
        return compiled(place.id, record, place.version)
    except ConfigError as error:
        _log.error("establishment unreadable", establishment=place.id, reason=str(error))
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one transaction sees: enough to put a situation together for any of its events."""

    connections: Connections
    rulebook: Rulebook
    places: Mapping[str, tuple[Establishment | None, Toggles]]

    def situation(
        self, account: str, conversation: str, event: Event, state: ConversationState, *, decided_at: str | None = None
    ) -> Situation:
        """The situation of an event; `decided_at` is the establishment that it was decided for, if it was before.

        Raises `ConfigError` (FD762) for an account that is not configured.
        """
        known = self.connections.account(account)
        named = decided_at or establishment_of(known, event, state)
        establishment, toggles = self.places.get(named or "", (None, Toggles()))
        return Situation(
            conversation=conversation,
            state=state,
            account=known,
            establishment=establishment,
            rulebook=self.rulebook,
            toggles=toggles,
            unreadable=named if establishment is None and named in self.places else None,
            max_event_age=self.connections.max_event_age,
        )


def establishment_of(account: Account, event: Event, state: ConversationState) -> str | None:
    """Where the account's route leads; what names no establishment stays where the conversation was."""
    return account.route.resolve(event.attributes) or state.establishment
