"""Linked data of a page as plain trees, whatever syntax it was written in; and the establishments in them.

A node is a mapping of short property names to values, `@type` (a list of short names) and perhaps `@id`. Texts, numbers
and further nodes are values; a list holds several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Node = Mapping[str, object]

_SPARE: Final = 20_000
_TIMES: Final = 10
"""So many nodes beside so many times those that are there: a few lines of references can stand for billions."""
_DEEPEST: Final = 12
_PREFIX: Final = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.ASCII)
_BLANKS: Final = " \t\r\n\f"
"""Layout. Other blanks (a space that does not break) were meant."""
_DOWN: Final = (
    "mainEntity", "about", "itemListElement", "item", "department", "subOrganization", "location", "containsPlace",
    "hasPart",
)  # fmt: skip
"""Where establishments stand within other things. Others are only spoken of: an offer's seller, a review's author."""


def short(word: str) -> str:
    """The name of a type or property without that of the vocabulary."""
    return _PREFIX.sub("", word.strip())


def values(value: object) -> list[object]:
    """The values of a property: none, one or several."""
    if isinstance(value, Mapping):
        inner = next((value[key] for key in ("@list", "@set") if key in value), None)
        return values(inner) if inner is not None else [value]
    if isinstance(value, list):
        return [inner for item in value for inner in values(item)]
    return [] if value is None else [value]


def nodes(value: object) -> list[Node]:
    """The nodes among them."""
    return [item for item in values(value) if isinstance(item, Mapping)]


def text(value: object) -> str:
    """The first value of a property that says something, as a text: a text, a number, or what a node is called."""
    for item in values(value):
        told = _told(item)
        if told:
            return told
    return ""


def _told(item: object) -> str:
    if isinstance(item, Mapping):
        named = next((item[key] for key in ("@value", "name", "@id", "url") if item.get(key)), None)
        return next((told for inner in values(named) if not isinstance(inner, Mapping) and (told := _told(inner))), "")
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        return ""
    return item.strip(_BLANKS) if isinstance(item, str) else str(item)


def types_of(node: Node) -> frozenset[str]:
    """The short names of a node's types."""
    return frozenset(short(word) for word in values(node.get("@type")) if isinstance(word, str))


def linked(trees: Sequence[Node]) -> list[Node]:
    """The same trees with every bare reference (`{"@id": ...}`) replaced by the node that it leads to."""
    known: dict[str, Node] = {}
    for tree in trees:
        _index(tree, known, 0)
    resolve = _Resolving(known)
    return [found for tree in trees if isinstance(found := resolve.value(tree, 0, ()), Mapping)]


def establishments(trees: Sequence[Node], wanted: frozenset[str]) -> Iterator[tuple[Node, Node | None]]:
    """Every establishment of a page, each with the one that it is a department of."""
    seen: set[int] = set()
    for tree in trees:
        yield from _within(tree, wanted, None, 0, seen)


def _within(
    node: Node, wanted: frozenset[str], above: Node | None, depth: int, seen: set[int]
) -> Iterator[tuple[Node, Node | None]]:
    if depth > _DEEPEST or id(node) in seen:
        return
    seen.add(id(node))
    found = bool(types_of(node) & wanted) and _says_something(node)
    if found:
        yield node, above
    for name in _DOWN:
        for inner in nodes(node.get(name)):
            yield from _within(inner, wanted, node if found and name == "department" else None, depth + 1, seen)


def _says_something(node: Node) -> bool:
    """Not a bare mention of what is told of elsewhere."""
    return bool(node.keys() - {"@type", "@id", "url", "@context", "name"})


def _index(value: object, known: dict[str, Node], depth: int) -> None:
    if depth > _DEEPEST:
        return
    for node in nodes(value):
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(known.get(key, ())):
            known[key] = node
        for inner in node.values():
            _index(inner, known, depth + 1)


class _Resolving:
    """Follows references, within limits: beyond them they stay references."""

    def __init__(self, known: Mapping[str, Node]) -> None:
        self._known = known
        self._left = _SPARE + _TIMES * len(known)

    def value(self, value: object, depth: int, above: tuple[str, ...]) -> object:
        """The value with the nodes that it refers to; `above` are the ids that it stands below."""
        if isinstance(value, list):
            return [self.value(item, depth, above) for item in value]
        if not isinstance(value, Mapping) or depth > _DEEPEST:
            return value
        self._left -= 1
        key = value.get("@id")
        if not isinstance(key, str):
            return self._each(value, depth, above)
        if key in above:
            return {"@id": key}
        bare = not value.keys() - {"@id", "@type"}
        whole = self._known.get(key, value) if bare and self._left > 0 else value
        return self._each(whole, depth, (*above, key))

    def _each(self, node: Node, depth: int, above: tuple[str, ...]) -> Node:
        return {name: self.value(inner, depth + 1, above) for name, inner in node.items()}
