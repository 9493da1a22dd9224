"""The transport: makes the calls that channels compose. It alone resolves secrets and speaks HTTP to platforms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from frontdesk.calls import HttpCall, HttpReply
from frontdesk_server.calling.guard import EVERYWHERE, PUBLIC
from frontdesk_server.calling.making import Maker
from frontdesk_server.calling.wire import Bounds, Wire
from frontdesk_server.clock import Clock
from frontdesk_server.secrets import Secrets

LARGEST_REPLY: Final = 1024 * 1024


class HttpTransport:
    """`Transport` by aiohttp. Accounts in `private` may call private addresses; nobody follows redirects.

    `private` is looked at for each call: it may change meanwhile.
    """

    def __init__(self, secrets: Secrets, clock: Clock, *, private: Collection[str] = ()) -> None:
        self._private = private
        self._wire = Wire()
        self._maker = Maker(secrets, clock, self._wire)

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        """Make the call. Raises `NotSent` (`Unauthorised` if it needs a human), `Lost` or `Refused`."""
        reach = EVERYWHERE if account in self._private else PUBLIC
        return await self._maker.make(call, Bounds(reach=reach, most=LARGEST_REPLY, cut=True))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()
