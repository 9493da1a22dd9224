"""The plan of an activation: everything that would change, be missing or be refused, before anything is done.

`plan` works in slices and tells how far it is, so that a hundred thousand establishments keep nobody waiting. What it
shows is what `activate` does: both go by the same course, and its fingerprint says that it is still the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.engine import fit, fit_profile
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk.rules import (
    Rulebook,
    SetInfo,
    check_capabilities,
    check_references,
    compile_rulebook,
    document_from_json,
)
from frontdesk.rules.problems import parse_path
from frontdesk_server.publishing.drafts import Who
from frontdesk_server.publishing.intent import Course, Intent, Target, course_of
from frontdesk_server.publishing.judging import inside
from frontdesk_server.publishing.lacking import Lacking, lacking
from frontdesk_server.publishing.live import rulebook_of
from frontdesk_server.publishing.meetings import Meeting, meetings
from frontdesk_server.publishing.parts import Parts
from frontdesk_server.publishing.reach import Reach, reach
from frontdesk_server.publishing.semantic import SetDifference, SettingChange, set_differences
from frontdesk_server.store import Store

SHARE_OF_RULES: Final = 0.2
"""Of the whole time, for what is not asked of each establishment."""
_ON: Final = "message_sets"

Progress = Callable[[float], None]
"""Told the share that is done, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChange:
    """What becomes of one message set, part by part."""

    target: Target
    parts: tuple[SetDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong or doubtful in one set; the path starts within it."""

    id: str | None
    """The set's, if it is one of those to be changed here."""
    name: str
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One of the sets and another active one that are both for some establishments."""

    name: str
    """The set that is being activated."""
    other: str
    file: str | None
    """The file that manages the other one."""
    speaks: str
    """The name of the one that is heard there."""
    meeting: Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an intent comes to."""

    course: Course
    at: datetime
    changes: tuple[SetChange, ...]
    schedules: tuple[str, ...]
    errors: tuple[Fault, ...] = ()
    """They keep it from being activated."""
    warnings: tuple[Fault, ...] = ()
    losses: tuple[Fault, ...] = ()
    """What channels cannot show as it is written."""
    reach: Reach = field(default_factory=Reach)
    channels: tuple[Account, ...] = ()
    missing: tuple[Lacking, ...] = ()
    conflicts: tuple[Overlap, ...] = ()
    """They keep it from being activated, until one of the two takes the other over."""
    overlaps: tuple[Overlap, ...] = ()
    """Those where one takes the other over."""

    @property
    def fingerprint(self) -> str:
        """To be given back on confirmation."""
        return self.course.fingerprint

    @property
    def possible(self) -> bool:
        """Whether it can be activated as it is."""
        return not self.errors and not self.conflicts


def _silent(_share: float) -> None:
    """The progress of work that nobody watches."""


async def plan(
    store: Store, host: Host, accounts: Sequence[Account], intent: Intent, who: Who, *, progress: Progress = _silent
) -> Plan | None:
    """Work out an intent; None where one of its sets is not there. Raises `ConfigError` as `course_of` does."""
    course = await course_of(store, intent, who)
    if course is None:
        return None
    found, after = await judged(store, host, accounts, course)
    if after is None:
        return found
    progress(SHARE_OF_RULES)
    infos = _infos(after, course)
    work = _Work(sum(course.audience.count(info.selection) for info in infos), progress)
    missing = await lacking(store, after, infos, course.audience, work.advance)
    progress(1)
    return replace(found, missing=missing)


class _Work:
    """How much of the looking at establishments is done."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total = total
        self._done = 0
        self._progress = progress

    def advance(self, count: int) -> None:
        """So many more."""
        self._done += count
        self._progress(SHARE_OF_RULES + (1 - SHARE_OF_RULES) * self._done / self._total)


async def judged(store: Store, host: Host, accounts: Sequence[Account], course: Course) -> tuple[Plan, Rulebook | None]:
    """The plan, but for what is asked of each establishment; and the rulebook to be, where nothing is wrong."""
    bare = Plan(
        course=course,
        at=store.clock.now(),
        changes=tuple(_change(target) for target in course.targets),
        schedules=tuple(draft.name for draft in course.schedules),
    )
    before = await rulebook_of(store, host, course.release)
    return await asyncio.to_thread(_judged, bare, before, host, accounts)


def _judged(bare: Plan, before: Rulebook, host: Host, accounts: Sequence[Account]) -> tuple[Plan, Rulebook | None]:
    course = bare.course
    try:
        after = compiled(course.parts, host)
    except ConfigError as error:
        return replace(bare, errors=tuple(_faults(error.diagnostics, course))), None
    infos = _infos(after, course)
    met = list(_overlaps(meetings(after, course.audience, accounts, settled=True), course))
    doubts = [*after.warnings, *_unknown(course, accounts)]
    warnings = [fault for fault in _faults(doubts, course) if fault.id is not None]
    found = replace(
        bare,
        warnings=(*warnings, *_idle(infos, course, bare.at)),
        losses=tuple(_losses(course, accounts)),
        reach=reach(
            before,
            after,
            course.audience,
            accounts,
            were=frozenset(target.live_name for target in course.targets if target.live_name),
            will_be=frozenset(info.name for info in infos),
        ),
        channels=tuple(account for account in accounts if any(info.speaks_on(account) for info in infos)),
        conflicts=tuple(overlap for overlap in met if not overlap.meeting.settled),
        overlaps=tuple(overlap for overlap in met if overlap.meeting.settled),
    )
    return found, after


def compiled(parts: Parts, host: Host) -> Rulebook:
    """The rulebook of what a release would be. Raises `ConfigError` with everything that is wrong."""
    return compile_rulebook(document_from_json(parts.as_json()), host.vocabulary)


def _infos(rulebook: Rulebook, course: Course) -> list[SetInfo]:
    """The sets that are being activated, compiled."""
    names = {target.name for target in course.targets if target.after is not None}
    return [info for info in rulebook.sets if info.name in names]


def _change(target: Target) -> SetChange:
    parts = [part for part in set_differences(target.before, target.after) if not _is_old_titles(part)]
    return SetChange(target=target, parts=tuple(parts))


def _is_old_titles(part: SetDifference) -> bool:
    return isinstance(part, SettingChange) and part.path.endswith(".formerly")


# What is wrong or doubtful, by set


def _faults(diagnostics: Sequence[Diagnostic], course: Course) -> Iterator[Fault]:
    """Each at its set; what is in no set has an empty name."""
    targets = {target.name: target for target in course.targets if target.after is not None}
    for diagnostic in diagnostics:
        path = parse_path(diagnostic.path)
        if path[:1] == (_ON,) and len(path) > 1 and diagnostic.file is None:
            name = course.parts.sets[int(path[1])].name
            target = targets.get(name)
            yield from _at(target.id if target else None, name, diagnostic)
        else:
            yield Fault(id=None, name="", diagnostic=diagnostic)


def _at(id_: str | None, name: str, diagnostic: Diagnostic) -> Iterator[Fault]:
    """At its set, with the path within it."""
    place = f"{_ON}[{parse_path(diagnostic.path)[1]}]"
    for inner in inside([diagnostic], place):
        yield Fault(id=id_, name=name, diagnostic=inner)


def _own(course: Course) -> dict[str, object]:
    """A document of the sets that are being activated alone."""
    sets = [target.after for target in course.targets if target.after is not None]
    return {"frontdesk": 1, _ON: sets}


def _own_faults(found: Sequence[Diagnostic], course: Course) -> Iterator[Fault]:
    alone = [target for target in course.targets if target.after is not None]
    for diagnostic in found:
        target = alone[int(parse_path(diagnostic.path)[1])]
        yield from _at(target.id, target.name, diagnostic)


def _losses(course: Course, accounts: Sequence[Account]) -> Iterator[Fault]:
    found = check_capabilities(document_from_json(_own(course)), accounts, fit, fit_profile)
    return _own_faults(found, course)


def _unknown(course: Course, accounts: Sequence[Account]) -> Sequence[Diagnostic]:
    """Names of nobody in the whole document; those of the targets are told."""
    document = document_from_json(course.parts.as_json())
    return check_references(document, course.audience.members.values(), accounts)


def _idle(infos: Sequence[SetInfo], course: Course, now: datetime) -> Iterator[Fault]:
    """Sets that nobody will get a word of."""
    ids = {target.name: target.id for target in course.targets}
    for info in infos:
        if course.audience.count(info.selection) == 0:
            found = Diagnostic(id="FD856", path="establishments", params={"name": info.name}, severity="warning")
            yield Fault(id=ids[info.name], name=info.name, diagnostic=found)
        if info.until is not None and info.until.isoformat() < now.isoformat()[: len(info.until.isoformat())]:
            params = {"name": info.name, "until": info.until.isoformat()}
            found = Diagnostic(id="FD857", path="until", params=params, severity="warning")
            yield Fault(id=ids[info.name], name=info.name, diagnostic=found)


# Other sets


def _overlaps(met: Sequence[Meeting], course: Course) -> Iterator[Overlap]:
    names = {target.name for target in course.targets if target.after is not None}
    files = {part.name: part.file for part in course.parts.sets}
    for meeting in met:
        first, second = meeting.first.name, meeting.second.name
        for name, other in ((first, second), (second, first)):
            if name in names and not (other in names and name == second):
                yield Overlap(name=name, other=other, file=files.get(other), speaks=first, meeting=meeting)
