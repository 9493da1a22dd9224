"""A source caller and a platform on loopback, with a clock on which nobody waits: matter for the tests of calling."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from random import Random

import pytest

from core.testkit.tests.parrot_source import KEY, ParrotDialect, ParrotSettings, ParrotSource
from frontdesk import ConfigError, Fetch, HttpSource, Page
from frontdesk_server.calling import SourceCaller
from frontdesk_server.secrets import Secrets
from frontdesk_testkit import FakeSourceServer, Turn
from frontdesk_testkit.source_matter import record_of
from tests.server.runtime.house import TurnedClock

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
ENVIRONMENT: Mapping[str, str] = {"PARROT": KEY.decode()}


class Quick(TurnedClock):
    """Whoever waits on it has waited: it remembers how long."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.turn(seconds=seconds + 1e-6)  # less than that is no time to this clock


@dataclass
class Shelf:
    """A shelf in memory."""

    kept: dict[str, Mapping[str, object]] = field(default_factory=dict)

    async def get(self, key: str) -> Mapping[str, object] | None:
        return self.kept.get(key)

    async def put(self, key: str, value: Mapping[str, object], expires: timedelta) -> None:
        self.kept[key] = value

    async def delete(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class Asked:
    """A caller with everything around it."""

    caller: SourceCaller
    server: FakeSourceServer
    source: ParrotSource
    clock: Quick
    shelf: Shelf

    @property
    def first(self) -> Fetch:
        return self.source.first(None)[0]

    async def page(self, fetch: Fetch | None = None, *, source: HttpSource | None = None, fresh: bool = False) -> Page:
        return await self.caller.fetch("parrot", source or self.source, fetch or self.first, fresh=fresh)

    async def everything(self) -> list[Page]:
        pages, waiting = [], [self.first]
        while waiting:
            pages.append(await self.page(waiting.pop()))
            waiting.extend(pages[-1].next)
        return pages

    async def fails(self, fetch: Fetch | None = None, *, source: HttpSource | None = None) -> str:
        """The words of the diagnostic."""
        with pytest.raises(ConfigError) as caught:
            await self.page(fetch, source=source)
        assert KEY.decode() not in str(caught.value)
        return str(caught.value)


@asynccontextmanager
async def asked(
    *turns: Turn,
    count: int = 6,
    private: Collection[str] = ("parrot",),
    environment: Mapping[str, str] = ENVIRONMENT,
    moved: Mapping[str, str] | None = None,
    source: type[ParrotSource] = ParrotSource,
    records: Sequence[Mapping[str, object]] | None = None,
) -> AsyncIterator[Asked]:
    """A parrot with some records, and who asks it."""
    dialect = ParrotDialect()
    dialect.put([record_of(n) for n in range(count)] if records is None else records)
    clock, shelf = Quick(), Shelf()
    with FakeSourceServer(dialect, turns=turns, etags=True, moved=moved) as server:
        settings = ParrotSettings.model_validate({"api_url": server.url, "key": "env:PARROT"})
        caller = SourceCaller(
            Secrets(environment),
            clock,
            networks=LOOPBACK,
            private=private,
            shelf=shelf,
            random=Random(7),  # noqa: S311 - the same chance in each run
        )
        try:
            yield Asked(caller, server, source(settings), clock, shelf)
        finally:
            await caller.close()
