"""One's own profile: language, theme, password, and where one is signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.access import end_other_sessions, people
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.refusals import trouble_of
from frontdesk_server.console.signin import cookies
from frontdesk_server.console.signin.browsers import browser
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import LANGUAGES, N_, _, ngettext, speaking

PROFILE: Final = f"{PREFIX}/profile"
THEMES: Final = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


async def show(visit: Visit) -> Response:
    """The profile."""
    return await _page(visit)


async def prefer(visit: Visit) -> Response:
    """Another language or theme."""
    form = await visit.form()
    language = form.get("language") if form.get("language") in LANGUAGES else None
    theme = form.get("theme") if form.get("theme") in THEMES else "system"
    await visit.desk.store.people.prefer(visit.person.id, language=language, theme=theme)
    with speaking("fr" if language == "fr" else "en" if language == "en" else visit.language):
        answer = visit.redirect(PROFILE, told=_("Saved."))
    cookies.prefer(answer, visit.request, language=language, theme=theme)
    return answer


async def change_password(visit: Visit) -> Response:
    """Another password; one's other sessions end."""
    form = await visit.form()
    try:
        await people.change_own_password(visit.desk.store, visit.person, form.get("current"), form.get("password"))
    except ConfigError as error:
        return await _page(visit, trouble_of(error))
    return visit.redirect(PROFILE, told=_("Your password is changed. You are signed out everywhere else."))


async def revoke(visit: Visit) -> Response:
    """End one of one's sessions, or all others."""
    form = await visit.form()
    store, who = visit.desk.store, visit.person
    if "others" in form:
        gone = await end_other_sessions(store, who)
    else:
        gone = int(await store.sessions.revoke(who.id, form.get("session")))
    told = ngettext("%(num)s session has ended.", "%(num)s sessions have ended.", gone) % {"num": gone}
    return visit.redirect(PROFILE, kind="success" if gone else "info", told=told)


async def _page(visit: Visit, trouble: Trouble | None = None) -> Response:
    store, who = visit.desk.store, visit.person
    sessions = await store.sessions.of(who.id)
    kept = await store.people.get(who.id)
    return visit.page(
        "signin/profile.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        sessions=[(session, *browser(session.agent)) for session in sessions],
        has_password=kept is not None and kept.password is not None,
        language=kept.language if kept else who.language,
        themes=THEMES,
        now=visit.desk.clock.now(),
        trouble=trouble or Trouble(),
    )
