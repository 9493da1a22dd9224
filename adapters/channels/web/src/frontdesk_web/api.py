"""The widget's HTTP face: an ASGI application over nothing but a `Desk`.

`/{key}/config`, `/{key}/sessions`, `/{key}/messages` and `/{key}/stream`, under the prefix that the host mounts.
An answer to a page of a listed origin names that origin and no other; what a foreign page gets, its browser hides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontdesk import ConfigError, Desk, Diagnostic, FrontdeskError, WebhookRejected
from frontdesk_web.answers import config, history, post, sessions, stream
from frontdesk_web.call import Call, account_of
from frontdesk_web.live import Pace, Seats
from frontdesk_web.problems import busy, problem, refusal, unroutable

Answer = Callable[[Call], Awaitable[Response]]
"""What answers one method of one address."""

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
    "Access-Control-Max-Age": "600",
}


def widget_api(desk: Desk, pace: Pace | None = None) -> Starlette:
    """The application that serves every web account of the desk."""
    addresses: Mapping[str, Mapping[str, Answer]] = {
        "/{key}/config": {"GET": config},
        "/{key}/sessions": {"POST": sessions},
        "/{key}/messages": {"GET": history, "POST": post},
        "/{key}/stream": {"GET": partial(stream, pace=pace or Pace(), seats=Seats())},
    }
    routes = [
        Route(address, partial(_answer, desk, answers), methods=[*answers, "OPTIONS"])
        for address, answers in addresses.items()
    ]
    application = Starlette(routes=routes, exception_handlers={HTTPException: _unroutable, Exception: _failed})
    application.router.redirect_slashes = False
    return application


async def _answer(desk: Desk, answers: Mapping[str, Answer], request: Request) -> Response:
    """One request: the account by its key, the page by its origin, then what it asks for."""
    try:
        call = Call(desk=desk, channel=account_of(desk, request.path_params["key"]), request=request)
        call.check_origin()
    except WebhookRejected as rejection:
        return _varying(refusal(request, rejection))
    if request.method == "OPTIONS":
        return _shared(call, Response(status_code=204, headers=_PREFLIGHT))
    try:
        response = await answers["GET" if request.method == "HEAD" else request.method](call)
    except WebhookRejected as rejection:
        response = refusal(request, rejection)
    except ConfigError:
        raise  # nothing that a visitor could wait for
    except FrontdeskError as error:  # the inbox is full, or the host's store does not answer
        response = busy(request, error)
    return _shared(call, response)


def _shared(call: Call, response: Response) -> Response:
    """Let the page read the answer: this origin, no cookies."""
    if call.origin:
        response.headers["Access-Control-Allow-Origin"] = call.origin
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return _varying(response)


def _varying(response: Response) -> Response:
    response.headers["Vary"] = "Origin, Accept-Language"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


async def _unroutable(request: Request, error: Exception) -> Response:
    """An address or a method that the protocol does not have."""
    return _varying(unroutable(request, error, request.url.path))


async def _failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the host logs it, nobody else is told
    """What nobody foresaw."""
    return _varying(problem(request, Diagnostic(id="FD742"), 500, {}))
