"""Accounts of channels, what a channel can carry, and how an event finds its establishment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from frontdesk.model.draft import Kind


class Unit(StrEnum):
    """What a platform counts when it limits a length."""

    CHARACTERS = "characters"
    UTF16 = "utf16"
    BYTES = "bytes"


class CarrierStyle(StrEnum):
    """How a message can carry suggestions; the last resort, numbered text, needs no carrier."""

    BUTTONS = "buttons"
    LIST = "list"


class Settlement(StrEnum):
    """How a send whose outcome was lost can be settled."""

    KEY = "key"
    """The platform honours our key: sending again is harmless."""
    ECHO = "echo"
    """A status or echo brings our key back."""
    NONE = "none"
    """Neither: an unknown outcome is parked for a human, unless `Capabilities.unsettled` says otherwise."""


class Unsettled(StrEnum):
    """What becomes of a send whose outcome nothing has settled."""

    RESEND = "resend"
    """It is sent again: nobody goes without an answer, and a few get it twice."""
    PARK = "park"
    """It waits for a human: nobody gets it twice, and a few go without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` of `unit`."""

    most: int
    unit: Unit = Unit.CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A token bucket: `per_second` on average, `burst` at once."""

    per_second: float
    burst: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """A network that cuts texts and charges each piece (SMS). One of several is shorter: it says where it belongs."""

    gsm7: int = 160
    """Septets of the only piece, where every character is in the SMS alphabet (3GPP TS 23.038)."""
    gsm7_joined: int = 153
    ucs2: int = 70
    """UTF-16 units of the only piece, where one character is not."""
    ucs2_joined: int = 67


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One way to show suggestions under a text: how many, how long, and how long the text may then be."""

    style: CarrierStyle
    count: int
    title: Limit
    body: Limit | None = None
    vanishes: bool = False
    """Shown under the newest message only: what is still open is offered anew under each answer."""
    visible: int | None = None
    """How many people see at once; more is carried, and advised against. None = all."""
    emoji: bool = True
    """Titles may hold emoji; where they may not, they are taken out and that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can carry. Every claim is proven by `ChannelContract`."""

    text: Limit
    segments: Segments | None = None
    """A text longer than one segment goes out whole; how many it takes is told beforehand."""
    carriers: tuple[Carrier, ...] = ()
    """In order of preference; the first that holds every suggestion is used."""
    start_signal: bool = False
    """The platform tells when a contact opens the conversation, before any message."""
    native_starters: Carrier | None = None
    """Starters that the platform itself shows before any message."""
    native_greeting: Limit | None = None
    """A greeting that the platform itself shows before any message, and how long it may be."""
    native_absence: Limit | None = None
    """The same for the time outside chat hours."""
    native_locales: bool = False
    """What is native is kept for each language; else the default language alone is shown."""
    greets_itself: bool = False
    """The platform shows the native greeting (or absence) at each start: ours is not said again beside it."""
    settled_by: Settlement = Settlement.NONE
    unsettled: Unsettled | None = None
    """When no echo has come in 90 seconds, or none can come; None = sent again where echoes come, parked elsewhere."""
    account_rate: Rate | None = None
    contact_rate: Rate | None = None
    window: timedelta | None = None
    """How long after the contact's last message an automatic message may be sent; None = always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How an account's event finds its establishment: fixed, else by an attribute of the event, else a default."""

    fixed: str | None = None
    attribute: str | None = None
    default: str | None = None

    def resolve(self, attributes: Mapping[str, str]) -> str | None:
        """The establishment's id, or None when the route leads nowhere."""
        if self.fixed is not None:
            return self.fixed
        named = attributes.get(self.attribute) if self.attribute else None
        return named or self.default


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One configured instance of a channel."""

    id: str
    channel: str
    """The channel's `kind`."""
    capabilities: Capabilities
    route: Route = field(default_factory=Route)
    addresses: frozenset[str] = frozenset()
    """Its own addresses on the platform: what they send is never input."""
    shows: frozenset[Kind] = frozenset()
    """The greetings of ours that the platform is known to show by itself at this time, in its own place for them.

    Where `Capabilities.greets_itself` says that it does so at each start, they are not said again beside it.
    """
