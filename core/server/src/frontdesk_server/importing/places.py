"""Establishments as a project's sources deliver them now: read, checked, and none lost for another's mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk.record import establishment_from
from frontdesk.source import Row
from frontdesk_server.project import Project, SourceSpec

Record = Mapping[str, object]


def _nothing() -> None:
    """The progress of work that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Every record that can be used, by id, and what is wrong with the others."""

    records: Mapping[str, Record] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    bad: frozenset[str] = frozenset()
    """Ids whose record cannot be used."""
    whole: frozenset[str] = frozenset()
    """Sources that have told of everybody they have."""

    def keeps(self, id: str, source: str) -> bool:  # noqa: A002 - the glossary's word
        """Whether a stored record stays in use: it is not delivered, and nobody knows that its place is gone."""
        return id not in self.records and (id in self.bad or source not in self.whole)

    def establishment(self, id: str) -> Establishment:  # noqa: A002 - the glossary's word
        """One establishment. Raises `ConfigError` for one that no source delivers, with what is wrong in them."""
        record = self.records.get(id)
        if record is None:
            errors = (found for found in self.diagnostics if found.severity == "error")
            raise ConfigError(*errors, self._missing(id))
        return establishment_from(record)

    def _missing(self, id: str) -> Diagnostic:  # noqa: A002 - the glossary's word
        if not self.records:
            return Diagnostic(id="FD743", params={"id": id})
        return Diagnostic(id="FD713", params={"id": id, "nearest": nearest(id, self.records)})

    def establishments(self) -> list[Establishment]:
        """All of them, in the order of the sources."""
        return [establishment_from(record) for record in self.records.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One reading of a source."""

    records: Mapping[str, Record]
    """What can be used, by id."""
    bad: frozenset[str]
    """Ids whose record cannot be used: the last good one stays."""
    nameless: bool
    """A row without an id cannot be used, so nobody knows who is really missing."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def empty(self) -> bool:
        """Whether the source delivers nothing, neither good nor bad."""
        return not (self.records or self.bad or self.nameless)


def read_source(spec: SourceSpec, advance: Callable[[], None] = _nothing) -> Pass:
    """Read a source, blocking. Raises `ConfigError` when it cannot be read at all."""
    records: dict[str, Record] = {}
    bad: set[str] = set()
    found: list[Diagnostic] = []
    nameless = False
    for row in rows_of(spec):
        advance()
        found.extend(row.diagnostics)
        if row.id is not None and row.record is not None:
            records.setdefault(row.id, row.record)
        elif row.id is not None:
            bad.add(row.id)
        else:
            nameless = nameless or any(said.severity == "error" for said in row.diagnostics)
    return Pass(records=records, bad=frozenset(bad - records.keys()), nameless=nameless, diagnostics=tuple(found))


def nearest(id: str, known: Mapping[str, object]) -> str:  # noqa: A002 - the glossary's word
    """The id that this one was probably meant to be."""
    found = get_close_matches(id, known, n=1, cutoff=0.0)
    return found[0] if found else ""


def read_places(project: Project, advance: Callable[[], None] = _nothing) -> Places:
    """What the project's sources deliver, all of it. Nothing raises: a source that cannot be read is a diagnostic."""
    records: dict[str, Record] = {}
    passes: dict[str, Pass] = {}
    diagnostics: list[Diagnostic] = []
    for spec in project.sources:
        try:
            found = passes[spec.id] = read_source(spec, advance)
        except ConfigError as error:
            diagnostics.extend(error.diagnostics)
            continue
        except Exception as error:  # noqa: BLE001 - a plugin's mistake: the other sources are read all the same
            diagnostics.append(failed(spec, error))
            continue
        records.update({id_: record for id_, record in found.records.items() if id_ not in records})
        diagnostics.extend(found.diagnostics)
    return Places(
        records=records,
        diagnostics=tuple(from_folder(diagnostics, project.folder)),
        bad=frozenset().union(*(found.bad for found in passes.values())),
        whole=frozenset(source for source, found in passes.items() if not (found.empty or found.nameless)),
    )


def failed(spec: SourceSpec, error: Exception) -> Diagnostic:
    """That a source raised what no source should."""
    package = type(spec.source).__module__.partition(".")[0]
    told = {"source": spec.id, "package": package, "error": f"{type(error).__name__}: {error}"}
    return Diagnostic(id="FD749", params=told)


def from_folder(diagnostics: Iterable[Diagnostic], folder: Path) -> Iterator[Diagnostic]:
    """The same, with files named as they are seen from the project folder."""
    root = f"{folder}/"
    for found in diagnostics:
        yield replace(found, file=found.file.removeprefix(root)) if found.file else found


def rows_of(spec: SourceSpec) -> Iterator[Row]:
    """A source's rows, each usable one proven to make an establishment."""
    for row in spec.source.rows():
        yield row if row.record is None else _proven(row)


def _proven(row: Row) -> Row:
    """The row as it is, or without its record and with what is wrong with it."""
    try:
        establishment_from(row.record or {})
    except ConfigError as error:
        return Row(id=row.id, record=None, diagnostics=(*row.diagnostics, *_errors_last(error.diagnostics)))
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        broken = Diagnostic(id="FD739", params={"id": row.id, "reason": reason})
        return Row(id=row.id, record=None, diagnostics=(*row.diagnostics, broken))
    return row


def _errors_last(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda found: found.severity == "error")
