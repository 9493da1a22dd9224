"""Samples: real payloads of a platform, each with the events that it must become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frontdesk import ConversationOpened, Event, MessageReceived, StarterTapped, WebhookRequest

INPUT = (ConversationOpened, MessageReceived, StarterTapped)
"""What counts as the contact's own doing. An echo never is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An event that is expected: its type, and the fields that matter. `contact` stands for the contact's address."""

    kind: type[Event]
    fields: Mapping[str, object] = field(default_factory=dict)

    def differences(self, event: Event) -> list[str]:
        """What is not as expected, in words; empty = all is well."""
        if type(event) is not self.kind:
            return [f"{type(event).__name__} instead of {self.kind.__name__}"]
        found = {name: _field(event, name) for name in self.fields}
        return [f"{name} is {found[name]!r}, not {want!r}" for name, want in self.fields.items() if found[name] != want]


def expect(kind: type[Event], **fields: object) -> Expected:
    """Short for an `Expected`."""
    return Expected(kind=kind, fields=fields)


def _field(event: Event, name: str) -> object:
    return event.contact.address if name == "contact" else getattr(event, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One request as the platform sends it, before it is signed."""

    name: str
    """`<event>__<variant>`, as the fixture's file is called."""
    request: WebhookRequest
    events: Sequence[Expected]
    echo: bool = False
    """It tells of what we sent ourselves: an echo, a status, a read mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What a platform asks when its webhook is set up, and what it must be answered."""

    request: WebhookRequest
    answer: bytes
    """The body that it expects, with status 200."""
    refused: Sequence[WebhookRequest] = ()
    """The same from somebody else: a wrong word, no word."""
