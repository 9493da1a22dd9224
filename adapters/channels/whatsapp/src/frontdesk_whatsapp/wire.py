"""Reading untrusted JSON by place: a text, an object, the items of a list; what is not as it should be is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Item = Mapping[str, object]
_NOTHING: Final[Item] = {}


def text_at(item: Item, *path: str) -> str:
    """The text at a place within an object; empty where there is none."""
    *above, name = path
    for step in above:
        item = object_at(item, step)
    value = item.get(name)
    return value if isinstance(value, str) else ""


def object_at(item: Item, name: str) -> Item:
    """The object of that name; empty where there is none."""
    value = item.get(name)
    return value if isinstance(value, Mapping) else _NOTHING


def items_at(item: Item, name: str) -> Sequence[Item]:
    """The items of a list of that name. What is no object, or no list, is kept as the one field of an object."""
    value = item.get(name, [])
    return [_kept(each) for each in value] if isinstance(value, list) else [_kept(value)]


def changes(document: Item) -> Iterator[Item]:
    """Every change of a batch, in its order: `entry[]` x `changes[]`. What is out of place comes as it is."""
    for entry in items_at(document, "entry"):
        yield from items_at(entry, "changes") or [entry]


def _kept(value: object) -> Item:
    return value if isinstance(value, Mapping) else {"item": value}
