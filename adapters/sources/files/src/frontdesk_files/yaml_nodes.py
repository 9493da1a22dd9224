"""YAML as data, with the place of every value; what people wrote is kept, so that `0612345678` stays a phone number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from frontdesk import ConfigError, Diagnostic
from frontdesk_files.raw import PathParts

MOST_VALUES = 1_000_000
"""How many values a file may hold once its aliases are written out: a few bytes of aliases can stand for billions."""
_DEEPEST = 60
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLAGS = {"true": True, "false": False}


def compose(path: Path, text: str) -> Node | None:
    """The node tree of a document. Raises ConfigError with line and column where it is not YAML."""
    try:
        root: Node | None = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise _syntax(path, error.problem or "broken", line, column) from error
    except (YAMLError, RecursionError) as error:
        raise _syntax(path, str(error).partition("\n")[0] or type(error).__name__) from error
    return root


class RepeatedKeyError(ValueError):
    """A key that is written twice in one mapping: what was meant cannot be told."""

    def __init__(self, key: str, node: Node) -> None:
        super().__init__(key)
        self.key = key
        self.line, self.column = _place(node)


class Values:
    """Turns nodes into plain values, within limits."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left = MOST_VALUES

    def of(self, node: Node, depth: int = 0) -> object:
        """The value of a node.

        Raises ConfigError where the document is too large or too deep, RepeatedKeyError for a key written twice.
        """
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise ConfigError(_too_large(self._path, node))
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            return [self.of(item, depth + 1) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, object]:
        entries: dict[str, object] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in entries:
                raise RepeatedKeyError(name, key)
            entries[name] = self.of(value, depth + 1)
        return entries


def spot_in(node: Node) -> Callable[[PathParts], tuple[int, int]]:
    """Finds line and column of a value below a node; of the nearest one above it, where it is not there itself."""

    def spot_of(path: PathParts) -> tuple[int, int]:
        found = node
        for part in path:
            child = _child(found, part)
            if child is None:
                break
            found = child
        return _place(found)

    return spot_of


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if str(key.value) == str(part)), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        item: Node = node.value[part]
        return item
    return None


def _scalar(node: Node) -> object:
    value = str(node.value)
    if not isinstance(node, ScalarNode) or node.style is not None:
        return value
    read = _PLAIN.get(str(node.tag).rpartition(":")[2])
    return value if read is None else read(value)


def _number(value: str) -> object:
    """Whole numbers that read the same when written again; `0612345678`, `+33` and `1_000` stay as they are."""
    return int(value) if _WHOLE.fullmatch(value) else value


_PLAIN: Mapping[str, Callable[[str], object]] = {
    "null": lambda _: None,
    "bool": lambda value: _FLAGS.get(value.lower(), value),
    "int": _number,
}
"""By YAML's tag. Decimal numbers and dates stay text: records hold none, and `1.10` is not `1.1`."""


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _syntax(path: Path, problem: str, line: int | None = None, column: int | None = None) -> ConfigError:
    params = {"format": "YAML", "problem": problem}
    return ConfigError(Diagnostic(id="FD603", file=str(path), line=line, column=column, params=params))


def _too_large(path: Path, node: Node) -> Diagnostic:
    params = {"size": f"more than {MOST_VALUES}", "unit": "values", "most": MOST_VALUES}
    line, column = _place(node)
    return Diagnostic(id="FD601", file=str(path), line=line, column=column, params=params)
