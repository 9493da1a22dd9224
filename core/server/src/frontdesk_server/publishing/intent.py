"""An intent: which drafts are to be activated, which sets deactivated or deleted; and what the release would become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from frontdesk.errors import ConfigError
from frontdesk.rules import RuleDocument, carry_retired
from frontdesk_server.publishing.audience import Audience, audience_of, selection_of
from frontdesk_server.publishing.drafts import KnownSet, Who, find, refuse_uneditable, same, sees
from frontdesk_server.publishing.live import Live, live_of
from frontdesk_server.publishing.parts import Document, Parts
from frontdesk_server.store import DraftKind, Release, Store, StoredDraft

FINGERPRINT_BYTES = 16


class Verb(StrEnum):
    """What is to become of a message set."""

    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    """It is a draft again."""
    DELETE = "delete"
    """Set and draft go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody is about to do, by the ids of sets."""

    activate: tuple[str, ...] = ()
    deactivate: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    """Ids of schedules to be activated; those that a set needs and that are not live yet come along by themselves."""
    takes_over: frozenset[tuple[str, str]] = frozenset()
    """(name, other): the set of that name, which is being activated, takes the other one over from now on."""

    @property
    def ids(self) -> Iterator[tuple[str, Verb]]:
        """Each id with what is to become of it; the first counts."""
        given = ((Verb.ACTIVATE, self.activate), (Verb.DEACTIVATE, self.deactivate), (Verb.DELETE, self.delete))
        named = ((id_, verb) for verb, ids in given for id_ in ids)
        seen: set[str] = set()
        for id_, verb in named:
            if id_ not in seen:
                seen.add(id_)
                yield id_, verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One message set of an intent."""

    verb: Verb
    known: KnownSet
    after: Document | None
    """As it will be live; None = not at all."""

    @property
    def id(self) -> str:
        """The id that it is known by."""
        return self.known.id

    @property
    def before(self) -> Document | None:
        """As it is live."""
        return self.known.live.document if self.known.live else None

    @property
    def name(self) -> str:
        """What it will be called, or was."""
        return str((self.after or self.known.document).get("name") or "")

    @property
    def live_name(self) -> str | None:
        """What it is called in the release in force."""
        return self.known.live.name if self.known.live else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Everything that an intent comes to, before it is judged."""

    intent: Intent
    release: Release | None
    live: Live
    audience: Audience
    targets: tuple[Target, ...]
    schedules: tuple[StoredDraft, ...]
    """Schedules being written that the targets need: they become live with them."""
    parts: Parts

    @property
    def fingerprint(self) -> str:
        """What it was worked out from: the release, and the version of everything that is to change."""
        told = [str(self.live.number)]
        told += [f"{target.verb}:{target.id}:{_version(target.known)}" for target in self.targets]
        told += [f"schedule:{draft.id}:{draft.version}" for draft in self.schedules]
        return blake2b("\x1f".join(told).encode(), digest_size=FINGERPRINT_BYTES).hexdigest()

    @property
    def key(self) -> str:
        """What a confirmation is known by: the same again is the same."""
        chosen = sorted(f"{name}\x1e{other}" for name, other in self.intent.takes_over)
        return confirmation(self.fingerprint, chosen)


def confirmation(fingerprint: str, chosen: Sequence[str]) -> str:
    """The key of a confirmation."""
    told = "\x1f".join((fingerprint, *chosen))
    return blake2b(told.encode(errors="replace"), digest_size=FINGERPRINT_BYTES).hexdigest()


def _version(known: KnownSet) -> int:
    return known.draft.version if known.draft else 0


async def course_of(store: Store, intent: Intent, who: Who) -> Course | None:
    """What an intent comes to; None where one of its sets is not there, or out of sight.

    Raises `ConfigError` for what this person may not change, and for what cannot be meant.
    """
    audience, release = await audience_of(store), await store.releases.newest()
    live, drafts = live_of(release), await store.drafts.list()
    targets = []
    for id_, verb in intent.ids:
        known = find(live, drafts, id_)
        if known is None or not sees(known, audience, who):
            return None
        refuse_uneditable(known, audience, who)
        targets.append(_target(known, verb, intent))
    _refuse_strange_takeovers(intent, targets)
    schedules = tuple(_schedules(intent, targets, live, drafts))
    for draft in schedules:
        _refuse_others_hours(draft, live, audience, who)
    return Course(
        intent=intent,
        release=release,
        live=live,
        audience=audience,
        targets=tuple(targets),
        schedules=schedules,
        parts=_put_together(live.parts, targets, schedules),
    )


def _target(known: KnownSet, verb: Verb, intent: Intent) -> Target:
    if verb is not Verb.ACTIVATE:
        if verb is Verb.DEACTIVATE and known.live is None:
            raise ConfigError.of("FD859", name=str(known.document.get("name") or ""))
        return Target(verb=verb, known=known, after=None)
    after = _with_old_titles(known, _taking_over(known.document, intent))
    if known.live is not None and same(after, known.live.document):
        raise ConfigError.of("FD858", name=known.live.name)
    return Target(verb=verb, known=known, after=after)


def _taking_over(document: Document, intent: Intent) -> Document:
    """The set with what it was chosen to take over."""
    name = document.get("name")
    chosen = sorted(other for taker, other in intent.takes_over if taker == name)
    written = document.get("takes_over")
    before = written if isinstance(written, list) else []
    added = [other for other in chosen if other not in before]
    return {**document, "takes_over": [*before, *added]} if added else document


def _with_old_titles(known: KnownSet, document: Document) -> Document:
    """Starters that were retitled remember their old titles: buttons stay on people's screens."""
    if known.live is None:
        return document
    earlier = {**known.live.document, "name": document.get("name")}
    carried = carry_retired(RuleDocument(message_sets=[earlier]), RuleDocument(message_sets=[document]))
    [found] = carried.message_sets
    return found  # type: ignore[return-value]


def _refuse_strange_takeovers(intent: Intent, targets: Sequence[Target]) -> None:
    names = {target.name for target in targets if target.after is not None}
    for name, other in sorted(intent.takes_over):
        if name not in names:
            raise ConfigError.of("FD860", name=name, other=other)


def _schedules(
    intent: Intent, targets: Sequence[Target], live: Live, drafts: Sequence[StoredDraft]
) -> Iterator[StoredDraft]:
    """Those that were chosen, and those that are not live yet and that a set to be activated names."""
    needed = {target.after.get("chat_hours") for target in targets if target.after and _is_word(target.after)}
    for draft in drafts:
        is_needed = draft.name in needed and draft.name not in live.schedules
        if draft.kind is DraftKind.SCHEDULE and (draft.id in intent.schedules or is_needed):
            yield draft


def _refuse_others_hours(draft: StoredDraft, live: Live, audience: Audience, who: Who) -> None:
    """Raise `ConfigError` for hours by which sets go that concern others too, or hours of a file."""
    found = live.schedules.get(draft.live_name or draft.name)
    if found is not None and found.file is not None:
        raise ConfigError.of("FD851", name=found.name, file=found.file)
    for known in live.sets.values():
        selection = selection_of(known.document)
        uses = draft.live_name is not None and known.document.get("chat_hours") == draft.live_name
        if uses and (selection is None or not audience.is_within(selection, who.scope)):
            raise ConfigError.of("FD852", name=draft.name)


def _is_word(document: Document) -> bool:
    return isinstance(document.get("chat_hours"), str)


def _put_together(parts: Parts, targets: Sequence[Target], schedules: Sequence[StoredDraft]) -> Parts:
    for target in targets:
        if target.after is not None:
            parts = parts.with_set(target.live_name, target.after)
        elif target.live_name is not None:
            parts = parts.without_set(target.live_name)
    for draft in schedules:
        if draft.live_name is not None and draft.live_name != draft.name:
            parts = parts.without_schedule(draft.live_name)
        parts = parts.with_schedule(draft.name, draft.document)
    return parts
