"""The runtime, embedded: G8 (durable webhook), G9 (to the outbox), G10 (tail), G11 (fsyncs), G12 (to the receipt).

The server, the load and the fake platform are processes of this one machine, as the budgets say. The floor is a raw
ASGI application that reads the same signed request and does nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import uvloop

from frontdesk_server.clock import SystemClock

CONNECTIONS = 64
REQUESTS = 10_000
SINGLE_REQUESTS = 2_000
ROUNDS = 3
KEY = b"a-key-that-signs-webhooks"
BUDGETS = {
    "G8": "of the floor >= 0.22, against commit-per-request >= 4",
    "G9": "of the floor >= 0.20",
    "G10": "<= 1.3",
    "G11": "<= 1/16 = 0.0625",
    "G12": ">= 1,000 events/s sustained, accept p99 <= 50 ms at 1,000 events/s",
}


@dataclass(frozen=True)
class Run:
    """One run of the load."""

    per_second: float
    p50: float
    """Milliseconds."""
    p99: float


def run() -> dict[str, Any]:
    """All figures, printed as they come."""
    results = {"webhook": durable_webhook(), "tail": tail(), "fsyncs": fsyncs(), "receipt": receipt()}
    for name, budget in BUDGETS.items():
        print(f"  {name}: budget {budget}")
    return results


def durable_webhook() -> dict[str, Any]:
    """G8 and G9: the medians of rounds in which every mode has its turn."""
    found: dict[str, list[Run]] = {mode: [] for mode in ("floor", "single", "webhook", "whole")}
    for round_ in range(ROUNDS):
        for mode, runs in found.items():
            runs.append(measured(mode, SINGLE_REQUESTS if mode == "single" else REQUESTS, seed=round_))
    rates = {mode: statistics.median(one.per_second for one in runs) for mode, runs in found.items()}
    tails = {mode: statistics.median(one.p99 for one in runs) for mode, runs in found.items()}
    ratios = {
        "G8 of the floor": rates["webhook"] / rates["floor"],
        "G8 against commit-per-request": rates["webhook"] / rates["single"],
        "G9 of the floor": rates["whole"] / rates["floor"],
    }
    for mode in found:
        print(f"{mode:>10}: {rates[mode]:8.0f}/s, p99 {tails[mode]:6.1f} ms")
    for name, ratio in ratios.items():
        print(f"{name:>30}: {ratio:.2f}")
    return {"per_second": rates, "p99_ms": tails, "ratios": ratios}


def tail() -> dict[str, Any]:
    """G10: the tail of acceptance with many establishments, each event for another one."""
    few = statistics.median(measured("whole", REQUESTS, seed=r, establishments=1_000).p99 for r in range(ROUNDS))
    many = statistics.median(measured("whole", REQUESTS, seed=r, establishments=100_000).p99 for r in range(ROUNDS))
    print(f"       G10: p99 {few:.1f} ms at 1,000 establishments, {many:.1f} ms at 100,000: {many / few:.2f}")
    return {"p99_ms": {"1,000": few, "100,000": many}, "ratio": many / few}


def fsyncs() -> dict[str, Any]:
    """G11: counted by strace, for the durable webhook alone and for the whole path."""
    if shutil.which("strace") is None:
        raise SystemExit("G11 counts system calls: install strace (apt-get install strace)")
    counted = {}
    for mode in ("webhook", "whole"):
        with tempfile.TemporaryDirectory() as folder, serving(mode, Path(folder), traced=True) as server:
            load(server.port, REQUESTS, seed=0)
            server.drained(REQUESTS)
            server.end()
            calls = re.findall(r"\b(?:fsync|fdatasync)\(", (Path(folder) / "calls").read_text())
        counted[mode] = len(calls) / REQUESTS
        print(f"       G11: {mode}: {counted[mode]:.4f} fsyncs an event, one for {1 / counted[mode]:.0f} events")
    return counted


def receipt() -> dict[str, Any]:
    """G12: a start, a tap, and three statuses for each reply, until everything has its receipt."""
    contacts = REQUESTS // 8
    most, _ = receipts(contacts, paced=None)
    _, accepted = receipts(contacts, paced=1_000 * 2 / 8)
    print(f"       G12: {most:.0f} events/s to the receipt; accept p99 {accepted.p99:.1f} ms at 1,000 events/s")
    return {"events_per_second": most, "accept_p99_ms_at_1000": accepted.p99}


def receipts(contacts: int, paced: float | None) -> tuple[float, Run]:
    """Events a second to the receipt, and how requests were accepted; `paced` of them a second, None = all it takes."""
    kinds = ("conversation_opened", "starter_tap")
    with tempfile.TemporaryDirectory() as folder, platform() as target:
        with serving("receipt", Path(folder), target=target) as server:
            begin = time.perf_counter()
            accepted = load(server.port, contacts * 2, seed=0, kinds=kinds, hook=target, paced=paced)
            server.drained(contacts * 8)
            return contacts * 8 / (time.perf_counter() - begin), accepted


def measured(mode: str, requests: int, *, seed: int, establishments: int = 1) -> Run:
    """One run of a mode; for the whole path the clock stops when every outbox row is durable."""
    with tempfile.TemporaryDirectory() as folder:
        with serving(mode, Path(folder), establishments=establishments) as server:
            load(server.port, 500, seed=-1 - seed, establishments=establishments)
            server.drained(500)
            begin = time.perf_counter()
            accepted = load(server.port, requests, seed=seed, establishments=establishments)
            server.drained(requests + 500)
            return Run(requests / (time.perf_counter() - begin), accepted.p50, accepted.p99)


# The load: requests built and signed beforehand, sent over connections that each wait for their answer


def load(
    port: int,
    requests: int,
    *,
    seed: int,
    establishments: int = 1,
    kinds: Sequence[str] = ("message",),
    hook: str | None = None,
    paced: float | None = None,
) -> Run:
    """Send requests over all connections, `paced` a second or all at once; raises when one is not accepted."""
    prepared = iter([_request(port, number, seed, establishments, kinds) for number in range(requests)])
    if hook is not None:
        _tell(hook, port)
    begin = time.perf_counter()
    times = sorted(uvloop.run(_send(port, prepared, paced)))
    rate = requests / (time.perf_counter() - begin)
    return Run(rate, times[len(times) // 2] * 1_000, times[int(len(times) * 0.99)] * 1_000)


def _request(port: int, number: int, seed: int, establishments: int, kinds: Sequence[str]) -> bytes:
    contact, kind = number // len(kinds), kinds[number % len(kinds)]
    event = {
        "type": kind,
        "id": f"{kind}-{seed}-{number}",
        "at": SystemClock().now().isoformat(),
        "contact": {"id": f"c-{seed}-{contact}", "locale": "fr"},
        "attributes": {"establishment": f"e{contact * 7919 % establishments}"},
    }
    more = {"message": {"text": "Bonjour, êtes-vous ouverts demain ?"}, "starter_tap": {"starter": "hours"}}
    body = json.dumps({"events": [event | more.get(kind, {})]}, ensure_ascii=False).encode()
    return b"\r\n".join(
        [
            b"POST /phone HTTP/1.1",
            b"Host: 127.0.0.1:%d" % port,
            *(f"{name}: {value}".encode() for name, value in signature(body).items()),
            b"Content-Type: application/json",
            b"Content-Length: %d" % len(body),
            b"",
            body,
        ]
    )


def signature(body: bytes) -> dict[str, str]:
    """The headers that the webhook contract signs a body with."""
    stamp = str(int(SystemClock().now().timestamp()))
    digest = hmac.new(KEY, stamp.encode() + b"." + body, sha256).hexdigest()
    return {"X-Frontdesk-Timestamp": stamp, "X-Frontdesk-Signature": f"v1={digest}"}


async def _send(port: int, prepared: Iterator[bytes], paced: float | None) -> list[float]:
    begin = asyncio.get_running_loop().time()
    due = (begin + number / paced if paced else begin for number in count())
    turns = zip(due, prepared, strict=False)
    lanes = [_lane(port, turns) for _ in range(CONNECTIONS)]
    return [taken for times in await asyncio.gather(*lanes) for taken in times]


async def _lane(port: int, turns: Iterator[tuple[float, bytes]]) -> list[float]:
    """One connection: each request at its instant, and timed from then until it is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()
    times = []
    for due, request in turns:
        await asyncio.sleep(max(0.0, due - loop.time()))
        begin = loop.time()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length.group(1)) if length else 0)
        times.append(loop.time() - begin)
    writer.close()
    return times


# The processes


@dataclass
class Served:
    """A server process."""

    port: int
    process: subprocess.Popen[str]

    def drained(self, events: int) -> None:
        """Wait until the server says that so many events are done."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{events}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if answer.strip() != "done":
            raise RuntimeError(f"the server ended: {answer}")

    def end(self) -> None:
        """Stop it, and wait for that."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


@contextmanager
def serving(
    mode: str, folder: Path, *, establishments: int = 1, target: str = "", traced: bool = False
) -> Iterator[Served]:
    """A server in a process of its own; traced = its fsyncs are written to `folder/calls`."""
    trace = ["strace", "-f", "-q", "-e", "trace=fsync,fdatasync", "-o", str(folder / "calls")] if traced else []
    module = Path(__file__).with_name("runtime_server.py")
    options = ["--folder", str(folder), "--establishments", str(establishments), "--target", target]
    with _child([*trace, sys.executable, str(module), mode, *options]) as (process, port):
        yield Served(port, process)


@contextmanager
def platform() -> Iterator[str]:
    """A fake platform in a process of its own; the address of its control."""
    module = Path(__file__).with_name("runtime_server.py")
    with _child([sys.executable, str(module), "platform"]) as (_, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _child(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PHONE_KEY": KEY.decode()},
    )
    assert process.stdout is not None
    try:
        yield process, int(process.stdout.readline())
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


def _tell(hook: str, port: int) -> None:
    """Tell the platform where its statuses go."""
    from urllib.request import Request, urlopen

    urlopen(Request(f"{hook}/hook", data=str(port).encode(), method="POST"), timeout=10).close()


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    run()
