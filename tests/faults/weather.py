"""Trouble of a platform: what it does with a request instead of taking it, or after it has taken it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Final

from aiohttp import web

from tests.faults.platform import Call, Treatment, accept

TIMEOUT: Final = 1.0
"""Seconds after which an account gives up, in runs with bad weather."""


async def refuse(call: Call) -> web.StreamResponse:
    """It is down."""
    return web.Response(status=503)


async def put_off(call: Call) -> web.StreamResponse:
    """It has too much to do."""
    return web.Response(status=429, headers={"retry-after": "1"})


async def slow(call: Call) -> web.StreamResponse:
    """It takes its time, and makes it."""
    await asyncio.sleep(TIMEOUT / 2)
    return await accept(call)


async def accept_and_fall_silent(call: Call) -> web.StreamResponse:
    """The contact sees it, and we do not learn of it in time."""
    call.take()
    await asyncio.sleep(3 * TIMEOUT)
    return web.Response(status=200)


async def hang(call: Call) -> web.StreamResponse:
    """It never gets to it: our patience ends long before."""
    await asyncio.sleep(3 * TIMEOUT)
    return web.Response(status=503)


async def accept_and_break_off(call: Call) -> web.StreamResponse:
    """The answer breaks off in the middle."""
    reply = web.StreamResponse(headers={"content-length": "100"})
    await reply.prepare(call.request)
    await reply.write(b'{"id": "')
    call.take()
    return _hung_up(call, reply)


async def break_off(call: Call) -> web.StreamResponse:
    """It hangs up, and has taken nothing."""
    return _hung_up(call, web.Response(status=503))


def _hung_up(call: Call, reply: web.StreamResponse) -> web.StreamResponse:
    if call.request.transport is not None:
        call.request.transport.abort()
    return reply


_TROUBLE: Final = {
    refuse: 30,
    put_off: 5,
    slow: 30,
    accept_and_fall_silent: 20,
    hang: 10,
    accept_and_break_off: 20,
    break_off: 20,
}


def bad(seed: int, share: float) -> Callable[[], Treatment]:
    """Weather in which that share of the requests meets trouble."""
    random = Random(seed)  # noqa: S311 - the same weather in each run

    def treat() -> Treatment:
        if random.random() >= share:
            return accept
        (found,) = random.choices(list(_TROUBLE), list(_TROUBLE.values()))
        return found

    return treat
