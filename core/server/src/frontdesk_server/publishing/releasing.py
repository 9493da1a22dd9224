"""Making a release: a project's document checked whole, compared with the one in force, and numbered for good."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Establishment
from frontdesk.rules import Rulebook, RuleDocument, carry_retired, compile_rulebook, document_from_json
from frontdesk.rules.positions import Path, path_text
from frontdesk_server.importing.places import Places, read_places
from frontdesk_server.project import Project
from frontdesk_server.publishing.checking import conflict_pairs, in_order
from frontdesk_server.publishing.documents import read_document
from frontdesk_server.publishing.parts import Parts, parts_of
from frontdesk_server.store import Release, Store
from frontdesk_server.store.audit import Actor
from frontdesk_server.store.audit import Change as Deed

PAGE: Final = 500
"""Of stored establishments, read at a time."""


def _nothing() -> None:
    """The progress of work that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a release changes: `added`, `changed` or `removed`, and the parts that differ."""

    verb: str
    kind: str
    """`message set`, `rule` or `schedule`."""
    name: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of applying a project."""

    number: int
    """The release in force now."""
    made: bool
    """False: the files say what is in force already, and no release was made."""
    changes: tuple[Change, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    """What is doubtful, and what is wrong with single establishments: they keep their last good data."""


async def apply_project(
    store: Store, project: Project, host: Host, *, author: str, advance: Callable[[], None] = _nothing
) -> Applied:
    """Make a release of the project's files. Raises `ConfigError` with everything that is wrong; then nothing is made.

    What came of files before is replaced, what the console manages stays as it is. Establishments in two active sets
    for one channel are refused; those that no source can tell of now are taken as they are stored. Starters that were
    retitled keep their old titles. Where somebody makes a release meanwhile it is worked out anew, from that one.
    """
    while (applied := await _applied(store, project, host, author=author, advance=advance)) is None:
        continue
    return applied


async def _applied(
    store: Store, project: Project, host: Host, *, author: str, advance: Callable[[], None]
) -> Applied | None:
    newest = await store.releases.newest()
    before = document_from_json(newest.document) if newest else None
    document = with_console(carry_retired(before, read_document(project)), newest)
    places = read_places(project, advance)
    establishments = [*places.establishments(), *[kept async for kept in _kept(store, places)]]
    doubts = _checked(project, document, host, establishments)
    warnings = in_order((*doubts, *places.diagnostics), project.folder)
    content = document.as_json()
    changes = tuple(differences(newest.document if newest else {}, content))
    if newest is not None and not changes and dict(newest.document) == content:
        return Applied(number=newest.number, made=False, warnings=warnings)
    noted = Deed(actor=Actor(name=author), action="release.applied", kind="release", subject="")
    after = newest.number if newest else 0
    release = await store.releases.add_after(after, content, author=author, note=summary(changes), noted=noted)
    if release is None:
        return None
    return Applied(number=release.number, made=True, changes=changes, warnings=warnings)


def with_console(files: RuleDocument, newest: Release | None) -> RuleDocument:
    """The document of the files, followed by what the console manages. Raises `ConfigError` where names clash."""
    kept = parts_of(newest.document).of_console if newest else Parts()
    clashes = tuple(_clashes(files, kept))
    if clashes:
        raise ConfigError(*files.problems, *clashes)
    return replace(
        files,
        message_sets=[*files.message_sets, *(part.content for part in kept.sets)],
        rules=[*files.rules, *(part.content for part in kept.rules)],
        schedules={**files.schedules, **{name: part.content for name, part in kept.schedules.items()}},
    )


def _clashes(files: RuleDocument, kept: Parts) -> Iterator[Diagnostic]:
    """Names of the files' sets and schedules that something in the console has already."""
    taken = {part.name for part in kept.sets}
    for at, raw in enumerate(files.message_sets):
        name = raw.get("name") if isinstance(raw, Mapping) else None
        if name in taken:
            yield _at(files, ("message_sets", at, "name"), "FD853", name=name)
    for name in files.schedules:
        if name in kept.schedules:
            yield _at(files, ("schedules", name), "FD854", name=name)


def _at(document: RuleDocument, path: Path, id_: str, **params: object) -> Diagnostic:
    mark = document.positions.value(path)
    place = mark._asdict() if mark else {}
    return Diagnostic(id=id_, path=path_text(document.positions.local(path)), params=params, **place)


async def _kept(store: Store, places: Places) -> AsyncIterator[Establishment]:
    """The establishments that stay as they are stored: a source that cannot be read hides no conflict."""
    after = ""
    while found := await store.establishments.list(limit=PAGE, after=after):
        for stored in found:
            if places.keeps(stored.id, stored.source):
                yield stored.establishment
        after = found[-1].id


def _checked(
    project: Project, document: RuleDocument, host: Host, establishments: Sequence[Establishment]
) -> tuple[Diagnostic, ...]:
    """What is doubtful in messages and rules. Raises `ConfigError` with everything that is wrong in them.

    Two sets of the console that meet are no fault of the files: that is an alarm there, and a warning here.
    """
    rulebook = compile_rulebook(document, host.vocabulary)
    accounts = [spec.account() for spec in project.accounts]
    of_files = {at for at, part in enumerate(parts_of(document.as_json()).sets) if part.file is not None}
    met = list(conflict_pairs(document, rulebook, establishments, accounts))
    refused = [found for pair, found in met if not of_files.isdisjoint(pair)]
    alarms = [replace(found, severity="warning") for pair, found in met if of_files.isdisjoint(pair)]
    if refused:
        raise ConfigError(*in_order(refused, project.folder))
    return (*rulebook.warnings, *alarms)


_SECTIONS: Final = (("message_sets", "message set"), ("rules", "rule"), ("schedules", "schedule"))


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    """What differs between two documents, by name: the parts of a set or rule that changed are named."""
    for section, kind in _SECTIONS:
        old, new = _by_name(before.get(section)), _by_name(after.get(section))
        for name in new:
            if name not in old:
                yield Change(verb="added", kind=kind, name=name)
            elif _texts(old[name]) != _texts(new[name]):
                yield Change(verb="changed", kind=kind, name=name, parts=_parts(old[name], new[name]))
        yield from (Change(verb="removed", kind=kind, name=name) for name in old if name not in new)
        if list(old) != list(new) and sorted(old) == sorted(new):
            yield Change(verb="reordered", kind=kind, name=", ".join(new))


def _by_name(section: object) -> dict[str, object]:
    if isinstance(section, Mapping):
        return {str(name): value for name, value in section.items()}
    items = section if isinstance(section, Sequence) and not isinstance(section, str) else ()
    return {str(item.get("name")): item for item in items if isinstance(item, Mapping)}


def _parts(old: object, new: object) -> tuple[str, ...]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return ()
    before, after = _texts(old), _texts(new)
    return tuple(key for key in dict.fromkeys([*after, *before]) if before.get(key) != after.get(key))


def _texts(value: object) -> dict[str, str]:
    """Each part as text, since languages have an order that `==` does not see; parts themselves have none."""
    parts = value if isinstance(value, Mapping) else {"": value}
    return {str(key): json.dumps(part) for key, part in parts.items()}


def summary(changes: Sequence[Change]) -> str:
    """All changes in one line, for lists of releases."""
    return "; ".join(f"{change.verb} {change.kind} {change.name}" for change in changes)[:500]


def compile_release(host: Host) -> Callable[[Release | None], Rulebook]:
    """How the runtime makes the rulebook of a release; of none, an empty one."""

    def compiled(release: Release | None) -> Rulebook:
        if release is None:
            return Rulebook()
        return compile_rulebook(document_from_json(release.document), host.vocabulary, release.number)

    return compiled
