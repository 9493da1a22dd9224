"""A primary and its synchronous standby: what is committed is on both, and either may be lost.

The test is the watchdog that a real installation has (Patroni, a cloud's own): it promotes, lets commits wait for the
standby that there is, and makes a new standby of what was lost.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.faults.postgres_node import HOST, PostgresNode, nodes
from tests.faults.waiting import wait_for

_STATE: Final = (
    "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum') AND state = 'streaming'"
)


class PostgresPair:
    """Two servers. `primary` takes what is written, `standby` is the other one."""

    def __init__(self, primary: PostgresNode, standby: PostgresNode) -> None:
        self.primary = primary
        self.standby = standby
        self.promotions = 0

    def create(self) -> None:
        """Both from nothing, in step."""
        self.primary.create()
        self.primary.start()
        self.join()

    def join(self) -> None:
        """Make what was lost a standby of the primary, and let commits wait for it."""
        shutil.rmtree(self.standby.data, ignore_errors=True)
        self.standby.copy_of(self.primary)
        self.standby.start()
        self.primary.configure(synchronous_standby_names=f"ANY 1 ({self.standby.name})")
        self.wait_until_in_step()

    def wait_until_in_step(self) -> None:
        """Until commits wait for the standby and get their answer."""
        wait_for(lambda: self.primary.sql(_STATE) == "1", lambda: f"in step: {self.standby.log[-4000:]}")

    def fail_over(self) -> None:
        """Kill the primary; what the standby has is what there is. It waits for nobody until `join`."""
        self.primary.kill()
        self.promote()

    def promote(self) -> None:
        """Let the standby take over from a primary that is gone."""
        assert not self.primary.running, "a primary that lives must be fenced off first"
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary
        self.primary.configure(synchronous_standby_names="")
        self.promotions += 1

    def url(self, database: str) -> str:
        """The address of whichever of the two takes what is written."""
        hosts = f"{HOST}:{self.primary.port},{HOST}:{self.standby.port}"
        return f"postgresql://postgres@{hosts}/{database}?target_session_attrs=read-write"


@contextmanager
def running_pair(**settings: object) -> Iterator[PostgresPair]:
    """A pair that runs in step."""
    with nodes("a", "b", **settings) as (one, other):
        pair = PostgresPair(one, other)
        pair.create()
        yield pair
