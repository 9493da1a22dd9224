"""The pass over a source that is asked over HTTP: call by call from its frontier, and from there on after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.source import Fetch, HttpSource, Page, Row
from frontdesk_server.calling.fetches import fetch_from_json, fetch_key, fetch_to_json
from frontdesk_server.importing.passing import Outcome, Pass
from frontdesk_server.importing.ports import Caller
from frontdesk_server.importing.progress import Progress
from frontdesk_server.importing.proving import failed, proven
from frontdesk_server.importing.taking import Taking
from frontdesk_server.store import frontier
from frontdesk_server.store.frontier import Kept
from frontdesk_server.store.passes import PassWork


@dataclass(slots=True)
class _Brought:
    """What calls that ran at once have brought: some of them pages, some of them trouble."""

    done: list[Kept] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    found: list[Fetch] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


async def ask(run: Pass, source: HttpSource, caller: Caller) -> Outcome:
    """Ask it until nothing is left to be asked. Raises what `HttpSource.first` raises.

    What came is kept whatever happens: the pass goes on from its frontier next time. One that could do nothing at all
    with what it found there is begun anew: the platform may have forgotten those pages.
    """
    taking = await _taken_up(run, source)
    advanced = False
    while True:
        async with run.store.passes.work(run.owner, run.lease) as work:
            calls = await frontier.upcoming(work.link, run.spec.id, max(source.pace().at_once, 1))
            if not calls:
                await frontier.clear(work.link, run.spec.id)
                return await run.end(work, taking)
        brought = await _brought(run, source, caller, calls, taking)
        problems = await _keep(run, taking, brought)
        if problems:
            return await _broken_off(run, problems, advanced=advanced or bool(brought.done))
        advanced = True


async def _taken_up(run: Pass, source: HttpSource) -> Taking:
    """The pass that was broken off, or a new one with its first calls."""
    running = run.state.running
    anew = run.wish.full or run.wish.confirm or running is None or running.get("key") != run.circle.key(run.spec)
    progress = Progress.loaded(running) if running is not None and not anew else None
    if progress is None:
        progress = run.progress(run.since if source.incremental else None)
        run.begin(progress)
        await _begin(run, source.first(progress.since))
    spec, circle, number = run.spec, run.circle, run.state.number
    return Taking(spec=spec, circle=circle, progress=progress, number=number, alone=False)


async def _begin(run: Pass, first: Sequence[Fetch]) -> None:
    async with run.store.passes.work(run.owner, run.lease) as work:
        await work.records(run.spec.id).nobody_leaves()
        await frontier.clear(work.link, run.spec.id)
        await frontier.advance(work.link, run.spec.id, [], _kept(first))
        await work.keep(run.state)


async def _brought(run: Pass, source: HttpSource, caller: Caller, calls: Sequence[Kept], taking: Taking) -> _Brought:
    """Make calls at once, and wait for all of them: one that fails costs the others nothing."""
    fresh = run.wish.full or taking.progress.thorough
    fetches = [fetch_from_json(call.fetch) for call in calls]
    pages = await asyncio.gather(
        *(caller.fetch(run.spec.id, source, fetch, fresh=fresh) for fetch in fetches), return_exceptions=True
    )
    brought = _Brought()
    for call, fetch, page in zip(calls, fetches, pages, strict=True):
        whole = page
        if isinstance(page, Page) and any(row.same for row in page.rows) and not await _holds(run, page.rows):
            whole = await _again(run, source, caller, fetch)
        _add(run, brought, call, whole)
    return brought


async def _holds(run: Pass, rows: Sequence[Row]) -> bool:
    """Whether everything is held that is said to be the same, as it was then: a pass may have ended in between."""
    same = {row.id: row.digest for row in rows if row.same and row.id is not None}
    async with run.store.passes.work(run.owner, run.lease) as work:
        held = await work.records(run.spec.id).held(list(same))
    return all(
        native in held and held[native].gone_since is None and digest in (None, held[native].digest)
        for native, digest in same.items()
    )


async def _again(run: Pass, source: HttpSource, caller: Caller, fetch: Fetch) -> Page | Exception:
    try:
        return await caller.fetch(run.spec.id, source, fetch, fresh=True)
    except Exception as error:  # noqa: BLE001 - told as those of the other calls
        return error


def _add(run: Pass, brought: _Brought, call: Kept, page: Page | BaseException) -> None:
    if isinstance(page, Page):
        brought.done.append(call)
        brought.rows += [proven(row) for row in page.rows]
        brought.found += page.next
    elif isinstance(page, ConfigError):
        brought.problems += page.diagnostics
    elif isinstance(page, Exception):
        brought.problems.append(failed(run.spec, page))
    else:
        raise page


async def _keep(run: Pass, taking: Taking, brought: _Brought) -> list[Diagnostic]:
    """Take in what came, with the new frontier, in one transaction; what is wrong."""
    found = _kept(brought.found)
    async with run.store.passes.work(run.owner, run.lease) as work:
        known = await frontier.advance(work.link, run.spec.id, [call.key for call in brought.done], found)
        await run.take(work, taking, brought.rows)
        if not known:
            return brought.problems
        # It would lead round for ever, and who was not met by then would seem to be gone.
        await _give_up(run, work)
    url = fetch_from_json(found[min(known)]).call.url
    return [Diagnostic(id="FD791", params={"source": run.spec.id, "url": url})]


def _kept(fetches: Sequence[Fetch]) -> dict[str, str]:
    """Calls as they are kept, by what stands for them."""
    return {fetch_key(fetch): fetch_to_json(fetch) for fetch in fetches}


async def _give_up(run: Pass, work: PassWork) -> None:
    """Begin anew next time."""
    await frontier.clear(work.link, run.spec.id)
    run.state = replace(run.state, running=None)
    await work.keep(run.state)


async def _broken_off(run: Pass, problems: Sequence[Diagnostic], *, advanced: bool) -> Outcome:
    async with run.store.passes.work(run.owner, run.lease) as work:
        made = await frontier.made(work.link, run.spec.id)
        if not advanced:
            await _give_up(run, work)
    kept_so_far = [Diagnostic(id="FD797", params={"source": run.spec.id, "done": made}, severity="warning")]
    return await run.fail([*problems, *(kept_so_far if advanced and run.state.running is not None else ())])
