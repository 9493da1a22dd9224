"""`POST /console/preview`: what a contact would read of the set that is being written."""

from __future__ import annotations

from starlette.responses import Response

from frontdesk_server.console.preview.asking import carried, choices_from
from frontdesk_server.console.preview.drafting import draft_from
from frontdesk_server.console.preview.showing import view_of
from frontdesk_server.console.visit import Visit


async def preview(visit: Visit) -> Response:
    """The fragment beside the form; without a script a page that carries the form along."""
    form = await visit.form()
    view = await view_of(visit, await draft_from(visit, form), choices_from(form))
    if visit.partial_wanted:
        return visit.partial("preview/_preview.html", preview=view)
    return visit.page("preview/page.html", preview=view, carried=list(carried(form)))
