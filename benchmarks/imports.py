"""Import: G13 (100,000 establishments from a local SQL table, and a pass over them that changes nothing)."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from serving import databases

from frontdesk.host import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.store import open_store

ESTABLISHMENTS = int(os.environ.get("BENCH_ESTABLISHMENTS", "100000"))
BUDGETS = {"import": 60.0, "no change": 5.0}
"""Seconds."""
CHANGED = 100

PROJECT = """
frontdesk: 1
name: Many
sources:
  - kind: sql
    path: shops.sqlite
    table: shops
    columns: {address.lines: street, opening_hours.monday: mon, opening_hours.saturday: sat}
    constants: {address.country: FR, timezone: Europe/Paris, locale: fr}
"""
TABLE = """
CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT, code TEXT, street TEXT, zip TEXT, city TEXT, phone TEXT,
                    lat REAL, lng REAL, groups TEXT, mon TEXT, sat TEXT)
"""


def rows() -> list[tuple[object, ...]]:
    """A chain as large as the largest."""
    return [
        (
            number,
            f"Boutique {number}",
            f"C-{number:06}",
            f"{number % 300 + 1} rue du Coquelicot",
            f"{number % 95 + 1:02}000",
            "Lyon",
            f"+33 4 72 {number // 10000:02} {number // 100 % 100:02} {number % 100:02}",
            45 + number % 1000 / 1000,
            4 + number % 997 / 1000,
            f"region-{number % 12}",
            f"{7 + number % 4:02}:00-12:00, 14:00-19:00",
            "09:00-12:30",
        )
        for number in range(1, ESTABLISHMENTS + 1)
    ]


def build(folder: Path) -> sqlite3.Connection:
    """The project and its table."""
    (folder / "frontdesk.yaml").write_text(PROJECT)
    table = sqlite3.connect(folder / "shops.sqlite", isolation_level=None)
    table.execute("PRAGMA journal_mode=WAL")
    table.execute(TABLE)
    table.execute("BEGIN")
    table.executemany("INSERT INTO shops VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows())
    table.execute("COMMIT")
    return table


class Took(NamedTuple):
    """Seconds of a pass: on the clock, and of this process alone. A busy machine makes the first far longer."""

    wall: float
    cpu: float


async def measured(sync: SourceSync, *, full: bool = False) -> tuple[Took, Outcome]:
    """One pass, and how long it took."""
    begun = time.perf_counter(), time.process_time()
    outcome = await sync.read(sync.circle.specs[0], Wish(full=full))
    return Took(time.perf_counter() - begun[0], time.process_time() - begun[1]), outcome


async def passes(folder: Path, url: str, table: sqlite3.Connection) -> dict[str, Took]:
    """A first import, a pass that changes nothing, and one after a few changes."""
    host = Host.load()
    store = await open_store(url, SystemClock(), migrate=True)
    try:
        sync = SourceSync(store, load_project(folder, host).sources, store.clock)
        first, brought = await measured(sync)
        again, nothing = await measured(sync)
        whole, _ = await measured(sync, full=True)
        table.execute("UPDATE shops SET phone = '+33 1 00 00 00 00' WHERE id <= ?", (CHANGED,))
        some, changed = await measured(sync)
    finally:
        await store.close()
    for outcome, counts in ((brought, (ESTABLISHMENTS, 0)), (nothing, (0, 0)), (changed, (0, CHANGED))):
        done = outcome.progress
        if done is None or (done.added, done.changed) != counts:
            raise RuntimeError(f"not what was to be measured: {outcome}")
    return {"import": first, "no change": again, "no change, everything read": whole, f"{CHANGED} changed": some}


def shown(name: str, figures: dict[str, Took]) -> None:
    """The figures beside their goals."""
    print(f"\nimport of {ESTABLISHMENTS:,} establishments from a local SQL table into {name}")
    for what, (wall, cpu) in figures.items():
        goal = BUDGETS.get(what)
        told = "" if goal is None else f"   goal <= {goal:.0f} s   {'met' if wall <= goal else 'MISSED'}"
        print(f"  {what:<28} {wall:7.2f} s   {cpu:7.2f} s of CPU   {wall / ESTABLISHMENTS * 1e6:6.1f} µs each{told}")


def run() -> dict[str, object]:
    """G13."""
    results: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place, databases() as new:
        folder = Path(place)
        table = build(folder)
        for name, of_store in new.items():
            with of_store() as url:
                figures = asyncio.run(passes(folder, url, table))
            shown(name, figures)
            results[name] = figures
            table.execute("UPDATE shops SET phone = '' WHERE id <= ?", (CHANGED,))
        table.close()
    return results


if __name__ == "__main__":
    run()
