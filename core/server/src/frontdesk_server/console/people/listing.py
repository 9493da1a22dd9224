"""Everybody who may sign in, as far as one's own scope goes, and the ways to change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.access import links, people
from frontdesk_server.access.people import Profile
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.refusals import trouble_of
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import N_, _, ngettext
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.store.people import Person

PEOPLE: Final = f"{PREFIX}/people"
ROLE_HELP: Final = {
    Role.VIEWER: N_("Reads everything, previews messages."),
    Role.EDITOR: N_("Also writes drafts, answers contacts, switches messages on and off."),
    Role.PUBLISHER: N_("Also activates messages."),
    Role.ADMINISTRATOR: N_("Also people, tokens, channels and sources."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The form about a person, as it was filled in."""

    name: str = ""
    email: str = ""
    role: str = Role.VIEWER
    everywhere: bool = True
    groups: frozenset[str] = frozenset()

    @classmethod
    def of(cls, person: Person) -> Fields:
        """The form about somebody who is there."""
        return cls(
            name=person.name,
            email=person.email,
            role=person.role,
            everywhere=person.scope.everything,
            groups=person.scope.groups or frozenset(),
        )

    @classmethod
    def sent(cls, form: Form) -> Fields:
        """The form that was sent."""
        return cls(
            name=form.get("name"),
            email=form.get("email"),
            role=form.get("role"),
            everywhere=form.get("scope") == "everything",
            groups=frozenset(form.all("groups")),
        )

    def profile(self, visit: Visit) -> Profile:
        """What it says. Raises `ConfigError`: FD836 for a scope that is not one's own to give, FD837 for no role."""
        if self.role not in list(Role):
            raise ConfigError.of("FD837", role=self.role[:40], known=", ".join(Role))
        scope = EVERYTHING if self.everywhere else Scope(groups=self.groups)
        return people.granted(visit.scope, Profile(name=self.name, email=self.email, role=Role(self.role), scope=scope))


async def show(visit: Visit) -> Response:
    """The list."""
    everybody = [one for one in await visit.desk.store.people.list() if visit.scope.covers(one.scope)]
    return visit.page("people/list.html", people=everybody)


async def begin(visit: Visit) -> Response:
    """The form for somebody new."""
    return await _form(visit, Fields(everywhere=visit.scope.everything))


async def invite(visit: Visit) -> Response:
    """Add somebody, and show the link that they need: once."""
    fields = Fields.sent(await visit.form())
    try:
        made = await people.add(visit.desk.store, fields.profile(visit), visit.person.actor)
    except ConfigError as error:
        return await _form(visit, fields, trouble=trouble_of(error))
    return await _link(visit, made)


async def edit(visit: Visit) -> Response:
    """The form about somebody who is there."""
    one = await _one(visit)
    return visit.missing() if one is None else await _form(visit, Fields.of(one), one)


async def save(visit: Visit) -> Response:
    """Change somebody."""
    one = await _one(visit)
    if one is None:
        return visit.missing()
    fields = Fields.sent(await visit.form())
    try:
        await people.set_profile(visit.desk.store, one.id, fields.profile(visit), visit.person.actor)
    except ConfigError as error:
        return await _form(visit, fields, one, trouble_of(error))
    return visit.redirect(PEOPLE, told=_("Saved."))


async def link(visit: Visit) -> Response:
    """A new link for somebody."""
    one = await _one(visit)
    if one is None or one.disabled:
        return visit.missing()
    return await _link(visit, one)


async def disable(visit: Visit) -> Response:
    """Keep somebody out, or let them in again."""
    one = await _one(visit)
    if one is None:
        return visit.missing()
    out = (await visit.form()).get("disabled") == "yes"
    try:
        await people.set_disabled(visit.desk.store, one.id, visit.person.actor, disabled=out)
    except ConfigError as error:
        return await _form(visit, Fields.of(one), one, trouble_of(error))
    told = _("%(name)s cannot sign in any more.") if out else _("%(name)s may sign in again.")
    return visit.redirect(PEOPLE, told=told % {"name": one.name})


async def sign_out(visit: Visit) -> Response:
    """End all sessions of somebody."""
    one = await _one(visit)
    if one is None:
        return visit.missing()
    gone = await people.end_sessions(visit.desk.store, one, visit.person.actor)
    told = ngettext("%(num)s session has ended.", "%(num)s sessions have ended.", gone) % {"num": gone}
    return visit.redirect(f"{PEOPLE}/{one.id}", kind="success" if gone else "info", told=told)


async def _one(visit: Visit) -> Person | None:
    """The person of the address; None = there is none, or their scope goes beyond one's own."""
    found = await visit.desk.store.people.get(str(visit.request.path_params["id"]))
    return found if found is not None and visit.scope.covers(found.scope) else None


async def _groups(visit: Visit, chosen: frozenset[str]) -> Sequence[str]:
    """The groups that may be given, and those that are."""
    counted = await visit.desk.store.establishments.groups(visit.scope)
    own = visit.scope.groups
    return sorted(
        {group.name for group in counted if own is None or group.name in own}
        | (chosen if own is None else chosen & own)
    )


async def _form(visit: Visit, fields: Fields, one: Person | None = None, trouble: Trouble | None = None) -> Response:
    store = visit.desk.store
    return visit.page(
        "people/person.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        person=one,
        fields=fields,
        groups=await _groups(visit, fields.groups),
        roles=ROLE_HELP,
        sessions=await store.sessions.of(one.id) if one else [],
        tokens=await store.tokens.of(one.id) if one else [],
        now=visit.desk.clock.now(),
        trouble=trouble or Trouble(),
    )


async def _link(visit: Visit, one: Person) -> Response:
    key = await links.link_for(visit.desk.store, one, visit.person.actor)
    return visit.page("people/link.html", person=one, address=links.address(visit.desk.public_url, key))
