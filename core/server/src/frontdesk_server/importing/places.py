"""Establishments as a project's sources deliver them now: read, checked, and none lost for another's mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk.record import establishment_from
from frontdesk.source import LocalSource
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.matching import Around, matched
from frontdesk_server.importing.merging import Told, merged
from frontdesk_server.importing.proving import failed, proven
from frontdesk_server.importing.zoning import zoned
from frontdesk_server.project import Project, SourceSpec

NOT_ASKED: Final = "FD790"
"""That a source was not read, for it is asked over HTTP."""

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
            errors = (found for found in self.diagnostics if found.severity == "error" or found.id == NOT_ASKED)
            raise ConfigError(*errors, self._missing(id))
        return establishment_from(record)

    def _missing(self, id: str) -> Diagnostic:  # noqa: A002 - the glossary's word
        if not self.records:
            return Diagnostic(id="FD743", params={"id": id})
        return Diagnostic(id="FD713", params={"id": id, "nearest": nearest(id, self.records)})

    def establishments(self) -> list[Establishment]:
        """All of them, in the order of the sources."""
        return [establishment_from(record) for record in self.records.values()]


def nearest(id: str, known: Mapping[str, object]) -> str:  # noqa: A002 - the glossary's word
    """The id that this one was probably meant to be."""
    found = get_close_matches(id, known, n=1, cutoff=0.0)
    return found[0] if found else ""


@dataclass(slots=True)
class _Reading:
    """What the sources told so far."""

    circle: Circle
    voices: dict[str, list[Told]] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    found: list[Diagnostic] = field(default_factory=list)

    def read(self, spec: SourceSpec, source: LocalSource, advance: Callable[[], None]) -> None:
        """One source. Raises `ConfigError` when it cannot be read at all."""
        good: dict[str, Record] = {}
        bad: set[str] = set()
        nameless = False
        for row in map(proven, source.rows()):
            advance()
            self.found.extend(row.diagnostics)
            if row.id is not None and row.record is not None:
                good.setdefault(row.id, row.record)
            elif row.id is not None:
                bad.add(row.id)
            else:
                nameless = nameless or any(said.severity == "error" for said in row.diagnostics)
        self.bad |= {spec.document.ids.get(native, native) for native in bad - good.keys()}
        if (good or bad) and not nameless:
            self.whole.add(spec.id)
        self._place(spec, good)

    def _place(self, spec: SourceSpec, good: Mapping[str, Record]) -> None:
        """Find out which establishments the rows are."""
        around = Around(
            owners={id_: {voice.source for voice in told} for id_, told in self.voices.items()},
            codes={code: set(ids) for code, ids in self.codes.items()},
            earlier=self.circle.earlier(spec.id),
        )
        only = spec.document.only
        for native, record in good.items():
            code = str(record["code"]) if record.get("code") else None
            match = matched(spec.id, spec.document, native, code, around)
            if match.problem is not None:
                self.found.append(match.problem)
            if match.establishment is None:
                continue
            told = {name: value for name, value in record.items() if not only or name in only}
            self.voices.setdefault(match.establishment, []).append(Told(spec.id, told))
            if code:
                self.codes.setdefault(code, set()).add(match.establishment)

    def records(self) -> dict[str, Record]:
        """Every establishment that a source may create, put together, with the time zone of its place."""
        records: dict[str, Record] = {}
        for id_, told in self.voices.items():
            if any(self.circle.creating(voice.source) for voice in told):
                made = merged(id_, told)
                self.found.extend(zoned(made))
                records[id_] = made.record
        return records


def read_places(project: Project, advance: Callable[[], None] = _nothing) -> Places:
    """What the project's sources deliver, but those that are asked over HTTP: nobody is called here.

    Nothing raises: a source that cannot be read is a diagnostic, one that is not read a warning.
    """
    reading = _Reading(Circle(specs=project.sources))
    for spec in project.sources:
        if not isinstance(spec.source, LocalSource):
            reading.found.append(Diagnostic(id=NOT_ASKED, params={"source": spec.id}, severity="warning"))
            continue
        try:
            reading.read(spec, spec.source, advance)
        except ConfigError as error:
            reading.found.extend(error.diagnostics)
        except Exception as error:  # noqa: BLE001 - a plugin's mistake: the other sources are read all the same
            reading.found.append(failed(spec, error))
    records = reading.records()
    return Places(
        records=records,
        diagnostics=tuple(from_folder(reading.found, project.folder)),
        bad=frozenset(reading.bad),
        whole=frozenset(reading.whole),
    )


def from_folder(diagnostics: Iterable[Diagnostic], folder: Path) -> Iterator[Diagnostic]:
    """The same, with files named as they are seen from the project folder."""
    root = f"{folder}/"
    for found in diagnostics:
        yield replace(found, file=found.file.removeprefix(root)) if found.file else found
