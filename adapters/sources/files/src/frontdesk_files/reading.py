"""Reading a file whole, within limits, and telling whether it has changed."""

from __future__ import annotations

import os
import stat
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from frontdesk import ConfigError, Diagnostic


def read_whole(path: Path, most: int) -> bytes:
    """The bytes of a regular file. Raises ConfigError where there is none, it is too large, or it changes meanwhile."""
    try:
        with open(path, "rb", opener=_open) as file:
            return _read(path, file, most)
    except OSError as error:
        raise broken(path, "FD600", why=error.strerror or str(error)) from error


def fingerprint(path: Path, most: int) -> str | None:
    """Size, time and content in a few letters; None while the file cannot be read."""
    try:
        data, status = read_whole(path, most), path.stat()
    except (ConfigError, OSError):
        return None
    return f"{len(data)}-{status.st_mtime_ns}-{blake2b(data, digest_size=12).hexdigest()}"


def broken(path: Path, id: str, line: int | None = None, **params: object) -> ConfigError:  # noqa: A002
    """The error of a file that cannot be used at all."""
    return ConfigError(Diagnostic(id=id, file=str(path), line=line, params=params))


def _open(path: str, flags: int) -> int:
    """Without waiting: a named pipe in the place of a file would keep the thread for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read(path: Path, file: BinaryIO, most: int) -> bytes:
    before = os.fstat(file.fileno())
    if not stat.S_ISREG(before.st_mode):
        raise broken(path, "FD600", why="not a regular file")
    data = file.read(most + 1)
    if len(data) > most:
        raise broken(path, "FD601", size=before.st_size, unit="bytes", most=most)
    after = os.fstat(file.fileno())
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or len(data) != after.st_size:
        raise broken(path, "FD618")
    return data
