"""Establishments from a table, view or query of PostgreSQL, MySQL, MariaDB or SQLite."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_sql.settings import SqlSettings
from frontdesk_sql.source import SqlSource

__all__ = ["SqlSettings", "SqlSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [SqlSource]
