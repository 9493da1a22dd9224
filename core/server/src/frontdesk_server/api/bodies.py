"""Bodies of requests, read whole and never further than they may be long, whatever their headers claim."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.api.problems import problem

LARGEST_BODY: Final = 1024 * 1024


async def read_body(receive: Receive, most: int) -> bytes | None:
    """The whole body; None as soon as it is larger than `most` bytes, whatever its header claims."""
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        more = message["type"] == "http.request" and message.get("more_body", False)
    return b"".join(parts)


class BoundedBodies:
    """Hands an application bodies that it may safely hold: it reads them before it asks who sent them."""

    def __init__(self, app: ASGIApp, most: int = LARGEST_BODY) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with FD726."""
        body = await read_body(receive, self.most)
        if body is None:
            accepted = Headers(scope=scope).get("accept-language", "")
            found = Diagnostic(id="FD726", params={"most": self.most})
            refusal = problem(found, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, accept_language=accepted)
            await refusal(scope, receive, send)
            return
        told = False

        async def again() -> Message:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)
