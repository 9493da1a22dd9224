"""The desk: what the host gives to plugins that serve requests themselves (the web widget)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from frontdesk.channel import Channel
from frontdesk.model import Establishment, Event, Rate, Suggestion
from frontdesk.source import HttpSource, Row

__all__ = ["Asking", "Command", "Desk", "ExpiringStore", "Offer", "Routes", "StreamEntry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEntry:
    """One entry of a conversation's stream. `number` rises within the conversation; `key` never repeats."""

    number: int
    key: str
    at: datetime
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an establishment offers at this instant, in one language, before anything is said."""

    name: str
    away: bool
    """It would be the absence message."""
    starters: tuple[Suggestion, ...] = ()
    locale: str | None = None
    languages: tuple[str, ...] = ()


class ExpiringStore(Protocol):
    """A small durable store of the plugin's own, by key; entries vanish when they expire."""

    async def get(self, key: str) -> Mapping[str, object] | None:
        """The value, or None when there is none or it has expired."""

    async def put(self, key: str, value: Mapping[str, object], expires: timedelta) -> None:
        """Write or replace a value. Durable when it returns."""

    async def delete(self, key: str) -> None:
        """Forget a value, if it is there."""


class Desk(Protocol):
    """What the host gives to a plugin that serves requests. Handed to `register_routes` and `startup`."""

    def now(self) -> datetime:
        """The host's clock, UTC."""

    def channels(self, kind: str) -> Mapping[str, Channel]:
        """The channel instances of a kind, by account id."""

    async def append(self, account: str, events: Sequence[Event]) -> None:
        """Put events into the inbox; durable when it returns, harmless to repeat. Raises `ChannelError` when full."""

    def conversation(self, account: str, contact: str, attributes: Mapping[str, str]) -> str:
        """The id of the conversation that an event of this contact with these attributes belongs to."""

    async def history(self, conversation: str, *, after: int = 0, limit: int = 200) -> Sequence[StreamEntry]:
        """The stream's entries with a number above `after`, in order."""

    def stream(self, conversation: str, *, after: int = 0) -> AsyncIterator[StreamEntry]:
        """The same, and then every new entry as it comes; ends only when it is closed."""

    async def establishment(self, account: str, attributes: Mapping[str, str]) -> Establishment | None:
        """The establishment that the account's route names; None = unresolved, unknown or unreadable."""

    async def offer(self, account: str, establishment: str, locale: str | None) -> Offer:
        """What that establishment offers now on that account."""

    def store(self, namespace: str) -> ExpiringStore:
        """A store of the plugin's own."""

    async def limit(self, key: str, rate: Rate) -> float:
        """Take one token of the bucket `key`: 0.0 = allowed, else the seconds to wait."""


AsgiApp = Callable[
    [
        Mapping[str, object],
        Callable[[], Awaitable[Mapping[str, object]]],
        Callable[[Mapping[str, object]], Awaitable[None]],
    ],
    Awaitable[None],
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """An ASGI application that the host mounts under a prefix of its own; the prefix is stripped from its paths."""

    prefix: str
    """Starts with `/`; two plugins may not claim the same one."""
    app: AsgiApp = field(repr=False)


class Asking(Protocol):
    """What the host gives to a command that asks the platforms of a project's sources (`Command.asks`)."""

    def sources(self, kind: str) -> Mapping[str, HttpSource]:
        """The project's sources of a kind, by their names."""

    def rows(self, name: str, source: HttpSource) -> Sequence[Row]:
        """Every row of a source, which may be of the command's own making: nothing of it is kept.

        The calls are made as those of the project's source `name` are: paced, with its secrets, where that may call.
        Blocking. Raises `ConfigError` when the source cannot be read to its end.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that a plugin adds to `frontdesk`: a function with plain annotated parameters."""

    name: str
    summary: str
    run: Callable[..., None]
    asks: bool = False
    """The first parameter of `run` is an `Asking`, called `asking`: the host gives it, and adds `--project`."""
