"""Running seeds: each in a house of its own, and what became of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import structlog

from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime import Engine, service
from frontdesk_server.store import open_store
from tests.simulation.engine import ENGINE
from tests.simulation.house import Counts, Desk, build
from tests.simulation.machine import PARTITIONS
from tests.simulation.oracle import check

WORKER_LOOKS = 1.5
OTHERS_LOOK = 2.5
"""Seconds between two looks for work of others: real ones are shorter, and take most of the time."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """What became of one seed."""

    seed: int
    counts: Counts
    steps: int
    failure: str | None = None


@cache
def template() -> Path:
    """A store with this version's tables, in a file to copy."""
    folder = Path(mkdtemp(prefix="frontdesk-simulation-"))
    path = folder / "template.sqlite"

    async def make() -> None:
        store = await open_store(f"sqlite:///{path}", SystemClock(), partitions=PARTITIONS)
        await store.close()

    with asyncio.Runner() as runner:
        runner.run(make())
    return path


@contextmanager
def simulated() -> Iterator[Path]:
    """A folder for the stores; no logs, and looks as rare as simulated time wants them."""
    before = structlog.get_config(), service.POLL, service.LOOK_AGAIN
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50), cache_logger_on_first_use=False)
    service.POLL, service.LOOK_AGAIN = WORKER_LOOKS, OTHERS_LOOK  # type: ignore[misc]
    folder = Path(mkdtemp(prefix="frontdesk-simulation-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        structlog.configure(**before[0])
        _, service.POLL, service.LOOK_AGAIN = before  # type: ignore[misc]


def run(seed: int, folder: Path, *, engine: Engine = ENGINE, tell: Tell | None = None) -> Result:
    """One seed, from the first process to the oracle."""
    desk = build(seed, folder, template(), engine=engine, tell=tell)
    failure = None
    try:
        desk.loop.run_until_complete(desk.run())
        check(desk)
    except AssertionError as error:
        failure = f"{type(error).__name__}: {error}"
    finally:
        _close(desk, folder)
    desk.counts.events = len(desk.posted)
    desk.counts.sends = desk.platform.calls
    return Result(seed, desk.counts, desk.loop.steps, failure)


def run_all(seeds: Iterable[int], *, engine: Engine = ENGINE) -> Generator[Result]:
    """Seed after seed."""
    with simulated() as folder:
        for seed in seeds:
            yield run(seed, folder, engine=engine)


def _close(desk: Desk, folder: Path) -> None:
    desk.loop.close()
    desk.disk.close()
    for path in folder.glob(f"{desk.seed}.sqlite*"):
        path.unlink()
