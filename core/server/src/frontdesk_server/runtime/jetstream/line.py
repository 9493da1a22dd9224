"""The line to the cluster. A client finds its way back to servers that went; where they shut it out, a new one does."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Final

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from frontdesk_server.runtime.jetstream.options import JetStreamOptions

CONNECT_WITHIN: Final = 5.0
ANSWERS_WITHIN: Final = 5.0
RECONNECT_AFTER: Final = 1
"""Seconds."""
_UNSPOKEN: Final[dict[type[BaseException], str]] = {TimeoutError: "no answer in time"}

_log = structlog.get_logger("frontdesk.jetstream")


class Line:
    """A connection that lasts. Whoever uses it asks for `js` each time: it may be another client's by then."""

    def __init__(self, options: JetStreamOptions) -> None:
        self._options = options
        self._client = Client()
        self._contexts: dict[float, JetStreamContext] = {}
        self._wanted = True
        self._again: asyncio.Task[None] | None = None

    @property
    def servers(self) -> int:
        """How many servers of the cluster are known."""
        return len(self._client.servers)

    def js(self, timeout: float = ANSWERS_WITHIN) -> JetStreamContext:
        """Its JetStream, which waits so many seconds for each answer."""
        if timeout not in self._contexts:
            self._contexts[timeout] = self._client.jetstream(timeout=timeout)
        return self._contexts[timeout]

    async def mark(self, subject: str) -> None:
        """Send an empty message, and wait for nothing."""
        await self._client.publish(subject)

    async def open(self) -> None:
        """Connect. Raises `NatsError`, `OSError` or `TimeoutError`."""
        client = Client()
        try:
            async with asyncio.timeout(CONNECT_WITHIN):  # by itself it tries for ever
                await client.connect(
                    list(self._options.servers),
                    name="frontdesk",
                    user_credentials=self._options.credentials,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=RECONNECT_AFTER,
                    error_cb=tell,
                    closed_cb=partial(self._closed, client),
                    # What waits while there is no connection would be sent later, when nobody waits for it any more.
                    pending_size=0,
                )
        except BaseException:
            await client.close()
            raise
        self._client, self._contexts = client, {}

    async def close(self) -> None:
        """Disconnect, and stay so."""
        self._wanted = False
        if self._again is not None:
            self._again.cancel()
            with suppress(asyncio.CancelledError):
                await self._again
        await self._client.close()

    async def _closed(self, client: Client) -> None:
        """The client has given up for good, as it does at nearly every error that a server tells: begin anew."""
        if self._wanted and client is self._client and (self._again is None or self._again.done()):
            self._again = asyncio.create_task(self._open_again(client.last_error))

    async def _open_again(self, reason: Exception | None) -> None:
        _log.error("shut out by the cluster", reason=words(reason or ConnectionError("closed")))
        while True:
            await asyncio.sleep(RECONNECT_AFTER)
            try:
                await self.open()
            except (NatsError, OSError, TimeoutError) as error:
                await tell(error)
            else:
                _log.info("let in by the cluster again")
                return


async def tell(error: Exception) -> None:
    """Log trouble with the cluster."""
    _log.warning("cluster", reason=words(error))


def words(error: BaseException) -> str:
    """What an error says, in one line."""
    return str(error).partition("\n")[0] or _UNSPOKEN.get(type(error), type(error).__name__)
