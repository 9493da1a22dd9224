"""`POST /console/hours/explain`: the hours of a form that is being filled in, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk_server.console.hours.form import of_fields
from frontdesk_server.console.hours.view import view_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.drafts import Who
from frontdesk_server.publishing.schedules import schedules, written_documents

PREFIX: Final = "chat_hours"


async def explain(visit: Visit) -> Response:
    """What was typed, explained. The establishment is the one that the preview shows, if it is in the scope."""
    form = await visit.form()
    prefix = form.get("explain.prefix") or PREFIX
    view = view_of(
        of_fields(form, prefix),
        now=visit.desk.clock.now(),
        prefix=prefix,
        named=await named_schedules(visit),
        establishment=await place(visit, form.get("preview.establishment")),
    )
    return visit.partial("hours/_told.html", hours=view)


async def place(visit: Visit, id_: str) -> Establishment | None:
    """The establishment of that id, where the person may see it and its record can be read."""
    found = await visit.desk.store.establishments.get(id_, visit.scope) if id_ else None
    if found is None or found.retired:
        return None
    try:
        return found.establishment
    except ConfigError:
        return None  # the establishment's own screen tells what is wrong with its record


async def named_schedules(visit: Visit) -> Mapping[str, object]:
    """The schedules that may be chosen: live ones, and those that are being written in their place or beside them."""
    store, person = visit.desk.store, visit.person
    if visit.scope.everything:
        return await written_documents(store)
    who = Who(name=person.name, scope=visit.scope, id=person.id)
    return {found.name: found.document for found in await schedules(store, who) if found.name}
