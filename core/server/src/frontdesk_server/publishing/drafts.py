"""Message sets as people edit them: those that are live and those being written, in one list, each in its scope.

What the console and the REST interface use::

    sets(store, host, accounts, who) -> [MessageSetLine]              whom a set concerns sees it
    message_set(store, host, accounts, id, who) -> MessageSetView | None
    create(store, document, key=, who=) -> StoredDraft
    save(store, id, document, expected=, who=) -> Saved | Conflict | None

A live set of the console that nobody wrote on has version 0; the first saving makes its draft. What is wrong in a
document does not keep it from being saved: `publishing.judging` tells it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk_server.publishing.alarms import Alarms, alarms_of
from frontdesk_server.publishing.audience import NOBODY, Audience, Concerned, audience_of, selection_of
from frontdesk_server.publishing.live import Live, LiveSchedule, LiveSet, live_id, live_of, new_id, rulebook_of
from frontdesk_server.publishing.parts import Document
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import Conflict, DraftKind, Release, Saved, Store, StoredDraft
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.drafts import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The person who asks: what they write bears the name, and they see what their scope sees."""

    name: str
    scope: Scope = EVERYTHING
    id: str | None = None
    """For the audit; None = no person, but a part of the program."""

    def change(self, action: str, subject: str, concerns: Concerned = NOBODY, **after: object) -> Change:
        """What they did, for the audit: `concerns` says whose establishments it was about."""
        return Change(
            actor=Actor(id=self.id, name=self.name),
            action=action,
            kind="message set",
            subject=subject,
            after=after or None,
            groups=concerns.groups,
            establishments=concerns.count,
        )


class State(StrEnum):
    """Where a set or schedule stands."""

    DRAFT = "draft"
    """Being written; nobody gets it."""
    ACTIVE = "active"
    CHANGED = "changed"
    """Active, and written on since: the changes are not."""
    FILES = "files"
    """Active, and managed by a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSetLine:
    """A message set in the list."""

    id: str
    name: str
    state: State
    file: str | None
    """The file that manages it."""
    position: int | None
    """Among those that are live: of two that meet, the first one speaks."""
    establishments: int
    """How many it takes, of those in the scope; a draft's, once it is active."""
    channels: tuple[str, ...] | None
    """Kinds of channel and ids of accounts; None = all."""
    since: str | None
    until: str | None
    version: int
    """To be named when it is saved; 0 = there is no draft of it yet."""
    author: str
    at: datetime | None
    editable: bool
    """Whether it concerns this scope alone, and no file manages it."""
    warnings: tuple[Diagnostic, ...]
    """Alarms: it meets another active set, though nobody let it take the other over (FD375)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSetView:
    """One message set with its texts."""

    line: MessageSetLine
    document: Document
    """As it is being written; where nobody writes, as it is live."""
    live: Document | None
    """As it is in the newest release."""
    live_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSet:
    """A set by both its sides; one of them may be missing."""

    draft: StoredDraft | None
    live: LiveSet | None

    @property
    def document(self) -> Document:
        """What a form shows."""
        if self.draft is not None:
            return self.draft.document
        return {} if self.live is None else self.live.document

    @property
    def documents(self) -> Iterator[Document]:
        """Every side there is."""
        if self.draft is not None:
            yield self.draft.document
        if self.live is not None:
            yield self.live.document

    @property
    def id(self) -> str:
        """Its draft's, else the one that follows from its name."""
        if self.draft is not None:
            return self.draft.id
        return live_id(DraftKind.MESSAGE_SET, self.live.name if self.live else "")

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.live is not None and self.live.file is not None:
            return State.FILES
        if self.draft is None:
            return State.ACTIVE
        if self.live is None:
            return State.DRAFT
        return State.ACTIVE if same(self.draft.document, self.live.document) else State.CHANGED


def same(one: Document, other: Document) -> bool:
    """Whether two documents say the same: keys of the same order within each part, for languages have an order."""
    return {key: text_of({"": value}) for key, value in one.items()} == {
        key: text_of({"": value}) for key, value in other.items()
    }


# Reading


async def sets(store: Store, host: Host, accounts: Sequence[Account], who: Who) -> list[MessageSetLine]:
    """Every message set that concerns the scope: what is live in the order in which it speaks, then drafts by name."""
    audience, release = await audience_of(store), await store.releases.newest()
    known = known_sets(live_of(release), await store.drafts.list(DraftKind.MESSAGE_SET))
    alarms = await _alarms(store, host, release, audience, accounts)
    return [_line(found, audience, release, who, alarms) for found in known if sees(found, audience, who)]


async def message_set(
    store: Store, host: Host, accounts: Sequence[Account], id_: str, who: Who
) -> MessageSetView | None:
    """One message set; None where there is none, and where it concerns nobody in the scope."""
    audience, release = await audience_of(store), await store.releases.newest()
    found = find(live_of(release), await store.drafts.list(DraftKind.MESSAGE_SET), id_)
    if found is None or not sees(found, audience, who):
        return None
    alarms = await _alarms(store, host, release, audience, accounts)
    return MessageSetView(
        line=_line(found, audience, release, who, alarms),
        document=found.document,
        live=found.live.document if found.live else None,
        live_name=found.live.name if found.live else None,
    )


async def _alarms(
    store: Store, host: Host, release: Release | None, audience: Audience, accounts: Sequence[Account]
) -> Alarms:
    """What meets; found out beside the loop, for everybody is looked at."""
    rulebook = await rulebook_of(store, host, release)
    return await asyncio.to_thread(alarms_of, rulebook, audience, accounts)


def known_sets(live: Live, drafts: Iterable[StoredDraft]) -> list[KnownSet]:
    """Live sets with their drafts, then what is draft only."""
    all_drafts = [draft for draft in drafts if draft.kind is DraftKind.MESSAGE_SET]
    by_name = {draft.live_name: draft for draft in all_drafts if draft.live_name in live.sets}
    lived = [KnownSet(draft=by_name.get(name), live=found) for name, found in live.sets.items()]
    return lived + [KnownSet(draft=draft, live=None) for draft in all_drafts if draft.live_name not in live.sets]


def find(live: Live, drafts: Iterable[StoredDraft], id_: str) -> KnownSet | None:
    """The set of that id."""
    return next((known for known in known_sets(live, drafts) if known.id == id_), None)


def sees(known: KnownSet, audience: Audience, who: Who) -> bool:
    """Whether it concerns somebody in the scope; what takes nobody yet concerns who writes it."""
    draft = known.draft if known.live is None else None
    written = draft is not None and draft.author == who.name
    if who.scope.everything or (written and _is_own(known.document, audience, who, author=who.name)):
        return True
    selections = (selection_of(document) for document in known.documents)
    return any(selection is not None and audience.concerns(selection, who.scope) for selection in selections)


def is_editable(known: KnownSet, audience: Audience, who: Who) -> bool:
    """Whether it concerns nobody outside the scope, on either side."""
    if known.state is State.FILES:
        return False
    if known.live is not None and not _is_own(known.live.document, audience, who, author=""):
        return False
    return known.draft is None or _is_own(known.draft.document, audience, who, author=known.draft.author)


def _is_own(document: Document, audience: Audience, who: Who, *, author: str) -> bool:
    selection = selection_of(document)
    if selection is None:
        return who.scope.everything or author == who.name
    return audience.is_within(selection, who.scope)


def _line(
    known: KnownSet, audience: Audience, release: Release | None, who: Who, alarms: Mapping[str, Sequence[Diagnostic]]
) -> MessageSetLine:
    document, draft = known.document, known.draft
    selection = selection_of(document)
    channels = document.get("channels", "all")
    return MessageSetLine(
        id=known.id,
        name=str(document.get("name") or ""),
        state=known.state,
        file=known.live.file if known.live else None,
        position=known.live.position if known.live else None,
        establishments=audience.count(selection, who.scope) if selection else 0,
        channels=None if channels == "all" else _words(channels),
        since=_text(document.get("from")),
        until=_text(document.get("until")),
        version=draft.version if draft else 0,
        author=draft.author if draft else release.author if release else "",
        at=draft.at if draft else release.at if release else None,
        editable=is_editable(known, audience, who),
        warnings=tuple(alarms.get(known.live.name, ())) if known.live else (),
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else (str(value),)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


# Writing


async def create(store: Store, document: Document, *, key: str, who: Who) -> StoredDraft:
    """A new draft. The same `key` of the same person makes one, however often it is sent.

    Raises `ConfigError` (FD850) where it would concern somebody outside the scope.
    """
    audience = await audience_of(store)
    _refuse_others(document, audience, who)
    name = _name(document)
    return await store.drafts.create(
        new_id(who.name, key),
        document,
        kind=DraftKind.MESSAGE_SET,
        name=name,
        author=who.name,
        noted=who.change("set.drafted", name, audience.concerned(document)),
    )


async def save(store: Store, id_: str, document: Document, *, expected: int, who: Who) -> Saved | Conflict | None:
    """Save over the version that was read; None where there is no such set, or it is out of sight.

    Raises `ConfigError`: a file manages it (FD851), it concerns others too (FD852), or would from now on (FD850).
    """
    audience, live = await audience_of(store), live_of(await store.releases.newest())
    known = find(live, await store.drafts.list(DraftKind.MESSAGE_SET), id_)
    if known is None or not sees(known, audience, who):
        return None
    refuse_uneditable(known, audience, who)
    _refuse_others(document, audience, who)
    name = _name(document)
    noted = who.change("set.saved", name, audience.concerned(document), version=expected + 1)
    if known.draft is None and known.live is not None and expected == 0:
        await begin(store, id_, document, DraftKind.MESSAGE_SET, on=known.live, noted=noted)
    return await store.drafts.save(id_, document, name=name, author=who.name, expected=expected, noted=noted)


async def begin(
    store: Store, id_: str, document: Document, kind: DraftKind, *, on: LiveSet | LiveSchedule, noted: Change
) -> None:
    """The first draft of something that is live: it remembers what it was written on."""
    name, author = noted.subject, noted.actor.name
    await store.drafts.create(
        id_, document, kind=kind, name=name, author=author, live_name=on.name, before=on.document, noted=noted
    )


def refuse_uneditable(known: KnownSet, audience: Audience, who: Who) -> None:
    """Raise `ConfigError` for a set that this person cannot change: a file manages it (FD851), or others share it."""
    if known.live is not None and known.live.file is not None:
        raise ConfigError.of("FD851", name=known.live.name, file=known.live.file)
    if not is_editable(known, audience, who):
        raise ConfigError.of("FD852", name=str(known.document.get("name") or ""))


def _refuse_others(document: Document, audience: Audience, who: Who) -> None:
    selection = selection_of(document)
    if selection is not None and not audience.is_within(selection, who.scope):
        groups = ", ".join(sorted(who.scope.groups or ()))
        raise ConfigError(Diagnostic(id="FD850", path="establishments", params={"groups": groups or "-"}))


def _name(document: Document) -> str:
    return str(document.get("name") or "")
