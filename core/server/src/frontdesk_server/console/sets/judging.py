"""What is wrong with a set that is being edited, told at the fields of its form and in the form's words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.hours.form import SCHEDULE
from frontdesk_server.console.hours.view import placed
from frontdesk_server.console.sets.manner_form import TAGS
from frontdesk_server.console.sets.set_form import HOURS, TEXTS, SetForm
from frontdesk_server.publishing.judging import check_set
from frontdesk_server.publishing.live import live_of
from frontdesk_server.store import DraftKind

MISSING: Final = frozenset({"FD971", "FD972", "FD973", "FD974", "FD975"})
"""What may still be missing in a draft."""
_TOPIC: Final = re.compile(r"starters\[(\d+)\](?:\.(title|answer)(?:\.(.+))?)?")
_GAPS: Final = {
    "name": "FD970",
    "establishments": "FD971",
    "welcome": "FD972",
    "absence": "FD973",
    "title": "FD974",
    "answer": "FD975",
}
_SAME: Final = {"FD352": "FD976", "FD357": "FD977", "FD355": "FD978", "FD318": "FD979"}
"""The compiler's word -> the form's, with the same parameters."""
_NOTHING: Final = frozenset({"FD312", "FD321", "FD326", "FD356", "FD363"})


async def faults(desk: Desk, form: SetForm, *, id_: str = "", live_name: str | None = None) -> tuple[Diagnostic, ...]:
    """Everything that keeps it from being activated, each at a field that the form has, in the form's order."""
    release, drafts = await desk.store.releases.newest(), await desk.store.drafts.list(DraftKind.MESSAGE_SET)
    document, live = form.document(), live_of(release)
    try:
        found = await asyncio.to_thread(check_set, document, live, desk.host, live_name=live_name)
    except ConfigError as error:
        found = error.diagnostics
    taken = {draft.name for draft in drafts if draft.id != id_}
    if form.name in taken - live.sets.keys():
        found += (Diagnostic(id="FD352", path="name", params={"name": form.name}),)
    found += tuple(form.manner.faults())
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    return tuple(sorted(in_form(errors, form), key=lambda fault: _order(fault.path)))


def in_form(found: Iterable[Diagnostic], form: SetForm) -> Iterator[Diagnostic]:
    """Diagnostics of a document, in the words of the form and at its fields."""
    told: dict[tuple[str, str], Diagnostic] = {}
    for diagnostic in found:
        worded = _worded(diagnostic)
        placed = replace(worded, path=_field(worded, form))
        told.setdefault((placed.id, f"{placed.path}{placed.params}"), placed)
    yield from told.values()


def _field(found: Diagnostic, form: SetForm) -> str:
    """The field that a diagnostic is about; of an age that cannot be read the age, not its name."""
    if found.path.startswith(TAGS):
        return form.manner.field_of(found.path, "age" if found.id == "FD324" else "name")
    return field_of(found.path, form)


def _worded(found: Diagnostic) -> Diagnostic:
    """The diagnostic in words that fit a form: nobody who fills it in knows the keys of a document."""
    topic = _TOPIC.fullmatch(found.path)
    part = (topic[2] or "title") if topic else found.path.partition(".")[0]
    if found.id in _NOTHING and part in _GAPS:
        return replace(found, id=_GAPS[part], params={"number": int(topic[1]) + 1} if topic else {})
    if found.id == "FD321" and part == "channels":
        return replace(found, id="FD980", params={})
    if found.id == "FD367" and found.path == "name" and found.params.get("found") == "''":
        return replace(found, id="FD970", params={})
    return replace(found, id=_SAME.get(found.id, found.id))


def field_of(path: str, form: SetForm) -> str:
    """The field of the form that is about this place of the document; empty where none is."""
    head = re.split(r"[.\[]", path, maxsplit=1)[0]
    if head in TEXTS:
        return _in_language(head, path.removeprefix(head).lstrip("."), form)
    if head == "starters":
        return _of_topic(path, form)
    if head == HOURS:
        return _of_hours(path, form)
    return path if head == "policy" else _FIELDS.get(head, "")


_FIELDS: Final = {
    "name": "name",
    "establishments": "establishments",
    "channels": "channels",
    "from": "from",
    "until": "until",
}


def _of_hours(path: str, form: SetForm) -> str:
    """Rows of the hours' form by their keys; of a word that means no hours, the choice that it came from."""
    inner = path.removeprefix(HOURS).lstrip(".")
    if not inner:
        return f"{HOURS}.{'schedule' if form.hours.kind == SCHEDULE else 'kind'}"
    return placed([Diagnostic(id="", path=inner)], form.hours, HOURS)[0].path


def _of_topic(path: str, form: SetForm) -> str:
    found = _TOPIC.match(path)
    if found is None or int(found[1]) >= len(form.topics):
        return "starters"
    return _in_language(f"starters[{found[1]}].{found[2] or 'title'}", found[3] or "", form)


def _in_language(name: str, language: str, form: SetForm) -> str:
    return f"{name}.{language if language in form.languages else form.languages[0]}"


def _order(path: str) -> tuple[int, ...]:
    """Where a field stands in the form, from its top."""
    topic = _TOPIC.match(path)
    if topic:
        return _PARTS.index("starters"), int(topic[1]), ("title", "answer").index(topic[2] or "title")
    head = re.split(r"[.\[]", path, maxsplit=1)[0]
    return (_PARTS.index(head) if head in _PARTS else len(_PARTS),)


_PARTS: Final = (
    "name",
    "establishments",
    "channels",
    "from",
    "until",
    *TEXTS,
    "starters",
    "chat_hours",
    "policy",
    TAGS,
)
