"""Named schedules as people edit them: those that are live and those being written, in one list, each in its scope.

A schedule concerns whom the message sets concern that go by it. One that no live set goes by is everybody's business
where it is live, and its author's where it is not. What is wrong in a document does not keep it from being saved:
`publishing.judging.check_schedule` tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.rules import AUTO, OPENING
from frontdesk.rules.hours_ref import OF_KIND
from frontdesk_server.publishing.audience import NOBODY, Audience, audience_of, selection_of
from frontdesk_server.publishing.drafts import State, Who, begin, same
from frontdesk_server.publishing.live import Live, LiveSchedule, live_id, live_of, new_id
from frontdesk_server.store import Conflict, DraftKind, Saved, Store, StoredDraft
from frontdesk_server.store.audit import Change

LONGEST_NAME: Final = 80
_INLINE: Final = "inline:"
_KIND: Final = "schedule"

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One named schedule, by both its sides; one of them may be missing."""

    draft: StoredDraft | None
    live: LiveSchedule | None
    used_by: tuple[str, ...] = ()
    """The live message sets that go by it."""
    editable: bool = False

    @property
    def id(self) -> str:
        """Its draft's, else the one that follows from its name."""
        return self.draft.id if self.draft else live_id(DraftKind.SCHEDULE, self.live.name if self.live else "")

    @property
    def name(self) -> str:
        """As it is being written; where nobody writes, as it is live."""
        return self.draft.name if self.draft else self.live.name if self.live else ""

    @property
    def document(self) -> Document:
        """As it is being written; where nobody writes, as it is live."""
        return self.draft.document if self.draft else self.live.document if self.live else {}

    @property
    def version(self) -> int:
        """Of the draft; 0 = there is none."""
        return self.draft.version if self.draft else 0

    @property
    def file(self) -> str | None:
        """The file that manages it."""
        return self.live.file if self.live else None

    @property
    def at(self) -> datetime | None:
        """When somebody last wrote on it."""
        return self.draft.at if self.draft else None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.file is not None:
            return State.FILES
        if self.draft is None:
            return State.ACTIVE
        if self.live is None:
            return State.DRAFT
        unchanged = self.draft.name == self.live.name and same(self.draft.document, self.live.document)
        return State.ACTIVE if unchanged else State.CHANGED


async def schedules(store: Store, who: Who) -> list[Schedule]:
    """Every schedule that the scope sees, by name."""
    audience, live = await audience_of(store), live_of(await store.releases.newest())
    known = _known(live, await store.drafts.list(DraftKind.SCHEDULE))
    seen = (_judged(found, live, audience, who) for found in known)
    return sorted((found for found in seen if found is not None), key=lambda found: (found.name.casefold(), found.id))


async def schedule(store: Store, id_: str, who: Who) -> Schedule | None:
    """One schedule; None where there is none, and where it is out of sight."""
    return next((found for found in await schedules(store, who) if found.id == id_), None)


def _known(live: Live, drafts: Iterable[StoredDraft]) -> Iterator[Schedule]:
    written = list(drafts)
    by_name = {draft.live_name: draft for draft in written if draft.live_name in live.schedules}
    yield from (Schedule(draft=by_name.get(name), live=found) for name, found in live.schedules.items())
    yield from (Schedule(draft=draft, live=None) for draft in written if draft.live_name not in live.schedules)


def _judged(found: Schedule, live: Live, audience: Audience, who: Who) -> Schedule | None:
    """The schedule with who uses it and whether this person may change it; None where they do not see it."""
    name = found.live.name if found.live else found.name
    using = {key: one.document for key, one in live.sets.items() if one.document.get("chat_hours") == name}
    selections = [selection_of(document) for document in using.values()]
    own = found.live is None and found.draft is not None and found.draft.author == who.name
    within = bool(using) and all(one is not None and audience.is_within(one, who.scope) for one in selections)
    concerned = any(one is not None and audience.concerns(one, who.scope) for one in selections)
    if not (who.scope.everything or own or concerned or (found.live is not None and not using)):
        return None
    editable = found.file is None and (who.scope.everything or own or within)
    return replace(found, used_by=tuple(using), editable=editable)


_kept: Final[WeakKeyDictionary[Store, tuple[int, Mapping[str, Document]]]] = WeakKeyDictionary()


async def live_documents(store: Store) -> Mapping[str, Document]:
    """The live schedules' documents by name; the release is read only when there is a newer one."""
    number = await store.releases.newest_number()
    found = _kept.get(store)
    if found is None or found[0] != number:
        live = live_of(await store.releases.get(number))
        found = _kept[store] = number, {name: one.document for name, one in live.schedules.items()}
    return found[1]


async def written_documents(store: Store) -> dict[str, Document]:
    """All schedules that may be named, as they would be if what is being written were live."""
    written = await store.drafts.list(DraftKind.SCHEDULE)
    replaced = {draft.live_name for draft in written}
    live = await live_documents(store)
    found = {name: document for name, document in live.items() if name not in replaced}
    return found | {draft.name: draft.document for draft in written if draft.name}


# Writing


def check_name(name: str, others: Iterable[str]) -> tuple[Diagnostic, ...]:
    """What is wrong with the name of a schedule; `others` are taken."""
    if not name.strip():
        return (Diagnostic(id="FD321", path="name"),)
    if name in (AUTO, OPENING) or name.startswith((_INLINE, OF_KIND)) or name.splitlines() != [name]:
        return (Diagnostic(id="FD362", path="name", params={"name": name}),)
    if len(name) > LONGEST_NAME:
        return (Diagnostic(id="FD322", path="name", params={"most": LONGEST_NAME}),)
    return (Diagnostic(id="FD854", path="name", params={"name": name}),) if name in others else ()


async def names_beside(store: Store, id_: str | None) -> frozenset[str]:
    """The names that other schedules have, in sight or not."""
    live = live_of(await store.releases.newest())
    known = _known(live, await store.drafts.list(DraftKind.SCHEDULE))
    return frozenset(name for found in known if found.id != id_ for name in _names(found))


def _names(found: Schedule) -> Iterator[str]:
    if found.live is not None:
        yield found.live.name
    yield found.name


async def create(store: Store, name: str, document: Document, *, key: str, who: Who) -> StoredDraft:
    """A new schedule, as a draft. The same `key` of the same person makes one, however often it is sent."""
    return await store.drafts.create(
        new_id(who.name, key),
        document,
        kind=DraftKind.SCHEDULE,
        name=name,
        author=who.name,
        noted=_noted(who, "schedule.drafted", name),
    )


async def save(
    store: Store, id_: str, name: str, document: Document, *, expected: int, who: Who
) -> Saved | Conflict | None:
    """Save over the version that was read; None where there is no such schedule, or it is out of sight.

    Raises `ConfigError`: a file manages it (FD851), or it concerns others too (FD852).
    """
    found = await schedule(store, id_, who)
    if found is None:
        return None
    _refuse_uneditable(found)
    noted = _noted(who, "schedule.saved", name, version=expected + 1)
    if found.draft is None and found.live is not None and expected == 0:
        await begin(store, id_, document, DraftKind.SCHEDULE, on=found.live, noted=noted)
    return await store.drafts.save(id_, document, name=name, author=who.name, expected=expected, noted=noted)


async def discard(store: Store, id_: str, *, expected: int, who: Who) -> bool | None:
    """Forget what is being written: what is live stays as it is. False = somebody changed it meanwhile; None as above.

    Raises `ConfigError` as `save` does.
    """
    found = await schedule(store, id_, who)
    if found is None:
        return None
    _refuse_uneditable(found)
    if found.draft is None:
        return True
    noted = _noted(who, "schedule.discarded", found.name)
    return await store.drafts.delete(id_, expected=expected, noted=noted)


def _refuse_uneditable(found: Schedule) -> None:
    if found.file is not None:
        raise ConfigError.of("FD851", name=found.name, file=found.file)
    if not found.editable:
        raise ConfigError.of("FD852", name=found.name)


def _noted(who: Who, action: str, name: str, **after: object) -> Change:
    return replace(who.change(action, name, NOBODY, **after), kind=_KIND)
