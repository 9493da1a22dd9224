"""A real server, killed at random points under load: no accepted message is lost, no automatic one is sent twice.

`FRONTDESK_KILLS` says how often (5 here, 50 in `make faults`), `FRONTDESK_SEED` which points; both are printed.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

import pytest

from frontdesk import conversation_id
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import ConversationView, OutboxStatus, open_store
from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.platforms.webhook import WebhookDialect

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("FRONTDESK_KILLS", "5"))
SEED = int(os.environ.get("FRONTDESK_SEED", "1"))
LANES = 4
SECRET = "a-key-that-signs-webhooks"
DEADLINE = 60.0

PROJECT = """
frontdesk: 1
name: Killed
accounts:
  - id: phone
    channel: webhook
    private_addresses: true
    route: {{default: lyon}}
    settings: {{target_url: "{target}", secrets: [env:PHONE_KEY], settles: {settles}}}
sources:
  - {{kind: files, path: establishments.yaml}}
"""
ESTABLISHMENTS = """
establishments:
  - {id: lyon, name: Lyon, locale: en, timezone: Europe/Paris}
"""
MESSAGES = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome to {{ establishment.name }}"}
    absence: {en: "We are away."}
"""


def _project(folder: Path, target: str, settles: str) -> None:
    (folder / "frontdesk.yaml").write_text(PROJECT.format(target=target, settles=settles))
    (folder / "establishments.yaml").write_text(ESTABLISHMENTS)
    (folder / "messages").mkdir()
    (folder / "messages" / "shops.yaml").write_text(MESSAGES)


class Victim:
    """The server: killed, and started again on whatever port is free."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = (folder / "server.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it; its address, once it is ready."""
        before = self._log.tell()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
        command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(self._folder)]
        self._process = subprocess.Popen(
            [*command, "--port", "0"],
            env=environment | {"PHONE_KEY": SECRET},
            cwd=self._folder,
            stdout=self._log,
            stderr=self._log,
        )
        return self._address(before)

    def _address(self, before: int) -> str:
        """What the log tells behind that place."""
        pause, clock = threading.Event(), SystemClock()
        end = clock.monotonic() + DEADLINE
        while True:
            log = (self._folder / "server.log").read_bytes()[before:].decode()
            if ready := re.search(r'"url": ?"(http://[0-9.:]+)"', log):
                return ready[1]
            assert self._process is not None
            assert self._process.poll() is None, log[-4000:]
            assert clock.monotonic() < end, log[-4000:]
            pause.wait(0.02)

    def kill(self) -> None:
        """End it as the power does."""
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "server.log").read_text()[-4000:]
        self._process.kill()
        self._process.wait(DEADLINE)

    def stop(self) -> int:
        """End it as an operator does; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(DEADLINE)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(DEADLINE)
        self._log.close()


class Load:
    """Contacts who write, each once; their platform repeats every message until it is accepted, some once more."""

    def __init__(self, platform: FakePlatform, seed: int) -> None:
        self._platform = platform
        self._numbers = count(1)
        self._stop = threading.Event()
        self._random = Random(seed)  # noqa: S311 - the same load in each run
        self._lock = threading.Lock()
        self._clock = SystemClock()
        self.accepted: set[str] = set()
        self._lanes = [threading.Thread(target=self._lane) for _ in range(LANES)]

    @contextmanager
    def flowing(self) -> Iterator[None]:
        for lane in self._lanes:
            lane.start()
        try:
            yield
        finally:
            self._stop.set()
            for lane in self._lanes:
                lane.join(DEADLINE)

    def wait_for(self, accepted: int) -> None:
        """Wait until so many messages are accepted: the server is up and at work."""
        pause, clock = threading.Event(), SystemClock()
        end = clock.monotonic() + DEADLINE
        while len(self.accepted) < accepted:
            assert clock.monotonic() < end, f"only {len(self.accepted)} of {accepted} accepted"
            pause.wait(0.02)

    def _lane(self) -> None:
        while not self._stop.is_set():
            number = next(self._numbers)
            contact = f"c{number}"
            event = self._platform.dialect.message(number, contact, "hello", self._clock.now())
            if self._deliver(event):
                with self._lock:
                    self.accepted.add(contact)
                    again = self._random.random() < 0.1
                if again:
                    self._platform.deliver(event)

    def _deliver(self, event: object) -> bool:
        """Until it is accepted; what nobody accepted by the end is nobody's promise."""
        while not self._stop.is_set():
            if self._platform.deliver(event) == [200]:  # type: ignore[arg-type]
                return True
            self._stop.wait(0.02)
        return False


async def _views(folder: Path, contacts: set[str]) -> tuple[dict[str, ConversationView | None], int]:
    store = await open_store(f"sqlite:///{folder / 'frontdesk.sqlite'}", SystemClock())
    try:
        views = {one: await store.journal.conversation(conversation_id("phone", one)) for one in contacts}
        return views, len(await store.outbox.rows(OutboxStatus.PARKED))
    finally:
        await store.close()


def _torment(tmp_path: Path, settles: str, *, idempotent: bool) -> tuple[Load, FakePlatform]:
    """Kill the server again and again under load, let it finish in peace, stop it."""
    random = Random(SEED)  # noqa: S311 - the same kills in each run
    dialect = WebhookDialect(SECRET.encode())
    victim = Victim(tmp_path)
    with FakePlatform(dialect=dialect, idempotent=idempotent) as platform:
        _project(tmp_path, platform.url, settles)
        load = Load(platform, SEED)
        try:
            platform.webhook_url = f"{victim.start()}/webhooks/phone"
            with load.flowing():
                for _ in range(KILLS):
                    load.wait_for(len(load.accepted) + random.randrange(1, 40))
                    victim.kill()
                    platform.webhook_url = f"{victim.start()}/webhooks/phone"
                load.wait_for(len(load.accepted) + 10)
            _finish(tmp_path)
            assert victim.stop() == 0, (tmp_path / "server.log").read_text()[-4000:]
        finally:
            victim.close()
    return load, platform


def _finish(folder: Path) -> None:
    """Wait until nothing waits any more, but for what is parked: everybody who can be answered is."""
    pause, clock = threading.Event(), SystemClock()
    end = clock.monotonic() + DEADLINE
    while left := asyncio.run(_left(folder)):
        assert clock.monotonic() < end, f"still {left} waiting"
        pause.wait(0.1)


async def _left(folder: Path) -> int:
    """How many events and messages wait, seen from beside the server."""
    store = await open_store(f"sqlite:///{folder / 'frontdesk.sqlite'}", SystemClock())
    try:
        unfinished = [await store.outbox.rows(status) for status in OutboxStatus if status is not OutboxStatus.PARKED]
        return await store.log.waiting() + sum(map(len, unfinished))
    finally:
        await store.close()


@pytest.mark.timeout(120 + 30 * KILLS)
def test_a17_kills_lose_nothing_and_repeat_nothing_where_the_platform_knows_our_key(tmp_path: Path) -> None:
    load, platform = _torment(tmp_path, "key", idempotent=True)
    views, _ = asyncio.run(_views(tmp_path, load.accepted))
    print(f"seed {SEED}: {KILLS} kills, {len(load.accepted)} accepted, {len(platform.attempts)} attempts")  # noqa: T201
    assert [one for one, view in views.items() if view is None] == []
    assert {len(view.decisions) for view in views.values() if view} == {1}
    shown = Counter(seen.sent.to for seen in platform.seen)
    assert {one: shown[one] for one in load.accepted if shown[one] != 1} == {}


@pytest.mark.timeout(120 + 30 * KILLS)
def test_a17_kills_repeat_nothing_where_nothing_comes_back_and_leave_the_doubtful_to_a_human(tmp_path: Path) -> None:
    load, platform = _torment(tmp_path, "none", idempotent=False)
    views, parked = asyncio.run(_views(tmp_path, load.accepted))
    print(f"seed {SEED}: {KILLS} kills, {len(load.accepted)} accepted, {parked} parked")  # noqa: T201
    assert [one for one, view in views.items() if view is None] == []
    shown = Counter(seen.sent.to for seen in platform.seen)
    assert {one: times for one, times in shown.items() if times > 1} == {}
    unseen = {one for one in load.accepted if shown[one] == 0}
    said = {one: [m.status for m in view.messages if m.direction == "out"] for one, view in views.items() if view}
    assert {one: said[one] for one in unseen if said[one] != ["parked"]} == {}
