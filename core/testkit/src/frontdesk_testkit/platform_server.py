"""The HTTP side of the fake platform: takes messages, treats each by its turn, and posts what the platform tells."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, replace
from io import BytesIO

from aiohttp import ClientError, ClientSession, web
from yarl import URL

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.memory import Attempt, Memory
from frontdesk_testkit.turns import SHOWS, Answer, Echo, Turn


class PlatformServer:
    """The server and the client of the platform; all of it runs in one event loop."""

    def __init__(
        self,
        dialect: Dialect,
        memory: Memory,
        echo: Callable[[Attempt, str], Awaitable[None]],
        port: int,
        doors: Iterable[web.RouteDef] = (),
    ) -> None:
        self.port = port
        self._dialect = dialect
        self._memory = memory
        self._echo = echo
        self._doors = doors
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        self._client: ClientSession | None = None
        self._echoes: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen on loopback."""
        self._client = ClientSession()
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening; echoes that are still to come never come."""
        for task in self._echoes:
            task.cancel()
        await asyncio.gather(*self._echoes, return_exceptions=True)
        await self._runner.cleanup()
        if self._client is not None:
            await self._client.close()

    async def post(self, url: str, posting: Posting) -> int:
        """Post to Frontdesk; the HTTP status, or 0 where nobody answered."""
        return (await self.ask(url, posting))[0]

    async def ask(self, url: str, posting: Posting) -> tuple[int, bytes]:
        """The same with the body of the answer."""
        if self._client is None:
            raise RuntimeError("the fake platform has not started")
        address = URL(f"{url}{'&' if '?' in url else '?'}{posting.query}" if posting.query else url, encoded=True)
        body = BytesIO(posting.body) if posting.body else None
        try:
            async with self._client.request(posting.method, address, data=body, headers=posting.headers) as reply:
                return reply.status, await reply.read()
        except ClientError:
            return 0, b""

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=2**24)
        app.add_routes(
            [
                web.get("/_control/seen", self._show_seen),
                web.get("/_control/attempts", self._show_attempts),
                web.get("/_control/calls", self._show_calls),
                web.post("/_control/script", self._script),
                *self._doors,
                web.route("*", "/{path:.*}", self._take),
            ]
        )
        return app

    async def _take(self, request: web.Request) -> web.StreamResponse:
        asked = PlatformRequest(
            method=request.method,
            path=request.path,
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )
        try:
            served = self._dialect.serve(asked)
        except Refused as refusal:
            served = refusal.reply
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        if isinstance(served, PlatformReply):
            self._memory.called(asked)
            return _response(served)
        return await self._show(request, served)

    async def _show(self, request: web.Request, sent: Sent) -> web.StreamResponse:
        attempt, platform_id = self._memory.take(sent)
        if attempt.turn.answer in SHOWS:
            self._tell(attempt, platform_id)
        await asyncio.sleep(attempt.turn.wait)
        return await self._answer(request, attempt, platform_id)

    def _tell(self, attempt: Attempt, platform_id: str) -> None:
        task = asyncio.ensure_future(self._echo(attempt, platform_id))
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)

    async def _answer(self, request: web.Request, attempt: Attempt, platform_id: str) -> web.StreamResponse:
        turn = attempt.turn
        if turn.answer in {Answer.DROP, Answer.ACCEPT_THEN_DROP}:
            return _reset(request, web.Response())
        if turn.answer is Answer.RESET_MID_BODY:
            return await self._half(request, self._dialect.accept(attempt.sent, platform_id))
        if turn.answer is Answer.GARBAGE:
            return web.Response(body=b"<html>OK", content_type="text/html")
        if turn.answer is not Answer.ACCEPT:
            return _response(self._dialect.refuse(turn))
        if self._memory.conflicts(attempt):
            return _response(self._dialect.again(attempt.sent, platform_id))
        reply = self._dialect.accept(attempt.sent, platform_id)
        return _response(reply if turn.status is None else replace(reply, status=turn.status))

    async def _half(self, request: web.Request, reply: PlatformReply) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(reply.body) + 100)})
        await response.prepare(request)
        await response.write(reply.body)
        return _reset(request, response)

    async def _show_seen(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(seen) for seen in self._memory.seen])

    async def _show_attempts(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(attempt) for attempt in self._memory.attempts])

    async def _show_calls(self, _request: web.Request) -> web.Response:
        calls = [asdict(call) | {"body": call.body.decode("utf-8", "replace")} for call in self._memory.calls]
        return web.json_response(calls)

    async def _script(self, request: web.Request) -> web.Response:
        """A JSON list of turns: `[{"answer": "error", "status": 503, "echo": "late", "echo_after": 0.5}]`."""
        turns = [_turn(document) for document in await request.json()]
        self._memory.script(turns)
        return web.json_response({"turns": len(turns)})


def _turn(document: Mapping[str, object]) -> Turn:
    words: dict[str, type[Answer | Echo]] = {"answer": Answer, "echo": Echo}
    given = {name: words[name](str(value)) if name in words else value for name, value in document.items()}
    return Turn(**given)  # type: ignore[arg-type]  # unknown or wrong fields answer 500: this door is for tests alone


def _response(reply: PlatformReply) -> web.Response:
    return web.Response(
        status=reply.status, body=reply.body, headers=dict(reply.headers), content_type=reply.content_type
    )


def _reset(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Break the connection the hard way: the other side reads a reset, not an end."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return response
