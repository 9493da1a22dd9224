"""The file of an extract: opened, unpacked on the way, and never read further than allowed."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, cast

from frontdesk import ConfigError, Diagnostic

_HASHED_WHOLE = 64 * 1024**2
_PIECE = 1024**2
_UNPACKERS: Mapping[str, Callable[[BinaryIO], BinaryIO]] = {
    ".gz": lambda file: cast("BinaryIO", gzip.GzipFile(fileobj=file)),
    ".bz2": lambda file: cast("BinaryIO", bz2.BZ2File(file)),
}


def broken(path: Path, id: str, line: int | None = None, **params: object) -> ConfigError:  # noqa: A002
    """The error of an extract that cannot be used at all."""
    return ConfigError(Diagnostic(id=id, file=str(path), line=line, params=params))


def check_remark(path: Path, remark: object, form: str) -> None:
    """Overpass answers 200 with a part of the places where its time or memory ran out, and says so in `remark`."""
    if isinstance(remark, str) and "error" in remark:
        raise broken(path, "FD630", format=form, problem=remark.strip()[:200])


def format_of(path: Path) -> str:
    """The ending that names the format, below a packing: `.osm` of `shops.osm.gz`."""
    plain = path.with_suffix("") if path.suffix.lower() in _UNPACKERS else path
    return plain.suffix.lower()


class Bounded(io.RawIOBase):
    """A file that refuses to be longer than allowed, once it is unpacked."""

    def __init__(self, path: Path, file: BinaryIO, most: int) -> None:
        super().__init__()
        self._path, self._file, self._most = path, file, most
        self._read = 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises ConfigError past the limit, and where it cannot be unpacked."""
        try:
            piece = self._file.read(self._most + 1 - self._read if size < 0 else size)
        except (OSError, EOFError, ValueError) as error:
            raise broken(self._path, "FD630", format=self._path.suffix, problem=str(error)) from error
        self._read += len(piece)
        if self._read > self._most:
            raise broken(self._path, "FD601", size=f"more than {self._most}", unit="bytes", most=self._most)
        return piece


@contextmanager
def opened(path: Path, most: int) -> Iterator[Bounded]:
    """The bytes of an extract. Raises ConfigError where there is no such file."""
    try:
        with open(path, "rb", opener=_open) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise broken(path, "FD600", why="not a regular file")
            unpack = _UNPACKERS.get(path.suffix.lower())
            yield Bounded(path, unpack(file) if unpack else file, most)
    except OSError as error:
        raise broken(path, "FD600", why=error.strerror or str(error)) from error


def _open(path: str, flags: int) -> int:
    """Without waiting: a named pipe in the place of a file would keep the thread for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of change; None while there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def fingerprint(path: Path) -> str | None:
    """Size, time and content of the file; of a large one only both ends. None while it cannot be read."""
    digest = blake2b(digest_size=12)
    try:
        with open(path, "rb", opener=_open) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > _HASHED_WHOLE:
                digest.update(file.read(_PIECE))
                file.seek(-_PIECE, os.SEEK_END)
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError:
        return None
    return f"{status.st_size}-{status.st_mtime_ns}-{digest.hexdigest()}"
