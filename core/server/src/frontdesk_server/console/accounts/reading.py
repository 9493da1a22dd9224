"""Reading a form of settings: the document that its fields spell, and the new secrets among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from frontdesk_server.console.accounts.fields import FORGET, refs_in
from frontdesk_server.console.accounts.schemas import MOST, Node, Nodes, Schema
from frontdesk_server.console.forms import Form

Document = Mapping[str, Any]


class Reader:
    """One form on its way to a document. `secrets` has each new value by the path of its field."""

    def __init__(self, nodes: Nodes, form: Form) -> None:
        self._nodes = nodes
        self._form = form
        self.secrets: dict[str, str] = {}

    def whole(self, root: str, before: Document) -> dict[str, Any]:
        """The whole document under a root; what is kept comes from `before`."""
        return self.document(self._nodes.whole, root, self._form.under(root), before)

    def document(self, schema: Schema, path: str, raw: Any, before: Any) -> dict[str, Any]:
        """The document at a path: what was sent for it, and what it was before."""
        found: dict[str, Any] = {}
        given, kept = _mapping(raw), _mapping(before)
        for key, property_ in schema.get("properties", {}).items():
            name = f"{path}.{key}" if path else key
            node = self._nodes.node(property_)
            value = self._value(node, name, given.get(key), kept.get(key))
            if value is not None:
                found[key] = value
        return found

    def _value(self, node: Node, name: str, raw: Any, before: Any) -> Any:
        """The value of one property; None = it is left out."""
        kind = self._nodes.kind(node)
        if kind == "group":
            empty = node.open and not any(text not in ("", "off") for text in _texts(raw))
            return None if empty else self.document(node.schema, name, raw, before)
        if kind == "groups":
            return self._groups(node, name, raw, before)
        if kind in ("secret", "secrets"):
            kept = list(self._kept(name, kind, before))
            return kept if kind == "secrets" else kept[0] if kept else None
        text = raw if isinstance(raw, str) else ""
        return _PLAIN[kind](text)

    def _groups(self, node: Node, name: str, raw: Any, before: Any) -> list[Any]:
        inner = self._nodes.node(node.schema["items"]).schema
        earlier = before if isinstance(before, list) else []
        found = []
        for index, item in enumerate(raw if isinstance(raw, list) else []):
            if f"{FORGET}{name}[{index}]" in self._form or not any(_texts(item)):
                continue
            was = earlier[index] if index < len(earlier) else {}
            found.append(self.document(inner, f"{name}[{index}]", item, was))
        return found

    def _kept(self, name: str, kind: str, before: Any) -> Iterator[str]:
        """The references that stay, and a mark for each new value: `secrets` has it by the path of its field."""
        there = list(refs_in(before))
        for index in range(min(len(there) + 1, MOST) if kind == "secrets" else 1):
            place = f"{name}[{index}]" if kind == "secrets" else name
            if f"{FORGET}{place}" in self._form:
                continue
            if self._form.get(place):
                self.secrets[place] = self._form.get(place)
                yield place
            elif index < len(there):
                yield there[index]


def _number(text: str) -> Any:
    """A number as such, so that a document reads as people write it; what is none is left to the settings to refuse."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "")
    for form in (int, float):
        try:
            return form(plain.replace(",", "."))
        except ValueError:
            continue
    return plain or None


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text.strip() else None
    except ValueError:
        return text


_PLAIN: Final[Mapping[str, Callable[[str], Any]]] = {
    "switch": lambda text: text not in ("", "off"),
    "number": _number,
    "lines": lambda text: [line.strip() for line in text.splitlines() if line.strip()],
    "json": _json,
    "choice": lambda text: text.strip() or None,
    "text": lambda text: text.strip() or None,
}


def _texts(value: Any) -> Iterator[str]:
    """Every text in what a form has sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))


def _mapping(value: Any) -> Document:
    return value if isinstance(value, Mapping) else {}
