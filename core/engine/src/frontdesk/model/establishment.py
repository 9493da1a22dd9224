"""The place that is written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from frontdesk.hours import Schedule, hours_of_kind, load_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address, in parts."""

    lines: tuple[str, ...] = ()
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """Where a place is, WGS 84, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """A shop, branch or clinic, with its data compiled for deciding. `source.EstablishmentRecord` builds it."""

    id: str
    name: str
    version: str
    """A hash of the content: texts rendered from another version are no longer true."""
    brand: str | None = None
    code: str | None = None
    address: Address = field(default_factory=Address)
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    booking_url: str | None = None
    map_url: str | None = None
    directions_url: str | None = None
    review_url: str | None = None
    expected_reply: str | None = None
    locale: str | None = None
    """The establishment's own language, BCP 47."""
    timezone: str | None = None
    """IANA name; None = unknown."""
    groups: tuple[str, ...] = ()
    custom: Mapping[str, str] = field(default_factory=dict)
    excluded_contacts: frozenset[str] = frozenset()
    opening_hours: Schedule | None = None
    chat_hours: Schedule | None = None
    """Its own chat hours; None = none set, `auto` then means the opening hours."""
    hours_documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The hours as they were given, by kind: what a custom schedule takes its special days from."""
    coordinates: Coordinates | None = None
    active: bool = True
    source: str | None = None
    """The source that its data come from; None = nobody said."""
    read_at: datetime | None = None
    """When that source last confirmed the data, changed or not, in UTC; None = nobody knows. No part of `version`."""
    _by_kind: dict[str, Schedule | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `hours_of` has compiled."""

    def hours_of(self, kind: str) -> Schedule | None:
        """The hours of a kind: `opening`, `chat`, or one that its source names (`delivery`); None = not given.

        Chat hours follow the special days, holidays and status of the opening hours, other kinds their closures
        (`frontdesk.hours.hours_of_kind`). Compiled when first asked for.
        """
        if kind not in self._by_kind:
            self._by_kind[kind] = self._compiled(kind)
        return self._by_kind[kind]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of hours that it has, in the order given: `opening`, `chat`, then those that its source names."""
        own = {"opening": self.opening_hours, "chat": self.chat_hours}
        return tuple(dict.fromkeys((*(kind for kind, hours in own.items() if hours), *self.hours_documents)))

    def _compiled(self, kind: str) -> Schedule | None:
        document = self.hours_documents.get(kind)
        if document is None or kind == "opening":
            return {"opening": self.opening_hours, "chat": self.chat_hours}.get(kind)
        return load_hours(hours_of_kind(kind, document, self.hours_documents.get("opening", {})))


class Placed(Protocol):
    """What selections ask of an establishment: all of it need not be at hand to know which rules are for it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that it is in."""
