"""Forms as they arrive: a field is named as diagnostics name its place (`starters[2].title.fr`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk_server.console.words import language_now

LARGEST_FORM: Final = 16 * 1024 * 1024
"""As it is sent: an accented letter of an address-encoded form takes six bytes."""
MOST_FIELDS: Final = 2000
LARGEST_FIELD: Final = 512 * 1024
MOST_ITEMS: Final = 1000
"""Of one list: a forged index costs nothing."""
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of a form: each name with its values, in the order in which they were sent."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """The last value of a field: a checkbox after its hidden twin wins."""
        values = self.fields.get(name)
        return values[-1] if values else default

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return list(self.fields.get(name, ()))

    def __contains__(self, name: object) -> bool:
        return name in self.fields

    def under(self, prefix: str) -> dict[str, object]:
        """The document that the fields under a prefix spell (`""` = all of them): names are paths, lists have no holes.

        A field whose name ends with `[]` is a list of all its values.
        """
        tree: dict[str | int, object] = {}
        for name, values in self.fields.items():
            if prefix and not name.startswith((f"{prefix}.", f"{prefix}[")):
                continue
            rest = name[len(prefix) :]
            listed = rest.endswith("[]")
            steps = _steps(rest.removesuffix("[]"))
            if steps:
                _put(tree, steps, list(values) if listed else values[-1])
        found = _settled(tree)
        return found if isinstance(found, dict) else {}


async def read_form(request: Request) -> Form:
    """The form of a request. Raises Starlette's 413 or 400 for one that is too large or no form; files are left out."""
    fields: dict[str, list[str]] = {}
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD) as sent:
        for name, value in sent.multi_items():
            if not isinstance(value, UploadFile):
                fields.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\x00", ""))
    return Form(fields=fields)


def bounded(request: Request) -> Request:
    """The request, read no further than a form may be long: fields and their sizes alone would let a gigabyte in."""
    return Request(request.scope, _up_to(LARGEST_FORM, request.receive))


def _up_to(most: int, receive: Receive) -> Receive:
    size = 0

    async def received() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {most} bytes.")
        return message

    return received


def _steps(name: str) -> Steps:
    """`starters[2].title.fr` -> ("starters", 2, "title", "fr"); empty for what is no path."""
    plain = name.lstrip(".")
    found: list[str | int] = []
    at = 0
    while at < len(plain):
        step = _STEP.match(plain, at)
        if step is None:
            return ()
        found.append(int(step[2]) if step[2] is not None else step[1])
        at = step.end() + (plain[step.end() : step.end() + 1] == ".")
    return tuple(found)


def _put(tree: dict[str | int, object], steps: Steps, value: object) -> None:
    node = tree
    for step in steps[:-1]:
        below = node.setdefault(step, {})
        if not isinstance(below, dict):
            return
        node = below
    if not isinstance(node.get(steps[-1]), dict):
        node[steps[-1]] = value


def _settled(node: object) -> object:
    """Mappings whose keys are all numbers become lists, in the order of their numbers."""
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(key, int) for key in node):
        return [_settled(node[key]) for key in sorted(node)][:MOST_ITEMS]
    return {str(key): _settled(value) for key, value in node.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with a form: told at the top, and beside each field."""

    diagnostics: tuple[Diagnostic, ...] = ()

    def __bool__(self) -> bool:
        return any(found.severity == "error" for found in self.diagnostics)

    def at(self, name: str) -> str:
        """What is wrong with one field, in words; empty where nothing is."""
        return " ".join(_words(found) for found in self.diagnostics if found.path == name)

    def below(self, name: str) -> bool:
        """Whether something is wrong with a field or one beneath it."""
        return any(found.path == name or found.path.startswith((f"{name}.", f"{name}[")) for found in self.diagnostics)

    @property
    def summary(self) -> Iterator[tuple[str, str]]:
        """Each problem as (the field's name, the words)."""
        return ((found.path, _words(found)) for found in self.diagnostics if found.severity == "error")


def _words(found: Diagnostic) -> str:
    """What and how to mend it: where it is, the form shows."""
    placeless = Diagnostic(id=found.id, params=found.params, severity=found.severity)
    return describe(placeless, language_now()).partition(" ")[2]
