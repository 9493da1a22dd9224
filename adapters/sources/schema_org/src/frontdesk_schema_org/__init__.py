"""Establishments from the schema.org markup of web pages."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_schema_org.settings import SchemaOrgSettings
from frontdesk_schema_org.source import SchemaOrgSource

__all__ = ["SchemaOrgSettings", "SchemaOrgSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [SchemaOrgSource]
