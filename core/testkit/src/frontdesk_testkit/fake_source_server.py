"""A real HTTP server on loopback around the dialect of a source, with all the bad weather that there is.

::

    with FakeSourceServer(ParrotDialect(), turns=[Turn(answer=Answer.TOO_MANY, retry_after=1)]) as server:
        ...                                    # the source's api_url is server.url
        server.wait_until(lambda: len(server.requests) == 3)
"""

from __future__ import annotations

import socket
import struct
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Lock, Thread
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from frontdesk import HttpReply
from frontdesk_testkit.dialect import PlatformRequest
from frontdesk_testkit.source_dialect import SourceDialect
from frontdesk_testkit.source_reading import served
from frontdesk_testkit.turns import ACCEPT, Answer, Turn, weather

_DEADLINE = 10.0
_LOOK = 0.02
_STATUS: Mapping[Answer, int] = {Answer.TOO_MANY: 429, Answer.ERROR: 503, Answer.REFUSE: 400}
_DROPS = frozenset({Answer.DROP, Answer.ACCEPT_THEN_DROP})


class FakeSourceServer:
    """The platform, in threads of its own. Use it as a context manager."""

    def __init__(
        self,
        dialect: SourceDialect,
        *,
        turns: Iterable[Turn] = (),
        seed: int | None = None,
        trouble: float = 0.3,
        etags: bool = False,
        moved: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> None:
        """`turns` come first; then, with a `seed`, random weather with that share of `trouble`; else all is well.

        With `etags` each reply has one, also where the dialect gives none; an `If-None-Match` of it is answered by
        304. `moved` sends callers of a path to another address (302).
        """
        self.dialect = dialect
        self.moved = dict(moved or {})
        self._turns = deque(turns)
        self._weather = None if seed is None else weather(seed, trouble)
        self._etags = etags
        self._lock, self._told, self._over = Lock(), Condition(), Event()
        self._requests: list[PlatformRequest] = []
        self._statuses: list[int] = []
        self._http = _Http(self, port)
        self._thread = Thread(target=self._http.serve_forever, args=(_LOOK,), name="fake-source", daemon=True)

    # Life

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(_DEADLINE)

    @property
    def url(self) -> str:
        """The server's own address."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    # What happened

    @property
    def requests(self) -> tuple[PlatformRequest, ...]:
        """Every request that reached the platform, in order."""
        return tuple(self._requests)

    @property
    def statuses(self) -> tuple[int, ...]:
        """What was answered, in order; 0 where the connection broke."""
        return tuple(self._statuses)

    @property
    def counts(self) -> Counter[int]:
        """How often each status was answered."""
        return Counter(self._statuses)

    def wait_until(self, holds: Callable[[], bool], timeout: float = _DEADLINE) -> None:
        """Wait for a condition on `requests` or `statuses`; `AssertionError` with both when it does not come."""
        with self._told:
            for _ in range(int(timeout / _LOOK)):
                if holds():
                    return
                self._told.wait(_LOOK)
        raise AssertionError(f"not within {timeout} s; statuses: {self.statuses}; requests: {self.requests}")

    def script(self, *turns: Turn) -> None:
        """Treat the next requests like this."""
        with self._lock:
            self._turns.extend(turns)

    # What it answers

    def take(self, request: PlatformRequest) -> tuple[Turn, HttpReply]:
        """How this request is treated, and the reply that the platform would give."""
        with self._lock:
            self._requests.append(request)
            turn = self._turns.popleft() if self._turns else next(self._weather) if self._weather else ACCEPT
            return turn, self._reply(request, turn)

    def count(self, status: int) -> None:
        """Remember what was answered."""
        with self._told:
            self._statuses.append(status)
            self._told.notify_all()

    def wait(self, seconds: float) -> None:
        """Be slow, but not longer than the server lives."""
        self._over.wait(seconds)

    def _reply(self, request: PlatformRequest, turn: Turn) -> HttpReply:
        if turn.answer in _STATUS:
            after = {} if turn.retry_after is None else {"retry-after": str(turn.retry_after)}
            return HttpReply(status=turn.status or _STATUS[turn.answer], headers=after, body=b'{"error": "not now"}')
        if request.path in self.moved:
            return HttpReply(status=302, headers={"location": self.moved[request.path]})
        if turn.answer is Answer.GARBAGE:
            return self.dialect.garbled()
        return self._as_known(request, served(self.dialect, request))

    def _as_known(self, request: PlatformRequest, reply: HttpReply) -> HttpReply:
        """Not modified, where the caller has this very reply."""
        if self._etags and reply.status == 200:  # noqa: PLR2004 - HTTP's own
            reply = replace(reply, headers={"etag": f'"{sha256(reply.body).hexdigest()[:16]}"'} | dict(reply.headers))
        tag = reply.headers.get("etag")
        if tag is not None and request.headers.get("if-none-match") == tag:
            return HttpReply(status=304, headers={"etag": tag})
        return reply


class _Http(ThreadingHTTPServer):
    """The server of the standard library, which knows whose it is."""

    daemon_threads = True

    def __init__(self, fake: FakeSourceServer, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.fake = fake


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Http
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _take(self) -> None:
        turn, reply = self.server.fake.take(self._request())
        self.server.fake.wait(turn.wait)
        if turn.answer in _DROPS:
            self._break(0)
        elif turn.answer is Answer.RESET_MID_BODY:
            self._send(reply, more=100)
            self._break(0)
        else:
            self._send(reply)
            self.server.fake.count(reply.status)

    do_GET = do_POST = do_PUT = do_HEAD = _take  # noqa: N815 - the names of the standard library

    def _request(self) -> PlatformRequest:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return PlatformRequest(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers=headers,
            body=self.rfile.read(int(headers.get("content-length", 0))),
        )

    def _send(self, reply: HttpReply, more: int = 0) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body) + more))
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    def _break(self, status: int) -> None:
        """The hard way: the other side reads a reset, not an end."""
        self.server.fake.count(status)
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's word
        """Say nothing: what was asked stands in `requests`."""
