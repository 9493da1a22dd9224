"""What holds for all tests of the server.

Logs begin as on the first day, whatever was set up before; SQL that was compiled for one SQLite file serves the next.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

import pytest
import structlog

from tests.databases import statements_shared

_AT_FIRST: Final = structlog.get_config()


@pytest.fixture(scope="session", autouse=True)
def _statements_shared() -> Iterator[None]:
    with statements_shared():
        yield


@pytest.fixture(autouse=True)
def _logs_as_at_first() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    structlog.configure(**_AT_FIRST)
    yield
    structlog.configure(**_AT_FIRST)
    root.handlers[:] = handlers
    root.setLevel(level)
