"""Scopes as conditions of SQL: which rows that name an establishment somebody may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from frontdesk_server.rights import Scope
from frontdesk_server.store.directory import establishment_group


def within(establishment: ColumnElement[Any], scope: Scope) -> ColumnElement[bool] | None:
    """What holds for a row whose establishment is in the scope; None = every row may be seen.

    A row that names no establishment is seen only by those who see everything.
    """
    if scope.groups is None:
        return None
    return exists().where(
        establishment_group.c.establishment == establishment, establishment_group.c.group.in_(sorted(scope.groups))
    )


def members(scope: Scope) -> Select[Any]:
    """The establishments of a scope of groups, each once."""
    found = select(establishment_group.c.establishment)
    return found.where(establishment_group.c.group.in_(sorted(scope.groups or ()))).distinct()
