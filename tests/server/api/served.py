"""A real server in a process of its own, and a platform behind the webhook channel that remembers what it was sent."""

from __future__ import annotations

import hmac
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from frontdesk_server.clock import SystemClock
from frontdesk_server.project.template import write_project

TOKEN = "a-token-for-tests-0123456789"
KEY = b"a-key-that-signs-webhooks"
ORIGIN = "http://127.0.0.1:8000"
DEADLINE = 90.0
NOW = "2026-11-23T10:00:00+00:00"
"""A Monday morning; the shop is open."""

T = TypeVar("T")


def wait_for(look: Callable[[], T | None], what: str, deadline: float = DEADLINE) -> T:
    """What `look` finds, as soon as it finds something."""
    clock, pause = SystemClock(), threading.Event()
    end = clock.monotonic() + deadline
    while clock.monotonic() < end:
        found = look()
        if found:
            return found
        pause.wait(0.02)
    raise AssertionError(f"{what} did not happen within {deadline:g} s")


@dataclass
class Server:
    """A server that runs."""

    process: subprocess.Popen[str]
    folder: Path
    url: str = ""
    log: list[str] = field(default_factory=list)

    @property
    def api(self) -> httpx2.Client:
        """A client that knows the token."""
        return httpx2.Client(base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20)

    @property
    def stranger(self) -> httpx2.Client:
        """A client that knows nothing."""
        return httpx2.Client(base_url=self.url, timeout=20)

    @property
    def printed(self) -> str:
        """What it printed on stdout."""
        return (self.folder / "printed").read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def lines(self) -> list[dict[str, Any]]:
        """Its log, as far as it is JSON."""
        return [json.loads(line) for line in self.log if line.startswith("{")]


@contextmanager
def started(command: list[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A process of the command line, followed until it is ready; killed if it has not stopped by the end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    with (folder / "printed").open("w", encoding="utf-8") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "frontdesk_server", *command],
            env=clean | {"NO_COLOR": "1", "PYTHONUNBUFFERED": "1", **environment},
            cwd=folder,
            stdout=printed,
            stderr=subprocess.PIPE,
            text=True,
        )
    server = Server(process, folder)
    reader = threading.Thread(target=_follow, args=(server,), daemon=True)
    reader.start()
    try:
        server.url = wait_for(lambda: _ready(server), "being ready")
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(DEADLINE)
        reader.join(DEADLINE)
        if process.stderr:
            process.stderr.close()


def _follow(server: Server) -> None:
    assert server.process.stderr is not None
    server.log.extend(iter(server.process.stderr.readline, ""))


def _ready(server: Server) -> str | None:
    if server.process.poll() is not None:
        raise AssertionError("the server ended: " + "".join(server.log))
    return next((str(line["url"]) for line in server.lines() if line["event"] == "ready"), None)


def project(folder: Path, platform: str = "http://127.0.0.1:9/in") -> Path:
    """The project of `frontdesk init`, with a second account whose platform speaks the webhook contract."""
    list(write_project(folder))
    file = folder / "frontdesk.yaml"
    account = f"""
  - id: crm
    channel: webhook
    private_addresses: true
    route: {{attribute: establishment, default: main-street}}
    settings: {{target_url: "{platform}", secrets: [env:CRM_KEY]}}

sources:"""
    file.write_text(file.read_text().replace("\nsources:", account))
    return folder


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Server]:
    """`frontdesk serve` on a free port, with a token, a secret and a set clock."""
    given = {
        "FRONTDESK_API_TOKEN": TOKEN,
        "CRM_KEY": KEY.decode(),
        "FRONTDESK_NOW": NOW,
        "FRONTDESK_LOG_LEVEL": "info",
    }
    command = ["serve", "--project", str(folder), "--port", "0", "--test-clock"]
    with started(command, folder, {name: value for name, value in (given | environment).items() if value}) as server:
        yield server


class Platform:
    """What stands behind the webhook channel: it accepts everything, and remembers it."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                platform.received.append(json.loads(body))
                answer = json.dumps({"id": f"p-{len(platform.received)}"}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it takes messages."""
        return f"http://127.0.0.1:{self._server.server_port}/in"

    def texts(self) -> list[str]:
        """What it was sent so far."""
        return [message["text"] for message in self.received]

    def close(self) -> None:
        """Take nothing more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(DEADLINE)


def signed(body: bytes, at: str = NOW, key: bytes = KEY) -> dict[str, str]:
    """The headers of a signed webhook."""
    from datetime import datetime

    stamp = str(int(datetime.fromisoformat(at).timestamp()))
    digest = hmac.new(key, stamp.encode() + b"." + body, sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-frontdesk-timestamp": stamp,
        "x-frontdesk-signature": f"v1={digest}",
    }


def event(kind: str, number: object, *, contact: str = "c-7", at: str = NOW, **fields: object) -> dict[str, object]:
    """An event of the webhook contract."""
    return {"type": kind, "id": f"e-{number}", "at": at, "contact": {"id": contact, "locale": "en"}, **fields}


def post(server: Server, *events: Mapping[str, object], account: str = "crm") -> httpx2.Response:
    """Send events as the platform would."""
    body = json.dumps({"events": list(events)}).encode()
    with server.stranger as client:
        return client.post(f"/webhooks/{account}", content=body, headers=signed(body))
