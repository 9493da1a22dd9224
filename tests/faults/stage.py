"""The stage of a fault run: a database, the world outside, servers between the two, and the verdict at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.cluster import QUICK, Cluster, cluster
from tests.faults.findings import settle
from tests.faults.outside import Outside, outside
from tests.faults.platform import BY_KEY
from tests.faults.premises import furnish
from tests.faults.table import Table, row_of
from tests.faults.verdict import Verdict, verdict
from tests.faults.waiting import CLOCK, wait_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a scenario acts on."""

    world: Outside
    servers: Cluster
    random: Random
    """The same in each run with the same seed."""
    began: float
    """On the monotonic clock of the test."""

    def finish(self) -> None:
        """Let everything come to rest, then stop the servers as an operator does."""
        wait_for(lambda: self.world.quiet, lambda: f"the platform is heard; {self.world.answers}")
        settle(self.servers.database)
        self.servers.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where scenarios are played; `store` is what the table calls the database."""

    store: str
    database: str
    folder: Path
    kills: int
    seed: int
    table: Table

    @property
    def third(self) -> int:
        """How often each of three runs kills, that share the kills of a store."""
        return -(-self.kills // 3)

    @contextmanager
    def scene(
        self,
        settles: str = BY_KEY,
        *,
        more: str = "",
        hours: str = "auto",
        timeout: float = 5.0,
        settings: Mapping[str, str] = QUICK,
        **how: object,
    ) -> Iterator[Scene]:
        """A world and no servers yet.

        `more` are rules besides, `hours` those of the chat, `settings` every server's; `how` is the outside's.
        """
        with outside(settles, **how) as world:
            began = CLOCK.monotonic()
            target, folder = world.platform.url, self.folder / "project"
            project = furnish(folder, target, settles, timeout=timeout, hours=hours, more=more)
            with cluster(project, self.database, settings) as servers:
                world.doors = servers.doors
                random = Random(self.seed)  # noqa: S311 - to be repeated
                yield Scene(world=world, servers=servers, random=random, began=began)

    def judge(self, done: str, scene: Scene, remark: str = "", **how: bool) -> Verdict:
        """The verdict: it stands in the table, and then what must hold is asserted. `how` is the verdict's."""
        found = verdict(self.database, scene.world, **how)
        took = CLOCK.monotonic() - scene.began
        self.table.add(row_of(self.store, done, scene.servers.kills, found, took=took, remark=remark))
        found.holds()
        return found
