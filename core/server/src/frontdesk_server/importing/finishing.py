"""The end of a pass: who is gone is retired, unless that cannot be right; and who was nobody yet is looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.progress import Progress
from frontdesk_server.importing.settling import Settling
from frontdesk_server.importing.taking import Taking, match_rows
from frontdesk_server.project import SourceSpec
from frontdesk_server.store.passes import PassWork
from frontdesk_server.store.source_records import SourceRecords


async def finish(work: PassWork, taking: Taking, now: datetime, *, confirm: bool) -> Diagnostic | None:
    """Retire who is gone, in the transaction that ends the pass; what is said where that was held back."""
    spec, progress = taking.spec, taking.progress
    records = work.records(spec.id)
    gone = await _gone(work, taking)
    before = await records.count() - progress.new
    doubt = None if confirm else _doubt(taking, len(gone), before)
    if doubt is None:
        places = await records.go(gone)
        settling = Settling(records=records, circle=taking.circle, progress=progress, now=now)
        await settling.settle(places)
    else:
        await records.stay(gone)
        await records.age(await records.places_of(gone))
        progress.tell([doubt])
    if progress.thorough or progress.added or progress.changed or progress.retired:
        await rematch(work, taking.circle, progress, now)
    return doubt


async def _gone(work: PassWork, taking: Taking) -> list[str]:
    """The rows that the source tells of no more, or says are gone."""
    records, progress = work.records(taking.spec.id), taking.progress
    leaving = set(await records.leaving())
    if progress.since is not None:
        return sorted(leaving)
    missing = await _missing(records, taking) - leaving
    if missing and not progress.complete:
        await records.stay(sorted(missing))
        await records.age(await records.places_of(sorted(missing)))
        progress.tell([Diagnostic(id="FD798", params={"source": taking.spec.id, "missing": len(missing)})])
        return sorted(leaving)
    return sorted(leaving | missing)


async def _missing(records: SourceRecords, taking: Taking) -> set[str]:
    """The rows that a pass over everything has not met."""
    if taking.alone:
        return set(await records.natives()) - taking.seen
    return set(await records.unseen(taking.number))


def _doubt(taking: Taking, gone: int, before: int) -> Diagnostic | None:
    """Why so many cannot have gone at once."""
    source = taking.spec.id
    if gone and not taking.progress.rows:
        return Diagnostic(id="FD622", params={"source": source})
    if gone > before * taking.spec.document.most_retired:
        return Diagnostic(id="FD784", params={"source": source, "gone": gone, "of": before})
    return None


async def rematch(work: PassWork, circle: Circle, progress: Progress, now: datetime) -> None:
    """Look again where rows of all sources belong that are nobody, or that an earlier source may know by their code."""
    for spec in circle.specs:
        records = work.records(spec.id)
        moved = [*await _found(work, spec, circle), *await _recognised(work, spec, circle)]
        for native, _, to in moved:
            await records.move(native, to)
        places = {place for _, before, to in moved for place in (before, to) if place is not None}
        await Settling(records=records, circle=circle, progress=progress, now=now).settle(places)


Move = tuple[str, str | None, str]
"""A row, the establishment that it was, and the one that it is."""


async def _found(work: PassWork, spec: SourceSpec, circle: Circle) -> Sequence[Move]:
    """Rows that were no establishment, and are one now."""
    records = work.records(spec.id)
    matches = await match_rows(records, spec, circle, await records.unmatched())
    return [(native, None, place) for native, (place, _) in matches.items() if place is not None]


async def _recognised(work: PassWork, spec: SourceSpec, circle: Circle) -> Sequence[Move]:
    """Rows that were taken for another establishment before an earlier source told their code."""
    if spec.document.match != "code":
        return []
    records, earlier = work.records(spec.id), circle.earlier(spec.id)
    rows = [row for row in await records.coded_elsewhere(earlier) if row[0] not in spec.document.ids]
    known = await records.coded(sorted({code for _, code, _ in rows}), earlier)
    found = [(native, place, known.get(code, set())) for native, code, place in rows]
    return [(native, place, next(iter(ids))) for native, place, ids in found if len(ids) == 1 and place not in ids]
