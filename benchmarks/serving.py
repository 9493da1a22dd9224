"""The processes and databases of the runtime's benchmarks: servers, the floor, a fake platform, SQLite, PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from load import KEY

from frontdesk_testkit.postgresql import running_postgresql

SERVER = Path(__file__).with_name("runtime_server.py")
LOOK_EVERY = 0.02
NewDatabase = Callable[[], AbstractContextManager[str]]
"""The address of a new, empty database, for as long as the block runs."""


@contextmanager
def databases() -> Iterator[dict[str, NewDatabase]]:
    """SQLite, and a PostgreSQL of PyPI as it comes: durable, on this machine."""
    with running_postgresql(durable=True) as server:
        numbers = count(1)

        @contextmanager
        def of_postgresql() -> Iterator[str]:
            name = f"bench_{next(numbers)}"
            server.psql(f"CREATE DATABASE {name}")
            yield str(server.get_uri(database=name))
            server.psql(f"DROP DATABASE {name} WITH (FORCE)")

        yield {"sqlite": of_sqlite, "postgresql": of_postgresql}


@contextmanager
def of_sqlite() -> Iterator[str]:
    """A file of its own."""
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/desk.sqlite"


@dataclass
class Process:
    """A process of ours, which answers each line that it is told with a line of JSON."""

    process: subprocess.Popen[str]
    port: int = 0

    def ask(self, what: str) -> Any:
        """Its answer; raises when it has ended instead."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.process.args!r} ended")
        return json.loads(answer)

    def end(self) -> None:
        """Stop it, and wait for that."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


@dataclass
class Served:
    """A house of one process or several; `port` is where it is called."""

    processes: Sequence[Process]

    @property
    def port(self) -> int:
        return self.processes[0].port

    def drained(self, events: int) -> None:
        """Wait until so many events are decided."""
        while sum(process.ask("decided") for process in self.processes) < events:
            time.sleep(LOOK_EVERY)

    def sent(self) -> None:
        """Wait until nothing is left to send."""
        while not self.processes[0].ask("idle"):
            time.sleep(LOOK_EVERY)

    def replies(self) -> list[float]:
        """Milliseconds from each event to the commit of the reply that it led to, in order of size."""
        return sorted(took for process in self.processes for took in process.ask("replies"))

    def end(self) -> None:
        """Stop all, and wait for that."""
        for process in self.processes:
            process.end()


@contextmanager
def serving(
    mode: str,
    database: str,
    *,
    roles: Sequence[str] = ("all",),
    establishments: int = 1,
    target: str = "",
    traced: Path | None = None,
    profiled: Path | None = None,
) -> Iterator[Served]:
    """A process for each role, the first one takes webhooks; traced = its fsyncs are written to that file."""
    strace = ["strace", "-f", "-q", "-e", "trace=fsync,fdatasync", "-o", str(traced)] if traced else []
    profile = ["-m", "cProfile", "-o", str(profiled)] if profiled else []
    options = ["--database", database, "--establishments", str(establishments), "--target", target]
    with ExitStack() as stack:
        processes = []
        for role in roles:
            command = [*strace, sys.executable, *profile, str(SERVER), mode, *options, "--role", role]
            processes.append(stack.enter_context(_child(command)))
        yield Served(processes)


@contextmanager
def platform() -> Iterator[str]:
    """A fake platform in a process of its own; the address of its control."""
    with _child([sys.executable, str(SERVER), "platform"]) as child:
        yield f"http://127.0.0.1:{child.port}"


@contextmanager
def _child(command: list[str]) -> Iterator[Process]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PHONE_KEY": KEY.decode()},
    )
    assert process.stdout is not None
    child = Process(process)
    try:
        child.port = int(process.stdout.readline())
        yield child
    finally:
        child.end()
