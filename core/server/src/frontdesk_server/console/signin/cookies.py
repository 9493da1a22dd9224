"""The cookies of somebody who signs in: the session, the language and the theme."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from frontdesk_server.console.screens import LANGUAGE_COOKIE
from frontdesk_server.console.security import cookie_name, plain_cookie
from frontdesk_server.store.sessions import LONGEST

THEME_COOKIE: Final = "frontdesk-theme"
"""The script reads and writes it too."""
_YEAR: Final = int(timedelta(days=365).total_seconds())


def begin(answer: Response, request: Request, key: str) -> None:
    """Let the browser keep a session's secret."""
    answer.set_cookie(
        cookie_name(request),
        key,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=not plain_cookie(request),
        httponly=True,
        samesite="lax",
    )


def end(answer: Response, request: Request) -> None:
    """Let the browser forget it."""
    answer.delete_cookie(
        cookie_name(request), path="/", secure=not plain_cookie(request), httponly=True, samesite="lax"
    )


def prefer(answer: Response, request: Request, *, language: str | None = None, theme: str | None = None) -> None:
    """Keep how somebody likes it, for the pages before they sign in."""
    secure = request.url.scheme == "https"
    for name, value in ((LANGUAGE_COOKIE, language), (THEME_COOKIE, theme)):
        if value:
            answer.set_cookie(name, value, max_age=_YEAR, path="/", secure=secure, samesite="lax")
