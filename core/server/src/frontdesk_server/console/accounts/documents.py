"""What an account's or source's form becomes: a checked document, with new secrets sealed under names of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import BaseModel

from frontdesk.channel import Channel
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.source import HttpSource
from frontdesk_server.api.own_secrets import own_secrets, prefix
from frontdesk_server.api.switchboard import STORED, read_account, read_source_of
from frontdesk_server.console.accounts.called import SECRETS, read_called
from frontdesk_server.console.accounts.fields import Field, FieldMaker
from frontdesk_server.console.accounts.reading import Reader
from frontdesk_server.console.accounts.schemas import Nodes
from frontdesk_server.console.accounts.usage import at_field, read_usage, readable
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.project.model import ID
from frontdesk_server.store.connecting import ConnectionKind, Sealed

Document = Mapping[str, Any]

RESERVED: Final = frozenset({"new", "sources"})
_ROUTE: Final = ("fixed", "attribute", "default")
_SOME_ID: Final = "id"
"""What a document is judged with whose own id is refused already: what else is wrong is to be told as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What somebody has entered: the document, its secrets, and what is wrong."""

    document: Document
    sealed: Sealed
    trouble: Trouble


class Settings:
    """The settings of one kind of channel or source, as a form."""

    def __init__(self, model: type[BaseModel], root: str) -> None:
        self._nodes = Nodes(model)
        self._root = root

    def fields(self, document: Document) -> tuple[Field, ...]:
        """The fields with the values of a document."""
        return FieldMaker(self._nodes).whole(self._root, document)

    def read(self, form: Form, before: Document) -> tuple[dict[str, Any], dict[str, str]]:
        """The document that a form spells, and the new secrets in it by the path of their fields."""
        reader = Reader(self._nodes, form)
        return reader.whole(self._root, before), reader.secrets


def settings_of(host: Host, kind: ConnectionKind, word: str) -> Settings | None:
    """The form of a kind of channel or source; None where its plugin is not installed."""
    model = _model(host, kind, word)
    return None if model is None else Settings(model, "settings" if kind is ConnectionKind.ACCOUNT else "")


def kinds(host: Host, kind: ConnectionKind) -> list[str]:
    """The kinds that can be connected here."""
    return sorted(host.channels if kind is ConnectionKind.ACCOUNT else host.sources)


def is_asked(host: Host, word: str) -> bool:
    """Whether a kind of source is asked over HTTP."""
    found = host.sources.get(word)
    return found is not None and issubclass(found, HttpSource)


def _model(host: Host, kind: ConnectionKind, word: str) -> type[BaseModel] | None:
    found: type[Channel | Any] | None = (
        host.channels.get(word) if kind is ConnectionKind.ACCOUNT else host.sources.get(word)
    )
    return None if found is None else found.Settings


def entered(desk: Desk, kind: ConnectionKind, form: Form, *, id_: str, word: str, before: Document) -> Entered:
    """The document that a form spells, checked by the judges of the project's file."""
    settings = settings_of(desk.host, kind, word)
    own, secrets = settings.read(form, _settings(kind, before)) if settings is not None else ({}, {})
    called, more = read_called(form, before) if kind is ConnectionKind.ACCOUNT else ({}, {})
    usage, unread = read_usage(form, before) if kind is ConnectionKind.SOURCE else ({}, [])
    sealed, names, wrong = _sealed(desk, kind, id_, secrets | more, before)
    refs = {place: f"{STORED}{name}" for place, name in names.items()}
    named = _named(own, refs)
    document = (
        _account(form, id_, word, named) | _named(called, refs)
        if kind is ConnectionKind.ACCOUNT
        else {**_kept(before), **usage, **_reach(desk.host, word, form), "id": id_, "kind": word, **named}
    )
    gone = own_secrets(kind, id_, before) - own_secrets(kind, id_, document)
    of_id = _of_id(desk, kind, id_, before)
    judged = _judged(desk, kind, _SOME_ID if of_id else id_, readable(document, unread))
    found = (*of_id, *wrong, *unread, *judged)
    return Entered(document=document, sealed=replace(sealed, forgotten=gone), trouble=Trouble(diagnostics=found))


def _kept(before: Document) -> Document:
    """What is not asked for here: it stays as it was."""
    return {name: before[name] for name in ("name", "private_addresses") if name in before}


def _reach(host: Host, word: str, form: Form) -> Document:
    """Whether its calls may go inside, of a source that makes any."""
    return {"private_addresses": "private_addresses" in form} if is_asked(host, word) else {}


def _settings(kind: ConnectionKind, document: Document) -> Document:
    return document.get("settings", {}) if kind is ConnectionKind.ACCOUNT else document


def _account(form: Form, id_: str, word: str, settings: Document) -> dict[str, Any]:
    route = {name: text for name in _ROUTE if (text := form.get(f"route.{name}").strip())}
    return {
        "id": id_,
        "channel": word,
        "route": route,
        "private_addresses": "private_addresses" in form,
        "settings": settings,
    }


def _judged(desk: Desk, kind: ConnectionKind, id_: str, document: Document) -> tuple[Diagnostic, ...]:
    if kind is ConnectionKind.ACCOUNT:
        found = read_account({**document, "id": id_}, desk.host)[1]
    else:
        found = tuple(map(at_field, read_source_of(id_, document, desk.host, desk.project)[1]))
    return tuple(_at_field(one, desk.host, kind, document) for one in found)


def _at_field(found: Diagnostic, host: Host, kind: ConnectionKind, document: Document) -> Diagnostic:
    """What is missing is told at the field in which it is missing; a secret as what it is."""
    if found.id != "FD312":
        return found
    path = f"{found.path}.{found.params['key']}" if found.path else str(found.params["key"])
    settings = settings_of(host, kind, str(document.get("channel") or document.get("kind")))
    fields = settings.fields({}) if settings is not None else ()
    secret = path in SECRETS or any(one.name == path and one.kind in ("secret", "secrets") for one in fields)
    return Diagnostic(id="FD947" if secret else "FD998", path=path)


def _of_id(desk: Desk, kind: ConnectionKind, id_: str, before: Document) -> list[Diagnostic]:
    """What is wrong with the id of something new."""
    if before:
        return []
    if not re.fullmatch(ID, id_):
        return [Diagnostic(id="FD995", path="id", params={"id": id_}) if id_ else Diagnostic(id="FD998", path="id")]
    lines = desk.board.accounts if kind is ConnectionKind.ACCOUNT else desk.board.sources
    if id_ in lines:
        return [Diagnostic(id="FD945", path="id", params={"what": kind.value, "id": id_})]
    if id_ in RESERVED:
        return [Diagnostic(id="FD949", path="id", params={"id": id_})]
    return []


# Secrets


def _sealed(
    desk: Desk, kind: ConnectionKind, id_: str, secrets: Mapping[str, str], before: Document
) -> tuple[Sealed, dict[str, str], list[Diagnostic]]:
    """New secrets as tokens, the name of each by the path of its field, and what is wrong where there is no key."""
    names: dict[str, str] = {}
    tokens: dict[str, str] = {}
    wrong: list[Diagnostic] = []
    taken = set(own_secrets(kind, id_, before))
    for place, value in secrets.items():
        names[place] = _free(kind, id_, {*taken, *names.values()})
        try:
            tokens[names[place]] = desk.board.secrets.seal(names[place], value)
        except ConfigError:
            wrong.append(Diagnostic(id="FD948", path=place))
    return Sealed(kept=tokens), names, wrong[:1]


def _free(kind: ConnectionKind, id_: str, taken: set[str]) -> str:
    number = 1
    while f"{prefix(kind, id_)}{number}" in taken:
        number += 1
    return f"{prefix(kind, id_)}{number}"


def _named(value: Any, names: Mapping[str, str]) -> Any:
    """The document with the references of new secrets in the place of the marks that the form left."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: _named(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_named(item, names) for item in value]
    return value
