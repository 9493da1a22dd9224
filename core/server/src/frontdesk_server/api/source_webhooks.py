"""`/sources/{source}` as a raw ASGI application: what a platform says of its establishments by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from frontdesk.calls import WebhookRequest
from frontdesk.diagnostics import describe
from frontdesk.errors import ConfigError, WebhookRejected
from frontdesk.source import HttpSource
from frontdesk_server.api.problems import problem
from frontdesk_server.api.webhooks import headers_of, read_request, refusal
from frontdesk_server.clock import Clock

METHODS: Final = ("POST",)

Hear = Callable[[str, WebhookRequest], Awaitable[bool]]
"""Take in a webhook, durable when it returns; False = no source of that name takes any."""

_log = structlog.get_logger("frontdesk.webhooks")


class SourceWebhooks:
    """The address that platforms call. It keeps nothing: what is acknowledged is durable."""

    def __init__(self, find: Callable[[str], HttpSource | None], hear: Hear, clock: Clock) -> None:
        self._find = find
        self._hear = hear
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of a platform."""
        response = await self._respond(scope, receive)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        name = scope["path"].strip("/")
        source = self._find(name)
        if source is None:
            return refusal(headers_of(scope), HTTPStatus.NOT_FOUND, "FD817", id=name[:64])
        request = await read_request(scope, receive, METHODS, source.largest_request, self._clock)
        return request if isinstance(request, Response) else await self._take_in(name, request)

    async def _take_in(self, name: str, request: WebhookRequest) -> Response:
        """Nothing is acknowledged before it is durable; what is refused leaves no trace but a line in the log."""
        language = request.headers.get("accept-language", "")
        try:
            known = await self._hear(name, request)
        except WebhookRejected as rejection:
            found = rejection.diagnostics[0]
            _log.warning("webhook refused", source=name, id=found.id, status=rejection.status, client=request.client)
            return problem(found, rejection.status, accept_language=language)
        except ConfigError as error:
            found = error.diagnostics[0]
            _log.warning("webhook not understood", source=name, reason=describe(found))
            return problem(found, HTTPStatus.BAD_REQUEST, accept_language=language)
        if not known:
            return refusal(request.headers, HTTPStatus.NOT_FOUND, "FD817", id=name[:64])
        return Response(status_code=HTTPStatus.OK)
