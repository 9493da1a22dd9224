"""From a raw row to a checked one, with the line of the file that each mistake stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from frontdesk import Diagnostic, Row, row_of
from frontdesk_files.columns import Fields
from frontdesk_files.raw import RawRow


def check(path: Path, raw: RawRow, fields: Fields, digest: str) -> Row:
    """The row of the port, its diagnostics placed in the file. What could not be read is told of once."""
    raw = raw.filled() if raw.filled is not None else _filled(path, raw, fields)
    if not isinstance(raw.value, Mapping):
        found = raw.found or [_shape(path, raw)]
        return Row(id=raw.id, record=None, diagnostics=tuple(found), digest=digest)
    row = row_of(raw.value)
    news = [item for item in row.diagnostics if item.severity != "error" or item.path not in raw.unread]
    found = [*raw.found, *(placed(path, raw, item) for item in news)]
    wrong = any(item.severity == "error" for item in found)
    return replace(row, record=None if wrong else row.record, diagnostics=tuple(found), digest=digest)


def _filled(path: Path, raw: RawRow, fields: Fields) -> RawRow:
    """The row of a document, its hours in our own form."""
    if not isinstance(raw.value, Mapping):
        return raw
    record, found = fields.record_of(raw.value)
    return replace(raw, value=record, found=[*raw.found, *(placed(path, raw, item) for item in found)])


def _shape(path: Path, raw: RawRow) -> Diagnostic:
    params = {"found": type(raw.value).__name__}
    return Diagnostic(id="FD605", path=raw.path, file=str(path), line=raw.line, column=raw.column, params=params)


def placed(path: Path, raw: RawRow, item: Diagnostic) -> Diagnostic:
    """A diagnostic about a field, with its place in the file."""
    parts = tuple(
        int(part) if part.isdigit() else part for part in item.path.replace("[", ".").replace("]", "").split(".")
    )
    whole = f"{raw.path}.{item.path}" if raw.path else item.path
    line, column = raw.spot_of(parts)
    return replace(item, path=whole, file=str(path), line=line or raw.line, column=column or raw.column)
