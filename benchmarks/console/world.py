"""A server with 100,000 establishments and somebody who is signed in, for the console's benchmarks."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from pydantic import SecretStr
from starlette.testclient import TestClient
from start import build

from frontdesk.host import Host
from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.api.app import build_app
from frontdesk_server.api.serving import Plan, Running, desk_of, parts_of, started
from frontdesk_server.api.streams import Stopping
from frontdesk_server.clock import SystemClock
from frontdesk_server.project import load_project
from frontdesk_server.rights import Role
from frontdesk_server.settings import Settings

URL = "http://127.0.0.1:8765"
KEY = "a-secret-key-of-the-benchmarks-0123456789"
BUDGET_MS = 150
_P95 = 19
"""Of twenty quantiles."""


@dataclass
class World:
    """The server, and a browser in it."""

    client: TestClient
    running: Running

    def post(self, path: str, form: Mapping[str, object]) -> str:
        """A form that htmx sends; what is answered."""
        headers = {"sec-fetch-site": "same-origin", "hx-request": "true"}
        answer = self.client.post(f"/console{path}", data=dict(form), headers=headers)
        answer.raise_for_status()
        return answer.text


@contextmanager
def world() -> Iterator[World]:
    """A world of its own, in a folder that goes."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        with start_blocking_portal("asyncio") as portal, portal.wrap_async_context_manager(_up(Path(folder))) as found:
            running, stopping = found
            desk = replace(desk_of(running, stopping), person_of=_administrator)
            client = TestClient(build_app(parts_of(running, stopping, desk)), base_url=URL)
            client.portal = portal
            client.cookies.set("frontdesk", "somebody", domain="127.0.0.1")
            yield World(client=client, running=running)


async def _administrator(_secret: str) -> SignedIn:
    return SignedIn(id="b", name="Bench", email="bench@example.org", role=Role.ADMINISTRATOR, language="fr")


@asynccontextmanager
async def _up(folder: Path) -> AsyncIterator[tuple[Running, Stopping]]:
    host = Host.load()
    project = load_project(folder, host)
    plan = Plan(
        project=project,
        host=host,
        settings=Settings(secret_key=SecretStr(KEY)),
        clock=SystemClock(),
        address="127.0.0.1",
        port=8765,
        token=None,
        database=project.database,
        keys=KEY,
    )
    async with started(plan, URL) as running:
        yield running, Stopping()


def measured(what: str, act: Callable[[int], object], *, times: int, warm: int = 3) -> dict[str, float]:
    """Milliseconds of doing something so many times, after a few that do not count; printed with the budget.

    CPU is that of the whole process, each time: on a machine that is busy otherwise it tells more than the clock.
    """
    for number in range(warm):
        act(-number - 1)
    cpu = time.process_time()
    taken = sorted(_timed(act, number) for number in range(times))
    found = {
        "CPU": (time.process_time() - cpu) * 1000 / times,
        "median": statistics.median(taken),
        "p95": statistics.quantiles(taken, n=20)[_P95 - 1],
        "worst": taken[-1],
    }
    shown = "  ".join(f"{name} {milliseconds:7.1f} ms" for name, milliseconds in found.items())
    print(f"  {what:44} {shown}  (budget {BUDGET_MS} ms at p95)")
    return {f"{what}, {name}": figure for name, figure in found.items()}


def _timed(act: Callable[[int], object], number: int) -> float:
    before = time.perf_counter()
    act(number)
    return (time.perf_counter() - before) * 1000
