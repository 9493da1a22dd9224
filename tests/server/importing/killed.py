"""A process that makes a pass and stands still in the middle of it, so that it can be killed there.

Run as `python -m tests.server.importing.killed URL`: it prints a line once the page before the last is asked for.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta

from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.passing import Wish
from frontdesk_server.store import open_store
from tests.server.importing.platforms import Platform, asked, place, syncing

PAGES = 6
SIZE = 40
STUCK_AT = "4"
LEASE = timedelta(seconds=1)
"""How long what this process has claimed is waited for."""


def platform() -> Platform:
    """Six pages of forty places."""
    found = Platform()
    found.chain(*([place(f"{page}-{at}") for at in range(SIZE)] for page in range(PAGES)))
    return found


def stuck(page: str) -> None:
    """Say so, and come no further."""
    if page == STUCK_AT:
        sys.stdout.write("stuck\n")
        sys.stdout.flush()
        time.sleep(600)


async def read(url: str) -> None:
    """One pass."""
    store = await open_store(url, SystemClock())
    found = platform()
    found.before = stuck
    sync = syncing(store, asked(), platform=found, lease=LEASE)
    await sync.read(sync.circle.specs[0], Wish())


if __name__ == "__main__":
    asyncio.run(read(sys.argv[1]))
