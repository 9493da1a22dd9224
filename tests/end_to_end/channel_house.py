"""A real server with one channel's accounts, and the platform they live on: shops that are open, and that are not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from pathlib import Path
from random import Random

import yaml

from frontdesk import Capabilities, Host, Profile, Settlement
from frontdesk_server.clock import SystemClock
from frontdesk_testkit import Answer, Echo, FakePlatform, Seen, Turn, dialect_of

DEADLINE = 60.0
TROUBLE = 0.35
_TROUBLES = (
    Turn(answer=Answer.ACCEPT_THEN_DROP),
    Turn(answer=Answer.RESET_MID_BODY),
    Turn(answer=Answer.GARBAGE),
    Turn(answer=Answer.TOO_MANY, retry_after=1),
    Turn(answer=Answer.ERROR, status=500),
    Turn(answer=Answer.ERROR, status=503, retry_after=1),
    Turn(wait=0.2),
)
_LOST = (Turn(answer=Answer.DROP), Turn(answer=Answer.ERROR, status=502))
TITLES = ("Opening hours?", "Where are you?", "Do you deliver?", "Vegan bread?", "Can I pay by card?")
ANSWERS = tuple(f"Answer number {number}." for number in range(1, 6))
WELCOME, ABSENCE = "Welcome to Lyon.", "Lyon is closed."
MESSAGES = {
    "frontdesk": 1,
    "message_sets": [
        {
            "name": "Shops",
            "establishments": "all",
            "welcome": {"en": "Welcome to {{ establishment.name }}."},
            "absence": {"en": "{{ establishment.name }} is closed."},
            "starters": [
                {"title": {"en": title}, "answer": {"en": answer}}
                for title, answer in zip(TITLES, ANSWERS, strict=True)
            ],
        }
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account: the platform, and what its channel declares."""

    kind: str
    platform: FakePlatform
    carries: Capabilities
    has_profile: bool

    def contact(self, number: int) -> str:
        """Somebody who writes there."""
        return self.platform.dialect.contact(number)

    def begin(self, contact: str, *, times: int = 1) -> Sequence[int]:
        """The contact opens the conversation, or where nobody tells of that, writes."""
        if self.carries.start_signal:
            return self.platform.open(contact, times)
        return self.platform.say("Hello", contact, times)

    def seen_by(self, contact: str) -> list[Seen]:
        """What that contact sees, in order."""
        return [seen for seen in self.platform.seen if seen.sent.to == contact]

    def sent_to(self, contact: str) -> list[Seen]:
        """What we sent: a platform may greet by itself."""
        return [seen for seen in self.seen_by(contact) if seen.platform_id]

    def texts_of(self, contact: str) -> list[str]:
        """The texts alone."""
        return [seen.text for seen in self.seen_by(contact)]

    def wait_for(self, contact: str, text: str, timeout: float = DEADLINE) -> Seen:
        """The message of that text, once the contact sees it."""
        self.platform.wait_until(lambda: any(text in found for found in self.texts_of(contact)), timeout)
        return next(seen for seen in self.seen_by(contact) if text in seen.text)


@dataclass(slots=True)
class House:
    """The server's process, and its two accounts."""

    inside: Account
    outside: Account
    folder: Path
    port: int
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Serve; returns once it does."""
        log = (self.folder / "server.log").open("ab")
        command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(self.folder)]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            env=inherited | dict(self.environment),
            cwd=self.folder,
            stdout=log,
            stderr=log,
        )
        log.close()
        self._wait(lambda: re.search(r'"url": ?"http://', self.log) is not None)
        for name, account in (("inside", self.inside), ("outside", self.outside)):
            if account.has_profile:
                self._wait(lambda name=name: self._is_in_step(name))

    def _is_in_step(self, account: str) -> bool:
        """Whether the platform shows before any message what it should, and the server knows it."""
        lines = [line for line in self.log.splitlines() if f'"{account}"' in line and "in_step" in line]
        return any(re.search(r'"event": ?"profile"', line) for line in lines)

    @property
    def log(self) -> str:
        """What the server told."""
        return (self.folder / "server.log").read_text()

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(DEADLINE)

    def _wait(self, holds: Callable[[], bool]) -> None:
        pause, clock = threading.Event(), SystemClock()
        end = clock.monotonic() + DEADLINE
        while not holds():
            assert self.process is not None
            assert self.process.poll() is None, self.log[-4000:]
            assert clock.monotonic() < end, self.log[-4000:]
            pause.wait(0.02)


def bad_weather(settled_by: Settlement, seed: int, requests: int = 400) -> list[Turn]:
    """How a platform at its worst treats so many requests; every third goes wrong.

    Where a lost send is settled by its echo, every one that is lost was shown: what was not is parked after 90 s, which
    `tests/server/runtime` proves with a clock of its own.
    """
    random = Random(seed)  # noqa: S311 - the same weather in each run
    troubles = list(_TROUBLES) if settled_by is Settlement.ECHO else [*_TROUBLES, *_LOST]
    echoes = (Echo.ON_TIME, Echo.LATE, Echo.TWICE) if settled_by is Settlement.ECHO else (Echo.NEVER,)
    turns = (random.choice(troubles) if random.random() < TROUBLE else Turn() for _ in range(requests))
    return [replace(turn, echo=random.choice(echoes), echo_after=random.uniform(0.05, 0.3)) for turn in turns]


@contextmanager
def house(folder: Path, kind: str, *, seed: int | None = None) -> Iterator[House]:
    """A served project with two accounts of that kind; with a `seed`, in bad weather."""
    port = _free_port()
    with ExitStack() as stack:
        accounts = {
            name: _account(stack, kind, f"http://127.0.0.1:{port}/webhooks/{name}", seed, staffed=name == "inside")
            for name in ("inside", "outside")
        }
        environment = _project(folder, accounts)
        served = House(
            inside=accounts["inside"], outside=accounts["outside"], folder=folder, port=port, environment=environment
        )
        served.start()
        stack.callback(served.stop)
        yield served


def _account(stack: ExitStack, kind: str, webhook_url: str, seed: int | None, *, staffed: bool) -> Account:
    platform = stack.enter_context(FakePlatform(dialect=dialect_of(kind), webhook_url=webhook_url))
    platform.dialect.staffed = staffed
    kinds = Host.load().channels
    settings = kinds[kind].Settings.model_validate(platform.dialect.settings(platform.root))
    channel = kinds[kind]("declared", settings)
    carries = channel.capabilities
    if seed is not None:
        platform.script(*bad_weather(carries.settled_by, seed))
    has_profile = bool(channel.read_profile(Profile()))
    return Account(kind=kind, platform=platform, carries=carries, has_profile=has_profile)


def _project(folder: Path, accounts: Mapping[str, Account]) -> dict[str, str]:
    """The project's files; what the environment must hold: the secrets that its accounts name."""
    secrets: dict[str, str] = {}
    documents = []
    for name, account in accounts.items():
        dialect, root = account.platform.dialect, account.platform.root
        own = {ref: f"env:{name.upper()}_{ref.removeprefix('env:')}" for ref in dialect.secrets(root)}
        secrets |= {own[ref].removeprefix("env:"): value.decode() for ref, value in dialect.secrets(root).items()}
        documents.append(
            {
                "id": name,
                "channel": account.kind,
                "private_addresses": True,
                "route": {"fixed": name},
                "settings": _named(dict(dialect.settings(root)), own),
            }
        )
    _write(folder / "frontdesk.yaml", {"frontdesk": 1, "name": "Channels", "accounts": documents, "sources": _SOURCES})
    _write(folder / "establishments.yaml", {"establishments": [_place("inside"), _place("outside")]})
    _write(folder / "messages" / "shops.yaml", MESSAGES)
    return secrets


_SOURCES = [{"kind": "files", "path": "establishments.yaml"}]


def _named(settings: object, own: Mapping[str, str]) -> object:
    """The settings with secrets under the names of this account: two platforms need not share theirs."""
    if isinstance(settings, str):
        return own.get(settings, settings)
    if isinstance(settings, Mapping):
        return {name: _named(value, own) for name, value in settings.items()}
    if isinstance(settings, list | tuple):
        return [_named(value, own) for value in settings]
    return settings


def _place(name: str) -> dict[str, object]:
    """Lyon, open around the clock; or on another day of the week."""
    other = (SystemClock().now().astimezone(UTC) + timedelta(days=3)).strftime("%a").lower()
    hours = {"mon-sun": ["00:00-24:00"]} if name == "inside" else {other: ["10:00-11:00"]}
    return {"id": name, "name": "Lyon", "locale": "en", "timezone": "UTC", "opening_hours": {"weekly": hours}}


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
