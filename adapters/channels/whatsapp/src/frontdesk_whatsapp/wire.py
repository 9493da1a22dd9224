"""Reading batches: the items of a list, the changes of a document; what is out of place is kept as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Item = Mapping[str, object]


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
