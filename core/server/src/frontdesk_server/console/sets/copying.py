"""A copy of a set as a new draft: the way to change what a file manages, or what others share."""

from __future__ import annotations

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.console.sets.editing import HOME, accounts_of, key_of, seen, who_of
from frontdesk_server.console.sets.naming import copy_name
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.drafts import create, sets
from frontdesk_server.store import StoredDraft


async def duplicate(visit: Visit) -> Response:
    """Make the copy and open it. The same button pressed twice makes one."""
    view = await seen(visit)
    if view is None:
        return visit.missing()
    key = key_of(await visit.form())
    document = {name: value for name, value in view.document.items() if name != "takes_over"}
    found = await sets(visit.desk.store, visit.desk.host, accounts_of(visit.desk), who_of(visit))
    document["name"] = copy_name(view.line.name, {line.name for line in found})
    made = await _made(visit, document, f"{key}/{view.line.id}")
    told = _("This is a copy of “%(name)s”. It is a draft: nobody gets it yet.") % {"name": view.line.name}
    return visit.redirect(f"{HOME}/{made.id}", told=told)


async def _made(visit: Visit, document: dict[str, object], key: str) -> StoredDraft:
    """The draft; without its establishments where they are not this person's alone."""
    try:
        return await create(visit.desk.store, document, key=key, who=who_of(visit))
    except ConfigError:
        own = {name: value for name, value in document.items() if name != "establishments"}
        return await create(visit.desk.store, own, key=key, who=who_of(visit))
