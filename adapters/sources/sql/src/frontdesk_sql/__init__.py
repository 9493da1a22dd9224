"""Establishments from a table, view or query of PostgreSQL, MySQL, MariaDB or SQLite."""

from __future__ import annotations
