"""Establishments from YAML, JSON, CSV, XLSX and ODS files."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Command, HttpSource, LocalSource, hookimpl
from frontdesk_files.check import establishments_check
from frontdesk_files.source import FilesSettings, FilesSource

__all__ = ["FilesSettings", "FilesSource", "establishments_check"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [FilesSource]


@hookimpl
def register_commands() -> Iterable[Command]:
    """A look at a file before it is used."""
    return [
        Command(
            name="establishments-check",
            summary="Read a file of establishments and tell what is wrong in it.",
            run=establishments_check,
        )
    ]
