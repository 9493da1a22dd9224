"""The overview: today's figures, what needs attention, and the first steps where everything is still to be done."""

from __future__ import annotations

from typing import Literal, NamedTuple

from starlette.responses import Response

from frontdesk_server.console.home.attention import matters
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, number, percent
from frontdesk_server.publishing.live import live_of
from frontdesk_server.publishing.reporting import Totals, today
from frontdesk_server.store import Wanted
from frontdesk_server.store.figures import Asked, Period


class Step(NamedTuple):
    """One of the first steps."""

    text: str
    state: Literal["done", "current", "next"]
    url: str


async def overview(visit: Visit) -> Response:
    """The start page."""
    steps = await _steps(visit)
    begun = all(step.state == "done" for step in steps)
    return visit.page(
        "home/page.html",
        matters=await matters(visit),
        steps=[] if begun else steps,
        stats=await _stats(visit) if begun else [],
    )


async def _stats(visit: Visit) -> list[tuple[str, str, str]]:
    """Today's figures: label, value, and the same of yesterday."""
    figures = visit.desk.store.figures
    day = await today(visit.desk.store, visit.scope)
    asked = Asked(period=Period(since=day, until=day), scope=visit.scope)
    now = Totals((kind, detail, found) for _day, kind, detail, found in await figures.by_day(asked))
    before = Totals((kind, detail, found) for _day, kind, detail, found in await figures.by_day(asked.before))
    failed, failed_before = [
        sum(failure.number for failure in await figures.failures(which)) for which in (asked, asked.before)
    ]
    return [
        (_("Conversations greeted"), number(now.greeted), number(before.greeted)),
        (_("Chose a question"), percent(now.choosing_share), percent(before.choosing_share)),
        (_("Greeted with the absence message"), percent(now.away_share), percent(before.away_share)),
        (_("Messages not delivered"), number(failed), number(failed_before)),
    ]


async def _steps(visit: Visit) -> list[Step]:
    """What is to be done before the first contact is answered, with what is done."""
    store = visit.desk.store
    facts = (
        (_("Connect a channel"), bool(visit.desk.connections.accounts), "/console/accounts"),
        (
            _("Bring in your establishments"),
            await store.establishments.tally(Wanted(), visit.scope) > 0,
            "/console/accounts",
        ),
        (
            _("Write and activate your first messages"),
            bool(live_of(await store.releases.newest()).sets),
            "/console/sets",
        ),
        (
            _("Send yourself a test message"),
            await store.figures.first_day(visit.scope) is not None,
            "/console/conversations",
        ),
    )
    first = next((at for at, (_text, done, _url) in enumerate(facts) if not done), None)
    return [
        Step(text, "done" if done else "current" if at == first else "next", url)
        for at, (text, done, url) in enumerate(facts)
    ]
