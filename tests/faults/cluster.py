"""Servers as real processes over one database: started by role, killed, frozen, stopped and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from tests.faults.premises import SECRETS
from tests.faults.waiting import wait_for

LEASE: Final = 2.0
GRACE: Final = 10.0
"""Longer than an echo takes on a machine that is busy with starting servers."""
QUICK: Final = {"FRONTDESK_LEASE": str(LEASE), "FRONTDESK_GRACE": str(GRACE)}
"""Leases and waits that are as short as fault runs need them."""
PROGRAM: Final = "frontdesk_server"
_READY = re.compile(r'"url": ?"(http://[0-9.:]+)"')


class Server:
    """One process, and those that follow it in its place."""

    def __init__(self, name: str, project: Path, environment: Mapping[str, str], program: str = PROGRAM) -> None:
        self.name = name
        self._program = program
        self.role = environment.get("FRONTDESK_ROLE", "all")
        self._project = project
        self._environment = environment
        self._path = project.parent / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._from = 0
        self.url = ""
        self.frozen = False

    def begin(self) -> None:
        """Start it, and do not wait until it is ready."""
        self.frozen, self.url = False, ""
        with self._path.open("ab") as log:
            self._from = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._program, "serve", "--project", str(self._project), "--port", "0"],
                env={**_outer(), **self._environment},
                cwd=self._project,
                stdout=log,
                stderr=log,
            )

    def is_ready(self) -> bool:
        """Whether it says so; `AssertionError` with its log when it has ended instead."""
        self._look()
        assert self.url or self.living, f"{self.name} ended: {self.log[-4000:]}"
        return bool(self.url)

    def _look(self) -> None:
        """See whether it has said by now where it serves."""
        if not self.url and self.living:
            with self._path.open("rb") as log:
                log.seek(self._from)
                if found := _READY.search(log.read().decode()):
                    self.url = found[1]

    @property
    def living(self) -> bool:
        """Whether there is a process, frozen or not."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def answers(self) -> bool:
        """Whether it may be called, also where nobody has waited for it to be ready."""
        self._look()
        return bool(self.url) and self.living

    @property
    def log(self) -> str:
        """Everything that it and those before it have logged."""
        return self._path.read_text() if self._path.exists() else ""

    def kill(self) -> None:
        """End it as the power does."""
        self.signal(signal.SIGKILL)
        self.wait()

    def freeze(self) -> None:
        """Stop it where it stands: it keeps its connections, and knows nothing of it."""
        self.signal(signal.SIGSTOP)
        self.frozen = True

    def thaw(self) -> None:
        """Let it go on, as if no time had passed."""
        self.signal(signal.SIGCONT)
        self.frozen = False

    def stop(self) -> None:
        """End it as an operator does: it finishes what it began, and ends well."""
        self.signal(signal.SIGTERM)
        assert self.wait() == 0, f"{self.name}: {self.log[-4000:]}"

    def signal(self, number: int) -> None:
        """Send a signal; `AssertionError` with its log when it has ended by itself."""
        assert self._process is not None
        assert self.living, f"{self.name} ended by itself: {self.log[-4000:]}"
        self._process.send_signal(number)

    def wait(self) -> int:
        """Until it has ended; its exit code."""
        assert self._process is not None
        code = self._process.wait(60)
        self.url = ""
        return code

    def close(self) -> None:
        """End it, if need be."""
        if self.living:
            self.kill()


class Cluster:
    """All servers over one database. `doors` are the addresses that platforms may call at this moment."""

    def __init__(self, project: Path, database: str, settings: Mapping[str, str] = QUICK) -> None:
        self._project = project
        self._settings = {**SECRETS, "FRONTDESK_DATABASE_URL": database, **settings}
        self._numbers = count(1)
        self.database = database
        self.servers: list[Server] = []
        self.kills = 0

    def start(self, role: str = "all", number: int = 1, settings: Mapping[str, str] | None = None) -> list[Server]:
        """Start so many of a role; they are ready."""
        begun = [self.begin(role, settings or {}) for _ in range(number)]
        for server in begun:
            self.await_ready(server)
        return begun

    def begin(self, role: str, settings: Mapping[str, str] = MappingProxyType({}), program: str = PROGRAM) -> Server:
        """Start one, and do not wait until it is ready."""
        environment = {**self._settings, "FRONTDESK_ROLE": role, **settings}
        server = Server(f"{role}-{next(self._numbers)}", self._project, environment, program)
        self.servers.append(server)
        server.begin()
        return server

    def await_ready(self, server: Server) -> None:
        """Wait until it serves."""
        wait_for(server.is_ready, lambda: f"{server.name} is ready: {server.log[-4000:]}")

    def restart(self, *servers: Server) -> None:
        """Start again what has ended, all at once; they are ready."""
        for server in servers:
            server.begin()
        for server in servers:
            self.await_ready(server)

    def kill(self, *servers: Server) -> None:
        """Kill them, one right after the other."""
        for server in servers:
            server.kill()
            self.kills += 1

    def replace(self, *servers: Server) -> None:
        """Kill them, and begin them again; the others go on meanwhile."""
        self.kill(*servers)
        for server in servers:
            server.begin()

    def all_ready(self) -> None:
        """Wait until every server serves."""
        for server in self.servers:
            self.await_ready(server)

    def of(self, *roles: str) -> list[Server]:
        """The servers of these roles."""
        return [server for server in self.servers if server.role in roles]

    def any(self, random: Random) -> Server:
        """One that serves: first a role is chosen, then one of its servers."""
        role = random.choice(sorted({server.role for server in self.servers}))
        server = random.choice(self.of(role))
        self.await_ready(server)
        return server

    def doors(self) -> Sequence[str]:
        """Where platforms may call. A frozen server is among them: nobody knows that it is."""
        return [server.url for server in self.servers if server.role in ("all", "ingress") and server.answers]

    @property
    def log(self) -> str:
        """All logs, one after the other."""
        return "".join(server.log for server in self.servers)

    def count(self, said: str) -> int:
        """How often the logs say that."""
        return self.log.count(f'"{said}"')

    def stop(self) -> None:
        """End all as an operator does."""
        for server in self.servers:
            if server.living:
                server.stop()

    def close(self) -> None:
        """End what is left."""
        for server in self.servers:
            server.close()


@contextmanager
def cluster(project: Path, database: str, settings: Mapping[str, str] = QUICK) -> Iterator[Cluster]:
    """Servers over a database; what is left of them ends with the block, and a failure shows the ends of their logs."""
    servers = Cluster(project, database, settings)
    try:
        yield servers
    except BaseException:
        for server in servers.servers:
            sys.stderr.write(f"\n--- {server.name} ---\n{server.log[-3000:]}\n")
        raise
    finally:
        servers.close()


def _outer() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
