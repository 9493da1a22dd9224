"""What holds for all tests of the server: logs begin as on the first day, whatever was set up before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

import pytest
import structlog

_AT_FIRST: Final = structlog.get_config()


@pytest.fixture(autouse=True)
def _logs_as_at_first() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    structlog.configure(**_AT_FIRST)
    yield
    structlog.configure(**_AT_FIRST)
    root.handlers[:] = handlers
    root.setLevel(level)
