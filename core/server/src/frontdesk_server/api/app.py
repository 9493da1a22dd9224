"""The one Starlette application of the server: webhooks first, then what plugins serve, health, and REST."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from frontdesk.channel import Channel
from frontdesk.desk import Routes
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk_server.api.edge import Network, SecurityHeaders, TrustedProxies
from frontdesk_server.api.prefixes import Prefix
from frontdesk_server.api.problems import failed, turned_away, unavailable
from frontdesk_server.api.readiness import Ready, State, state, told
from frontdesk_server.api.rest import build_rest
from frontdesk_server.api.source_webhooks import SourceWebhooks
from frontdesk_server.api.streams import EndStreams, Stopping
from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.api.webhooks import Append, Met, Webhooks
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.store import Store, StoreUnavailable

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the application is put together from."""

    store: Store
    channels: Mapping[str, Channel]
    append: Append
    clock: Clock
    ready: Ready
    met: Met | None = None
    metrics: Answer
    """The page of `MetricsPage`."""
    stopping: Stopping
    token: str | None = None
    host: Host | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
    plugin_routes: Mapping[str, Routes] = field(default_factory=dict)
    pages: Sequence[BaseRoute] = ()
    """Pages of the demo; none elsewhere."""
    board: Switchboard | None = None
    """What is connected, for the REST interface."""
    console: Sequence[BaseRoute] = ()
    """The screens of operators."""
    trusted_proxies: Sequence[Network] = ()
    traces: Traces = NO_TRACES


def build_app(parts: Parts) -> Starlette:
    """The application. Longer prefixes come first, so that `/api/v1/widget` is not taken for REST."""
    plugins = sorted(parts.plugin_routes.values(), key=lambda routes: len(routes.prefix), reverse=True)
    routes: list[BaseRoute] = [
        Prefix("/webhooks", Webhooks(parts.channels, parts.append, parts.clock, parts.traces, met=parts.met)),
        *_sources(parts),
        *(Prefix(found.prefix, cast("ASGIApp", found.app)) for found in plugins),
        *_probes(parts.ready, parts.metrics),
        *parts.pages,
        *parts.console,
        Prefix(
            "/api/v1", build_rest(parts.store, parts.token, host=parts.host, accounts=parts.accounts, board=parts.board)
        ),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(EndStreams, stopping=parts.stopping),
            Middleware(TrustedProxies, networks=parts.trusted_proxies),
            Middleware(SecurityHeaders),
        ],
        exception_handlers={
            HTTPException: turned_away,  # type: ignore[dict-item]
            StoreUnavailable: unavailable,  # type: ignore[dict-item]
            Exception: failed,
        },
    )


def build_probes(ready: Ready, metrics: Answer) -> Starlette:
    """The application of a process that nobody calls but who watches it."""
    return Starlette(
        routes=_probes(ready, metrics),
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: turned_away, Exception: failed},  # type: ignore[dict-item]
    )


def _probes(ready: Ready, metrics: Answer) -> list[BaseRoute]:
    """Whether the process lives, whether it does its part, and what it counted."""
    return [Route("/health", _alive), Route("/ready", _whether(ready)), Route("/metrics", metrics)]


def _sources(parts: Parts) -> Sequence[BaseRoute]:
    """Where sources are told of changes; their pages in the console have another address."""
    if parts.board is None:
        return ()
    sync = parts.board.sync
    return [Prefix("/sources", SourceWebhooks(sync.http_source, sync.hear, parts.clock))]


async def _alive(_request: Request) -> Response:
    """The process answers; nothing more is said."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


def _whether(ready: Ready) -> Callable[[Request], Awaitable[Response]]:
    """200 when webhooks are to come here, 503 otherwise; each condition is named, with what to do where it fails."""

    async def answer(_request: Request) -> Response:
        found = dict(await ready())
        stands = state(found)
        body = {"status": stands.value, "checks": found, "problems": told(found)}
        status = HTTPStatus.SERVICE_UNAVAILABLE if stands is State.NOT_READY else HTTPStatus.OK
        return JSONResponse(body, status, {"Cache-Control": "no-store"})

    return answer
