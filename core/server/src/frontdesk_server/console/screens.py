"""Screens, and how a request comes to one: from our own pages, signed in, with a role that is enough, in a language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from frontdesk_server.console.desk import Desk
from frontdesk_server.console.forms import bounded
from frontdesk_server.console.security import cookie_name, from_here
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import language_of, speaking
from frontdesk_server.rights import Role
from frontdesk_server.store import StoreUnavailable

LANGUAGE_COOKIE: Final = "frontdesk-language"
SIGN_IN: Final = f"{PREFIX}/sign-in"

Handler = Callable[[Visit], Awaitable[Response]]

_log = structlog.get_logger("frontdesk.console")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One address under `/console` and what answers it. `role` None = nobody needs to be signed in.

    Nothing may be changed by GET. What a scoped person does not see is `visit.missing()`.
    """

    path: str
    handler: Handler
    role: Role | None = Role.VIEWER
    methods: tuple[str, ...] = ("GET",)

    def route(self, desk: Desk) -> Route:
        """The screen in an application."""
        return Route(PREFIX + self.path, _Door(self, desk).serve, methods=list(self.methods))


def routes(screens: Iterable[Screen], desk: Desk) -> Sequence[BaseRoute]:
    """All screens as routes; addresses without parameters come first."""
    ordered = sorted(screens, key=lambda screen: screen.path.count("{"))
    return [screen.route(desk) for screen in ordered]


class _Door:
    """One screen's door."""

    def __init__(self, screen: Screen, desk: Desk) -> None:
        self._screen = screen
        self._desk = desk

    async def serve(self, request: Request) -> Response:
        """Let a request in, or say why not."""
        secret = request.cookies.get(cookie_name(request))
        try:
            person = await self._desk.person_of(secret) if secret else None
        except StoreUnavailable as error:
            _log.error("store unavailable", reason=str(error))
            person = None
        wish = request.cookies.get(LANGUAGE_COOKIE)
        language = language_of(person.language if person else None, wish, request.headers.get("accept-language"))
        visit = Visit(request=bounded(request), desk=self._desk, language=language, signed_in=person)
        with speaking(language):
            return await self._answer(visit)

    async def _answer(self, visit: Visit) -> Response:
        try:
            return self._turned_away(visit) or await self._screen.handler(visit)
        except HTTPException as error:
            return visit.page("refused.html", status=error.status_code, reason=error.detail)
        except StoreUnavailable as error:
            _log.error("store unavailable", path=PREFIX + self._screen.path, reason=str(error))
            return visit.page("unavailable.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception:  # noqa: BLE001 - whatever it is, the operator gets a page, and the log the rest
            # The address itself may hold a secret: that of a link.
            _log.exception("screen failed", path=PREFIX + self._screen.path)
            return visit.page("failed.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)

    def _turned_away(self, visit: Visit) -> Response | None:
        needed = self._screen.role
        if not from_here(visit.request, self._desk.public_url):
            return visit.page("foreign.html", status=HTTPStatus.FORBIDDEN)
        if needed is None:
            return None
        if visit.signed_in is None:
            return to_sign_in(visit)
        return None if visit.person.may(needed) else visit.forbidden(needed)


def to_sign_in(visit: Visit) -> Response:
    """To the sign-in page and back; what htmx would swap stays as it is, with a word on top."""
    if visit.partial_wanted:
        answer = visit.partial("_signed_out.html", status=HTTPStatus.UNAUTHORIZED)
        answer.headers["HX-Retarget"] = "#told"
        return answer
    query = f"?{visit.request.url.query}" if visit.request.url.query else ""
    back = visit.path + query if visit.request.method == "GET" else _came_from(visit)
    return RedirectResponse(f"{SIGN_IN}?next={quote(back)}", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})


def _came_from(visit: Visit) -> str:
    """The page whose form was sent, if it is one of ours: its fields are kept by the browser."""
    here = f"{visit.request.url.scheme}://{visit.request.url.netloc}"
    sent_by = visit.request.headers.get("referer", "")
    return sent_by.removeprefix(here) if sent_by.startswith(f"{here}{PREFIX}") else PREFIX
