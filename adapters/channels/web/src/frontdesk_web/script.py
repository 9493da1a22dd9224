"""The widget's script as it is served: the moving name, and a copy that never changes, for pages that pin it.

The script is plain JavaScript in `static/widget`, one file for each noun. There is nothing to build: the files are
joined inside one function when they are first asked for, without their comments and indentation.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from gzip import compress
from hashlib import sha384
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from frontdesk import Diagnostic
from frontdesk_web.problems import problem, unroutable

PREFIX = "/widget.js"
PARTS = ("texts", "look", "tools", "line", "talk", "panel", "chat")
"""The files, in the order in which they use one another."""
_COMMENT = re.compile(r"^ *(?://|/\*\*| \*).*\n", re.MULTILINE)
_INDENT = re.compile(r"^[ ]+", re.MULTILINE)
_SHARED = {"Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff"}
_AN_HOUR = "public, max-age=3600"
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def script() -> bytes:
    """The script, as browsers get it."""
    folder = files("frontdesk_web").joinpath("static", "widget")
    parts = (folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
    joined = _INDENT.sub("", _COMMENT.sub("", "\n".join(parts)))
    return f'(() => {{\n"use strict";\n{joined}}})();\n'.encode()


@cache
def _packed() -> bytes:
    return compress(script(), 9, mtime=0)


def integrity() -> str:
    """The script's subresource integrity value."""
    return "sha384-" + b64encode(sha384(script()).digest()).decode()


def version() -> str:
    """What names this copy of the script: the first 16 hex digits of its hash."""
    return sha384(script()).hexdigest()[:16]


async def _moving(request: Request) -> Response:
    return _script(request, _AN_HOUR)


async def _pinned(request: Request) -> Response:
    if request.path_params["version"] != version():
        return problem(
            request, Diagnostic(id="FD775", params={"version": request.path_params["version"][:64]}), 404, {}
        )
    return _script(request, _FOR_EVER)


async def _integrity(request: Request) -> Response:  # noqa: ARG001 - Starlette's shape
    document = {"path": f"{PREFIX}/{version()}.js", "integrity": integrity()}
    return JSONResponse(document, headers=_SHARED | {"Cache-Control": "no-cache"})


def _script(request: Request, cache_control: str) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{version()}-gzip"' if packed else f'"{version()}"'  # other bytes, so another strong tag
    headers = _SHARED | {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": cache_control,
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if packed:
        return Response(_packed(), headers=headers | {"Content-Encoding": "gzip"}, media_type="text/javascript")
    return Response(script(), headers=headers, media_type="text/javascript")


async def _unroutable(request: Request, error: Exception) -> Response:
    """An address or a method that is not the script's."""
    return unroutable(request, error, PREFIX + request.url.path.rstrip("/"))


class ScriptApp:
    """The ASGI application behind `/widget.js`: the name itself is its root, with or without a slash after it."""

    def __init__(self) -> None:
        self._inner = Starlette(
            routes=[
                Route("/", _moving),
                Route("/integrity", _integrity),
                Route("/{version}.js", _pinned),
            ],
            exception_handlers={HTTPException: _unroutable},
        )
        self._inner.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. A host may leave nothing of the path when it strips the prefix."""
        if scope["type"] == "http":
            inner = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
            scope = {**scope, "path": inner, "root_path": ""}
        await self._inner(scope, receive, send)
