"""Forms made of a plugin's settings: each property of the JSON schema becomes a field, and its value a document again.

A list of texts is a field with a line for each. A list of groups shows those that there are and an empty one; a group
goes by a mark in its box. A secret is never shown: what is entered replaces it, and an empty field keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from frontdesk_server.console.accounts.schemas import MOST, Kind, Node, Nodes, Schema
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.words import _

Document = Mapping[str, Any]

FORGET: Final = "forget."
"""Before the name of what is to go."""
_SHORT: Final[Mapping[str, str]] = {"api": "API", "id": "ID", "sid": "SID", "ttl": "TTL", "url": "URL"}
"""Words of settings' names that are written in capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `name` is its path in the document."""

    kind: Kind
    name: str
    key: str
    """The property's own name."""
    help: str = ""
    required: bool = False
    value: Any = ""
    options: tuple[str, ...] = ()
    blank: bool = False
    """Whether a choice may be left open."""
    whole: bool = False
    """Whether a number is an integer."""
    children: tuple[Field, ...] = ()
    """Of a group."""
    items: tuple[tuple[Field, ...], ...] = ()
    """Of a list of groups, those that there are; the last one is empty."""
    refs: tuple[str, ...] = ()
    """Of secrets: the references that are kept."""

    @property
    def label(self) -> str:
        """What it is called."""
        words = " ".join(_SHORT.get(word, word) for word in self.key.split("_"))
        return _(words[:1].upper() + words[1:])

    @property
    def told(self) -> str:
        """What the plugin says of it."""
        text = _(self.help) if self.help else ""
        return text[:1].upper() + text[1:] + ("." if text and text[-1] not in ".!?`" else "")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The options of a choice, as a select takes them."""
        return [(option, option) for option in self.options]

    def wrong(self, trouble: Trouble) -> str:
        """What is wrong with it, its lines included."""
        own = trouble.at(self.name)
        if self.kind not in ("lines", "secrets", "json"):
            return own
        below = (trouble.at(found.path) for found in trouble.diagnostics if found.path.startswith(f"{self.name}["))
        return " ".join(dict.fromkeys(filter(None, (own, *below))))


class FieldMaker:
    """Makes fields of a schema's properties."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def whole(self, root: str, document: Document) -> tuple[Field, ...]:
        """All fields with the values of a document, and defaults where it says nothing."""
        return tuple(self._properties(self._nodes.whole, root, document, fresh=not document))

    def _properties(self, schema: Schema, path: str, document: Document, *, fresh: bool) -> Iterator[Field]:
        required = schema.get("required", ())
        for key, property_ in schema.get("properties", {}).items():
            name = f"{path}.{key}" if path else key
            there = key in document
            value = document[key] if there else property_.get("default") if fresh or key not in required else None
            yield self._field(property_, name, key, value, required=key in required)

    def _field(self, property_: Schema, name: str, key: str, value: Any, *, required: bool) -> Field:
        node = self._nodes.node(property_)
        kind = self._nodes.kind(node)
        base: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "key": key,
            "help": str(property_.get("description") or ""),
            "required": required,
            "blank": node.open,
        }
        return Field(**base, **self._content(kind, node, name, value))

    def _content(self, kind: Kind, node: Node, name: str, value: Any) -> dict[str, Any]:
        found = value if isinstance(value, Mapping) else {}
        match kind:
            case "group":
                inner = self._properties(node.schema, name, found, fresh=True)
                return {"children": tuple(_emptied(inner) if node.open and not found else inner)}
            case "groups":
                return {"items": tuple(self._items(node, name, value))}
            case "secret" | "secrets":
                return {"refs": tuple(refs_in(value))}
            case "choice":
                return {"value": _text(value), "options": tuple(map(str, node.schema["enum"]))}
            case "number":
                return {"value": _shown(value), "whole": node.schema["type"] == "integer"}
        written: Callable[[Any], Any] = _WRITTEN.get(kind, _text)
        return {"value": written(value)}

    def _items(self, node: Node, name: str, value: Any) -> Iterator[tuple[Field, ...]]:
        inner = self._nodes.node(node.schema["items"]).schema
        there = [item for item in value or () if isinstance(item, Mapping)][:MOST]
        for index, item in enumerate(there):
            yield tuple(self._properties(inner, f"{name}[{index}]", item, fresh=True))
        if len(there) < node.schema.get("maxItems", MOST):
            yield tuple(_emptied(self._properties(inner, f"{name}[{len(there)}]", {}, fresh=False)))


def keeps_secrets(fields: Iterable[Field]) -> bool:
    """Whether any of them asks for a secret."""
    return any(one.kind in ("secret", "secrets") for one in flat(fields))


def flat(fields: Iterable[Field]) -> Iterator[Field]:
    """All of them, those within groups too."""
    for one in fields:
        yield one
        yield from flat(one.children)
        for item in one.items:
            yield from flat(item)


def refs_in(value: Any) -> Iterator[str]:
    """The references in a stored value."""
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, Sequence):
        yield from (str(item) for item in value)


def _emptied(fields: Iterator[Field]) -> Iterator[Field]:
    """The same fields with nothing in them."""
    for one in fields:
        yield Field(
            kind=one.kind,
            name=one.name,
            key=one.key,
            help=one.help,
            options=one.options,
            blank=True,
            whole=one.whole,
            children=tuple(_emptied(iter(one.children))),
        )


def _shown(value: Any) -> str:
    """A number as people write it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_WRITTEN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "lines": lambda value: "\n".join(map(str, value or ())),
    "json": lambda value: json.dumps(value, ensure_ascii=False, indent=1) if value not in (None, {}, []) else "",
    "switch": lambda value: value is True,
}
