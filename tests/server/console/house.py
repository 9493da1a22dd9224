"""A server with the console, in this process: real store, runtime and application, without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar

import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from frontdesk.host import Host
from frontdesk_server.access import person_of
from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.api.app import build_app
from frontdesk_server.api.serving import Plan, Running, desk_of, parts_of, started
from frontdesk_server.api.streams import Stopping
from frontdesk_server.clock import FixedStartClock
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.releases import activating
from frontdesk_server.project import load_project
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.settings import Settings
from frontdesk_server.store import Store
from tests.databases import file_with_tables

URL = "http://127.0.0.1:8765"
TUESDAY_MORNING = datetime.fromisoformat("2026-12-01T10:00:00+01:00")
TOKEN = "operator-token-of-the-console-tests-0123456789"
KEY = "a-secret-key-of-the-console-tests-0123456789"
WEBHOOK = """
  - id: crm
    channel: webhook
    route: {attribute: establishment}
    private_addresses: true
    handover: {url: "http://127.0.0.1:9/handovers", secret: "env:CRM_SECRET"}
    settings:
      target_url: http://127.0.0.1:9/answers
      secrets: ["env:CRM_SECRET"]
"""

T = TypeVar("T")


@dataclass
class House:
    """The server, seen from a browser (`client`) and from within (`call`)."""

    client: TestClient
    running: Running
    app: Starlette
    folder: Path
    desk: Desk
    portal: BlockingPortal
    _people: dict[str, SignedIn] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """Its store."""
        return self.running.store

    def call(self, work: Callable[..., Awaitable[T]], *args: object, **named: object) -> T:
        """Do something in the server's own loop."""

        async def step() -> T:
            return await work(*args, **named)

        return self.portal.call(step)

    def enter(
        self,
        role: Role = Role.ADMINISTRATOR,
        *,
        groups: set[str] | None = None,
        language: str = "en",
        name: str = "Odile",
    ) -> SignedIn:
        """Come in as somebody; the client's requests are theirs from now on."""
        scope = EVERYTHING if groups is None else Scope(groups=frozenset(groups))
        secret = f"session-of-{name}-{role}-{'-'.join(sorted(groups or ()))}-{language}"
        person = SignedIn(
            id=name.lower(), name=name, email=f"{name.lower()}@colibri.example", role=role, scope=scope,
            language=language, session=secret,
        )  # fmt: skip
        self._people[secret] = person
        self.client.cookies.set("frontdesk", secret, domain="127.0.0.1")
        return person

    def leave(self) -> None:
        """Nobody is signed in any more."""
        self.client.cookies.clear()

    def get(self, path: str, *, fragment: bool = False, **query: Any) -> httpx2.Response:
        """A page (or a fragment), as it is answered: no redirect is followed."""
        return self.client.get(f"/console{path}", params=query, headers=_headers(fragment), follow_redirects=False)

    def post(self, path: str, form: Mapping[str, Any] | None = None, *, fragment: bool = False) -> httpx2.Response:
        """A form that is sent from one of our own pages."""
        headers = {"sec-fetch-site": "same-origin", **_headers(fragment)}
        return self.client.post(f"/console{path}", data=dict(form or {}), headers=headers, follow_redirects=False)

    async def person_of(self, secret: str) -> SignedIn | None:
        """Who has come in with this."""
        return self._people.get(secret) or await person_of(self.store, secret)


def _headers(fragment: bool) -> dict[str, str]:
    return {"hx-request": "true"} if fragment else {}


@contextmanager
def house(folder: Path, now: datetime = TUESDAY_MORNING) -> Iterator[House]:
    """A house with the demo's establishments and messages, and two accounts: `website` and `crm` (a webhook)."""
    with as_file(files("frontdesk_server.demo").joinpath("project")) as project:
        copytree(project, folder, dirs_exist_ok=True)
    file = folder / "frontdesk.yaml"
    file.write_text(file.read_text().replace("\nsources:", f"{WEBHOOK}\nsources:"), encoding="utf-8")
    file_with_tables(folder / "frontdesk.sqlite")
    with (
        pytest.MonkeyPatch.context() as patch,
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(_up(folder, now)) as found,
    ):
        patch.setattr(activating, "PATIENCE", 60.0)  # a page has its plan, however busy the machine is
        running, stopping = found
        desk = desk_of(running, stopping)
        home = House(
            client=TestClient(Starlette()), running=running, app=Starlette(), folder=folder, desk=desk, portal=portal
        )
        home.desk = replace(desk, person_of=home.person_of)
        home.app = build_app(parts_of(running, stopping, home.desk))
        home.client = TestClient(home.app, base_url=URL, raise_server_exceptions=False)
        home.client.portal = portal
        yield home
        portal.call(_begin, stopping)


async def _begin(stopping: Stopping) -> None:
    stopping.begin()


@asynccontextmanager
async def _up(folder: Path, now: datetime) -> AsyncIterator[tuple[Running, Stopping]]:
    host = Host.load()
    project = load_project(folder, host)
    plan = Plan(
        project=project,
        host=host,
        settings=Settings(secret_key=SecretStr(KEY)),
        clock=FixedStartClock(now),
        address="127.0.0.1",
        port=8765,
        token=TOKEN,
        database=project.database,
        keys=KEY,
    )
    async with started(plan, URL) as running:
        yield running, Stopping()
