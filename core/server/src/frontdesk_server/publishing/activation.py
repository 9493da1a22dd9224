"""Activating, deactivating and deleting message sets: what a plan showed, done in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk_server.publishing.drafts import Who
from frontdesk_server.publishing.intent import Course, Intent, Target, Verb, confirmation, course_of
from frontdesk_server.publishing.planning import Plan, judged
from frontdesk_server.store import DraftKind, Store
from frontdesk_server.store.activating import Activated, Activation, DraftAfter
from frontdesk_server.store.audit import Change

_DONE: Final = {Verb.ACTIVATE: "set.activated", Verb.DEACTIVATE: "set.deactivated", Verb.DELETE: "set.deleted"}
_LONGEST_NOTE: Final = 500


class ActivationError(ConfigError):
    """What was confirmed cannot be done as it was shown; nothing was done."""


async def activate(
    store: Store, host: Host, accounts: Sequence[Account], intent: Intent, who: Who, *, fingerprint: str
) -> Activated | None:
    """Do what the plan of this fingerprint showed; None where one of its sets is not there.

    The same confirmation twice has one effect. Raises `ActivationError`: something has changed since (FD855), sets that
    take one another over by nobody's choice meet (FD375), or what the checker says.
    """
    chosen = sorted(f"{name}\x1e{other}" for name, other in intent.takes_over)
    key = confirmation(fingerprint, chosen)
    made = await store.activations.made(key)
    if made is not None:
        return Activated(number=made, made=False)
    course = await course_of(store, intent, who)
    if course is None:
        return None
    if course.fingerprint != fingerprint:
        raise ActivationError.of("FD855")
    if not _touches_release(course):
        return await _delete_drafts(store, course, who)
    found, _ = await judged(store, host, accounts, course)
    if not found.possible:
        raise ActivationError(*_refusals(found))
    done = await store.activations.carry_out(_activation(course, who, key))
    if done is None:
        raise ActivationError.of("FD855")
    return done


def _refusals(plan: Plan) -> Iterator[Diagnostic]:
    yield from (fault.diagnostic for fault in plan.errors)
    for overlap in plan.conflicts:
        told = overlap.meeting.diagnostic
        yield Diagnostic(id=told.id, path="establishments", params=told.params)


def _touches_release(course: Course) -> bool:
    """Whether anything that is live changes: a draft that is deleted never was."""
    return bool(course.schedules) or any(target.after or target.known.live for target in course.targets)


async def _delete_drafts(store: Store, course: Course, who: Who) -> Activated:
    for target in course.targets:
        draft = target.known.draft
        if draft is not None:
            noted = _change(target, course, who)
            if not await store.drafts.delete(draft.id, expected=draft.version, noted=noted):
                raise ActivationError.of("FD855")
    return Activated(number=course.live.number, made=False)


def _activation(course: Course, who: Who, key: str) -> Activation:
    return Activation(
        key=key,
        document=course.parts.as_json(),
        drafts=[*_sets_after(course, who), *_schedules_after(course)],
        after=course.live.number,
        author=who.name,
        note=_note(course),
        changes=[*_noted(course, who)],
    )


def _noted(course: Course, who: Who) -> Iterator[Change]:
    """What the audit keeps: each set, and each schedule that comes along."""
    number = course.live.number + 1
    yield from (_change(target, course, who, release=number) for target in course.targets)
    for draft in course.schedules:
        yield replace(who.change("schedule.activated", draft.name, release=number), kind="schedule")


def _sets_after(course: Course, who: Who) -> Iterator[DraftAfter]:
    for target in course.targets:
        draft = target.known.draft
        document = target.after if target.after is not None else target.known.document
        yield DraftAfter(
            id=target.id,
            kind=DraftKind.MESSAGE_SET,
            name=str(document.get("name") or ""),
            document=document,
            expected=draft.version if draft else 0,
            live_name=target.name if target.after is not None else None,
            author=who.name,
            kept=target.verb is not Verb.DELETE,
        )


def _schedules_after(course: Course) -> Iterator[DraftAfter]:
    for draft in course.schedules:
        yield DraftAfter(
            id=draft.id,
            kind=draft.kind,
            name=draft.name,
            document=draft.document,
            expected=draft.version,
            live_name=draft.name,
            author=draft.author,
        )


def _change(target: Target, course: Course, who: Who, **facts: object) -> Change:
    concerned = course.audience.concerned(target.after or target.known.document)
    return who.change(_DONE[target.verb], target.name, concerned, **facts)


def _note(course: Course) -> str:
    """In one line, for lists of releases."""
    words = {Verb.ACTIVATE: "changed", Verb.DEACTIVATE: "removed", Verb.DELETE: "removed"}
    told = [
        f"{'added' if target.before is None else words[target.verb]} message set {target.name}"
        for target in course.targets
        if target.after is not None or target.before is not None
    ]
    return "; ".join((*told, *(f"schedule {draft.name}" for draft in course.schedules)))[:_LONGEST_NOTE]
