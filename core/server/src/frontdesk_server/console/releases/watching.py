"""Watching a plan: how far it is, then the plan itself; and its long lists page by page."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.console.releases.activating import heading_of
from frontdesk_server.console.releases.showing import SHOWN, WAYS, shown, words_of
from frontdesk_server.console.releases.work import Job, find
from frontdesk_server.console.visit import Visit
from frontdesk_server.publishing.planning import Plan
from frontdesk_server.store import Member


async def watch(visit: Visit) -> Response:
    """The bar, or the plan once it is there: what htmx swaps into the page that waits."""
    job = await find(visit, str(visit.request.path_params["id"]))
    if job is None:
        return visit.missing()
    if not job.done:
        return visit.partial("releases/_progress.html", job=job, waiting="")
    try:
        found = await job.result()
    except ConfigError as error:
        return visit.partial(
            "releases/_impossible.html", errors=[words_of(found) for found in error.diagnostics], status=HTTPStatus.OK
        )
    if found is None:
        return visit.missing()
    return visit.partial(
        "releases/_plan.html", job=job, plan=shown(found, job), refused=(), heading=heading_of(job.intent)
    )


async def plan_of(visit: Visit) -> tuple[Job, Plan] | None:
    """The job and its plan, where there is one; waited for where it is being worked out."""
    job = await find(visit, str(visit.request.path_params["id"]))
    if job is None:
        return None
    try:
        found = await job.result()
    except ConfigError:
        return None
    return None if found is None else (job, found)


async def establishments(visit: Visit) -> Response:
    """The establishments that are reached in one way, a page at a time."""
    found = await plan_of(visit)
    way = visit.query("of")
    if found is None or way not in WAYS:
        return visit.missing()
    members: tuple[Member, ...] = getattr(found[1].reach, way)
    return _page(visit, found[0], members, {"of": way}, way=way, tag="")


async def missing(visit: Visit) -> Response:
    """The establishments without a value for one tag."""
    found = await plan_of(visit)
    tag = visit.query("tag")
    lacking = next((one for one in found[1].missing if one.tag == tag), None) if found else None
    if found is None or lacking is None:
        return visit.missing()
    return _page(visit, found[0], lacking.members, {"tag": tag}, way="", tag=tag)


def _page(
    visit: Visit, job: Job, members: tuple[Member, ...], query: dict[str, str], *, way: str, tag: str
) -> Response:
    after = visit.query("after")
    rest = [member for member in members if member.id > after]
    more = rest[SHOWN - 1].id if len(rest) > SHOWN else ""
    return visit.page(
        "releases/members.html",
        job=job,
        members=rest[:SHOWN],
        total=len(members),
        query=query,
        after=after,
        more=more,
        way=way,
        tag=tag,
    )
