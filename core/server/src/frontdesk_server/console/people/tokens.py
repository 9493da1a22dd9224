"""One's own API tokens: made with scopes and an end, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.access import tokens
from frontdesk_server.access.keys import new_id
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.refusals import trouble_of
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import N_, _
from frontdesk_server.store.api_tokens import TokenScope

TOKENS: Final = f"{PREFIX}/tokens"
SCOPES: Final = {
    TokenScope.READ: (N_("Reading"), N_("Establishments, conversations, journal, figures.")),
    TokenScope.WRITE: (N_("Writing"), N_("Drafts, answers to contacts, switches.")),
    TokenScope.PUBLISH: (N_("Publishing"), N_("Activates messages.")),
    TokenScope.ADMIN: (N_("Administration"), N_("People, tokens, channels and sources.")),
}
DAYS: Final = {"30": N_("30 days"), "90": N_("90 days"), "365": N_("A year"), "": N_("No end")}


async def show(visit: Visit) -> Response:
    """The list, and the form for a new one."""
    return await _page(visit)


async def make(visit: Visit) -> Response:
    """A new token, shown once. A form that is sent twice makes one token."""
    form = await visit.form()
    scopes = [scope for scope in TokenScope if scope in form.all("scopes")]
    days = form.get("days")
    end = visit.desk.clock.now() + timedelta(days=int(days)) if days in DAYS and days else None
    try:
        if days not in DAYS:
            raise ConfigError.of("FD835")
        key = await tokens.make(
            visit.desk.store, visit.person, name=form.get("name"), scopes=scopes, ends_at=end, id_=form.get("id")
        )
    except ConfigError as error:
        return await _page(visit, form, trouble_of(error))
    if key is None:
        return visit.redirect(TOKENS, kind="info", told=_("This token was made already. It is shown once only."))
    return visit.page("people/token.html", name=form.get("name"), secret=key)


async def revoke(visit: Visit) -> Response:
    """Forget one."""
    wanted = (await visit.form()).get("id")
    found = [token for token in await visit.desk.store.tokens.of(visit.person.id) if token.id == wanted]
    if not found:
        return visit.missing()
    await tokens.revoke(visit.desk.store, found[0], visit.person.actor)
    return visit.redirect(TOKENS, told=_("The token “%(name)s” is revoked.") % {"name": found[0].name})


async def _page(visit: Visit, form: Form | None = None, trouble: Trouble | None = None) -> Response:
    sent = form or Form(fields={"scopes": ["read"], "days": ["90"]})
    return visit.page(
        "people/tokens.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        tokens=await visit.desk.store.tokens.of(visit.person.id),
        scopes=[(scope, *SCOPES[scope]) for scope in TokenScope if visit.person.may(scope.role)],
        names=SCOPES,
        days=list(DAYS.items()),
        sent=sent,
        chosen=sent.all("scopes"),
        fresh=new_id(),
        now=visit.desk.clock.now(),
        trouble=trouble or Trouble(),
    )
