"""What is stuck: messages that wait for a person, and events that could not be decided; sent again, or given up."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.console.journal.lines import WORDS
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.store import DeadLetter, ParkedMessage
from frontdesk_server.store._types import is_id
from frontdesk_server.store.audit import Change

ADDRESS: Final = "/console/journal/stuck"
MOST: Final = 200
LONGEST_NUMBER: Final = 18


async def show(visit: Visit) -> Response:
    """The lists, and which accounts are behind with forwarding."""
    behind = await visit.desk.store.forwards.waiting() if visit.scope.everything else []
    return visit.page(
        "journal/stuck.html",
        parked=await _parked(visit),
        dead=await _dead(visit),
        behind=[one for one in behind if one.attempts],
        j=WORDS,
    )


async def message(visit: Visit) -> Response:
    """Send a parked message again, or give it up."""
    key = str(visit.request.path_params["key"])
    if not is_id(key) or not any(one.row.key == key for one in await _parked(visit)):
        return visit.missing()
    again = (await visit.form()).get("do") == "resend"
    parked = visit.desk.store.parked
    change = _change(visit, "message.resent" if again else "message.given_up", key)
    if not await (parked.resend(key, change) if again else parked.drop(key, change)):
        return visit.redirect(ADDRESS, kind="info", told=_("Somebody was faster: this message waits no more."))
    return visit.redirect(ADDRESS, told=_("It is sent again.") if again else _("It is given up."))


async def event(visit: Visit) -> Response:
    """Decide a dead letter again, or give it up."""
    number = str(visit.request.path_params["number"])
    known = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    if not known or not any(letter.number == int(number) for letter in await _dead(visit)):
        return visit.missing()
    again = (await visit.form()).get("do") == "replay"
    dead, actor = visit.desk.store.dead, visit.person.actor
    try:
        await (dead.replay(int(number), actor=actor) if again else dead.discard(int(number), actor=actor))
    except ConfigError:
        return visit.redirect(ADDRESS, kind="info", told=_("Somebody was faster: this event waits no more."))
    return visit.redirect(ADDRESS, told=_("It is decided again.") if again else _("It is given up."))


async def _parked(visit: Visit) -> list[ParkedMessage]:
    """The parked messages of the establishments within the person's scope."""
    found = await visit.desk.store.parked.list()
    if visit.scope.everything:
        return found[:MOST]
    seen = {id_: await _is_seen(visit, id_) for id_ in {one.row.establishment for one in found} if id_}
    return [one for one in found if one.row.establishment and seen[one.row.establishment]][:MOST]


async def _is_seen(visit: Visit, establishment: str) -> bool:
    return await visit.desk.store.establishments.get(establishment, visit.scope) is not None


async def _dead(visit: Visit) -> list[DeadLetter]:
    """Dead letters name no establishment: they are for those who see everything."""
    return await visit.desk.store.dead.list(MOST) if visit.scope.everything else []


def _change(visit: Visit, action: str, key: str) -> Change:
    groups = visit.scope.groups or frozenset()
    return Change(actor=visit.person.actor, action=action, kind="message", subject=key, groups=groups)
