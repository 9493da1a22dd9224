"""Several real server processes on one PostgreSQL database, each of a role, and the platform and widget around them."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final, TypeVar

import httpx2

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store

T = TypeVar("T")

SECRET: Final = "a-key-that-signs-webhooks"
TOKEN: Final = "a-token-that-opens-the-rest-interface"
SECRET_KEY: Final = "a-key-that-encrypts-what-the-store-keeps"
WIDGET: Final = "/api/v1/widget/pk_shop"
DEADLINE: Final = 150.0

PROJECT: Final = """
frontdesk: 1
name: Several
accounts:
  - id: phone
    channel: webhook
    private_addresses: true
    route: {{default: lyon}}
    settings: {{target_url: "{target}", secrets: [env:PHONE_KEY], settles: {settles}}}
  - id: site
    channel: web
    route: {{default: lyon}}
    settings: {{key: pk_shop, origins: ["https://shop.example"]}}
sources:
  - {{kind: files, path: establishments.yaml}}
"""
ESTABLISHMENTS: Final = """
establishments:
  - {id: lyon, name: Lyon, locale: en, timezone: Europe/Paris}
"""
MESSAGES: Final = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome to {{ establishment.name }}"}
    absence: {en: "We are away."}
"""


def wait_for(holds: Callable[[], T], what: Callable[[], str] = lambda: "it") -> T:
    """What `holds` gives, once that is something."""
    pause, clock = threading.Event(), SystemClock()
    end = clock.monotonic() + DEADLINE
    while not (found := holds()):
        assert clock.monotonic() < end, f"{what()} did not come"
        pause.wait(0.01)
    return found


@dataclass
class Member:
    """One process."""

    role: str
    process: subprocess.Popen[bytes]
    log: Path
    url: str = ""

    @property
    def said(self) -> str:
        """Its log."""
        return self.log.read_text(errors="replace")

    def is_up(self) -> str:
        """Its address, once it says that it serves; empty until then."""
        assert self.process.poll() is None, self.said[-4000:]
        found = re.search(r'"url": ?"(http://[0-9.:]+)"', self.said)
        return found[1] if found else ""

    def ready(self) -> bool:
        """Whether it says that it does its part."""
        return httpx2.get(f"{self.url}/ready").status_code == 200

    def terminate(self) -> None:
        """Ask it to stop."""
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """End it as an operator does; its exit code."""
        self.terminate()
        return self.process.wait(DEADLINE)

    def kill(self) -> None:
        """End it as the power does."""
        self.process.kill()
        self.process.wait(DEADLINE)


@dataclass
class Several:
    """The processes of one installation."""

    folder: Path
    database: str
    settings: dict[str, str] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def write_project(self, target: str, settles: str = "key") -> None:
        """The project that every process reads."""
        (self.folder / "messages").mkdir(parents=True)
        (self.folder / "frontdesk.yaml").write_text(PROJECT.format(target=target, settles=settles))
        (self.folder / "establishments.yaml").write_text(ESTABLISHMENTS)
        (self.folder / "messages" / "shops.yaml").write_text(MESSAGES)

    def start(self, *roles: str) -> list[Member]:
        """Start processes of these roles; they serve when this returns."""
        begun = [self._begin(role) for role in roles]
        for member in begun:
            member.url = wait_for(member.is_up, lambda: f"{member.role}'s address")  # noqa: B023 - waited for at once
            wait_for(member.ready, lambda: f"{member.role}'s readiness")  # noqa: B023 - waited for at once
        return begun

    def _begin(self, role: str) -> Member:
        log = self.folder / f"{role}-{next(self._numbers)}.log"
        with log.open("wb") as written:
            process = self._run("serve", "--project", str(self.folder), "--port", "0", "--role", role, to=written)
        member = Member(role, process, log)
        self.members.append(member)
        return member

    def command(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """One command of the command line, and what it reads."""
        line = [sys.executable, "-m", "frontdesk_server", *arguments]
        return subprocess.run(
            line, env=self._environment(), cwd=self.folder, capture_output=True, text=True, check=False, input=said
        )

    def _run(self, *arguments: str, to: object) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "frontdesk_server", *arguments]
        return subprocess.Popen(line, env=self._environment(), cwd=self.folder, stdout=to, stderr=to)  # type: ignore[call-overload,no-any-return]

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
        settings = {
            "DATABASE_URL": self.database,
            "API_TOKEN": TOKEN,
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "info",
            **self.settings,
        }
        return own | {"PHONE_KEY": SECRET} | {f"FRONTDESK_{name}": value for name, value in settings.items()}

    def look(self, work: Callable[[Store], Awaitable[T]]) -> T:
        """What the store says, seen from beside the servers."""

        async def looked() -> T:
            store = await open_store(self.database, SystemClock())
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(looked())

    def close(self) -> None:
        for member in self.members:
            if member.process.poll() is None:
                member.kill()


@contextmanager
def several(folder: Path, database: str, target: str, *, settles: str = "key", **settings: str) -> Iterator[Several]:
    """An installation whose tables and release are there; its processes are yet to be started."""
    house = Several(folder / "several", database, settings)
    house.write_project(target, settles)
    applied = house.command("apply", str(house.folder))
    assert applied.returncode == 0, applied.stderr
    try:
        yield house
    finally:
        house.close()
