"""Elements: what every format of extracts says of one place, before it becomes a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]
"""Latitude and longitude in degrees, as they were written: a range is checked with the record."""

ANY = "*"
KINDS = ("node", "way", "relation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A node, way or relation. `at` is where it is or its centre, `nodes` and `members` what it is made of."""

    kind: str
    number: str
    tags: Mapping[str, str]
    at: Point | None = None
    gone: bool = False
    line: int | None = None
    nodes: Sequence[str] = field(default=(), repr=False)
    members: Sequence[tuple[str, str]] = field(default=(), repr=False)

    @property
    def ref(self) -> str:
        """How OpenStreetMap names it: `node/123`."""
        return f"{self.kind}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A part of an extract that is no element, and why."""

    line: int | None
    path: str
    problem: str


def wanted(tags: Mapping[str, str], filters: Mapping[str, str | Collection[str]]) -> bool:
    """Whether a place is one of those that are asked for."""
    if not filters:
        return any(tag in tags for tag in ("name", "opening_hours"))
    return all(_holds(tags.get(tag), value) for tag, value in filters.items())


def _holds(found: str | None, value: str | Collection[str]) -> bool:
    if found is None:
        return False
    words = {value} if isinstance(value, str) else set(value)
    return ANY in words or bool(words.intersection(part.strip() for part in [found, *found.split(";")]))


def centre(points: Sequence[Point]) -> Point | None:
    """The middle of the box around some points, as Overpass gives it; None where there is no point."""
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    return ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
