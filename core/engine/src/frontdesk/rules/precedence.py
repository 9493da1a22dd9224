"""Precedence: which message set comes first where two meet. By place, but for one that takes others over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from frontdesk.rules.document import RuleDocument
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems, suggest

T = TypeVar("T")

Edges = Mapping[str, set[str]]


def in_order(sets: Sequence[T], name: Callable[[T], str], taken_over: Callable[[T], Iterable[str]]) -> list[T]:
    """Sets in the order in which they are looked at: each right before the first of those that it takes over."""
    takers: dict[str, list[int]] = {}
    for at, one in enumerate(sets):
        for other in taken_over(one):
            takers.setdefault(other, []).append(at)
    if not takers:
        return list(sets)
    order: dict[int, None] = {}
    opened: set[int] = set()
    for at in range(len(sets)):
        waiting = [at]
        while waiting:
            top = waiting[-1]
            first = [] if top in opened else [taker for taker in takers.get(name(sets[top]), ()) if taker not in opened]
            opened.add(top)
            if first:
                waiting.extend(reversed(first))
            else:
                order.setdefault(waiting.pop())
    return [sets[at] for at in order]


def check_takeovers(document: RuleDocument, problems: Problems) -> None:
    """Warn of names that no set has; record circles, in which nobody could come first."""
    written = list(_written(document))
    names = {str(raw.get("name")) for raw in document.message_sets if isinstance(raw, Mapping)}
    edges: dict[str, set[str]] = {}
    for _, name, other in written:
        edges.setdefault(name, set()).add(other)
    circling = _circling(edges)
    for path, name, other in written:
        if other in circling.get(name, ()):
            problems.add("FD382", path, name=name, word=other)
        elif other not in names:
            id_, params = suggest("FD380", "FD381", other, sorted(names - {name}))
            problems.warn(id_, path, **params)


def _written(document: RuleDocument) -> Iterable[tuple[Path, str, str]]:
    """(path, name, taken over) of everything that sets take over."""
    for at, raw in enumerate(document.message_sets):
        named = raw.get("takes_over") if isinstance(raw, Mapping) else None
        for place, other in enumerate(named if isinstance(named, list) else ()):
            yield ("message_sets", at, "takes_over", place), str(raw.get("name")), str(other)  # type: ignore[attr-defined]


def _circling(edges: Edges) -> Edges:
    """What is left of the names when those that lead nowhere, and those that nobody leads to, are taken away."""
    return _turned(_leading_on(_turned(_leading_on(edges))))


def _leading_on(edges: Edges) -> Edges:
    """Without the names that lead nowhere, one after the other."""
    before = _turned(edges)
    ways = {name: len(others) for name, others in edges.items()}
    ended = [other for other in before if other not in ways]
    gone = set(ended)
    while ended:
        for name in before.get(ended.pop(), ()):
            ways[name] -= 1
            if not ways[name]:
                gone.add(name)
                ended.append(name)
    return {name: others - gone for name, others in edges.items() if name not in gone}


def _turned(edges: Edges) -> Edges:
    """The same, seen from the other end."""
    found: dict[str, set[str]] = {}
    for name, others in edges.items():
        for other in others:
            found.setdefault(other, set()).add(name)
    return found
