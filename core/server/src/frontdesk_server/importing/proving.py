"""Proving: a source's row makes an establishment, or it is known what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.record import establishment_from
from frontdesk.rows import CheckedRecord
from frontdesk.source import Row
from frontdesk_server.project import SourceSpec


def proven(row: Row) -> Row:
    """The row as it is, or without its record and with what is wrong with it."""
    if row.record is None or isinstance(row.record, CheckedRecord):
        return row
    try:
        establishment_from(row.record)
    except ConfigError as error:
        return replace(row, record=None, diagnostics=(*row.diagnostics, *_errors_last(error.diagnostics)))
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        broken = Diagnostic(id="FD739", params={"id": row.id, "reason": reason})
        return replace(row, record=None, diagnostics=(*row.diagnostics, broken))
    return row


def failed(spec: SourceSpec, error: Exception) -> Diagnostic:
    """That a source raised what no source should."""
    told = {"source": spec.id, "package": package_of(spec), "error": f"{type(error).__name__}: {error}"}
    return Diagnostic(id="FD749", params=told)


def package_of(spec: SourceSpec) -> str:
    """The package of a source's author."""
    return type(spec.source).__module__.partition(".")[0]


def _errors_last(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda found: found.severity == "error")
