"""A file as the source reads it: its rows, the one record among them, what was found."""

from __future__ import annotations

from pathlib import Path

from frontdesk import Diagnostic, Row
from frontdesk_files import FilesSettings, FilesSource


def read(path: Path, data: bytes | str, **settings: object) -> list[Row]:
    """The rows of a file with these bytes."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(FilesSource(FilesSettings.model_validate({"path": path, **settings})).rows())


def record(rows: list[Row]) -> dict[str, object]:
    """The one record among the rows."""
    (found,) = [row.record for row in rows if row.record is not None]
    return dict(found)


def found(rows: list[Row]) -> list[Diagnostic]:
    """Everything that was found."""
    return [item for row in rows for item in row.diagnostics]
