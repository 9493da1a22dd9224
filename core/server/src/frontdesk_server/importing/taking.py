"""Taking: a chunk of a source's rows into the store, with everything that follows from them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from frontdesk.diagnostics import Diagnostic
from frontdesk.source import Row
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.matching import Around, matched
from frontdesk_server.importing.progress import Progress
from frontdesk_server.importing.proving import package_of
from frontdesk_server.importing.settling import Settling
from frontdesk_server.project import SourceSpec
from frontdesk_server.store.establishments import text_of, version_of, whole
from frontdesk_server.store.source_records import Held, SourceRecords, SourceRow


@dataclass(slots=True)
class _Sorted:
    """The rows of a chunk by what they say."""

    good: dict[str, _Good] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)

    def natives(self) -> list[str]:
        return sorted({*self.good, *self.bad, *self.same, *self.leaving})


@dataclass(frozen=True, slots=True)
class _Good:
    """A row that can be used, and the part of its record that its source may tell."""

    record: Mapping[str, object]
    text: str
    version: str
    code: str | None
    digest: str | None


@dataclass(slots=True, kw_only=True)
class Taking:
    """The rows of one pass of one source."""

    spec: SourceSpec
    circle: Circle
    progress: Progress
    number: int
    """Of the pass; that of the last one where rows come outside of passes."""
    alone: bool = True
    """They come in one go: who was seen is remembered here, and not row by row in the store."""
    known: Mapping[str, str] = field(default_factory=dict)
    """The digests by which rows may come as `same` without being looked up."""
    seen: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    """Rows that came as `same`, but of which nothing is held."""

    async def take(self, records: SourceRecords, rows: Iterable[Row], now: datetime) -> None:
        """Take these rows in."""
        found = self._sort(rows)
        asked = [native for native in found.natives() if native not in found.same or native not in self.known]
        held = await records.held(asked)
        await self._take_good(records, self._first(found.good, held), held, now)
        unknown = found.same.intersection(asked)
        self.progress.unchanged += len(found.same) - len(unknown)
        await self._take_same(records, unknown, held)
        await self._take_bad(records, found.bad, held)
        await records.leave(sorted(found.leaving & held.keys()), self.number)
        if self.alone:
            self.seen.update(found.good, found.bad, found.same)

    # Rows

    def _sort(self, rows: Iterable[Row]) -> _Sorted:
        found = _Sorted()
        for row in rows:
            self.progress.tell(row.diagnostics)
            self._sort_one(row, found)
        found.bad -= {*found.good, *self.seen}
        found.same -= found.good.keys()
        return found

    def _sort_one(self, row: Row, found: _Sorted) -> None:
        word = row.id is None and all(said.severity != "error" for said in row.diagnostics)
        self.progress.rows += not word  # a warning about the whole, an unknown column, is nobody's row
        if row.id is None:
            self.progress.complete = self.progress.complete and word
            self.progress.bad += not word
        elif row.gone:
            found.leaving.add(row.id)
        elif row.same:
            found.same.add(row.id)
        elif row.record is None:
            found.bad.add(row.id)
            self.progress.bad += 1
        elif row.id in found.good:
            self._repeated(row.id, found.good[row.id].version, self._good(row))
        else:
            found.good[row.id] = self._good(row)
            self.progress.good += 1

    def _good(self, row: Row) -> _Good:
        given = row.record or {}
        only: frozenset[str] = frozenset(self.spec.document.only)
        record = given if not only else {name: value for name, value in given.items() if name in only}
        code = given.get("code")
        text = text_of(record)
        # What was doubtful is to be told again at the next pass: it must not come as `same`.
        digest = None if row.diagnostics else row.digest
        kept = whole(str(code)).replace("\x00", "\ufffd") if code else None
        return _Good(record, text, version_of(text), kept, digest)

    def _repeated(self, native: str, version: str, row: _Good) -> None:
        if row.version != version:
            params = {"native": native, "source": self.spec.id}
            self.progress.tell([Diagnostic(id="FD792", params=params, severity="warning")])

    def _first(self, good: Mapping[str, _Good], held: Mapping[str, Held]) -> dict[str, _Good]:
        """Without the rows that this pass has taken before: the first one counts."""
        first: dict[str, _Good] = {}
        for native, row in good.items():
            before = held.get(native)
            if before is not None and (native in self.seen if self.alone else before.number == self.number):
                self._repeated(native, before.version, row)
            else:
                first[native] = row
        return first

    async def _take_good(
        self, records: SourceRecords, good: Mapping[str, _Good], held: Mapping[str, Held], now: datetime
    ) -> None:
        changed = {native: row for native, row in good.items() if self._changes(held.get(native), row)}
        rest = [native for native in good if native not in changed]
        self.progress.new += sum(native not in held or held[native].gone_since is not None for native in changed)
        places = await self._match(records, changed, held)
        await records.put(
            [
                SourceRow(
                    native=native,
                    establishment=places.get(native),
                    record=row.text,
                    version=row.version,
                    digest=row.digest,
                    code=row.code,
                )
                for native, row in changed.items()
            ],
            self.number,
        )
        await self._take_held(records, rest, held)
        fresh = {(self.spec.id, native): row.record for native, row in changed.items()}
        left = [before.establishment for native in changed if (before := held.get(native)) and before.establishment]
        ids = {place for place in (*places.values(), *left) if place is not None}
        settling = Settling(records=records, circle=self.circle, progress=self.progress, now=now)
        await settling.settle(ids, fresh)
        self.progress.unchanged += len(rest)

    def _changes(self, before: Held | None, row: _Good) -> bool:
        if before is None or before.gone_since is not None or before.establishment is None or self.progress.thorough:
            return True
        moved = self.spec.document.ids.get(before.native, before.establishment) != before.establishment
        return moved or (before.version, before.digest) != (row.version, row.digest)

    async def _take_held(self, records: SourceRecords, natives: Sequence[str], held: Mapping[str, Held]) -> None:
        """These came as they are held."""
        marked = [native for native in natives if held[native].stale_since or held[native].leaving]
        await records.seen(marked if self.alone else natives, self.number)
        mended = [held[native].establishment or "" for native in marked if held[native].stale_since]
        await records.freshen(mended)

    async def _take_same(self, records: SourceRecords, same: Iterable[str], held: Mapping[str, Held]) -> None:
        """Rows that have not changed; of which nothing is held, the source must be asked again."""
        there = [native for native in sorted(same) if native in held and held[native].gone_since is None]
        self.unknown.update(native for native in same if native not in there)
        await self._take_held(records, there, held)
        self.progress.unchanged += len(there)

    async def _take_bad(self, records: SourceRecords, bad: Iterable[str], held: Mapping[str, Held]) -> None:
        """What is held of a row that cannot be used stays, and grows old."""
        there = [native for native in sorted(bad) if native in held and held[native].gone_since is None]
        kept = there if self.alone else [native for native in there if held[native].number != self.number]
        await records.seen_bad(kept, self.number)
        await records.age([held[native].establishment or "" for native in kept])

    # Where rows belong

    async def _match(
        self, records: SourceRecords, rows: Mapping[str, _Good], held: Mapping[str, Held]
    ) -> dict[str, str | None]:
        asked = [native for native in rows if self._is_open(held.get(native))]
        settled = {native: held[native].establishment for native in rows if not self._is_open(held.get(native))}
        codes = {native: rows[native].code for native in asked}
        found = await match_rows(records, self.spec, self.circle, codes)
        self.progress.tell(problem for _, problem in found.values() if problem is not None)
        return settled | {native: place for native, (place, _) in found.items()}

    def _is_open(self, before: Held | None) -> bool:
        """Whether it is to be found out (again) where a row belongs."""
        if before is None or before.establishment is None or before.gone_since is not None:
            return True
        return self.progress.thorough or self.spec.document.match == "code" or before.native in self.spec.document.ids

    def tell_unknown(self) -> None:
        """Tell of the rows that are said to be the same as nothing."""
        for native in sorted(self.unknown):
            params = {"source": self.spec.id, "native": native, "package": package_of(self.spec)}
            self.progress.tell([Diagnostic(id="FD796", params=params, severity="warning")])


async def match_rows(
    records: SourceRecords, spec: SourceSpec, circle: Circle, codes: Mapping[str, str | None]
) -> dict[str, tuple[str | None, Diagnostic | None]]:
    """Where rows belong, by their ids, with what stands in the way; `codes` are their store codes."""
    if not codes:
        return {}
    tellers = await records.owners(list(codes))
    earlier = circle.earlier(spec.id)
    by_code = spec.document.match == "code"
    known = await records.coded(sorted({code for code in codes.values() if code}), earlier) if by_code else {}
    owners = {id_: circle.owners(spec.id, told) for id_, told in tellers.items()}
    around = Around(owners=owners, codes=known, earlier=earlier)
    matches = {native: matched(spec.id, spec.document, native, code, around) for native, code in codes.items()}
    taken = {match.establishment for match in matches.values() if match.establishment is not None}
    tellers |= await records.owners(sorted(taken - set(codes)))
    left = [id_ for id_ in sorted(taken) if any(other not in circle for other in tellers.get(id_, ()))]
    await records.abandon(left, circle.names())
    return {native: (match.establishment, match.problem) for native, match in matches.items()}
