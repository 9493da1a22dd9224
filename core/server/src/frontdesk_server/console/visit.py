"""A visit: one request to a screen, by whom, in which language, and the ways to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.forms import Form, read_form
from frontdesk_server.console.navigation import Entry, navigation
from frontdesk_server.console.rendering import HEADERS, render
from frontdesk_server.console.words import Language
from frontdesk_server.rights import Role, Scope

PREFIX: Final = "/console"
FLASH: Final = "frontdesk-told"
_KINDS: Final = ("success", "info", "warning", "danger")

Kind = Literal["success", "info", "warning", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request to a screen. `person` is None only on screens that nobody needs to be signed in for."""

    request: Request
    desk: Desk
    language: Language
    signed_in: SignedIn | None

    @property
    def person(self) -> SignedIn:
        """Who is signed in."""
        if self.signed_in is None:
            raise LookupError("nobody is signed in on this screen")
        return self.signed_in

    @property
    def scope(self) -> Scope:
        """What they see."""
        return self.person.scope

    @property
    def path(self) -> str:
        """The address of this screen, without its query."""
        return self.request.url.path

    @property
    def nav(self) -> list[Entry]:
        """The rooms that this person may enter; the one they are in is marked."""
        return navigation(self.path, self.signed_in.role) if self.signed_in else []

    @property
    def partial_wanted(self) -> bool:
        """Whether htmx asks: it swaps a fragment."""
        return self.request.headers.get("hx-request") == "true"

    def may(self, role: str) -> bool:
        """Whether the person may do what takes this role (for templates)."""
        return self.signed_in is not None and self.signed_in.may(Role(role))

    def query(self, name: str, default: str = "") -> str:
        """One value of the query, without the characters that no database keeps."""
        return self.request.query_params.get(name, default).replace("\x00", "")

    async def form(self) -> Form:
        """The form that was sent."""
        return await read_form(self.request)

    # Answers

    def page(self, template: str, /, *, status: int = HTTPStatus.OK, **shown: object) -> Response:
        """A whole page."""
        told = _flash(self.request)
        text = render(template, visit=self, nav=self.nav, flash=told, **shown)
        answer = HTMLResponse(text, status, HEADERS | {"Content-Language": self.language, "Vary": "HX-Request, Cookie"})
        if told is not None:
            answer.delete_cookie(FLASH, path=PREFIX)
        return answer

    def partial(self, template: str, /, *, status: int = HTTPStatus.OK, **shown: object) -> Response:
        """A fragment that htmx swaps."""
        text = render(template, visit=self, **shown)
        return HTMLResponse(text, status, HEADERS | {"Content-Language": self.language, "Vary": "HX-Request, Cookie"})

    def redirect(self, path: str, *, kind: Kind = "success", told: str = "") -> Response:
        """To another screen (303), where `told` is said in a line at the top."""
        answer = RedirectResponse(path, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        if told:
            secure = self.request.url.scheme == "https"
            value = quote(f"{kind}:{told[:1500]}")
            answer.set_cookie(FLASH, value, max_age=60, path=PREFIX, httponly=True, samesite="lax", secure=secure)
        return answer

    def missing(self) -> Response:
        """There is no such thing, or it is outside what this person sees: both look the same."""
        return self.page("missing.html", status=HTTPStatus.NOT_FOUND)

    def forbidden(self, needed: Role) -> Response:
        """Their role is not enough."""
        return self.page("forbidden.html", status=HTTPStatus.FORBIDDEN, needed=needed)


def _flash(request: Request) -> tuple[str, str] | None:
    """What the screen before left to say."""
    kind, found, text = unquote(request.cookies.get(FLASH, "")).partition(":")
    return (kind, text) if found and kind in _KINDS and text else None
