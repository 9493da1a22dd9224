"""Keeping establishments as their sources have them: files are read again when they change, without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from importlib.metadata import version
from typing import Final

import structlog

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.errors import ConfigError
from frontdesk_server.clock import Clock
from frontdesk_server.importing.places import Pass, Record, failed, read_source
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import Store, StoreUnavailable, Synced
from frontdesk_server.store.connecting import SourcePass

NAMESPACE: Final = "sources"
REMEMBERED: Final = timedelta(days=365)
POLL_SECONDS: Final = 2.0
"""How often a source is asked whether it has changed."""
MOST_LOOKS: Final = 15
"""A source that looks different at each of so many looks is written all the time: it is read all the same."""

_log = structlog.get_logger("frontdesk.sources")


class SourceSync:
    """The sources of a running server."""

    def __init__(self, store: Store, sources: Sequence[SourceSpec], clock: Clock) -> None:
        self._store = store
        self._sources = tuple(sources)
        self._clock = clock
        self._marks = store.expiring(NAMESPACE)
        self._told: dict[str, frozenset[str]] = {}
        self._seen: dict[str, tuple[str | None, int]] = {}
        self._turn = asyncio.Lock()

    def replace(self, sources: Sequence[SourceSpec]) -> None:
        """Keep to these sources from the next look on."""
        self._sources = tuple(sources)

    async def now(self, id_: str) -> bool:
        """Read one source at once, whether it has changed or not; False = there is no such source."""
        spec = next((spec for spec in self._sources if spec.id == id_), None)
        if spec is None:
            return False
        await self._marks.delete(id_)
        self._told.pop(id_, None)
        await self._sync(spec, await asyncio.to_thread(_mark, spec))
        return True

    async def once(self) -> Mapping[str, Synced]:
        """Read every source that has changed since it was last read, and write what differs."""
        marks = [(spec, await asyncio.to_thread(_mark, spec)) for spec in self._sources]
        return {spec.id: synced for spec, mark in marks if (synced := await self._sync(spec, mark)) is not None}

    async def look(self) -> None:
        """Do so for what looks as it did at the last look: a file half written would retire who is not in it yet."""
        for spec in self._sources:
            mark = await asyncio.to_thread(_mark, spec)
            before, looks = self._seen.get(spec.id, (None, 0))
            settled = mark is None or mark == before or looks >= MOST_LOOKS
            self._seen[spec.id] = (mark, 0 if settled else looks + 1)
            if settled:
                await self._sync(spec, mark)

    async def forever(self) -> None:
        """Look every two seconds, until cancelled. A store that does not answer is asked again."""
        while True:
            try:
                await self.look()
            except StoreUnavailable as error:
                _log.warning("establishments not written", reason=str(error))
            await self._clock.sleep(POLL_SECONDS)

    async def _sync(self, spec: SourceSpec, mark: str | None) -> Synced | None:
        """One source; None = it has not changed, or cannot be read."""
        async with self._turn:
            return await self._pass(spec, mark)

    async def _pass(self, spec: SourceSpec, mark: str | None) -> Synced | None:
        if mark is not None and await self._marks.get(spec.id) == {"mark": mark}:
            return None
        try:
            found = await asyncio.to_thread(read_source, spec)
        except ConfigError as error:
            await self._keep_last_good(spec, error.diagnostics)
            return None
        except Exception as error:  # noqa: BLE001 - a plugin's mistake: the other sources are read all the same
            problem = failed(spec, error)
            if describe(problem) not in self._told.get(spec.id, ()):
                _log.exception("source failed", source=spec.id)
            await self._keep_last_good(spec, [problem])
            return None
        if found.empty and await self._store.establishments.has_any(spec.id):
            # A file cut to nothing, a query on the wrong table: far likelier than a chain that has closed overnight.
            await self._keep_last_good(spec, [Diagnostic(id="FD622", params={"source": spec.id})])
            return None
        synced = await self._write(spec, found)
        if mark is not None:
            await self._marks.put(spec.id, {"mark": mark}, REMEMBERED)
        problems = (*found.diagnostics, *synced.refused)
        self._tell(spec.id, problems)
        await self._note(spec, problems, synced, records=len(found.records))
        return synced

    async def _note(
        self, spec: SourceSpec, problems: Sequence[Diagnostic], synced: Synced | None = None, *, records: int = 0
    ) -> None:
        """Remember the pass, for people who look."""
        done = synced or Synced()
        await self._store.connections.note_pass(
            SourcePass(
                source=spec.id,
                at=self._clock.now(),
                read=synced is not None,
                records=records,
                added=done.added,
                changed=done.changed,
                retired=done.retired,
                problems=tuple(problems),
            )
        )

    async def _write(self, spec: SourceSpec, found: Pass) -> Synced:
        """Write the records; who is missing is retired, but for those whose new record is only unreadable."""
        records = [*found.records.values(), *await self._last_good(spec, found.bad)]
        synced = await self._store.establishments.sync(spec.id, records, complete=not found.nameless)
        if synced.added or synced.changed or synced.retired:
            counts = {"added": synced.added, "changed": synced.changed, "retired": synced.retired}
            _log.info("establishments read", source=spec.id, **counts, unchanged=synced.unchanged)
        return synced

    async def _last_good(self, spec: SourceSpec, bad: Iterable[str]) -> list[Record]:
        stored = [await self._store.establishments.get(id_) for id_ in sorted(bad)]
        return [found.record for found in stored if found and found.source == spec.id and not found.retired]

    async def _keep_last_good(self, spec: SourceSpec, problems: Sequence[Diagnostic]) -> None:
        await self._marks.delete(spec.id)
        await self._store.establishments.mark_stale(spec.id)
        if self._tell(spec.id, problems):
            await self._note(spec, problems)

    def _tell(self, source: str, diagnostics: Sequence[Diagnostic]) -> bool:
        """Log what is new, and whether something is: what is still wrong at the next look has been said."""
        said = frozenset(describe(found) for found in diagnostics)
        before = self._told.get(source)
        for text in sorted(said - (before or frozenset())):
            _log.warning("source", source=source, problem=text)
        self._told[source] = said
        return said != before


def _mark(spec: SourceSpec) -> str | None:
    """What changes when the data, the source's settings or the program change; None = it must always be read."""
    try:
        data = spec.source.fingerprint()
    except Exception:  # noqa: BLE001 - whatever it is, reading the source meets it too, and says why
        return None
    if data is None:
        return None
    told = "\x1f".join((data, spec.source.settings.model_dump_json(), version("frontdesk-server")))
    return blake2b(told.encode(), digest_size=16).hexdigest()
