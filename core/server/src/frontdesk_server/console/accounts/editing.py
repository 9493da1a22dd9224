"""One account or source: its form made of the plugin's settings, saved, removed, and read now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final

from markupsafe import Markup
from starlette.responses import Response

from frontdesk.channel import Channel
from frontdesk.diagnostics import Diagnostic
from frontdesk.source import HttpSource
from frontdesk_server.api.own_secrets import own_secrets
from frontdesk_server.api.switchboard import FILE, Line
from frontdesk_server.console.accounts.documents import (
    Document,
    Entered,
    entered,
    is_asked,
    kinds,
    settings_of,
)
from frontdesk_server.console.accounts.fields import Field, flat, keeps_secrets
from frontdesk_server.console.accounts.guide import steps_of
from frontdesk_server.console.accounts.listing import accounts_of, sources_of
from frontdesk_server.console.accounts.testing import Test, test_of
from frontdesk_server.console.accounts.usage import is_wrong, told_usage, usage_of
from frontdesk_server.console.accounts.usage_words import USAGE
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import N_, _
from frontdesk_server.project.accounts import doubts_of
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.connecting import ConnectionKind, Sealed

LIST: Final = "/console/accounts"
_DIGITS: Final = 9
_NAMES: Final = {
    "id": N_("Id"),
    "forward.url": N_("Address for what is said"),
    "forward.secret": N_("Key for what is said"),
    "handover.url": N_("Address for handovers"),
    "handover.secret": N_("Key for handovers"),
    **USAGE,
}
"""What the fields are called that every account has."""
_ACCOUNT, _SOURCE = ConnectionKind.ACCOUNT, ConnectionKind.SOURCE
_PLACES: Final = {_ACCOUNT: LIST, _SOURCE: f"{LIST}/sources"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a form shows: a document as it is kept or as it was entered."""

    id: str
    word: str
    document: Document
    version: int = 0
    """Of the document that is changed; 0 = there is none yet."""
    fresh: bool = False
    """Whether it is to be connected only now."""
    trouble: Trouble = field(default_factory=Trouble)


async def begin(kind: ConnectionKind, visit: Visit) -> Response:
    """Choose a kind of channel or source; then its empty form."""
    word = visit.query("kind")
    if word not in kinds(visit.desk.host, kind):
        return visit.page(
            "accounts/choose.html",
            what=kind.value,
            kinds=kinds(visit.desk.host, kind),
            retired={word for word, channel in visit.desk.host.channels.items() if channel.retired is not None},
            url=_PLACES[kind],
        )
    return await _page(visit, kind, Shown(id="", word=word, document={}, fresh=True))


async def create(kind: ConnectionKind, visit: Visit) -> Response:
    """Connect something new."""
    form = await visit.form()
    word, id_ = form.get("kind"), form.get("id").strip()
    if word not in kinds(visit.desk.host, kind):
        return visit.missing()
    found = entered(visit.desk, kind, form, id_=id_, word=word, before={})
    if not found.trouble:
        change = _change(visit, kind, id_, "created", after=found.document)
        if await visit.desk.store.connections.create(kind, id_, found.document, change, found.sealed):
            await visit.desk.board.take_up()
            return visit.redirect(f"{_PLACES[kind]}/{id_}", told=_("%(id)s is connected.") % {"id": id_})
        found = _with(found, Diagnostic(id="FD945", path="id", params={"what": kind.value, "id": id_}))
    return await _refused(
        visit, kind, Shown(id=id_, word=word, document=found.document, fresh=True, trouble=found.trouble)
    )


async def edit(kind: ConnectionKind, visit: Visit) -> Response:
    """The form of one, or what the file says of it."""
    line = _line(visit, kind)
    if line is None:
        return visit.missing()
    if line.stored is None:
        return await _page(visit, kind, Shown(id=line.id, word=line.kind, document={}))
    stored = line.stored
    trouble = Trouble(diagnostics=line.problems)
    return await _page(
        visit,
        kind,
        Shown(id=line.id, word=line.kind, document=stored.document, version=stored.version, trouble=trouble),
    )


async def save(kind: ConnectionKind, visit: Visit) -> Response:
    """Change one; who saves what somebody has changed meanwhile is told."""
    line, form = _line(visit, kind), await visit.form()
    if line is None:
        return visit.missing()
    if line.stored is None:
        return await _of_file(visit, kind, line)
    stored = line.stored
    found = entered(visit.desk, kind, form, id_=stored.id, word=line.kind, before=stored.document)
    shown = Shown(id=line.id, word=line.kind, document=found.document, version=_version(form), trouble=found.trouble)
    if found.trouble:
        return await _refused(visit, kind, shown)
    change = _change(visit, kind, stored.id, "changed", before=stored.document, after=found.document)
    saved = await visit.desk.store.connections.save(
        kind, stored.id, found.document, change, expected=shown.version, secrets=found.sealed
    )
    await visit.desk.board.take_up()
    if saved:
        return visit.redirect(f"{_PLACES[kind]}/{line.id}", told=_("The changes are saved, and in force."))
    return await _changed_meanwhile(visit, kind, shown)


async def remove(kind: ConnectionKind, visit: Visit) -> Response:
    """Take one away, with its secrets."""
    line = _line(visit, kind)
    if line is None:
        return visit.missing()
    if line.stored is None:
        return await _of_file(visit, kind, line)
    stored = line.stored
    secrets = Sealed(forgotten=own_secrets(kind, stored.id, stored.document))
    change = _change(visit, kind, stored.id, "removed", before=stored.document)
    await visit.desk.store.connections.remove(kind, stored.id, change, secrets)
    await visit.desk.board.take_up()
    return visit.redirect(LIST, told=_("%(id)s is removed.") % {"id": stored.id})


async def read_now(visit: Visit) -> Response:
    """Read a source at once."""
    line = _line(visit, _SOURCE)
    if line is None or not await visit.desk.board.sync.now(line.id):
        return visit.missing()
    return await _read(visit, line)


async def confirm(visit: Visit) -> Response:
    """Read a source at once, and retire who is gone, however many they are."""
    line = _line(visit, _SOURCE)
    if line is None or not line.plugged:
        return visit.missing()
    await visit.desk.store.audit.add(_change(visit, _SOURCE, line.id, "confirmed"))
    await visit.desk.board.sync.now(line.id, confirm=True)
    return await _read(visit, line)


async def _read(visit: Visit, line: Line) -> Response:
    """Back to the source, with what came of reading it."""
    found = (await visit.desk.store.connections.passes()).get(line.id)
    if found is not None and found.read:
        return visit.redirect(f"{_PLACES[_SOURCE]}/{line.id}", told=_("The source has been read."))
    return visit.redirect(f"{_PLACES[_SOURCE]}/{line.id}", kind="danger", told=_("The source cannot be read."))


# Pages


async def _page(visit: Visit, kind: ConnectionKind, shown: Shown, status: int = HTTPStatus.OK) -> Response:
    settings = settings_of(visit.desk.host, kind, shown.word)
    line = None if shown.fresh else _lines(visit, kind).get(shown.id)
    own = shown.document.get("settings", {}) if kind is _ACCOUNT else shown.document
    fields = settings.fields(own) if settings is not None else ()
    told: dict[str, Any] = {
        "keyless": Diagnostic(id="FD948") if keeps_secrets(fields) and not visit.desk.board.secrets.sealing else None,
        "shown": shown,
        "line": line,
        "file": FILE,
        "url": _PLACES[kind],
        "fields": fields,
        "errors": list(_summary(shown.trouble, fields)),
        "kept": await visit.desk.store.connections.secrets(),
        "facts": _facts(line) if line is not None and line.stored is None else [],
    }
    if kind is _SOURCE:
        asked = is_asked(visit.desk.host, shown.word)
        told |= {"asked": asked, "address": _heard_at(visit, line) if line is not None and asked else ""}
        told |= {"usage": usage_of(shown.document), "unfolded": is_wrong(shown.trouble)}
        return visit.page("accounts/source.html", status=status, state=await _source(visit, line), **told)
    return visit.page("accounts/account.html", status=status, **told, **await _account(visit, line, shown))


def _facts(line: Line) -> list[tuple[str, str]]:
    """The settings of what stands in the file; of secrets their references."""
    settings = (
        line.account.settings if line.account is not None else line.source.source.settings if line.source else None
    )
    given = settings.model_dump(mode="json", exclude_defaults=True) if settings is not None else {}
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in given.items()
    }
    route = line.account.route if line.account is not None else None
    led = {"fixed": route.fixed, "attribute": route.attribute, "default": route.default} if route is not None else {}
    usage = told_usage(line.source.document) if line.source is not None else ()
    return [*texts.items(), *((f"route.{name}", value) for name, value in led.items() if value), *usage]


async def _account(visit: Visit, line: Line | None, shown: Shown) -> dict[str, Any]:
    """What an account's page shows beside its form."""
    state = next((found for found in await accounts_of(visit) if found.line is line), None)
    channel = visit.desk.connections.channels.get(shown.id) if line is not None else None
    test: Test | None = await test_of(visit, shown.id) if channel is not None else None
    return {
        "state": state,
        "address": _address(visit, shown.id, channel),
        "test": test,
        "doubts": _doubts(visit, shown.word),
        "steps": _steps(visit, shown.word),
        "webhooks": f"{visit.desk.public_url}/webhooks/",
    }


def _doubts(visit: Visit, word: str) -> tuple[Diagnostic, ...]:
    """What speaks against this kind of channel."""
    channel = visit.desk.host.channels.get(word)
    return doubts_of(channel) if channel is not None else ()


def _steps(visit: Visit, word: str) -> Markup:
    """How the platform is set up, as the channel's own distribution tells it."""
    return steps_of(visit.desk.host.owner("channel", word)) if word in visit.desk.host.channels else Markup()


def _summary(trouble: Trouble, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Each problem with the name of its field: several fields may have the same."""
    names = {one.name: one.label for one in flat(fields)} | {place: _(name) for place, name in _NAMES.items()}
    for place, told in trouble.summary:
        name = names.get(place)
        yield place, f"{name}{_(': ')}{told}" if name else told


async def _source(visit: Visit, line: Line | None) -> object:
    return next((found for found in await sources_of(visit) if found.line is line), None)


def _heard_at(visit: Visit, line: Line) -> str:
    """Where a source takes webhooks; empty where its kind takes none."""
    source = line.source.source if line.source is not None else None
    takes = isinstance(source, HttpSource) and type(source).verify is not HttpSource.verify
    return f"{visit.desk.public_url}/sources/{line.id}" if takes else ""


def _address(visit: Visit, id_: str, channel: Channel | None) -> str:
    """Where the platform is to call; empty for a channel that is this very server."""
    if channel is None or type(channel).publish_incoming is not Channel.publish_incoming:
        return ""
    return f"{visit.desk.public_url}/webhooks/{id_}"


async def _refused(visit: Visit, kind: ConnectionKind, shown: Shown) -> Response:
    return await _page(visit, kind, shown, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _changed_meanwhile(visit: Visit, kind: ConnectionKind, shown: Shown) -> Response:
    """The entered values beside the newest version, so that saving again is a choice."""
    newest = await visit.desk.store.connections.get(kind, shown.id)
    if newest is None:
        return visit.missing()
    told = Diagnostic(id="FD946", params={"id": shown.id})
    again = replace(shown, version=newest.version, trouble=Trouble(diagnostics=(told,)))
    return await _page(visit, kind, again, HTTPStatus.CONFLICT)


async def _of_file(visit: Visit, kind: ConnectionKind, line: Line) -> Response:
    told = Diagnostic(id="FD954", params={"id": line.id, "file": FILE})
    return await _refused(
        visit, kind, Shown(id=line.id, word=line.kind, document={}, trouble=Trouble(diagnostics=(told,)))
    )


# Parts


def _lines(visit: Visit, kind: ConnectionKind) -> Any:
    board = visit.desk.board
    return board.accounts if kind is _ACCOUNT else board.sources


def _line(visit: Visit, kind: ConnectionKind) -> Line | None:
    found: Line | None = _lines(visit, kind).get(visit.request.path_params["id"])
    return found


def _version(form: Form) -> int:
    text = form.get("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _with(found: Entered, more: Diagnostic) -> Entered:
    return replace(found, trouble=Trouble(diagnostics=(*found.trouble.diagnostics, more)))


def _change(
    visit: Visit,
    kind: ConnectionKind,
    id_: str,
    what: str,
    *,
    before: Document | None = None,
    after: Document | None = None,
) -> Change:
    actor = Actor(id=visit.person.id, name=visit.person.name)
    action = f"{kind.value}.{what}"
    return Change(actor=actor, action=action, kind=kind.value, subject=id_, before=before, after=after)
