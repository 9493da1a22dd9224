"""Activating, deactivating, deleting: what would change is shown first, and exactly that is confirmed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import quote

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk_server.console.forms import Form
from frontdesk_server.console.releases.showing import shown, words_of
from frontdesk_server.console.releases.work import PATIENCE, Job, begin, keep, who
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _, ngettext
from frontdesk_server.publishing.activation import ActivationError, activate
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.planning import Plan
from frontdesk_server.rights import Role
from frontdesk_server.store.activating import Activated

MOST_AT_ONCE = 200


# One set


async def show_activation(visit: Visit) -> Response:
    """What activating a set would change."""
    return await _show(visit, Intent(activate=(_id(visit),)))


async def activate_one(visit: Visit) -> Response:
    """Activate it as it was shown."""
    return await _confirm(visit, Intent(activate=(_id(visit),)))


async def show_deactivation(visit: Visit) -> Response:
    """What deactivating a set would change."""
    return await _show(visit, Intent(deactivate=(_id(visit),)))


async def deactivate_one(visit: Visit) -> Response:
    """Make a draft of it again."""
    return await _confirm(visit, Intent(deactivate=(_id(visit),)))


async def show_deletion(visit: Visit) -> Response:
    """How many establishments would be left without messages."""
    return await _show(visit, Intent(delete=(_id(visit),)))


async def delete_one(visit: Visit) -> Response:
    """Delete it, draft and all."""
    return await _confirm(visit, Intent(delete=(_id(visit),)))


# Several


async def show_several(visit: Visit) -> Response:
    """What activating some and deactivating others would change."""
    query = visit.request.query_params
    intent = _several(query.getlist("activate"), query.getlist("deactivate"), query.getlist("schedule"))
    return await _show(visit, intent) if intent is not None else visit.missing()


async def activate_several(visit: Visit) -> Response:
    """Do so."""
    form = await visit.form()
    intent = _several(form.all("activate"), form.all("deactivate"), form.all("schedule"))
    return await _confirm(visit, intent) if intent is not None else visit.missing()


def _several(on: Sequence[str], off: Sequence[str], schedules: Sequence[str]) -> Intent | None:
    if not (on or off or schedules) or len(on) + len(off) + len(schedules) > MOST_AT_ONCE:
        return None
    return Intent(activate=tuple(on), deactivate=tuple(off), schedules=tuple(schedules))


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["id"])


def address(intent: Intent) -> str:
    """The page on which several are activated."""
    named = (("activate", intent.activate), ("deactivate", intent.deactivate), ("schedule", intent.schedules))
    return "/console/activate?" + "&".join(f"{key}={quote(id_)}" for key, ids in named for id_ in ids)


def _page(visit: Visit, intent: Intent) -> str:
    """The address of this page."""
    return address(intent) if "{id}" not in visit.request.scope["route"].path else visit.path


# Showing


async def _show(visit: Visit, intent: Intent) -> Response:
    """The plan, or a bar while it is worked out; who has no script waits a little longer."""
    job = begin(visit, intent, _page(visit, intent))
    try:
        found = await job.result(None if visit.query("wait") else PATIENCE)
    except TimeoutError:
        await keep(visit, job)
        query = visit.request.url.query
        waiting = f"{visit.path}?{query}&wait=1" if query else f"{visit.path}?wait=1"
        return visit.page("releases/activate.html", job=job, plan=None, waiting=waiting, heading=heading_of(intent))
    except ConfigError as error:
        return _refused(visit, intent, error)
    if found is None:
        return visit.missing()
    if not _may(visit, found):
        return visit.forbidden(Role.PUBLISHER)
    await keep(visit, job)
    return visit.page("releases/activate.html", job=job, plan=shown(found, job), waiting="", heading=heading_of(intent))


def _may(visit: Visit, plan: Plan) -> bool:
    """Whether this person's role is enough: what is live is changed by publishers."""
    return visit.may("publisher") or all(target.known.live is None for target in plan.course.targets)


def _refused(visit: Visit, intent: Intent, error: ConfigError) -> Response:
    """Nothing can be planned: it says so, and leads back."""
    status = HTTPStatus.FORBIDDEN if error.id in ("FD851", "FD852") else HTTPStatus.CONFLICT
    return visit.page(
        "releases/impossible.html",
        status=status,
        errors=[words_of(found) for found in error.diagnostics],
        heading=heading_of(intent),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a page is about, and what its button says."""

    title: str
    act: str
    verb: str


def heading_of(intent: Intent) -> Heading:
    """The words for an intent."""
    if intent.delete:
        return Heading(title=_("Delete a message set"), act=_("Delete"), verb="delete")
    if intent.deactivate and not intent.activate:
        return Heading(title=_("Deactivate a message set"), act=_("Deactivate"), verb="deactivate")
    return Heading(title=_("What will change"), act=_("Activate"), verb="activate")


# Confirming


async def _confirm(visit: Visit, intent: Intent) -> Response:
    form = await visit.form()
    chosen = replace(intent, takes_over=_taken_over(form))
    desk = visit.desk
    accounts = list(desk.connections.accounts.values())
    if intent.delete and not visit.may("publisher") and await _is_live(visit, intent):
        return visit.forbidden(Role.PUBLISHER)
    try:
        done = await activate(desk.store, desk.host, accounts, chosen, who(visit), fingerprint=form.get("fingerprint"))
    except ActivationError as error:
        return await _again(visit, intent, chosen, error)
    except ConfigError as error:
        return _refused(visit, intent, error)
    if done is None:
        return visit.missing() if not intent.delete else visit.redirect("/console/sets", told=_("It is deleted."))
    return visit.redirect("/console/sets", told=_told(intent, done))


async def _is_live(visit: Visit, intent: Intent) -> bool:
    job = begin(visit, intent, visit.path)
    found = await job.result()
    return found is not None and any(target.known.live is not None for target in found.course.targets)


def _taken_over(form: Form) -> frozenset[tuple[str, str]]:
    """What was chosen, as pairs of names; what cannot be read was not."""
    found = set()
    for value in form.all("take"):
        try:
            pair = json.loads(value)
        except ValueError:
            continue
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair):  # noqa: PLR2004
            found.add((pair[0], pair[1]))
    return frozenset(found)


async def _again(visit: Visit, intent: Intent, chosen: Intent, error: ActivationError) -> Response:
    """Nothing was done: why, above what would change now."""
    job: Job = begin(visit, intent, _page(visit, intent))
    try:
        found = await job.result()
    except ConfigError as refused:
        return _refused(visit, intent, refused)
    if found is None:
        return visit.missing()
    status = HTTPStatus.CONFLICT if error.id == "FD855" else HTTPStatus.UNPROCESSABLE_ENTITY
    return visit.page(
        "releases/activate.html",
        status=status,
        job=job,
        plan=shown(found, job, chosen=chosen.takes_over),
        waiting="",
        refused=[words_of(found) for found in error.diagnostics],
        heading=heading_of(intent),
    )


def _told(intent: Intent, done: Activated) -> str:
    if intent.delete:
        return _("It is deleted.")
    if intent.deactivate and not intent.activate:
        return _("It is a draft again: nobody gets its messages.")
    count = len(intent.activate)
    words = ngettext(
        "Release %(number)s is in force: the message set is active.",
        "Release %(number)s is in force: %(num)s message sets are active.",
        count,
    )
    return words % {"number": done.number, "num": count}
