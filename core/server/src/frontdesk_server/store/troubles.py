"""What is wrong with a database that did not do what was asked: a full disk is told apart, it needs other help."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from frontdesk_server.store.errors import StoreUnavailable

_OF_A_FILE: Final = {sqlite3.SQLITE_FULL: "FD877", sqlite3.SQLITE_IOERR: "FD878"}
_OF_A_SERVER: Final = {"53100": "FD879"}
"""By SQLSTATE."""
_FAMILY: Final = 0xFF
"""The part of an SQLite code that says what happened; the rest says where."""


def trouble(cause: BaseException, reason: str, *, file: Path | None) -> StoreUnavailable:
    """The trouble in the store's own word; `file` is the database's, where it is one."""
    if file is not None:
        code = getattr(cause, "sqlite_errorcode", 0) & _FAMILY
        return StoreUnavailable.of(_OF_A_FILE.get(code, "FD745"), file=str(file), reason=reason)
    state = getattr(cause, "sqlstate", None)
    return StoreUnavailable.of(_OF_A_SERVER.get(state or "", "FD750"), reason=reason)
