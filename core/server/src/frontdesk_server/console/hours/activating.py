"""Activating a named schedule: who goes by it and what changes for them, then a release with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.hours import check_hours
from frontdesk.model import Account
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.hours.listing import first_place, who_of
from frontdesk_server.console.hours.telling import HoursTold, schedule_of, tell
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.activation import activate
from frontdesk_server.publishing.drafts import State
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.planning import plan
from frontdesk_server.publishing.schedules import Schedule, schedule

_FRESH: Final = (State.DRAFT, State.CHANGED)
"""There is something to be activated."""


async def ask(visit: Visit) -> Response:
    """What would change; nothing does yet."""
    found = await _editable(visit)
    if found is None:
        return visit.missing()
    return await _asked(visit, found) if found.state in _FRESH else _done(visit, found)


async def confirm(visit: Visit) -> Response:
    """Do what was shown, once for each confirmation; or show again why it cannot be done."""
    found, form = await _editable(visit), await visit.form()
    if found is None:
        return visit.missing()
    if found.state not in _FRESH:
        return _done(visit, found)
    desk, intent = visit.desk, Intent(schedules=(found.id,))
    try:
        await activate(
            desk.store, desk.host, accounts_of(visit), intent, who_of(visit), fingerprint=form.get("fingerprint")
        )
    except ConfigError as error:
        return await _asked(visit, found, told=error.diagnostics)
    return _done(visit, found)


def _done(visit: Visit, found: Schedule) -> Response:
    """Also where it was done already: the same confirmation sent twice has one effect."""
    return visit.redirect(f"{PREFIX}/hours", told=_("The schedule “{name}” is active.").format(name=found.name))


def accounts_of(visit: Visit) -> Sequence[Account]:
    """The accounts that are served."""
    return tuple(visit.desk.connections.accounts.values())


async def _editable(visit: Visit) -> Schedule | None:
    """The schedule of this address, if this person may change it."""
    found = await schedule(visit.desk.store, str(visit.request.path_params["id"]), who_of(visit))
    return found if found is not None and found.editable else None


async def _asked(visit: Visit, found: Schedule, told: Iterable[Diagnostic] = ()) -> Response:
    desk = visit.desk
    try:
        planned = await plan(desk.store, desk.host, accounts_of(visit), Intent(schedules=(found.id,)), who_of(visit))
    except ConfigError as error:
        planned, told = None, error.diagnostics
    errors = [fault.diagnostic for fault in planned.errors] if planned is not None else []
    trouble = Trouble(diagnostics=(*told, *errors))
    return visit.page(
        "hours/activate.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK,
        schedule=found,
        fingerprint=planned.fingerprint if planned is not None and planned.possible else None,
        errors=[text for _path, text in trouble.summary],
        before=await _told(visit, found.live.document if found.live else None),
        after=await _told(visit, found.document),
    )


async def _told(visit: Visit, document: object) -> HoursTold | None:
    """Hours in words, where there is nothing wrong with them."""
    if document is None or any(found.severity == "error" for found in check_hours(document)):
        return None
    somewhere = await first_place(visit)
    hours = schedule_of(document, somewhere)
    return tell(hours, visit.desk.clock.now(), place=somewhere.name if somewhere else None) if hours else None
