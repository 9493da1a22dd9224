"""An account on hold: why its platform refuses it, in words, and the button that lets one message be tried now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from frontdesk.diagnostics import describe
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, language_now
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.values import Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is told of an account on hold."""

    since: datetime
    reason: str
    waiting: int
    next_try: datetime | None
    """None = the next message that is to be sent is tried."""


async def held_accounts(desk: Desk) -> Mapping[str, Held]:
    """The accounts on hold, of those that are there."""
    holds, waiting, now = await desk.store.holds.all(), await desk.store.holds.waiting(), desk.clock.now()
    return {
        id_: Held(
            since=hold.since,
            reason=_reason(hold),
            waiting=waiting.get(id_, 0),
            next_try=hold.probe_at if hold.probe_at > now else None,
        )
        for id_, hold in holds.items()
        if id_ in desk.board.accounts
    }


async def try_now(visit: Visit) -> Response:
    """Try one message of the account now."""
    id_ = visit.request.path_params["id"]
    if id_ not in visit.desk.board.accounts:
        return visit.missing()
    actor = Actor(id=visit.person.id, name=visit.person.name)
    change = Change(actor=actor, action="account.resumed", kind="account", subject=id_)
    if await visit.desk.store.holds.try_now(id_, change):
        told = _("The next message is tried now. If the platform takes it, the account goes on.")
    else:
        told = _("The account is not on hold any more.")
    return visit.redirect(f"/console/accounts/{id_}", told=told)


def _reason(hold: Hold) -> str:
    """What is wrong and how to mend it, where we know; else what the platform said."""
    if hold.problem is not None:
        return describe(hold.problem, language_now()).partition(" ")[2]
    return _("The platform says: %(words)s") % {"words": hold.reason}
