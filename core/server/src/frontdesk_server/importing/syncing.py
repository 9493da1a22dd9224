"""Keeping establishments as their sources have them: read again when they change or when it is time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from os import getpid
from socket import gethostname
from typing import Final
from uuid import uuid4

import structlog

from frontdesk.calls import WebhookRequest
from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.source import HttpSource, LocalSource, Page
from frontdesk_server.clock import Clock
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.hearing import Hearing
from frontdesk_server.importing.passing import MARK, Advance, Outcome, Wish, noted, unwatched
from frontdesk_server.importing.ports import Caller
from frontdesk_server.importing.running import Runner
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import Store, StoreUnavailable, Synced
from frontdesk_server.store.passes import LEASE

POLL_SECONDS: Final = 2.0
"""How often it is asked whether a source has changed."""
EVERY: Final = timedelta(minutes=15)
"""How often a source is read that does not show whether it has changed."""
MOST_LOOKS: Final = 15
"""A source that looks different at each of so many looks is written all the time: it is read all the same."""
CONFIRM_EVERY: Final = timedelta(minutes=1)
"""How exactly it is remembered when a source was last found unchanged."""
BUSY_SECONDS: Final = 1.0

_log = structlog.get_logger("frontdesk.sources")


class SourceSync:
    """The sources of a server, or of a command beside one."""

    def __init__(
        self,
        store: Store,
        sources: Sequence[SourceSpec],
        clock: Clock,
        *,
        caller: Caller | None = None,
        asleep: Collection[str] = (),
        secrets: Callable[[str], bytes | None] | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._store = store
        self._clock = clock
        owner = f"{gethostname()}:{getpid()}:{uuid4().hex[:8]}"
        self._runner = Runner(store=store, caller=caller, owner=owner, secrets=secrets, lease=lease)
        self._runner.circle = Circle(specs=tuple(sources), asleep=tuple(asleep))
        self._told: dict[str, frozenset[str]] = {}
        self._seen: dict[str, tuple[str | None, int]] = {}
        self._tried: dict[str, tuple[str | None, datetime]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._urgent: set[str] = set()
        self._hearing = Hearing(self._runner)
        self._heard = asyncio.Event()

    @property
    def circle(self) -> Circle:
        """The sources, as they are now."""
        return self._runner.circle

    def call_by(self, caller: Caller) -> None:
        """Have calls of sources made by this one: without it, sources that are asked over HTTP wait."""
        self._runner.caller = caller

    def replace(self, sources: Sequence[SourceSpec], asleep: Collection[str] = ()) -> None:
        """Keep to these sources from the next look on. Those `asleep` are there, but cannot be read."""
        self._runner.circle = Circle(specs=tuple(sources), asleep=tuple(asleep))

    async def now(self, id_: str, *, confirm: bool = False) -> bool:
        """Read one source at once, whether it has changed or not; False = there is no such source.

        One that is being read already goes on being read, unless something is to be confirmed: that begins anew.
        """
        spec = self.circle.get(id_)
        if spec is None:
            return False
        if confirm:
            await self._stop(id_)
        elif self._turns[id_].locked():
            return True
        self._told.pop(id_, None)
        wish = Wish(confirm=confirm, mark=await self._mark(spec))
        await (self.read(spec, wish) if confirm else self._attempt(spec, wish, unwatched))
        return True

    async def once(self) -> Mapping[str, Synced]:
        """Read every source that has changed since it was last read, or does not show it."""
        found = {}
        for spec in self._readable():
            outcome = await self._unless_read(spec, await self._mark(spec))
            if outcome is not None and outcome.progress is not None and outcome.read:
                found[spec.id] = _synced(outcome)
        return found

    async def look(self) -> None:
        """Read what has changed, and what does not show it when it is time.

        Only what looks as it did at the last look: a file half written would retire who is not in it yet. Nobody waits
        for sources that are asked over HTTP, which may take hours: their passes go on beside this.
        """
        for spec in self._readable():
            mark = await self._mark(spec)
            before, looks = self._seen.get(spec.id, (None, 0))
            settled = mark is None or mark == before or looks >= MOST_LOOKS
            self._seen[spec.id] = (mark, 0 if settled else looks + 1)
            if not settled or not self._due(spec, mark):
                continue
            if isinstance(spec.source, HttpSource):
                self._ask_beside(spec)
            else:
                await self._unless_read(spec, mark)

    async def asked(self) -> None:
        """Wait for the passes that go on beside the looks."""
        await asyncio.gather(*self._asking.values())

    async def forever(self) -> None:
        """Look every two seconds, until cancelled. A store that does not answer is asked again."""
        try:
            while True:
                try:
                    await self.look()
                except StoreUnavailable as error:
                    _log.warning("establishments not written", reason=str(error))
                await self._clock.sleep(POLL_SECONDS)
        finally:
            for source in list(self._asking):
                await self._stop(source)

    async def read(self, spec: SourceSpec, wish: Wish, advance: Advance = unwatched) -> Outcome:
        """One pass, told and noted. While another process is at it, this waits as long as such a claim lasts."""
        outcome = await self._attempt(spec, wish, advance)
        begun = self._clock.now()
        while outcome.busy and self._clock.now() - begun < 2 * self._runner.lease:
            await self._clock.sleep(BUSY_SECONDS)
            outcome = await self._attempt(spec, wish, advance)
        busy = Diagnostic(id="FD789", params={"source": spec.id})
        return replace(outcome, problems=(busy,)) if outcome.busy else outcome

    async def take(self, id_: str, page: Page) -> bool:
        """Take in what a source said by itself (a webhook); False = there is no such source."""
        spec = self.circle.get(id_)
        if spec is None:
            return False
        await self._runner.take(spec, page)
        return True

    def http_source(self, id_: str) -> HttpSource | None:
        """The source of that name, where it is one that is asked over HTTP."""
        spec = self.circle.get(id_)
        return spec.source if spec is not None and isinstance(spec.source, HttpSource) else None

    async def hear(self, id_: str, request: WebhookRequest) -> bool:
        """Take in a webhook, durable when this returns; False = no source of that name takes any.

        Raises `WebhookRejected` and `ConfigError`. It waits for no pass: what it asks for is called for beside them.
        """
        spec = self.circle.get(id_)
        if spec is None or self.http_source(id_) is None:
            return False
        await self._hearing.hear(spec, request)
        self._heard.set()
        return True

    async def follow(self) -> None:
        """Make the calls that webhooks asked for, until none is left. What could not be had is due at the next look."""
        self._heard.clear()
        while await self._hearing.follow():
            pass
        self._urgent |= self._hearing.missed
        self._hearing.missed.clear()

    async def listen(self) -> None:
        """Follow webhooks as they come, those from before the start first, until cancelled."""
        while True:
            try:
                await self.follow()
                await self._heard.wait()
            except StoreUnavailable as error:
                _log.warning("webhooks of sources not followed", reason=str(error))
                await self._clock.sleep(POLL_SECONDS)

    def _readable(self) -> list[SourceSpec]:
        """Those that can be read here: without a caller nobody is asked."""
        asked = self._runner.caller is not None
        return [spec for spec in self.circle.specs if asked or not isinstance(spec.source, HttpSource)]

    def _due(self, spec: SourceSpec, mark: str | None) -> bool:
        """Whether it is time: a source that shows a change at once, unless it says how often it is to be read."""
        every = spec.document.every or (EVERY if mark is None else timedelta(0))
        tried = self._tried.get(spec.id)
        if tried is None or spec.id in self._urgent:
            return True
        shows_change = tried[0] != mark and spec.document.every is None
        return shows_change or self._clock.now() >= tried[1] + every

    def _ask_beside(self, spec: SourceSpec) -> None:
        """Begin a pass, unless one is under way."""
        if spec.id not in self._asking and not self._turns[spec.id].locked():
            self._asking[spec.id] = asyncio.create_task(self._ask(spec), name=f"source {spec.id}")

    async def _ask(self, spec: SourceSpec) -> None:
        """A pass, unless another server has made one just now."""
        try:
            state = await self._store.passes.get(spec.id)
            every = spec.document.every or EVERY
            rests = state.tried_at is not None and self._clock.now() < state.tried_at + every
            if rests and state.running is None and spec.id not in self._urgent:
                self._tried[spec.id] = (None, state.tried_at or self._clock.now())
            else:
                self._urgent.discard(spec.id)
                await self._unless_read(spec, None)
        except StoreUnavailable as error:
            _log.warning("establishments not written", reason=str(error))
        finally:
            self._asking.pop(spec.id, None)

    async def _stop(self, source: str) -> None:
        """Break off a pass that goes on beside the looks: the next one takes it up where it was."""
        task = self._asking.get(source)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _unless_read(self, spec: SourceSpec, mark: str | None) -> Outcome | None:
        """A pass, unless the source looks as it did at the last one that read it."""
        self._tried[spec.id] = (mark, self._clock.now())
        state = await self._store.passes.get(spec.id)
        if mark is None or state.memory.get(MARK) != mark:
            return await self._attempt(spec, Wish(mark=mark), unwatched)
        now = self._clock.now()
        if state.read_at is None or now - state.read_at >= CONFIRM_EVERY:
            await self._store.passes.confirm(spec.id, now)
        return None

    async def _attempt(self, spec: SourceSpec, wish: Wish, advance: Advance) -> Outcome:
        async with self._turns[spec.id]:
            outcome = await self._runner.run(spec, wish, advance)
        if not outcome.busy:
            await self._say(outcome)
        return outcome

    async def _say(self, outcome: Outcome) -> None:
        """Log what is new about a pass, and remember it for people who look."""
        news = self._tell(outcome.source, outcome.problems)
        done = outcome.progress
        if done is not None and (done.added or done.changed or done.retired):
            counts = {"added": done.added, "changed": done.changed, "retired": done.retired}
            _log.info("establishments read", source=outcome.source, **counts, unchanged=done.unchanged)
        if outcome.read or news:
            await self._store.connections.note_pass(noted(outcome, self._clock.now()))

    def _tell(self, source: str, diagnostics: Sequence[Diagnostic]) -> bool:
        """Log what is new, and whether something is: what is still wrong at the next look has been said."""
        said = frozenset(describe(found) for found in diagnostics)
        before = self._told.get(source)
        for text in sorted(said - (before or frozenset())):
            _log.warning("source", source=source, problem=text)
        self._told[source] = said
        return said != before

    async def _mark(self, spec: SourceSpec) -> str | None:
        """What changes when the data, the settings or the program change; None = it must always be read."""
        return await asyncio.to_thread(_data, spec, self.circle.key(spec))


def _data(spec: SourceSpec, key: str) -> str | None:
    try:
        data = spec.source.fingerprint() if isinstance(spec.source, LocalSource) else None
    except Exception:  # noqa: BLE001 - whatever it is, reading the source meets it too, and says why
        return None
    if data is None:
        return None
    return blake2b(f"{data}\x1f{key}".encode(), digest_size=16).hexdigest()


def _synced(outcome: Outcome) -> Synced:
    done = outcome.progress
    if done is None:
        return Synced()
    refused = tuple(found for found in done.problems if found.id == "FD763")
    counts = {name: getattr(done, name) for name in ("added", "changed", "unchanged", "retired")}
    return Synced(**counts, refused=refused)
