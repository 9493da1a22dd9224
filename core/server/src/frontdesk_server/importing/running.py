"""Running passes: one source at a time in this process, and each source by one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from frontdesk.calls import secret_refs
from frontdesk.errors import ConfigError
from frontdesk.source import HttpSource, LocalSource, Page
from frontdesk_server.importing.asked import ask
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.local import read_local
from frontdesk_server.importing.passing import Advance, Outcome, Pass, Wish, unwatched
from frontdesk_server.importing.ports import Caller
from frontdesk_server.importing.proving import failed, proven
from frontdesk_server.importing.telling import take_told
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.passes import LEASE, OvertakenError

_log = structlog.get_logger("frontdesk.sources")


@dataclass(slots=True, kw_only=True)
class Runner:
    """Makes passes over the sources of a circle."""

    store: Store
    caller: Caller | None
    owner: str
    """Who makes them: unique to this process."""
    secrets: Callable[[str], bytes | None] | None = None
    """The value of a secret by its reference. Raises `ConfigError` where it has none."""
    lease: timedelta = LEASE
    circle: Circle = field(default_factory=Circle)

    async def run(self, spec: SourceSpec, wish: Wish, advance: Advance = unwatched) -> Outcome:
        """One pass. Raises `StoreUnavailable`; what else goes wrong is in the outcome, and what was told is kept."""
        state = await self.store.passes.claim(spec.id, self.owner, self.lease)
        if state is None:
            return Outcome(source=spec.id, busy=True)
        run = Pass(
            store=self.store,
            spec=spec,
            circle=await self._circle(spec),
            state=state,
            owner=self.owner,
            lease=self.lease,
            wish=wish,
            advance=advance,
        )
        holding = asyncio.create_task(self._hold(spec.id), name=f"claim of {spec.id}")
        try:
            return await self._made(run)
        except OvertakenError:
            return Outcome(source=spec.id, busy=True)
        finally:
            holding.cancel()
            await asyncio.shield(self.store.passes.let_go(spec.id, self.owner))

    async def _hold(self, source: str) -> None:
        """Keep the claim, until cancelled: a platform may have itself waited for, a database think, for minutes."""
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            with suppress(StoreUnavailable):
                await self.store.passes.hold(source, self.owner, self.lease)

    async def _made(self, run: Pass) -> Outcome:
        self.hand_secrets(run.spec)
        source = run.spec.source
        try:
            if isinstance(source, LocalSource):
                return await read_local(run, source)
            return await ask(run, source, self._caller())
        except ConfigError as error:
            return await run.fail(error.diagnostics)
        except (OvertakenError, StoreUnavailable):
            raise
        except Exception as error:  # noqa: BLE001 - a plugin's mistake: the other sources are read all the same
            _log.exception("source failed", source=run.spec.id)
            return await run.fail([failed(run.spec, error)])

    async def take(self, spec: SourceSpec, page: Page) -> None:
        """Take in what a source said by itself: its rows, and those of the calls that it has led to.

        Raises `ConfigError` where one of these fails: the next pass brings what was missed.
        """
        self.hand_secrets(spec)
        rows, left = list(page.rows), list(page.next)
        while left and isinstance(spec.source, HttpSource):
            found = await self._caller().fetch(spec.id, spec.source, left.pop(0), fresh=True)
            rows += found.rows
            left += found.next
        await take_told(self.store, spec, await self._circle(spec), [proven(row) for row in rows], self.owner)

    def _caller(self) -> Caller:
        if self.caller is None:
            raise LookupError("a source that is asked over HTTP, and nobody who makes calls")
        return self.caller

    async def _circle(self, spec: SourceSpec) -> Circle:
        states = await self.store.passes.all()
        silent = {id_: found.stale_since for id_, found in states.items() if found.stale_since and id_ != spec.id}
        return replace(self.circle, silent=silent)

    def hand_secrets(self, spec: SourceSpec) -> None:
        """Hand the source the secrets that it needs itself. One that has no value is missed when it is needed."""
        values: dict[str, bytes] = {}
        for ref in secret_refs(spec.source.settings):
            with suppress(ConfigError):
                value = self.secrets(ref) if self.secrets else None
                values |= {} if value is None else {ref: value}
        spec.source.secrets = values
