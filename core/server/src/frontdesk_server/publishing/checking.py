"""Checking a project as a whole: everything that is wrong or doubtful in it, at once, each at its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from frontdesk.diagnostics import Diagnostic
from frontdesk.engine import fit, fit_profile
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account, Establishment
from frontdesk.rules import (
    Rulebook,
    RuleDocument,
    check_capabilities,
    check_kinds,
    check_references,
    compile_rulebook,
    conflicts,
    load_documents,
)
from frontdesk.rules.positions import path_text
from frontdesk_server.importing.places import Places, from_folder, nearest, read_places
from frontdesk_server.project import Project, load_project
from frontdesk_server.project.loading import message_files

_NO_MESSAGES: Final = Diagnostic(
    id="FD731", severity="warning", params={"what": "messages", "expected": "a message set in messages/*.yaml"}
)


def _nothing() -> None:
    """The progress of work that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found, and how much it looked at."""

    diagnostics: tuple[Diagnostic, ...]
    message_sets: int = 0
    rules: int = 0
    establishments: int = 0
    accounts: int = 0

    @property
    def errors(self) -> int:
        """How many diagnostics are errors."""
        return sum(found.severity == "error" for found in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many diagnostics are warnings."""
        return len(self.diagnostics) - self.errors


def check_project(folder: Path, host: Host, advance: Callable[[], None] = _nothing) -> Report:
    """Everything that is wrong in a project. Raises `ConfigError` (FD702) only where there is no project at all."""
    found: list[Diagnostic] = []
    project = _kept(found, lambda: load_project(folder, host))
    loaded = _kept(found, lambda: load_documents(message_files(folder)))
    document = loaded or RuleDocument()
    rulebook = _kept(found, lambda: compile_rulebook(document, host.vocabulary)) or Rulebook()
    places = read_places(project, advance) if project else Places()
    found.extend((*rulebook.warnings, *places.diagnostics))
    if project is not None:
        found.extend((*project.warnings, *doubts(project, document, rulebook, places)))
        if loaded is not None and not document.message_sets and not document.rules and not document.problems:
            found.append(_NO_MESSAGES)
    return Report(
        diagnostics=in_order(found, folder),
        message_sets=len(document.message_sets),
        rules=len(rulebook.rules),
        establishments=len(places.records),
        accounts=len(project.accounts) if project else 0,
    )


T = TypeVar("T")


def _kept(found: list[Diagnostic], read: Callable[[], T]) -> T | None:
    """What reading gives; None where it cannot be read, with what is wrong in `found`."""
    try:
        return read()
    except ConfigError as error:
        if error.id == "FD702":  # no project: there is nothing to check
            raise
        found.extend(error.diagnostics)
        return None


def doubts(project: Project, document: RuleDocument, rulebook: Rulebook, places: Places) -> Iterator[Diagnostic]:
    """What is only seen when message sets, establishments and accounts are looked at together."""
    establishments = places.establishments()
    accounts = [spec.account() for spec in project.accounts]
    yield from check_references(document, establishments, accounts)
    yield from check_kinds(document, establishments)
    yield from check_capabilities(document, accounts, fit, fit_profile)
    yield from conflict_errors(document, rulebook, establishments, accounts)
    yield from _routes(project, places)


def conflict_errors(
    document: RuleDocument, rulebook: Rulebook, establishments: Iterable[Establishment], accounts: Sequence[Account]
) -> Iterator[Diagnostic]:
    """Two active sets for one establishment and channel: each pair, at the place of the later one."""
    return (found for _, found in conflict_pairs(document, rulebook, establishments, accounts))


def conflict_pairs(
    document: RuleDocument, rulebook: Rulebook, establishments: Iterable[Establishment], accounts: Sequence[Account]
) -> Iterator[tuple[tuple[int, int], Diagnostic]]:
    """The positions of each such pair, with the error."""
    for conflict in conflicts(rulebook, establishments, accounts):
        path = ("message_sets", conflict.second.position, "establishments")
        mark = document.positions.value(path)
        place = mark._asdict() if mark else {}
        pair = conflict.first.position, conflict.second.position
        yield pair, replace(conflict.diagnostic, path=path_text(document.positions.local(path)), **place)


def _routes(project: Project, places: Places) -> Iterator[Diagnostic]:
    """Accounts whose route names an establishment that there is not."""
    for at, spec in enumerate(project.accounts):
        for key in ("fixed", "default"):
            named = getattr(spec.route, key)
            if named is not None and named not in places.records:
                near = nearest(named, places.records)
                params = {"account": spec.id, "id": named} | ({"nearest": near} if near else {})
                path, id_ = f"accounts[{at}].route.{key}", "FD730" if near else "FD744"
                yield Diagnostic(id=id_, path=path, file="frontdesk.yaml", severity="warning", params=params)


def in_order(found: Iterable[Diagnostic], folder: Path) -> tuple[Diagnostic, ...]:
    """Errors first, then by file and line; files are named from the project folder, and nothing is told twice."""
    named = from_folder(found, folder)
    unique = {(item.id, item.path, item.file, item.line, repr(item.params)): item for item in named}
    order = {"error": 0, "warning": 1}
    return tuple(
        sorted(
            unique.values(),
            key=lambda item: (order[item.severity], item.file or "", item.line or 0, item.column or 0, item.path),
        )
    )
