"""`/webhooks/{account}` as a raw ASGI application: verify, parse, make durable, and only then acknowledge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from frontdesk.calls import WebhookRequest
from frontdesk.channel import Channel
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ChannelError, WebhookRejected
from frontdesk.model import Event
from frontdesk_server.api.bodies import read_body
from frontdesk_server.api.problems import problem, retry_after
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.store.errors import StoreUnavailable

METHODS: Final = ("GET", "POST")

Append = Callable[[str, Sequence[Event]], Awaitable[None]]
"""Put an account's events into the inbox; durable when it returns."""
Met = Callable[[Sequence[str]], Awaitable[None]]
"""Learn of accounts that another process may have connected."""

_log = structlog.get_logger("frontdesk.webhooks")


class Webhooks:
    """The address that platforms call. It keeps nothing: an event is durable, or it was never accepted."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        append: Append,
        clock: Clock,
        traces: Traces = NO_TRACES,
        *,
        met: Met | None = None,
    ) -> None:
        self._traces = traces
        self._met = met
        self._channels = channels
        self._append = append
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of a platform."""
        response = await self._respond(scope, receive)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        account = scope["path"].strip("/")
        try:
            channel = await self._channel(account)
        except StoreUnavailable:
            return refusal(headers_of(scope), HTTPStatus.SERVICE_UNAVAILABLE, "FD728", extra={"retry-after": "1"})
        if channel is None:
            return refusal(headers_of(scope), HTTPStatus.NOT_FOUND, "FD727", id=account[:64])
        request = await read_request(scope, receive, METHODS, channel.largest_request, self._clock)
        if isinstance(request, Response):
            return request
        with self._traces.webhook(account, request.headers) as span:
            response = await self._take_in(account, channel, request)
            span.note(status=response.status_code)
        return response

    async def _channel(self, account: str) -> Channel | None:
        """The account's channel; one that is not known may have been connected at another process a moment ago."""
        if account not in self._channels and self._met is not None:
            await self._met([account])
        return self._channels.get(account)

    async def _take_in(self, account: str, channel: Channel, request: WebhookRequest) -> Response:
        """Nothing is acknowledged before it is durable; what is refused leaves no trace but a line in the log."""
        events: Sequence[Event] = ()
        try:
            channel.verify(request)
            events = channel.parse(request)
            if events:
                await self._append(account, events)
        except WebhookRejected as rejection:
            found = rejection.diagnostics[0]
            _log.warning(
                "webhook refused", account=account, id=found.id, status=rejection.status, client=request.client
            )
            return problem(found, rejection.status, accept_language=request.headers.get("accept-language", ""))
        except ChannelError as error:
            reason, wait = error.diagnostics[0].id, retry_after(error)
            _log.warning("webhook put off", account=account, events=len(events), seconds=wait, reason=reason)
            return self._put_off(request, error)
        answer = channel.acknowledge(request)
        return Response(answer.body, answer.status, media_type=answer.content_type)

    def _put_off(self, request: WebhookRequest, error: ChannelError) -> Response:
        """Whoever brings too much is told so; of our own troubles platforms need no details."""
        found, wait = error.diagnostics[0], {"retry-after": retry_after(error)}
        if found.id == "FD869":
            accepted = request.headers.get("accept-language", "")
            return problem(found, HTTPStatus.TOO_MANY_REQUESTS, accept_language=accepted, headers=wait)
        return refusal(request.headers, HTTPStatus.SERVICE_UNAVAILABLE, "FD728", extra=wait)


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request, their names in lower case."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def read_request(
    scope: Scope, receive: Receive, methods: Sequence[str], most: int, clock: Clock
) -> WebhookRequest | Response:
    """The request as those read it who know the platform; or its refusal, where it is not one of theirs by its form."""
    headers = headers_of(scope)
    if scope["method"] not in methods:
        return refusal(headers, HTTPStatus.METHOD_NOT_ALLOWED, "FD737", allowed=" and ".join(methods))
    body = await read_body(receive, most)
    if body is None:
        return refusal(headers, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "FD726", most=most)
    client = scope.get("client")
    return WebhookRequest(
        method=scope["method"],
        path=scope.get("root_path", "") + scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        headers=headers,
        body=body,
        received_at=clock.now(),
        client=client[0] if client else None,
    )


def refusal(
    headers: Mapping[str, str],
    status: HTTPStatus,
    id: str,  # noqa: A002 - the glossary's word
    /,
    *,
    extra: Mapping[str, str] | None = None,
    **params: object,
) -> Response:
    """What is refused, as a problem document."""
    accepted = headers.get("accept-language", "")
    return problem(Diagnostic(id=id, params=params), status, accept_language=accepted, headers=extra)
