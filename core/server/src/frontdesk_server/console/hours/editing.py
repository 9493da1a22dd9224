"""Writing a named schedule: a draft until a set that goes by it is activated, or it is activated itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from typing import Final

from starlette.responses import Response

from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.hours.commands import done, is_ours
from frontdesk_server.console.hours.form import HoursForm, of_document, of_fields
from frontdesk_server.console.hours.listing import first_place, line_of, who_of
from frontdesk_server.console.hours.view import HoursView, view_of
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.live import new_id
from frontdesk_server.publishing.schedules import (
    Schedule,
    check_name,
    create,
    discard,
    names_beside,
    save,
    schedule,
)
from frontdesk_server.store import Conflict

HOURS: Final = "hours"
"""What the names of the hours' fields start with."""
LIST: Final = f"{PREFIX}/hours"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the editor of a schedule shows."""

    schedule: Schedule | None
    """None: it is new."""
    name: str
    version: int
    key: str
    """Of a new one: the same form sent twice makes one schedule."""
    hours: HoursView
    trouble: Trouble
    place: Establishment | None
    """On whose clock hours without a zone are told."""

    @property
    def url(self) -> str:
        """Where the form is sent to."""
        return f"{LIST}/{self.schedule.id}" if self.schedule else f"{LIST}/new"

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The summary at the top."""
        return [*self.trouble.summary, *self.hours.trouble.summary]


# Screens


async def new(visit: Visit) -> Response:
    """An empty schedule."""
    form = of_document("auto")
    empty = HoursForm(kind="own", week=form.week, was="auto")
    return visit.page("hours/schedule.html", page=await _page(visit, None, "", empty, key=token_hex(16)))


async def show(visit: Visit) -> Response:
    """A schedule to be written on; one of a file, or of others too, to be read."""
    found = await _found(visit)
    if found is None:
        return visit.missing()
    if not found.editable or not visit.may("editor"):
        line = line_of(visit, found, await first_place(visit))
        return visit.page("hours/reading.html", line=line, written=HoursView.written(dict(found.document)))
    page = await _page(visit, found, found.name, of_document(found.document), version=found.version)
    return visit.page("hours/schedule.html", page=page)


async def write(visit: Visit) -> Response:
    """What was sent of a schedule: saved, or shown again with what is wrong; or one of the form's buttons."""
    found = await _found(visit)
    if found is None and "id" in visit.request.path_params:
        return visit.missing()
    form = await visit.form()
    name, hours = form.get("name").strip()[:_LONGEST], of_fields(form, HOURS)
    version, do = _number(form.get("version")), form.get("do")
    if is_ours(do, HOURS):
        page = await _page(visit, found, name, done(hours, do, HOURS), version=version, key=form.get("key"))
        return visit.page("hours/schedule.html", page=page)
    page = await _page(visit, found, name, hours, version=version, key=form.get("key"), named=True)
    if page.trouble or page.hours.trouble:
        return visit.page("hours/schedule.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, page=page)
    return await _saved(visit, page, form)


async def _saved(visit: Visit, page: Page, form: Form) -> Response:
    document = page.hours.form.document
    content: Mapping[str, object] = document if isinstance(document, Mapping) else {}
    store, who = visit.desk.store, who_of(visit)
    if page.schedule is None:
        await create(store, page.name, content, key=form.get("key") or token_hex(16), who=who)
        return visit.redirect(LIST, told=_("The schedule “{name}” is saved as a draft.").format(name=page.name))
    try:
        saved = await save(store, page.schedule.id, page.name, content, expected=page.version, who=who)
    except ConfigError:
        return visit.missing()
    if saved is None:
        return visit.missing()
    if isinstance(saved, Conflict):
        theirs = {"document": HoursView.written(dict(saved.theirs.document)), "draft": saved.theirs}
        mine = HoursView.written(dict(content))
        fields = [(field, value) for field, values in form.fields.items() for value in values]
        kept = [pair for pair in fields if pair[0] not in ("version", "do")]
        return visit.page(
            "hours/conflict.html", status=HTTPStatus.CONFLICT, page=page, theirs=theirs, mine=mine, kept=kept
        )
    return visit.redirect(LIST, told=_("The schedule “{name}” is saved as a draft.").format(name=page.name))


async def drop(visit: Visit) -> Response:
    """Forget what is being written; what is live stays."""
    form = await visit.form()
    try:
        id_ = visit.request.path_params["id"]
        gone = await discard(visit.desk.store, id_, expected=_number(form.get("version")), who=who_of(visit))
    except ConfigError:
        return visit.missing()
    if gone is None:
        return visit.missing()
    if not gone:
        told = _("Somebody has changed this schedule meanwhile: nothing was discarded.")
        return visit.redirect(f"{LIST}/{id_}", kind="warning", told=told)
    return visit.redirect(LIST, told=_("The draft is discarded. What is active stays as it is."))


# Pieces


async def _found(visit: Visit) -> Schedule | None:
    id_ = visit.request.path_params.get("id")
    return None if id_ is None else await schedule(visit.desk.store, id_, who_of(visit))


async def _page(
    visit: Visit,
    found: Schedule | None,
    name: str,
    form: HoursForm,
    *,
    version: int = 0,
    key: str = "",
    named: bool = False,
) -> Page:
    """The page; with `named` the name is judged too."""
    place = await first_place(visit)
    own = found.id if found else new_id(visit.person.name, key)  # the same form sent twice makes one schedule
    taken = await names_beside(visit.desk.store, own) if named else frozenset()
    return Page(
        schedule=found,
        name=name,
        version=version,
        key=key[:_LONGEST],
        hours=view_of(form, now=visit.desk.clock.now(), prefix=HOURS, establishment=place, own_only=True),
        trouble=Trouble(diagnostics=check_name(name, taken) if named else ()),
        place=place,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - of digits
