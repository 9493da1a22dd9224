"""Going back to a release: what would differ, then drafts of it; live only by activation."""

from __future__ import annotations

from starlette.responses import Response

from frontdesk_server.console.releases.activating import address
from frontdesk_server.console.releases.listing import number_of, told_differences
from frontdesk_server.console.releases.work import who
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing import restoring
from frontdesk_server.publishing.intent import Intent


async def show(visit: Visit) -> Response:
    """What differs from the release in force to that one."""
    number = number_of(visit)
    newest = await visit.desk.store.releases.newest_number()
    found = await restoring.release_differences(visit.desk.store, newest, number) if number is not None else None
    if found is None:
        return visit.missing()
    differences = await told_differences(visit, found)
    return visit.page("releases/restore.html", release=found.after, newest=newest, differences=differences)


async def restore(visit: Visit) -> Response:
    """Make the drafts, and lead to their activation."""
    number = number_of(visit)
    done = await restoring.restore(visit.desk.store, number, who(visit)) if number is not None else None
    if done is None:
        return visit.missing()
    told = _("The messages of release %(number)s are drafts now. Nothing is live yet.") % {"number": number}
    intent = Intent(activate=done.drafts, deactivate=done.unwanted, schedules=done.schedules)
    if not visit.may("publisher") or not (intent.activate or intent.deactivate or intent.schedules):
        return visit.redirect("/console/sets", told=told)
    return visit.redirect(address(intent), told=told)
