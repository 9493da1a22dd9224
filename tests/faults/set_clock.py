"""The program with a wall clock that somebody may set: it is as far off as a file says, at each look.

::

    OFF_BY=FILE python -m tests.faults.set_clock serve ...
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from frontdesk_server.cli import main
from frontdesk_server.clock import SystemClock

PROGRAM: Final = "tests.faults.set_clock"
OFF_BY: Final = "OFF_BY"
"""The variable that names the file."""


class WallClock:
    """The wall clock of a server that was started as this program."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(timedelta(0))

    @property
    def environment(self) -> dict[str, str]:
        """What makes a server go by it."""
        return {OFF_BY: str(self._file), "PYTHONPATH": str(Path(__file__).parents[2])}

    def set(self, off_by: timedelta) -> None:
        """Set it, so far from what is right."""
        new = self._file.with_suffix(".new")
        new.write_text(str(off_by.total_seconds()))
        new.replace(self._file)


_right = SystemClock.now


def _now(self: SystemClock) -> datetime:
    return _right(self) + timedelta(seconds=float(Path(os.environ[OFF_BY]).read_text()))


if __name__ == "__main__":
    SystemClock.now = _now  # type: ignore[method-assign]
    main()
