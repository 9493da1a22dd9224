"""Reading YAML 1.2 text into plain values, with the position of every node and hard limits on what a text may cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.rules.positions import Mark, Path, path_text

LARGEST_FILE: Final = 2 * 1024 * 1024
"""Characters of one file."""
DEEPEST: Final = 50
"""Levels of nesting."""
MOST_NODES: Final = 200_000
"""Nodes of one file, each use of an alias counted."""

_SCALARS: Final = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,18}"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?"), float),
)
"""The core schema of YAML 1.2, less octal and hexadecimal numbers, infinity and NaN, which stay texts as dates do."""


_TAGS: Final = ("!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
"""Tags that change nothing: a tagged scalar is a text."""


@dataclass(slots=True)
class Node:
    """One node of a text: a scalar's value, a list's items or a mapping's pairs."""

    mark: Mark
    value: object = None
    words: Mark | None = None
    """Where a text's words start, if not at `mark`."""
    items: list[Node] | None = None
    pairs: list[tuple[Node, Node]] | None = None
    pending: Node | None = None
    """A mapping's key that still waits for its value."""

    def add(self, child: Node) -> None:
        """Take the next child in: an item, a key, or a value."""
        if self.items is not None:
            self.items.append(child)
        elif self.pending is None:
            self.pending = child
        elif self.pairs is not None:
            self.pairs.append((self.pending, child))
            self.pending = None


@dataclass(slots=True)
class Read:
    """What a text held: plain values, where each was written, and the keys that came twice."""

    value: object = None
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    texts: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    nodes: int = 0


def read_yaml(file: str, text: str) -> Read:
    """The values and positions of one YAML text. Raises `ConfigError` where it is no YAML, or costs too much."""
    if len(text) > LARGEST_FILE:
        raise ConfigError(Diagnostic(id="FD301", file=file, params={"most": LARGEST_FILE // 1024}))
    found = Read()
    root = _tree(file, text)
    if root is not None:
        found.value = _plain(root, (), found)
    return found


def _tree(file: str, text: str) -> Node | None:
    """The nodes of a text, built without recursion: depth is bounded before it can hurt."""
    top = Node(mark=Mark(file, 1, 1), items=[])
    open_nodes, anchors, documents, lines = [top], dict[str, Node](), 0, text.split("\n")
    for event in _events(file, text):
        if isinstance(event, CollectionEndEvent):
            open_nodes.pop()
        elif isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse("FD305", _mark(file, event))
        elif isinstance(event, NodeEvent):
            node = _node(file, event, anchors, lines)
            open_nodes[-1].add(node)
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                open_nodes.append(node)
                if len(open_nodes) > DEEPEST:
                    _refuse("FD302", node.mark, most=DEEPEST)
    return top.items[0] if top.items else None


def _events(file: str, text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file, 1, 1)
        _refuse("FD300", where, problem=error.problem or error.context or "not YAML")
    except YAMLError as error:
        _refuse("FD300", _character_mark(file, text, error), problem=str(error).splitlines()[0].strip())


def _character_mark(file: str, text: str, error: YAMLError) -> Mark:
    """Where a forbidden character stands: ruamel tells its offset only."""
    before = text[: getattr(error, "position", 0)]
    return Mark(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _mark(file: str, event: Event) -> Mark:
    return Mark(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _node(file: str, event: NodeEvent, anchors: dict[str, Node], lines: Sequence[str]) -> Node:
    mark = _mark(file, event)
    if isinstance(event, AliasEvent):
        if event.anchor not in anchors:
            _refuse("FD307", mark, alias=event.anchor)
        return anchors[event.anchor]
    tag = getattr(event, "tag", None)
    if tag is not None and str(tag) not in _TAGS:
        _refuse("FD306", mark, tag=str(tag))
    node = _opened(event, mark, lines)
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node


def _opened(event: NodeEvent, mark: Mark, lines: Sequence[str]) -> Node:
    if isinstance(event, SequenceStartEvent):
        return Node(mark=mark, items=[])
    if isinstance(event, MappingStartEvent):
        return Node(mark=mark, pairs=[])
    assert isinstance(event, ScalarEvent)  # noqa: S101 - the parser has no other node
    plain = event.implicit[0] and event.style is None
    return Node(mark=mark, value=_scalar(event.value) if plain else event.value, words=_words(event, mark, lines))


def _words(event: ScalarEvent, mark: Mark, lines: Sequence[str]) -> Mark | None:
    """Where a text's words start: after its quote, or at the first line below `|` or `>`."""
    if event.style in ("'", '"'):
        return mark._replace(column=mark.column + 1)
    if event.style not in ("|", ">") or mark.line >= len(lines):
        return None
    first = lines[mark.line]
    return mark._replace(line=mark.line + 1, column=len(first) - len(first.lstrip(" ")) + 1)


def _scalar(text: str) -> object:
    return next((make(text) for pattern, make in _SCALARS if pattern.fullmatch(text)), text)


def _plain(node: Node, path: Path, found: Read) -> object:
    """The plain value of a node; every use of an alias is a copy, and counts."""
    found.values[path] = node.mark
    if node.words is not None:
        found.texts[path] = node.words
    found.nodes += 1
    if found.nodes > MOST_NODES:
        _refuse("FD303", node.mark, most=MOST_NODES)
    if len(path) > DEEPEST:
        _refuse("FD302", node.mark, most=DEEPEST)
    if node.items is not None:
        return [_plain(item, (*path, index), found) for index, item in enumerate(node.items)]
    return node.value if node.pairs is None else _mapping(node.pairs, path, found)


def _mapping(pairs: list[tuple[Node, Node]], path: Path, found: Read) -> dict[str, object]:
    values: dict[str, object] = {}
    for key_node, value_node in pairs:
        key = _key(key_node)
        here = (*path, key)
        if key in values:
            found.problems.append(_twice(key, key_node.mark, found.keys[here], path))
            continue
        found.keys[here] = key_node.mark
        values[key] = _plain(value_node, here, found)
    return values


def _key(node: Node) -> str:
    if node.items is not None or node.pairs is not None:
        _refuse("FD309", node.mark)
    return _KEY_WORDS[node.value] if isinstance(node.value, bool | None) else str(node.value)


_KEY_WORDS: Final[dict[object, str]] = {None: "null", True: "true", False: "false"}


def _twice(key: str, again: Mark, first: Mark, path: Path) -> Diagnostic:
    return Diagnostic(id="FD304", params={"key": key, "first": first.line}, path=path_text(path), **again._asdict())


def _refuse(id: str, mark: Mark, **params: object) -> NoReturn:  # noqa: A002 - the glossary's word
    raise ConfigError(Diagnostic(id=id, params=params, **mark._asdict()))
