"""The lock file beside an embedded database: two servers cannot both run on it. It dies with its process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

from frontdesk.errors import ConfigError


class LockFile:
    """An exclusive lock that this process holds. The file stays; the lock does not outlive the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Self:
        """Take the lock at once. Raises `ConfigError`: FD751 when another process holds it, FD748 where none can be."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigError.of("FD748", file=str(path), reason=error.strerror or str(error)) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise ConfigError.of("FD751", file=str(path)) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._descriptor)
