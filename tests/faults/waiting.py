"""Waiting for what other processes do: by looking again, with a generous end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from frontdesk_server.clock import SystemClock

CLOCK: Final = SystemClock()
DEADLINE: Final = 300.0
"""Seconds: long enough for servers that start on a machine which is busy with other things."""


def wait_for(holds: Callable[[], object], what: Callable[[], object], seconds: float = DEADLINE) -> None:
    """Wait until it holds; `AssertionError` with `what` when it does not."""
    pause, end = threading.Event(), CLOCK.monotonic() + seconds
    while not holds():
        assert CLOCK.monotonic() < end, f"not within {seconds} s: {what()}"
        pause.wait(0.02)


def let_pass(seconds: float) -> None:
    """Let time pass, where time itself is the fault: a lease that is to run out, kills that are to be spread."""
    threading.Event().wait(seconds)
