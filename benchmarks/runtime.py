"""The runtime: G8 (durable webhook), G9 (to the outbox), G10 (tail), G11 (fsyncs), G12 (to the receipt).

On SQLite and on PostgreSQL, in turns. The server, the load, the fake platform and PostgreSQL are processes of this one
machine, as the budgets say. The floor is a raw ASGI application that reads the same signed request and does nothing.
"""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from load import Run, load
from serving import NewDatabase, Served, databases, platform, serving

REQUESTS = 10_000
SINGLE_REQUESTS = 2_000
WARM = 500
ROUNDS = 3
CONTACTS = 1_250
EVENTS_OF_A_CONTACT = 8
"""A start, a tap, a reply to each, and three statuses of each reply."""
PACE = 1_000
"""Events a second at which tails are measured."""
SHAPES = {
    "sqlite": ("sqlite", ("all",)),
    "postgresql": ("postgresql", ("all",)),
    "postgresql, three roles": ("postgresql", ("ingress", "worker", "sender")),
}
"""What G12 is measured on: the database, and the processes."""
BUDGETS = {
    "G8": "of the floor >= 0.22, against commit-per-request >= 4 (SQLite)",
    "G9": "of the floor >= 0.20 (SQLite)",
    "G10": "<= 1.3",
    "G11": "<= 1/16 = 0.0625",
    "G12": "SQLite >= 1,000 events/s, accept p99 <= 50 ms; PostgreSQL >= 1,500, accept p99 <= 100, reply p99 <= 400",
}


def run() -> dict[str, Any]:
    """All figures, printed as they come."""
    with databases() as new:
        results = {"webhook": durable_webhook(new), "tail": tail(new), "fsyncs": fsyncs(new), "receipt": receipt(new)}
    for name, budget in BUDGETS.items():
        print(f"  {name}: budget {budget}")
    return results


def durable_webhook(new: dict[str, NewDatabase]) -> dict[str, Any]:
    """G8 and G9: the medians of rounds in which every mode has its turn on every database."""
    modes = [("floor", "sqlite"), *((mode, store) for mode in ("single", "webhook", "whole") for store in new)]
    found: dict[str, list[Run]] = {_name(*mode): [] for mode in modes}
    for round_ in range(ROUNDS):
        for mode, store in modes:
            requests = SINGLE_REQUESTS if mode == "single" else REQUESTS
            found[_name(mode, store)].append(measured(mode, new[store], requests, seed=round_))
    rates = {name: statistics.median(one.per_second for one in runs) for name, runs in found.items()}
    tails = {name: statistics.median(one.p99 for one in runs) for name, runs in found.items()}
    for name, rate in rates.items():
        print(f"{name:>20}: {rate:8.0f}/s, p99 {tails[name]:6.1f} ms, {rate / rates['floor']:.2f} of the floor")
    ratios = {}
    for store in new:
        ratios[f"G8 of the floor, {store}"] = rates[f"webhook, {store}"] / rates["floor"]
        ratios[f"G8 against commit-per-request, {store}"] = rates[f"webhook, {store}"] / rates[f"single, {store}"]
        ratios[f"G9 of the floor, {store}"] = rates[f"whole, {store}"] / rates["floor"]
    for name, ratio in ratios.items():
        print(f"{name:>42}: {ratio:.2f}")
    return {"per_second": rates, "p99_ms": tails, "ratios": ratios}


def _name(mode: str, store: str) -> str:
    return mode if mode == "floor" else f"{mode}, {store}"


def tail(new: dict[str, NewDatabase]) -> dict[str, Any]:
    """G10: the tail of acceptance with many establishments, each event for another one."""
    found = {}
    for store, database in new.items():
        few, many = (
            statistics.median(
                measured("whole", database, REQUESTS, seed=r, establishments=n).p99 for r in range(ROUNDS)
            )
            for n in (1_000, 100_000)
        )
        print(f"       G10: {store}: p99 {few:.1f} ms at 1,000 establishments, {many:.1f} at 100,000: {many / few:.2f}")
        found[store] = {"p99_ms": {"1,000": few, "100,000": many}, "ratio": many / few}
    return found


def fsyncs(new: dict[str, NewDatabase]) -> dict[str, float]:
    """G11: counted by strace, for the durable webhook alone and for the whole path, where the process writes itself."""
    if shutil.which("strace") is None:
        raise SystemExit("G11 counts system calls: install strace (apt-get install strace)")
    counted = {}
    for mode in ("webhook", "whole"):
        with TemporaryDirectory() as folder, new["sqlite"]() as database:
            calls = Path(folder) / "calls"
            with serving(mode, database, traced=calls) as server:
                load(server.port, REQUESTS, seed=0)
                if mode == "whole":
                    server.drained(REQUESTS)
            counted[mode] = len(re.findall(r"\b(?:fsync|fdatasync)\(", calls.read_text())) / REQUESTS
        print(f"       G11: {mode}: {counted[mode]:.4f} fsyncs an event, one for {1 / counted[mode]:.0f} events")
    return counted


def receipt(new: dict[str, NewDatabase]) -> dict[str, Any]:
    """G12: a start, a tap, and three statuses for each reply, until everything has its receipt."""
    found = {}
    for name, (store, roles) in SHAPES.items():
        rates = [receipts(new[store], roles, seed=round_)[0] for round_ in range(ROUNDS)]
        _, accepted, replies = receipts(new[store], roles, paced=PACE)
        found[name] = {
            "events_per_second": statistics.median(rates),
            "accept_p99_ms": accepted.p99,
            "reply_p99_ms": replies[len(replies) * 99 // 100],
        }
        print(
            "       G12: {}: {events_per_second:.0f} events/s to the receipt; at {:,} events/s"
            " accept p99 {accept_p99_ms:.1f} ms, reply row p99 {reply_p99_ms:.0f} ms".format(name, PACE, **found[name])
        )
    return found


def receipts(
    database: NewDatabase,
    roles: Sequence[str],
    *,
    seed: int = 0,
    paced: float | None = None,
    profiled: Path | None = None,
) -> tuple[float, Run, list[float]]:
    """Events a second to the receipt, how requests were accepted, and when replies were committed."""
    kinds = ("conversation_opened", "starter_tap")
    requests = paced and paced * len(kinds) / EVENTS_OF_A_CONTACT
    with new_house(database, roles, profiled) as (server, target):
        begin = time.perf_counter()
        accepted = load(server.port, CONTACTS * len(kinds), seed=seed, kinds=kinds, hook=target, paced=requests)
        server.drained(CONTACTS * EVENTS_OF_A_CONTACT)
        server.sent()
        return CONTACTS * EVENTS_OF_A_CONTACT / (time.perf_counter() - begin), accepted, server.replies()


@contextmanager
def new_house(database: NewDatabase, roles: Sequence[str], profiled: Path | None) -> Iterator[tuple[Served, str]]:
    """Servers over a new database, and the platform that they talk to."""
    with database() as url, platform() as target:
        with serving("receipt", url, roles=roles, target=target, profiled=profiled) as served:
            yield served, target


def measured(mode: str, database: NewDatabase, requests: int, *, seed: int, establishments: int = 1) -> Run:
    """One run of a mode; for the whole path the clock stops when every outbox row is durable."""
    with database() as url, serving(mode, url, establishments=establishments) as server:
        load(server.port, WARM, seed=-1 - seed, establishments=establishments)
        if mode == "whole":
            server.drained(WARM)
        begin = time.perf_counter()
        accepted = load(server.port, requests, seed=seed, establishments=establishments)
        if mode == "whole":
            server.drained(WARM + requests)
        return Run(requests / (time.perf_counter() - begin), accepted.p50, accepted.p99)


if __name__ == "__main__":
    run()
