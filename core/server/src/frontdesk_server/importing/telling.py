"""What a source says by itself, between passes: rows that came with a webhook."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.source import Row
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.finishing import rematch
from frontdesk_server.importing.progress import Progress
from frontdesk_server.importing.settling import Settling
from frontdesk_server.importing.taking import Taking
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import Store


async def take_told(store: Store, spec: SourceSpec, circle: Circle, rows: Sequence[Row], owner: str) -> Progress:
    """Take these rows in; who is said to be gone is retired at once. A pass under way counts them as seen."""
    now = store.clock.now()
    progress = Progress(started_at=now, key="", since=now)
    async with store.passes.work(owner) as work:
        # Within the transaction: a pass that began in between would not know that these were seen.
        number = (await work.state(spec.id)).number
        taking = Taking(spec=spec, circle=circle, progress=progress, number=number)
        records = work.records(spec.id)
        await taking.take(records, [row for row in rows if not row.gone], now)
        held = await records.held([row.id for row in rows if row.gone and row.id is not None])
        gone = [native for native, found in held.items() if found.gone_since is None]
        await records.leave(gone, number)  # seen by the pass under way, whose pages may be older than that
        places = await records.go(gone)
        await Settling(records=records, circle=circle, progress=progress, now=now).settle(places)
        if progress.added or progress.changed or progress.retired:
            await rematch(work, circle, progress, now)
    return progress
