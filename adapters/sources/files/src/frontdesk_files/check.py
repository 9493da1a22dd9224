"""The command `frontdesk establishments-check`: what a file of establishments holds, before anything uses it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from frontdesk import ConfigError, Diagnostic, Row, describe
from frontdesk_files.source import FilesSettings, FilesSource

_WIDTH = 40


def establishments_check(file: Path, sheet: str = "") -> None:
    """Read FILE and tell what is in it: one line for each row, then all warnings and errors.

    Example: frontdesk establishments-check shops.csv

    Nothing is written anywhere. Raises ConfigError (exit code 2) when nothing in it can be used.
    """
    rows = list(FilesSource(FilesSettings(path=file, sheet=sheet or None)).rows())
    establishments = [row for row in rows if row.id is not None or not _is_remark(row)]
    found = [item for row in rows for item in row.diagnostics]
    sys.stdout.writelines(
        f"{line}\n" for line in (*_table(establishments), "", *_told(found), _sum(establishments, found))
    )
    if establishments and not any(row.record for row in establishments):
        errors = [item for item in found if item.severity == "error"]
        raise ConfigError(*errors, Diagnostic(id="FD619", file=str(file), params={"rows": len(establishments)}))


def _is_remark(row: Row) -> bool:
    return row.record is None and all(item.severity == "warning" for item in row.diagnostics)


def _table(rows: Sequence[Row]) -> Iterator[str]:
    lines = [("id", "name", "city", "time zone", "hours", ""), *(_cells(row) for row in rows)]
    widths = [min(_WIDTH, max(len(line[column]) for line in lines)) for column in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(_fitted(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    record = row.record or {}
    address = record.get("address")
    city = address.get("city") if isinstance(address, dict) else None
    hours = "/".join(kind for kind, key in (("opening", "opening_hours"), ("chat", "chat_hours")) if record.get(key))
    state = "" if row.record is not None else "not usable"
    return (row.id or "?", _text(record.get("name")), _text(city), _text(record.get("timezone")), hours or "-", state)


def _text(value: object) -> str:
    return "-" if value is None else str(value)


def _fitted(cell: str, width: int) -> str:
    plain = " ".join(cell.split())
    return (plain if len(plain) <= width else f"{plain[: width - 1]}…").ljust(width)


def _told(found: Sequence[Diagnostic]) -> Iterator[str]:
    for item in sorted(found, key=lambda item: (item.severity, item.line or 0)):
        yield f"{item.severity}: {describe(item)}"


def _sum(rows: Sequence[Row], found: Sequence[Diagnostic]) -> str:
    usable = sum(row.record is not None for row in rows)
    errors = sum(item.severity == "error" for item in found)
    return f"{usable} of {len(rows)} establishments usable, {errors} errors, {len(found) - errors} warnings"
