"""Excluded contacts of one establishment: added and removed."""

from __future__ import annotations

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.console.establishments.looking import url_of
from frontdesk_server.console.establishments.place import place_of, shown
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.store.exclusions import LONGEST_CONTACT, is_contact


async def exclude(visit: Visit) -> Response:
    """Exclude a contact: they get nothing automatic from this establishment any more."""
    form = await visit.form()
    id_, contact = form.get("id"), form.get("contact").strip()
    place = await place_of(visit, id_)
    if place is None:
        return visit.missing()
    if not is_contact(contact):
        wrong = Diagnostic(id="FD901", params={"most": LONGEST_CONTACT}, path="contact")
        return shown(visit, place, Trouble(diagnostics=(wrong,)), contact[: LONGEST_CONTACT * 5])
    await visit.desk.store.exclusions.add(id_, contact, actor=visit.person.actor, scope=visit.scope)
    return visit.redirect(f"{url_of(id_)}#contacts", told=_("This contact gets no automatic messages here any more."))


async def readmit(visit: Visit) -> Response:
    """Exclude a contact no longer."""
    form = await visit.form()
    id_, contact = form.get("id"), form.get("contact")
    if await visit.desk.store.exclusions.remove(id_, contact, actor=visit.person.actor, scope=visit.scope) is None:
        return visit.missing()
    return visit.redirect(f"{url_of(id_)}#contacts", told=_("This contact gets automatic messages again."))
