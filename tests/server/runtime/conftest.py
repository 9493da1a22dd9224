"""Coroutine tests run on asyncio (anyio's plugin, `pytest.mark.anyio`); logs are plain lines."""

from __future__ import annotations

import pytest
import structlog

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.ExceptionRenderer(),
        structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
    ]
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
