"""Signing in and out, and the language of the console."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import unquote

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server import access
from frontdesk_server.access.provider import provider_of
from frontdesk_server.console.refusals import trouble_of
from frontdesk_server.console.screens import SIGN_IN
from frontdesk_server.console.security import cookie_name, plain_cookie
from frontdesk_server.console.signin import cookies
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import LANGUAGES, _

LONGEST_ADDRESS: Final = 2000
_NOT_BACK_TO: Final = (SIGN_IN, f"{PREFIX}/sign-out", f"{PREFIX}/link/", f"{PREFIX}/language")


def local(path: str) -> str:
    """A page of the console to go on to: what leads anywhere else leads to the overview."""
    plain = unquote(path)
    ours = plain == PREFIX or plain.startswith((f"{PREFIX}/", f"{PREFIX}?"))
    tame = path.isprintable() and "\\" not in plain and "//" not in plain.partition("?")[0] and "/.." not in plain
    if ours and tame and len(path) <= LONGEST_ADDRESS and not plain.startswith(_NOT_BACK_TO):
        return path
    return PREFIX


async def show(visit: Visit) -> Response:
    """The sign-in page."""
    wanted = local(visit.query("next"))
    if visit.signed_in is not None:
        return visit.redirect(wanted)
    return await _page(visit, wanted=wanted)


async def enter(visit: Visit) -> Response:
    """Sign in, and go on to the page that was asked for."""
    form = await visit.form()
    wanted, login = local(form.get("next")), form.get("login")
    agent, address = visitor(visit)
    before = visit.request.cookies.get(cookie_name(visit.request))
    try:
        key = await access.sign_in(
            visit.desk.store, login, form.get("password"), agent=agent, address=address, instead_of=before
        )
    except ConfigError as error:
        return await _page(visit, wanted=wanted, login=login, error=error, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await arrived(visit, key, wanted)


async def arrived(visit: Visit, key: str, wanted: str = PREFIX) -> Response:
    """On from the door, with a session that has begun."""
    answer = visit.redirect(wanted)
    cookies.begin(answer, visit.request, key)
    person = await access.person_of(visit.desk.store, key)
    if person is not None:
        cookies.prefer(answer, visit.request, language=person.language, theme=person.theme)
    return answer


async def leave(visit: Visit) -> Response:
    """Sign out."""
    key = visit.request.cookies.get(cookie_name(visit.request))
    if key:
        await access.sign_out(visit.desk.store, key)
    answer = visit.redirect(SIGN_IN, told=_("You are signed out."))
    cookies.end(answer, visit.request)
    return answer


async def speak(visit: Visit) -> Response:
    """Another language, from the next page on."""
    form = await visit.form()
    language = form.get("language")
    answer = visit.redirect(_back(form.get("back")))
    if language in LANGUAGES:
        cookies.prefer(answer, visit.request, language=language)
        if visit.signed_in is not None:
            await visit.desk.store.people.prefer(visit.person.id, language=language, theme=visit.person.theme)
    return answer


def visitor(visit: Visit) -> tuple[str, str]:
    """The browser's name for itself, and the address that it comes from."""
    client = visit.request.client
    return visit.request.headers.get("user-agent", ""), client.host if client else ""


def _back(path: str) -> str:
    """Where the language was changed: there is a page of ours for somebody who is not signed in, too."""
    return SIGN_IN if path == SIGN_IN else local(path)


async def refused(visit: Visit, error: ConfigError, *, status: int = HTTPStatus.FORBIDDEN) -> Response:
    """The sign-in page, after the identity provider's or our own no."""
    return await _page(visit, wanted=PREFIX, error=error, status=status)


async def _page(
    visit: Visit, *, wanted: str, login: str = "", error: ConfigError | None = None, status: int = HTTPStatus.OK
) -> Response:
    locked = error is not None and error.id == "FD821"
    provider = provider_of(visit.desk.settings)
    answer = visit.page(
        "signin/sign_in.html",
        status=HTTPStatus.TOO_MANY_REQUESTS if locked else status,
        provider=provider.name if provider else "",
        wanted=wanted,
        login=login,
        trouble=trouble_of() if error is None else trouble_of(error),
        nobody=await visit.desk.store.people.count() == 0,
        unsafe=visit.request.url.scheme == "http" and not plain_cookie(visit.request),
    )
    if error is not None and locked:
        minutes = error.diagnostics[0].params["minutes"]
        answer.headers["Retry-After"] = str(60 * int(str(minutes)))
    return answer
