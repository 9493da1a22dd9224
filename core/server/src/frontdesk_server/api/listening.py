"""Listening: the socket, the HTTP server on it, and the signals that ask it to stop."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from frontdesk.errors import ConfigError
from frontdesk_server.api.streams import Stopping

FINISH_WITHIN: Final = 5
"""Seconds that requests under way are given when the server stops; streams end at once."""
BACKLOG: Final = 2048
LONGEST_HEAD: Final = 64 * 1024
"""Bytes of a request's address and headers together."""
_OF_THE_PORT: Final = (errno.EADDRINUSE, errno.EACCES)


class HeadTooLongError(Exception):
    """A request whose head is longer than anybody needs; the parser turns it into 400."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with an end to heads: alone it collects them for ever, each piece slower than the last."""

    _head = 0
    """Bytes of address and headers that the parser has told of, in this request."""
    _silent = 0
    """Bytes since a head ended or a body went on: the parser tells nothing of a header that has no end yet."""

    def data_received(self, data: bytes) -> None:
        """Take what came, and hang up on who sends and sends what never becomes a request."""
        self._silent += len(data)
        super().data_received(data)
        if self._silent > 2 * LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """Another request on the connection."""
        self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has an end."""
        self._silent = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """The body goes on."""
        self._silent = 0
        super().on_body(body)

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > LONGEST_HEAD:
            raise HeadTooLongError


class HttpServer(uvicorn.Server):
    """uvicorn, quiet, without signal handlers of its own: it would raise the signal anew once all is finished."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=BoundedProtocol,
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                backlog=BACKLOG,
                timeout_graceful_shutdown=FINISH_WITHIN,
            )
        )
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to the process."""
        yield


@contextmanager
def asked_by_signals(stopping: Stopping) -> Generator[None, None, None]:
    """SIGTERM and SIGINT ask the server to stop; a second one, while it does, changes nothing."""
    loop = asyncio.get_running_loop()
    handled = (signal.SIGTERM, signal.SIGINT)
    for number in handled:
        loop.add_signal_handler(number, stopping.begin)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


@contextmanager
def listening(address: str, port: int) -> Generator[socket.socket, None, None]:
    """A listening socket, taken before anything else is begun. Raises `ConfigError` where that cannot be."""
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # the latter for what cannot be a name at all
        raise _refused(address, port, error) from error
    with listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen(BACKLOG)
        except OSError as error:
            raise _refused(address, port, error) from error
        listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
        yield listener


def _refused(address: str, port: int, error: OSError | UnicodeError) -> ConfigError:
    """The error of a port that somebody has, or of an address that is none of this machine."""
    reason = getattr(error, "strerror", None) or str(error)
    if getattr(error, "errno", None) in _OF_THE_PORT:
        return ConfigError.of("FD725", host=address, port=port, reason=reason)
    return ConfigError.of("FD736", host=address, reason=reason)


def url_of(listener: socket.socket) -> str:
    """The address that the server is reached at from this machine."""
    address, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(address, address)  # noqa: S104 - compared, not listened on
    return f"http://{shown}:{port}"
