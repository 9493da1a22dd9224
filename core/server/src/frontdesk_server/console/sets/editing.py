"""The editor of a message set: a new one, one that is there, and what its buttons do."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Account
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.establishments.picked import expanded
from frontdesk_server.console.establishments.picker import picker_of
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.hours.explaining import named_schedules
from frontdesk_server.console.hours.view import view_of as hours_of
from frontdesk_server.console.preview.asking import Choices, choices_from
from frontdesk_server.console.preview.showing import view_of as preview_of
from frontdesk_server.console.sets.choices import (
    absence_options,
    channel_options,
    dash_options,
    greet_options,
    language_name,
    languages_to_add,
)
from frontdesk_server.console.sets.conflict_page import conflict_page
from frontdesk_server.console.sets.judging import MISSING, faults
from frontdesk_server.console.sets.manner_words import own_manners, said_manner
from frontdesk_server.console.sets.naming import copy_name
from frontdesk_server.console.sets.parts import said
from frontdesk_server.console.sets.set_form import HOURS, SetForm, form_from, form_of, kept_text
from frontdesk_server.console.sets.states import badge_of
from frontdesk_server.console.sets.steps import Stepped, step
from frontdesk_server.console.sets.tags import ageing, entries, tags_for
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.drafts import MessageSetView, Who, create, message_set, same, save, sets
from frontdesk_server.publishing.live import new_id
from frontdesk_server.rights import Role
from frontdesk_server.store import Conflict

HOME: Final = "/console/sets"
_LONGEST_VERSION: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The editor as it is shown: the form, what is known of the set that it is of, and what was just done."""

    form: SetForm
    view: MessageSetView | None = None
    """The set as it is stored; None = it is new."""
    version: int = 0
    key: str = ""
    """Of a new set: the same form sent twice makes one."""
    faults: tuple[Diagnostic, ...] = ()
    stepped: Stepped | None = None
    seen: Choices = field(default_factory=Choices)
    """What the preview shows."""

    @property
    def id(self) -> str:
        """The set's; empty for a new one."""
        return self.view.line.id if self.view else ""

    @property
    def live_name(self) -> str | None:
        """The name under which it is active."""
        return self.view.live_name if self.view else None

    @property
    def url(self) -> str:
        """Where the form is sent."""
        return f"{HOME}/{self.id}" if self.view else f"{HOME}/new"


# Opening


async def new(visit: Visit) -> Response:
    """The form of a new set."""
    return await _page(visit, Sheet(form=form_of({}, language=visit.language), key=secrets.token_hex(16)))


async def edit(visit: Visit) -> Response:
    """The form of a set, or the set to be read where it cannot be changed."""
    view = await seen(visit)
    if view is None:
        return visit.missing()
    form = form_of(view.document, language=visit.language, live=view.live)
    sheet = Sheet(form=form, view=view, version=view.line.version, key=secrets.token_hex(16))
    if not (view.line.editable and visit.may(Role.EDITOR)):
        return await _reading(visit, sheet)
    found = await faults(visit.desk, form, id_=sheet.id, live_name=sheet.live_name)
    return await _page(visit, replace(sheet, faults=found), opened=True)


async def seen(visit: Visit) -> MessageSetView | None:
    """The set of this address, if this person sees it."""
    id_ = str(visit.request.path_params["id"])
    return await message_set(visit.desk.store, visit.desk.host, accounts_of(visit.desk), id_, who_of(visit))


def who_of(visit: Visit) -> Who:
    """The person as drafts know them."""
    return Who(name=visit.person.name, scope=visit.scope, id=visit.person.id)


def accounts_of(desk: Desk) -> Sequence[Account]:
    """The accounts of this server."""
    return [spec.account() for spec in desk.project.accounts]


# Sending


async def submit_new(visit: Visit) -> Response:
    """What a button of the new set's form does."""
    return await _submit(visit, None)


async def submit(visit: Visit) -> Response:
    """What a button of a set's form does."""
    view = await seen(visit)
    return visit.missing() if view is None else await _submit(visit, view)


async def _submit(visit: Visit, view: MessageSetView | None) -> Response:
    sent, gone = await expanded(await visit.form(), visit.desk.store)
    sheet = Sheet(
        form=form_from(sent),
        view=view,
        version=version_of(sent) if view else 0,
        key=key_of(sent),
        faults=gone,
        seen=choices_from(sent),
    )
    stepped = step(sheet.form, sent)
    if stepped is not None:
        return await _page(visit, replace(sheet, form=stepped.form, stepped=stepped))
    return await keep(visit, sheet, wish=sent.get("do"))


def key_of(sent: Form) -> str:
    """The key of a form that makes something new."""
    return sent.get("key")[:100] or secrets.token_hex(16)


async def keep(visit: Visit, sheet: Sheet, *, wish: str) -> Response:
    """Save a form, as a copy where that is wished; then on to the list, or to its activation."""
    if wish == "copy":
        sheet = await _copied(visit, sheet)
    id_ = sheet.id or new_id(visit.person.name, sheet.key)
    found = (*sheet.faults, *await faults(visit.desk, sheet.form, id_=id_, live_name=sheet.live_name))
    activates = wish == "activate" and visit.may(Role.PUBLISHER)
    if any(activates or fault.id not in MISSING for fault in found):
        told = found if activates else tuple(fault for fault in found if fault.id not in MISSING)
        return await _refused(visit, sheet, told)
    try:
        kept = await (_create(visit, sheet) if sheet.view is None else _save(visit, sheet))
    except ConfigError as error:
        return await _refused(visit, sheet, error.diagnostics)
    if kept is None:
        return visit.missing()
    return (
        conflict_page(visit, sheet.form, kept)
        if isinstance(kept, Conflict)
        else _kept(visit, kept, activates=activates)
    )


async def _copied(visit: Visit, sheet: Sheet) -> Sheet:
    """The form as that of a new set, under a name of its own."""
    lines = await sets(visit.desk.store, visit.desk.host, accounts_of(visit.desk), who_of(visit))
    taken = {line.name for line in lines}
    name = copy_name(sheet.form.name, taken) if sheet.form.name in taken else sheet.form.name
    return replace(sheet, form=replace(sheet.form, name=name), view=None, version=0)


async def _create(visit: Visit, sheet: Sheet) -> str | Conflict | None:
    """The id of the new draft. Who went back and changed the form that made one has it saved over."""
    document, store, who = sheet.form.document(), visit.desk.store, who_of(visit)
    made = await create(store, document, key=sheet.key, who=who)
    if same(made.document, document):
        return made.id
    saved = await save(store, made.id, document, expected=1, who=who)
    return saved if saved is None or isinstance(saved, Conflict) else saved.draft.id


async def _save(visit: Visit, sheet: Sheet) -> str | Conflict | None:
    document, who = sheet.form.document(), who_of(visit)
    saved = await save(visit.desk.store, sheet.id, document, expected=sheet.version, who=who)
    return saved if saved is None or isinstance(saved, Conflict) else saved.draft.id


def _kept(visit: Visit, id_: str, *, activates: bool) -> Response:
    if activates:
        return visit.redirect(f"{HOME}/{id_}/activate")
    return visit.redirect(f"{HOME}?saved={id_}", told=_("The draft is saved. It counts once it is activated."))


def version_of(sent: Form) -> int:
    """The version that a form was made of; what was forged is none."""
    word = sent.get("version")
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= _LONGEST_VERSION else 0


# Showing


async def _refused(visit: Visit, sheet: Sheet, found: Sequence[Diagnostic]) -> Response:
    return await _page(visit, replace(sheet, faults=tuple(found)), status=HTTPStatus.UNPROCESSABLE_ENTITY)


async def _page(visit: Visit, sheet: Sheet, *, status: int = HTTPStatus.OK, opened: bool = False) -> Response:
    """The editor. Of one that is just opened, what is still to be written is no error yet."""
    gaps = [fault for fault in sheet.faults if fault.id in MISSING]
    told = tuple(fault for fault in sheet.faults if fault not in gaps) if opened else sheet.faults
    return visit.page(
        "sets/editor.html",
        status=status,
        sheet=sheet,
        set=sheet.form,
        trouble=Trouble(diagnostics=told),
        gaps=Trouble(diagnostics=tuple(gaps)) if opened else Trouble(),
        **await _offered(visit, sheet, told),
    )


async def _reading(visit: Visit, sheet: Sheet) -> Response:
    parts = await _beside(visit, sheet, ())
    return visit.page("sets/reading.html", sheet=sheet, set=sheet.form, said=said(sheet.form), **parts)


async def _beside(visit: Visit, sheet: Sheet, told: Sequence[Diagnostic]) -> Mapping[str, Any]:
    """What other rooms make of the form: the picker, the chat hours and the preview."""
    form = sheet.form
    choices = replace(sheet.seen, form_id="set", live_name=sheet.live_name or "", back=sheet.url)
    preview = await preview_of(visit, form.document(), choices)
    return {
        "picker": await picker_of(visit, form.establishments, back=sheet.url),
        "preview": preview,
        "badge": badge_of(sheet.view.line, visit.desk.clock.now()) if sheet.view else None,
        "hours": hours_of(
            form.hours,
            now=visit.desk.clock.now(),
            named=await named_schedules(visit),
            establishment=preview.place.establishment if preview.place else None,
            diagnostics=[fault for fault in told if fault.path.startswith(HOURS)] if told else None,
        ),
    }


async def _offered(visit: Visit, sheet: Sheet, told: Sequence[Diagnostic]) -> Mapping[str, Any]:
    """What the page offers to choose from."""
    form, tags = sheet.form, await tags_for(visit, sheet.form)
    return {
        **await _beside(visit, sheet, told),
        "tags": entries(tags),
        "ageing": list(ageing(tags)),
        "manner_said": said_manner(form.manner.document()),
        "own_manners": own_manners(form.topics),
        "dash_options": list(dash_options()),
        "kept": kept_text(form.kept),
        "kept_text": kept_text,
        "focus": sheet.stepped.focus if sheet.stepped else "",
        "tabs": partial(_tabs, form, told),
        "new_languages": [option[:2] for option in languages_to_add(form)],
        "channels": channel_options(visit.desk, form),
        "greet_options": list(greet_options()),
        "absence_options": list(absence_options()),
    }


def _tabs(form: SetForm, told: Sequence[Diagnostic], *heads: str) -> list[tuple[str, str, int]]:
    """The languages: code, name, and how many points there are to correct in fields whose names begin so."""
    counts = Counter(fault.path.rpartition(".")[2] for fault in told if fault.path.startswith(heads))
    return [(code, language_name(code), counts[code]) for code in form.languages]
