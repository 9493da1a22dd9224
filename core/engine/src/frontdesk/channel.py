"""The port of channels. A channel is a translator: requests into events, messages into calls. The host talks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import BaseModel

from frontdesk.calls import HttpCall, HttpReply, WebhookRequest, WebhookResponse
from frontdesk.errors import WebhookRejected
from frontdesk.model import Capabilities, Event, Handover, Message, Suggestion

__all__ = [
    "Channel",
    "Difference",
    "ForeignAutomation",
    "Outcome",
    "Profile",
    "ProfilePlan",
    "ProfileTexts",
    "Publish",
    "Receipt",
    "Retired",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Append to the conversation's own stream: for a platform that is this very server. Exactly once, by the key."""

    body: Mapping[str, object]


class Outcome(StrEnum):
    """How a send ended."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    """The platform refuses the account, not this message: wrong credentials, a restriction, a spam limit.

    Nothing is lost: the account's messages wait, visibly, until somebody mends the account or lets it go on.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform said to one send."""

    outcome: Outcome
    platform_id: str | None = None
    retry_after: float | None = None
    """Seconds."""
    only_contact: bool = False
    """What is to be sent again later concerns this contact alone, such as a pair limit: the others need not wait."""
    detail: str = ""
    """The platform's own words, for the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTexts:
    """What a platform shows before any message, in one language."""

    locale: str
    """BCP 47, as the message set writes it (`fr`, `pt-BR`)."""
    starters: tuple[Suggestion, ...] = ()
    greeting: str | None = None
    """Where `Capabilities.native_greeting` says that the platform shows one."""
    absence: str | None = None
    """Where `Capabilities.native_absence` says that the platform shows one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a platform is to show before any message, where all establishments of the account agree; empty = nothing.

    `fit_profile` made it: it holds no more, and nothing longer, than the channel's native capabilities carry.
    """

    texts: tuple[ProfileTexts, ...] = ()
    """One for each language; the first is the default, for platforms that need one or know no languages."""

    @property
    def default(self) -> ProfileTexts | None:
        """The texts for those whose language is not among `texts`."""
        return self.texts[0] if self.texts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that the platform shows and should not, or does not show as it should."""

    field: Literal["starters", "greeting", "absence", "commands"]
    locale: str | None = None
    wanted: str = ""
    """In words for people: titles joined by ` | `, or the text; empty = nothing is wanted."""
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAutomation:
    """An automatic message that the platform itself would send beside ours, and that is not of our making."""

    kind: Literal["greeting", "absence", "starters", "other"]
    text: str = ""
    """Its words, or what is known of it; empty = the platform tells no more than that it is on."""
    enabled: bool | None = True
    """None = the platform does not tell whether it is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePlan:
    """The calls that mend the difference between the profile wanted and the one found, and what was seen.

    No difference, no call: a plan made of what a plan has just written is empty.
    """

    calls: tuple[HttpCall, ...] = ()
    differences: tuple[Difference, ...] = ()
    foreign_automations: tuple[ForeignAutomation, ...] = ()
    problem: str = ""
    """Why the platform's answer could not be read or was a refusal, in the platform's words; then `calls` is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """The platform is no more. The host says so wherever such an account is checked or shown, and connects it still."""

    on: date
    """Its last day."""
    successor: str
    """The kind of the channel to use instead."""


class Channel(ABC):
    """A translator between one kind of chat platform and Frontdesk. It has no I/O, no clock and no state.

    One instance serves one account; `account` is its id and `settings` its validated settings.
    Settings fields of type `SecretRef` name secrets; only the host resolves those that stand in calls.
    """

    kind: ClassVar[str]
    Settings: ClassVar[type[BaseModel]]
    capabilities: Capabilities
    """A class attribute; where the settings decide what can be carried, `__init__` sets the instance's own."""
    largest_request: ClassVar[int] = 1024 * 1024
    """Bytes of the largest body that the platform sends; the host answers 413 to one byte more."""
    retired: ClassVar[Retired | None] = None
    """Where the platform is no more, since when, and what came after it."""

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        """`secrets` holds the values that `verify` needs, by the reference that `settings` gives."""
        self.account = account
        self.settings = settings
        self.secrets = secrets or {}

    # You implement

    @abstractmethod
    def verify(self, request: WebhookRequest) -> None:
        """Raise `WebhookRejected` unless the request is the platform's own: signature, age, form."""

    @abstractmethod
    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The request's events, in its order. What cannot be named becomes `Unknown`; never an exception."""

    @abstractmethod
    def compose(self, message: Message) -> HttpCall | Publish:
        """What to send, as a value. `message.text` stands in it verbatim, and `message.key` comes back from it."""

    @abstractmethod
    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """What the platform's reply means: sent, retry after, failed for good, or unknown."""

    # You may override

    @property
    def addresses(self) -> frozenset[str]:
        """The account's own addresses, as they would stand in `Contact.address`: what they send is never answered."""
        return frozenset()

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:  # noqa: ARG002
        """What to answer once the events are durable; override for a platform's challenges."""
        return WebhookResponse()

    def courtesies(self, event: Event) -> Sequence[HttpCall]:  # noqa: ARG002
        """Best-effort calls that an event deserves: read marks, typing, answering a tap.

        Up to five are made, once, beside everything else, after the event was decided: never for a repeat, never
        again, and none when the event is older than a minute by then or its account is on hold.
        """
        return ()

    def hand_over(self, handover: Handover) -> Sequence[HttpCall]:  # noqa: ARG002
        """The calls that give the conversation to the platform's own people, and label it; none = it has no such thing.

        Made in order, after what the contact reads first; once one fails, all of them are made again: each must set a
        state, so that repeating it changes nothing. Without `handover.hands_over` the conversation is only labelled.
        """
        return ()

    def read_handover(self, handover: Handover, reply: HttpReply) -> Receipt:  # noqa: ARG002
        """What the reply to one of these calls means; override where the platform says more than its status does."""
        detail = reply.body[:200].decode("utf-8", "replace")
        if 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP's own classes
            return Receipt(outcome=Outcome.SENT)
        again = reply.status in (408, 425, 429) or reply.status >= 500  # noqa: PLR2004
        return Receipt(
            outcome=Outcome.RETRY if again else Outcome.FAILED, detail=f"status {reply.status}: {detail}".strip(": ")
        )

    def publish_incoming(self, event: Event) -> Publish | None:  # noqa: ARG002
        """How an event stands in the conversation's own stream, where the platform is this very server."""
        return None

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:  # noqa: ARG002
        """The calls that read what the platform shows before any message; none = the platform has no such thing."""
        return ()

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:  # noqa: ARG002
        """The calls that turn what was found into what is wanted. `found` answers `read_profile(wanted)`, in order."""
        return ProfilePlan()

    # You should not need to override

    def secret_values(self, *refs: str | None) -> list[bytes]:
        """The values of those secrets that are at hand, at least one. An empty one is none: by it anybody could sign.

        Raises `WebhookRejected` (FD506; 503) where none is: the platform is to come again once somebody has set it.
        """
        named = [ref for ref in refs if ref is not None]
        found = [value for ref in named if (value := self.secrets.get(ref))]
        if not found:
            raise WebhookRejected.of("FD506", account=self.account, refs=", ".join(named)).with_status(503)
        return found
