"""The order of sources: of several that tell the same, the first counts. Those made in the console can be moved."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.store.audit import Actor, Change

PLACE: Final = "/console/accounts#sources"
_WAYS: Final = {"up": -1, "down": 1}


async def move(visit: Visit) -> Response:
    """Have a source count more or less than its neighbour."""
    line = visit.desk.board.sources.get(visit.request.path_params["id"])
    by = _WAYS.get((await visit.form()).get("do"))
    if line is None or line.stored is None or by is None:
        return visit.missing()
    actor = Actor(id=visit.person.id, name=visit.person.name)
    change = Change(actor=actor, action="source.moved", kind="source", subject=line.stored.id)
    done = await visit.desk.store.connections.move(line.stored.id, by, change)
    await visit.desk.board.take_up()
    told = _("%(id)s has another place in the order.") if done else _("%(id)s can be moved no further.")
    return visit.redirect(PLACE, told=told % {"id": line.id})
