"""Places in rule documents: paths for people and programs, and the line and column each node was written at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Where a node is: `("message_sets", 0, "welcome", "fr")`."""

_LONGEST_KEY = 60


class Mark(NamedTuple):
    """Where something stands in a text: the file's name, line and column from 1."""

    file: str
    line: int
    column: int


def path_text(path: Path) -> str:
    """A path as people read it: `message_sets[0].starters[2].title.fr`."""
    return "".join(_step(part) for part in path).removeprefix(".")


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if len(part) <= _LONGEST_KEY else f".{part[:_LONGEST_KEY]}..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one item of a document came from: its file, and its path within that file."""

    file: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Where the nodes of a document were written. Empty for a document that never was a text."""

    values: Mapping[Path, Mark] = field(default_factory=dict)
    keys: Mapping[Path, Mark] = field(default_factory=dict)
    """The position of the key that leads to a path, where that is a mapping's."""
    texts: Mapping[Path, Mark] = field(default_factory=dict)
    """Where the words of a text start, if that is not where its node does: after the quote, below the `|`."""
    places: Mapping[Path, Place] = field(default_factory=dict)
    """Of each set, rule and schedule: a merged document's `message_sets[4]` is some file's `message_sets[0]`."""

    def value(self, path: Path) -> Mark | None:
        """Where the node at `path` starts; the nearest node above it when there is none."""
        for length in range(len(path), 0, -1):
            mark = self.values.get(path[:length])
            if mark is not None:
                return mark
        return None

    def key(self, path: Path) -> Mark | None:
        """Where the key at the end of `path` stands."""
        return self.keys.get(path) or self.value(path)

    def within(self, path: Path, line: int, column: int) -> Mark | None:
        """The place in the file of a place in the text at `path`, both counted from 1."""
        start = self.texts.get(path) or self.values.get(path)
        if start is None:
            return None
        return Mark(start.file, start.line + line - 1, start.column + column - 1)

    def local(self, path: Path) -> Path:
        """The path within the file that the node was read from."""
        place = self.places.get(path[:2])
        return path if place is None else place.path + path[2:]
