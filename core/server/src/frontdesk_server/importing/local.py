"""The pass over a local source: read from the start, in chunks; what has not changed costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from frontdesk.source import LocalSource, Row
from frontdesk_server.importing.passing import Outcome, Pass
from frontdesk_server.importing.reading import Reading, reading
from frontdesk_server.importing.taking import Taking


async def read_local(run: Pass, source: LocalSource) -> Outcome:
    """Read it: what has changed where that is enough and the source can say it, else everything.

    One that was broken off begins anew: what it had written is met as unchanged. Raises what the source raises.
    """
    async with reading() as rows:
        taking = await _begun(run, source, rows)
        async with run.store.passes.work(run.owner, run.lease) as work:
            await work.records(run.spec.id).nobody_leaves()
            await work.keep(run.state)
        async for chunk in rows.chunks():
            async with run.store.passes.work(run.owner, run.lease) as work:
                await run.take(work, taking, chunk)
    async with run.store.passes.work(run.owner, run.lease) as work:
        return await run.end(work, taking)


async def _begun(run: Pass, source: LocalSource, rows: Reading) -> Taking:
    """Have the source begin to tell."""
    known = await _known(run)
    since = run.since
    if since is not None and not await rows.begin(partial(source.rows_since, since)):
        since = None
    if since is None:
        await rows.begin(lambda: _everything(source, known))
    progress = run.progress(since)
    run.begin(progress)
    return Taking(spec=run.spec, circle=run.circle, progress=progress, number=run.state.number, known=known)


def _everything(source: LocalSource, known: Mapping[str, str]) -> Iterator[Row]:
    return source.rows_beside(known) if known else source.rows()


async def _known(run: Pass) -> Mapping[str, str]:
    """By which digests rows are recognised; none where everything is to be read."""
    if run.wish.full or run.thorough:
        return {}
    async with run.store.passes.work(run.owner, run.lease) as work:
        return await work.records(run.spec.id).digests()
