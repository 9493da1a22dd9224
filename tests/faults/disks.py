"""Disks that are full when they are told to be, and have room again: a small one of their own, or a limit on files.

A small disk is a `tmpfs` of some megabytes on a folder of the test, where the machine lets us mount one. A limit on the
size of files works everywhere, for a process of ours. Nothing else on the machine is touched.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

PIECE: Final = bytes(4096)
_MAY_MOUNT: Final = 1 << 21
"""CAP_SYS_ADMIN."""


class Disk(Protocol):
    """A disk under a database."""

    name: str

    def fill(self) -> None:
        """Leave no room."""

    def free(self) -> None:
        """Make room again."""


def may_mount() -> bool:
    """Whether this process may mount a disk."""
    status = Path("/proc/self/status")
    if not status.exists():
        return False
    found = next(line for line in status.read_text().splitlines() if line.startswith("CapEff:"))
    return bool(int(found.split()[1], 16) & _MAY_MOUNT)


class SmallDisk:
    """A disk of so many megabytes; a ballast fills it."""

    name = "no room on the disk"

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Write until nothing more can be written."""
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while ballast.write(PIECE):
                    pass
            except OSError:
                return

    def free(self) -> None:
        """Take the ballast away."""
        self._ballast.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int, owner: int = 0) -> Iterator[SmallDisk]:
    """A disk of its own, mounted there while the block runs; `owner` is a user's number."""
    folder.mkdir()
    how = f"size={megabytes}m,mode=0700,uid={owner}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", how, "tmpfs", folder], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


class LimitedFiles:
    """A limit on how large a file a process may write: below what its files have reached, they cannot grow."""

    name = "files may not grow"

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def fill(self) -> None:
        """Let no file grow that has a few pages already."""
        self._limit(16 * len(PIECE))

    def free(self) -> None:
        """Let them grow as they like."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
