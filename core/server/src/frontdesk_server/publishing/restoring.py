"""Going back to a release: its message sets become drafts, and nothing is live by that; and what differs till then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frontdesk_server.publishing.audience import Audience, audience_of, selection_of
from frontdesk_server.publishing.drafts import KnownSet, Who, is_editable, known_sets, same
from frontdesk_server.publishing.live import Live, live_id, live_of, new_id
from frontdesk_server.publishing.parts import Document
from frontdesk_server.publishing.semantic import Difference, document_differences
from frontdesk_server.store import DraftKind, Release, Store, StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDifferences:
    """What a release changed, or would change, against another."""

    before: Release | None
    """None: the one that nothing came before."""
    after: Release
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of going back."""

    drafts: tuple[str, ...]
    """Ids of the sets that are drafts now, as they were in that release."""
    schedules: tuple[str, ...]
    """Ids of the schedules likewise."""
    unwanted: tuple[str, ...]
    """Ids of sets that are live now and were not then: only deactivating them goes all the way back."""
    skipped: tuple[str, ...]
    """Names of sets that files manage, or that concern others too: they stay as they are. Only those in sight."""


async def release_differences(store: Store, before: int, after: int) -> ReleaseDifferences | None:
    """What differs from one release to another, part by part; None where there is no such release. 0 = nothing."""
    old, new = await store.releases.get(before), await store.releases.get(after)
    if new is None or (old is None and before != 0):
        return None
    found = document_differences(old.document if old else {}, new.document)
    return ReleaseDifferences(before=old, after=new, differences=tuple(found))


def in_scope(found: ReleaseDifferences, audience: Audience, who: Who) -> tuple[Difference, ...]:
    """Those that somebody sees: with a narrower scope only the sets that concern it."""
    if who.scope.everything:
        return found.differences
    sets = [known for side in (found.before, found.after) for known in live_of(side).sets.values()]
    seen = {known.name for known in sets if _concerns(known.document, audience, who)}
    return tuple(each for each in found.differences if each.kind == "message_sets" and each.name in seen)


def _concerns(document: Document, audience: Audience, who: Who) -> bool:
    selection = selection_of(document)
    return selection is not None and audience.concerns(selection, who.scope)


async def restore(store: Store, number: int, who: Who) -> Restored | None:
    """Make drafts of a release's message sets, where they differ from what is live. Nothing of it is live by that.

    What was being written stays as each draft's version before. Doing it twice has one effect. None where there is no
    such release.
    """
    then = await store.releases.get(number)
    if then is None:
        return None
    return await _Return(
        store=store,
        who=who,
        then=live_of(then),
        now=live_of(await store.releases.newest()),
        audience=await audience_of(store),
        drafts=await store.drafts.list(),
    ).done()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Return:
    """One way back."""

    store: Store
    who: Who
    then: Live
    now: Live
    audience: Audience
    drafts: Sequence[StoredDraft]

    async def done(self) -> Restored:
        """Write the drafts."""
        known = {found.live.name: found for found in known_sets(self.now, self.drafts) if found.live is not None}
        drafts, skipped = [], []
        for name, earlier in self.then.sets.items():
            there = known.get(name)
            if there is not None and there.live is not None and same(earlier.document, there.live.document):
                continue
            if earlier.file is not None or not self._is_own(earlier.document, there):
                skipped += [name] if self._is_seen(earlier.document) else []
            else:
                drafts.append(await self._set(earlier.document, there))
        gone = [found for name, found in known.items() if name not in self.then.sets]
        return Restored(
            drafts=tuple(drafts),
            schedules=tuple(await self._schedules()),
            unwanted=tuple(found.id for found in gone if is_editable(found, self.audience, self.who)),
            skipped=tuple(skipped),
        )

    def _is_seen(self, document: Document) -> bool:
        return self.who.scope.everything or _concerns(document, self.audience, self.who)

    def _is_own(self, document: Document, there: KnownSet | None) -> bool:
        selection = selection_of(document)
        own = selection is not None and self.audience.is_within(selection, self.who.scope)
        return own and (there is None or is_editable(there, self.audience, self.who))

    async def _set(self, document: Document, there: KnownSet | None) -> str:
        name = str(document.get("name") or "")
        live = there.live if there is not None else None
        return await self._write(
            _Written(
                id=there.id if there is not None else new_id(self.who.name, f"restored:{self.then.number}:{name}"),
                kind=DraftKind.MESSAGE_SET,
                name=name,
                document=document,
                live_name=live.name if live else None,
                live=live.document if live else None,
            )
        )

    async def _schedules(self) -> list[str]:
        """Schedules have no establishments: who has a narrower scope leaves them as they are."""
        if not self.who.scope.everything:
            return []
        named = {draft.live_name or draft.name: draft for draft in self.drafts if draft.kind is DraftKind.SCHEDULE}
        made = []
        for name, earlier in self.then.schedules.items():
            now = self.now.schedules.get(name)
            if earlier.file is not None or (now is not None and (now.file or same(now.document, earlier.document))):
                continue
            there = named.get(name)
            written = _Written(
                id=there.id if there else live_id(DraftKind.SCHEDULE, name),
                kind=DraftKind.SCHEDULE,
                name=name,
                document=earlier.document,
                live_name=name if now else None,
                live=now.document if now else None,
            )
            made.append(await self._write(written))
        return made

    async def _write(self, written: _Written) -> str:
        """As a new draft, or over what is being written."""
        noted = self.who.change(
            "set.restored", written.name, self.audience.concerned(written.document), release=self.then.number
        )
        made = await self.store.drafts.create(
            written.id,
            written.document,
            kind=written.kind,
            name=written.name,
            author=self.who.name,
            live_name=written.live_name,
            before=written.live,
            noted=noted,
        )
        if not same(made.document, written.document):
            await self.store.drafts.save(
                made.id,
                written.document,
                name=written.name,
                author=self.who.name,
                expected=made.version,
                noted=noted,
            )
        return made.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """One draft to be written."""

    id: str
    kind: DraftKind
    name: str
    document: Document
    live_name: str | None
    live: Document | None
