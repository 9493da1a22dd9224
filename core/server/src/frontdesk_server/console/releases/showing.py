"""A plan as a page shows it: what differs in words, lists cut to a page, choices that can be made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.model import Account
from frontdesk_server.console.releases.differing import Told, field_name, told_parts
from frontdesk_server.console.releases.work import Job
from frontdesk_server.console.words import language_now
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.publishing.intent import Verb
from frontdesk_server.publishing.planning import Fault, Overlap, Plan
from frontdesk_server.store import Member

SHOWN = 50
WAYS = ("gained", "kept", "lost", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """What becomes of one set."""

    name: str
    verb: str
    """`added`, `changed` or `removed`."""
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWay:
    """Establishments that are reached in one way."""

    way: str
    count: int
    first: Sequence[Member]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLacking:
    """One tag without a value."""

    tag: str
    count: int
    first: Sequence[Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A conflict, and the way out of it."""

    overlap: Overlap
    value: str
    """What the form sends when the one takes the other over."""
    chosen: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFault:
    """Something wrong or doubtful, in words."""

    id: str | None
    """The set's, if its form can be opened."""
    name: str
    path: str
    """The field that it is about."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """The whole."""

    fingerprint: str
    possible: bool
    answerable: bool
    """Whether the choices on the page are all that it needs."""
    ids: Sequence[tuple[str, str]]
    """(verb, id) of everything that the form confirms."""
    changes: Sequence[ShownChange]
    schedules: Sequence[str]
    ways: Sequence[ShownWay]
    channels: Sequence[Account]
    missing: Sequence[ShownLacking]
    choices: Sequence[Choice]
    settled: Sequence[Overlap]
    errors: Sequence[ShownFault]
    warnings: Sequence[ShownFault]
    losses: Sequence[ShownFault]


def shown(plan: Plan, job: Job, *, chosen: frozenset[tuple[str, str]] = frozenset()) -> ShownPlan:
    """The plan as the page shows it."""
    reach = plan.reach
    ways = [(way, getattr(reach, way)) for way in WAYS]
    return ShownPlan(
        fingerprint=plan.fingerprint,
        possible=plan.possible,
        answerable=not plan.errors,
        ids=[
            *((target.verb.value, target.id) for target in plan.course.targets),
            *(("schedule", id_) for id_ in job.intent.schedules),
        ],
        changes=list(_changes(plan)),
        schedules=plan.schedules,
        ways=[ShownWay(way=way, count=len(all_), first=all_[:SHOWN], more=len(all_) > SHOWN) for way, all_ in ways],
        channels=plan.channels,
        missing=[ShownLacking(tag=one.tag, count=len(one.members), first=one.members[:5]) for one in plan.missing],
        choices=[_choice(overlap, at, chosen) for at, overlap in enumerate(plan.conflicts)],
        settled=plan.overlaps,
        errors=_once(plan.errors),
        warnings=_once(plan.warnings),
        losses=_once(plan.losses),
    )


def _changes(plan: Plan) -> Iterator[ShownChange]:
    audience: Audience = plan.course.audience
    for change in plan.changes:
        target = change.target
        verb = "removed" if target.verb is not Verb.ACTIVATE else "changed" if target.before is not None else "added"
        yield ShownChange(name=target.name, verb=verb, told=told_parts(change.parts, audience))


def _choice(overlap: Overlap, number: int, chosen: frozenset[tuple[str, str]]) -> Choice:
    pair = (overlap.name, overlap.other)
    return Choice(overlap=overlap, value=json.dumps(pair), chosen=pair in chosen, number=number)


def _once(faults: Sequence[Fault]) -> Sequence[ShownFault]:
    """Each of them once, however many languages say it."""
    seen: dict[tuple[str, str], ShownFault] = {}
    for fault in faults:
        path = fault.diagnostic.path
        field = field_name(path)
        words = f"{field} – {words_of(fault.diagnostic)}" if path and field != path else words_of(fault.diagnostic)  # noqa: RUF001
        seen.setdefault((fault.name, words), ShownFault(id=fault.id, name=fault.name, path=path, words=words))
    return list(seen.values())


def words_of(diagnostic: Diagnostic) -> str:
    """What, and how to mend it: where it is, the page shows."""
    placeless = Diagnostic(id=diagnostic.id, params=diagnostic.params, severity=diagnostic.severity)
    return describe(placeless, language_now()).partition(" ")[2]
