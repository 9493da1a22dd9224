"""One-time links: the first administrator, an invitation, a new password."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.access import begin_session, links
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.refusals import trouble_of
from frontdesk_server.console.security import cookie_name
from frontdesk_server.console.signin.entering import arrived, visitor
from frontdesk_server.console.visit import Visit
from frontdesk_server.store.links import LinkKind
from frontdesk_server.store.people import Person


async def show(visit: Visit) -> Response:
    """What a link is for. It stays good: some mail programs open links before anybody does."""
    try:
        kind, person = await links.opened(visit.desk.store, _key(visit))
    except ConfigError as error:
        return _spent(visit, error)
    return _page(visit, kind, person)


async def use(visit: Visit) -> Response:
    """Use a link, and sign in."""
    form = await visit.form()
    try:
        kind, person = await links.opened(visit.desk.store, _key(visit))
    except ConfigError as error:
        return _spent(visit, error)
    try:
        made = await _used(visit, kind, form)
    except ConfigError as error:
        return _spent(visit, error) if error.id == "FD829" else _page(visit, kind, person, form, trouble_of(error))
    agent, address = visitor(visit)
    before = visit.request.cookies.get(cookie_name(visit.request))
    session = await begin_session(visit.desk.store, made, agent=agent, address=address, instead_of=before)
    return await arrived(visit, session)


async def _used(visit: Visit, kind: LinkKind, form: Form) -> Person:
    store, key = visit.desk.store, _key(visit)
    password = form.get("password")
    if kind is LinkKind.FIRST:
        name, email = form.get("name"), form.get("email")
        return await links.use_first(store, key, name=name, email=email, password=password, language=visit.language)
    name_given = form.get("name") if kind is LinkKind.INVITATION else None
    return await links.use(store, key, name=name_given, password=password)


def _key(visit: Visit) -> str:
    return str(visit.request.path_params["key"])


def _page(
    visit: Visit, kind: LinkKind, person: Person | None, form: Form | None = None, trouble: Trouble | None = None
) -> Response:
    sent = form or Form()
    return visit.page(
        "signin/join.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        kind=kind.value,
        email=person.email if person else sent.get("email"),
        name=sent.get("name", person.name if person else ""),
        trouble=trouble or Trouble(),
    )


def _spent(visit: Visit, error: ConfigError) -> Response:
    """A link that is no good any more, in words."""
    return visit.page("signin/spent.html", status=HTTPStatus.NOT_FOUND, diagnostic=error.diagnostics[0])
