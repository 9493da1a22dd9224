"""Dialects: how the fake platform reads what is sent to it, and tells what happened on it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from frontdesk_testkit.turns import Answer, Turn

_STATUS: Mapping[Answer, int] = {Answer.TOO_MANY: 429, Answer.ERROR: 503, Answer.REFUSE: 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRequest:
    """A request that reached the platform. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> dict[str, object]:
        """The body as a JSON object. Raises `ValueError` where it is none."""
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004 - what a dialect raises for what is not its own
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformReply:
    """What the platform answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


class Refused(Exception):  # noqa: N818 - what happened
    """The platform refuses a request for good, in its own words: too long, too many, not allowed."""

    def __init__(self, reply: PlatformReply) -> None:
        super().__init__(reply.status, reply.body)
        self.reply = reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message as the platform understood it."""

    key: str
    """By which the platform knows a repeat, or gives it back; empty = it takes none."""
    to: str
    text: str
    suggestions: tuple[str, ...] = ()
    """Their titles, as the contact sees them."""
    payloads: tuple[str, ...] = ()
    """What a tap brings back, for each suggestion."""
    signed: bool = False
    """The credentials, or the signature, were right."""
    context: Mapping[str, str] = field(default_factory=dict)
    """What else the platform was told: a reply token, a conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A request that the platform makes."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    query: str = ""
    """Without its question mark."""


class Dialect(ABC):
    """One platform's way of speaking. Written apart from the adapter, from the platform's own documentation.

    An instance is one platform with its state (its profile, say); it serves one `FakePlatform`.
    """

    honours_keys: ClassVar[bool] = False
    """A message sent again with the same key is not shown again."""
    echoes: ClassVar[bool] = False
    """It tells of messages that it showed, with our key."""
    counts_suggestions: ClassVar[bool] = True
    """It refuses, or does not show, more suggestions than a channel declares; False = it takes any number of them."""
    webhook_url: str = ""
    """Frontdesk's own address for this account: `FakePlatform` sets it, where requests are signed by it (Twilio)."""
    staffed: bool = True
    """Humans of the business are there: what a platform goes by that greets by itself."""

    # You implement

    @abstractmethod
    def settings(self, root: str) -> Mapping[str, object]:
        """The settings of an account whose platform is this one, at `root` (`http://127.0.0.1:4000`)."""

    @abstractmethod
    def secrets(self, root: str) -> Mapping[str, bytes]:
        """The values of the secrets that `settings(root)` names, by reference; a key file holds addresses of `root`."""

    @abstractmethod
    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """A message that was sent, or the answer to any other call (a profile, a read mark).

        Raise `Refused` as the platform refuses, `ValueError` where no such call exists (400).
        """

    @abstractmethod
    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """A yes."""

    @abstractmethod
    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """Sign events as one request, at that instant."""

    @abstractmethod
    def sign(self, at: datetime, body: bytes) -> Posting:
        """Any body as a request that the platform signed at that instant, garbage too."""

    @abstractmethod
    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """The event of a contact's message; `number` makes its id."""

    # You may override

    def contact(self, number: int) -> str:
        """The address of a contact, as this platform writes them."""
        return f"c-{number}"

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:  # noqa: ARG002 - what it depends on, where it is asked
        """A token that this platform takes, where tokens are fetched (Google): what the host would have fetched."""
        return ""

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:  # noqa: ARG002
        """The event of a tap; on platforms without any, people type the title."""
        return self.message(number, contact, title, at)

    def opened(self, number: int, contact: str, at: datetime) -> Mapping[str, object] | None:  # noqa: ARG002
        """The event of a contact who opens the conversation and has said nothing; None = nobody tells."""
        return None

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object] | None:  # noqa: ARG002
        """The event of a human of the business who answers on the platform; None = nobody tells."""
        return None

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object] | None:  # noqa: ARG002
        """The event by which the platform tells that it showed a message; None = it never does."""
        return None

    def by_itself(self) -> Sequence[Sent]:
        """What the platform has shown of its own accord since it was last asked: its native greeting, at a start."""
        return ()

    def handshake(self) -> Posting | None:
        """What the platform asks when the webhook is set up; None = nothing."""
        return None

    def again(self, sent: Sent, platform_id: str) -> PlatformReply:
        """The answer to a key that was taken before, where keys are honoured."""
        return self.accept(sent, platform_id)

    def refuse(self, turn: Turn) -> PlatformReply:
        """The answer of a platform that is busy, down or unwilling, by the turn."""
        headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
        body = json.dumps({"error": turn.answer.value}).encode()
        return PlatformReply(status=turn.status or _STATUS[turn.answer], body=body, headers=headers)
