"""The demo on another channel: one more account, whose platform is a fake one in a process of its own.

The server does not import the testkit: it starts `python -m frontdesk_testkit.fake_platform`, asks it for the settings
of an account on it, and ends it. Where this process goes away without a word, the other one sees its input end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import IO, Any, Final
from urllib.request import Request, urlopen

from frontdesk.channel import Channel
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Route
from frontdesk_server.clock import Clock, SystemClock
from frontdesk_server.project import Project
from frontdesk_server.project.accounts import AccountSpec

TESTKIT: Final = "frontdesk_testkit"
PLACE: Final = "fournil-croix-rousse"
"""Whom the demo's account speaks for."""
_ENDS_WITHIN: Final = 5.0
_ENV: Final = "env:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlatform:
    """A fake platform that runs, and the kind of channel that it is for."""

    channel: type[Channel]
    root: str

    @property
    def talk(self) -> str:
        """The command by which one is its contact."""
        return f"{sys.executable} -m {TESTKIT}.chat {self.root}"

    def join(self, project: Project, url: str) -> Project:
        """The project with an account on this platform, now that it is known where the server is."""
        account = self.channel.kind
        self._ask("webhook", {"url": f"{url}/webhooks/{account}"})
        found = self._ask("account")
        for ref, value in found["secrets"].items():
            os.environ[ref.removeprefix(_ENV)] = value
        spec = AccountSpec(
            id=account,
            channel=self.channel,
            route=Route(default=PLACE),
            settings=self.channel.Settings.model_validate(found["settings"]),
            private_addresses=True,
        )
        others = tuple(one for one in project.accounts if one.id != account)
        return replace(project, accounts=(*others, spec))

    def _ask(self, door: str, asked: Mapping[str, str] | None = None) -> Any:
        body = None if asked is None else json.dumps(asked).encode()
        request = Request(f"{self.root}/_control/{door}", data=body)  # noqa: S310 - our own child, on loopback
        with urlopen(request, timeout=10) as reply:  # noqa: S310 - as above
            return json.load(reply)


@contextmanager
def platform_of(kind: str, host: Host, clock: Clock) -> Iterator[DemoPlatform]:
    """The platform of a kind of channel, as long as this lasts.

    Raises `ConfigError`: FD703 or FD706 for a channel that is not installed, FD988 without the testkit, FD989 where it
    has no such platform.
    """
    channel = host.channels.get(kind)
    if channel is None:
        id_, params = host.explain(kind, host.channels, misspelt="FD703", missing="FD706")
        raise ConfigError(Diagnostic(id=id_, params=params))
    if find_spec(TESTKIT) is None:
        raise ConfigError.of("FD988", channel=kind)
    with TemporaryFile("w+") as told:
        process = _started(kind, clock.now(), told)
        try:
            yield DemoPlatform(channel=channel, root=_root(process, kind, told))
        finally:
            _end(process)


def _started(kind: str, now: datetime, told: IO[str]) -> subprocess.Popen[str]:
    """Events of this demo are none of an earlier one: their ids are made of the real time, whatever the clock is."""
    first = str(int(SystemClock().now().timestamp()))
    words = ("--platform", kind, "--echo", "on_time", "--now", now.isoformat(), "--first", first)
    return subprocess.Popen(  # noqa: S603 - our own program, on words of our own
        [sys.executable, "-m", f"{TESTKIT}.fake_platform", *words, "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=told,
        text=True,
        start_new_session=True,  # Ctrl-C is for the server, which then ends it
    )


def _root(process: subprocess.Popen[str], kind: str, told: IO[str]) -> str:
    line = process.stdout.readline().strip() if process.stdout is not None else ""
    if not line:
        process.wait(_ENDS_WITHIN)
        told.seek(0)
        why = told.read().strip().splitlines() or ["it ended at once"]
        raise ConfigError.of("FD989", channel=kind, why=why[-1])
    return line.removesuffix("/messages")


def _end(process: subprocess.Popen[str]) -> None:
    """By its input first; nothing of it is left behind."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
