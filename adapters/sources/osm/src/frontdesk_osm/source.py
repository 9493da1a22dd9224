"""The source: one extract of OpenStreetMap, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import Diagnostic, LocalSource, Row
from frontdesk_osm.elements import Element, Unreadable
from frontdesk_osm.extract import broken, fingerprint, format_of, stamp
from frontdesk_osm.json_reader import read_json, read_json_lines
from frontdesk_osm.records import row
from frontdesk_osm.settings import OsmSettings
from frontdesk_osm.xml_reader import Filters, read_xml

Reader = Callable[[Path, int, Filters], Iterator[Element | Unreadable]]


class OsmSource(LocalSource):
    """Establishments from one extract, read whole each time its fingerprint changes."""

    kind: ClassVar[str] = "osm"
    Settings: ClassVar[type[BaseModel]] = OsmSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._settings = OsmSettings.model_validate(settings)
        self.path = self._settings.path

    def rows(self) -> Iterator[Row]:
        """Every place that is asked for, good or bad. Raises ConfigError before the first where nothing can be read."""
        return iter(self._read())

    def fingerprint(self) -> str | None:
        """Size, time of change and content; None while the file cannot be read, so that `rows` says why."""
        return fingerprint(self.path)

    def _read(self) -> list[Row]:
        settings = self._settings
        reader = READERS.get(format_of(self.path))
        if reader is None:
            raise broken(self.path, "FD602", suffix=format_of(self.path), known=", ".join(READERS))
        before = stamp(self.path)
        first: dict[str, str] = {}
        rows = [self._row(found, first) for found in reader(self.path, settings.most_bytes, settings.tags)]
        if stamp(self.path) != before:
            raise broken(self.path, "FD618")
        return rows

    def _row(self, found: Element | Unreadable, first: dict[str, str]) -> Row:
        if isinstance(found, Unreadable):
            params = {"problem": found.problem}
            told = Diagnostic(id="FD633", path=found.path, file=str(self.path), line=found.line, params=params)
            return Row(id=None, record=None, diagnostics=(told,))
        return self._unique(row(found, self._settings, self.path), found, first)

    def _unique(self, found: Row, element: Element, first: dict[str, str]) -> Row:
        """The row, unless its id was used before: the first one is kept, this one is reported."""
        if found.id is None:
            return found
        place = element.ref if element.line is None else f"{element.ref}, line {element.line}"
        if found.id not in first:
            first[found.id] = place
            return found
        repeated = Diagnostic(
            id="FD609",
            path=f"{element.ref}.id",
            file=str(self.path),
            line=element.line,
            params={"establishment": found.id, "first": first[found.id]},
        )
        return Row(id=found.id, record=None, diagnostics=(*found.diagnostics, repeated))


READERS: Mapping[str, Reader] = {
    ".osm": read_xml,
    ".xml": read_xml,
    ".geojson": read_json,
    ".json": read_json,
    ".geojsonl": read_json_lines,
    ".geojsons": read_json_lines,
    ".ndjson": read_json_lines,
    ".jsonl": read_json_lines,
}
