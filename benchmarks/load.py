"""The load of the runtime's benchmarks: requests built and signed beforehand, each connection awaits its answers."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from urllib.request import Request, urlopen

import uvloop

from frontdesk_server.clock import SystemClock

CONNECTIONS = 64
KEY = b"a-key-that-signs-webhooks"


@dataclass(frozen=True)
class Run:
    """One run of the load."""

    per_second: float
    p50: float
    """Milliseconds."""
    p99: float


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
        tell(hook, port)
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
        begin = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length.group(1)) if length else 0)
        times.append(time.perf_counter() - begin)
    writer.close()
    return times


def tell(hook: str, port: int) -> None:
    """Tell the platform where its statuses go."""
    urlopen(Request(f"{hook}/hook", data=str(port).encode(), method="POST"), timeout=10).close()
