"""Settling: establishments as everything that is told of them makes them, written where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.merging import Told, merged
from frontdesk_server.importing.progress import Progress
from frontdesk_server.importing.zoning import zoned
from frontdesk_server.store.establishments import text_of, version_of
from frontdesk_server.store.source_records import Placed, SourceRecords, Voice

Fresh = Mapping[tuple[str, str], Mapping[str, object]]
"""Records at hand, by source and row: they need not be read from their text."""
NOTHING: Final[Fresh] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Settling within one transaction."""

    records: SourceRecords
    circle: Circle
    progress: Progress
    now: datetime

    async def settle(self, ids: Iterable[str], fresh: Fresh = NOTHING) -> None:
        """Put these establishments together from what is told of them now. Who is told of no more is retired."""
        wanted = sorted(set(ids))
        voices = _heard(await self.records.told(wanted), self.circle)
        there = await self.records.places(wanted)
        alive = {id_ for id_, told in voices.items() if any(self.circle.creating(voice.source) for voice in told)}
        rows = [self._row(id_, voices[id_], fresh) for id_ in wanted if id_ in alive]
        differing = [row for row in rows if _differs(there.get(row["id"]), row)]
        gone = [id_ for id_ in wanted if id_ not in alive and id_ in there and not there[id_].retired]
        await self.records.write_places(differing)
        await self.records.retire_places(gone)
        added = sum(row["id"] not in there for row in differing)
        self.progress.added += added
        self.progress.changed += len(differing) - added
        self.progress.unchanged += len(rows) - len(differing)
        self.progress.retired += len(gone)

    def _row(self, id_: str, voices: Sequence[Voice], fresh: Fresh) -> dict[str, Any]:
        """The establishment's row, of what these say."""
        at_hand = ((voice, fresh.get((voice.source, voice.native))) for voice in voices)
        made = merged(id_, [Told(voice.source, record or json.loads(voice.record)) for voice, record in at_hand])
        self.progress.tell((*_two_rows(id_, voices), *zoned(made)))
        text = text_of(made.record)
        since = (at for voice in voices for at in (voice.stale_since, self.circle.silent.get(voice.source)))
        stale = [at for at in since if at is not None]
        return {
            "id": id_,
            "source": voices[0].source,
            "name": str(made.record["name"]),
            "record": text,
            "version": version_of(text),
            "updated_at": self.now,
            "stale_since": min(stale, default=None),
            "retired": False,
            "told_by": text_of(made.told_by) if len(set(made.told_by.values())) > 1 else None,
        }


def _heard(voices: Sequence[Voice], circle: Circle) -> dict[str, list[Voice]]:
    """By establishment, who tells of it, those that count most first."""
    ordered = sorted(voices, key=lambda voice: (voice.establishment, circle.rank(voice.source), voice.native))
    return {id_: list(told) for id_, told in groupby(ordered, key=attrgetter("establishment"))}


def _two_rows(id_: str, voices: Sequence[Voice]) -> Iterable[Diagnostic]:
    first = {voice.source: voice.native for voice in reversed(voices)}
    for voice in voices:
        if voice.native != first[voice.source]:
            params = {
                "native": voice.native,
                "first": first[voice.source],
                "source": voice.source,
                "establishment": id_,
            }
            yield Diagnostic(id="FD795", params=params, severity="warning")


def _differs(there: Placed | None, row: Mapping[str, Any]) -> bool:
    same = there is not None and (there.version, there.source, there.told_by) == (
        row["version"],
        row["source"],
        row["told_by"],
    )
    return not same or there is None or there.retired or there.stale_since != row["stale_since"]
