"""The two channels: requests of the Messenger Platform into events, messages into calls of the Graph API."""

from __future__ import annotations

import hmac
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import ClassVar, Final

from pydantic import BaseModel

from frontdesk import (
    Channel,
    Event,
    HttpCall,
    HttpReply,
    Message,
    Profile,
    ProfilePlan,
    Receipt,
    WebhookRequest,
    WebhookResponse,
    check_secret,
    check_signature,
)
from frontdesk_messenger import profile, replies, sending
from frontdesk_messenger.events import read_batch
from frontdesk_messenger.items import START, Owner
from frontdesk_messenger.settings import GraphSettings, InstagramSettings, MessengerSettings

SIGNATURE: Final = "X-Hub-Signature-256"
"""https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks: `sha256=` and the hex
HMAC-SHA256 of the raw body under the app secret. It covers no time: a repeat is known by its ids alone."""

_PLAIN: Final = {"app_id": "1", "app_secret": "secret", "verify_token": "token", "access_token": "access"}
"""Settings that decide nothing: what a kind can carry before there is an account."""


class GraphChannel(Channel):
    """What Messenger and Instagram share."""

    product: ClassVar[str]
    largest_request: ClassVar[int] = 3 * 1024 * 1024
    """Of a batch of up to 1000 events; the limit that Meta documents for the same webhooks of WhatsApp."""

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = self._checked(settings)
        self._owner = Owner(
            self.product, self._settings.own_id, self._settings.app_id, keys_return=self._settings.keys_return
        )
        self.capabilities = self._settings.capabilities()

    # The kinds implement

    @abstractmethod
    def _checked(self, settings: BaseModel) -> GraphSettings:
        """The settings of this kind."""

    @abstractmethod
    def _shown(self) -> profile.Shown:
        """What the platform shows before any message, and which of it is ours to write."""

    @property
    def addresses(self) -> frozenset[str]:
        """The page, or the Instagram account."""
        return frozenset({self._settings.own_id})

    # Requests

    def verify(self, request: WebhookRequest) -> None:
        """The verify token of a handshake; the signature of everything else."""
        if request.method == "GET":
            check_secret(_token(request), self.secret_values(self._settings.verify_token), what="hub.verify_token")
        else:
            check_signature(request, SIGNATURE, self._signatures(request.body), prefix="sha256=")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The events in the request's order; a handshake has none."""
        return () if request.method == "GET" else read_batch(request.body, self._owner, request.received_at)

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        """The challenge of a handshake, as it came."""
        if request.method == "GET":
            return WebhookResponse(body=request.query.get("hub.challenge", "").encode("utf-8", "replace"))
        return WebhookResponse()

    def _signatures(self, body: bytes) -> Iterator[str]:
        return (hmac.new(key, body, sha256).hexdigest() for key in self.secret_values(self._settings.app_secret))

    # Messages

    def compose(self, message: Message) -> HttpCall:
        """A call of the Send API, with our key as `metadata`."""
        return sending.compose(message, self._settings)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:  # noqa: ARG002 - the port's signature
        """By the platform's error codes: see the table in `replies`."""
        return replies.read(reply)

    # Profile

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:  # noqa: ARG002 - all there is comes in one answer
        """One call: the platform takes ten of them in ten minutes."""
        return (profile.read(self._shown(), self._settings),)

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        """At most one call that writes and one that takes away."""
        return profile.plan(self._shown(), self._settings, wanted, found)


class MessengerChannel(GraphChannel):
    """A Facebook Page's conversations on Messenger."""

    kind: ClassVar[str] = "messenger"
    product: ClassVar[str] = "page"
    Settings: ClassVar[type[BaseModel]] = MessengerSettings
    capabilities = MessengerSettings.model_validate({**_PLAIN, "page_id": "1"}).capabilities()

    def _checked(self, settings: BaseModel) -> MessengerSettings:
        return MessengerSettings.model_validate(settings)

    def _shown(self) -> profile.Shown:
        settings = self._checked(self.settings)
        start = START if settings.get_started else None
        return profile.Shown(start=start, has_start=True, has_greeting=True, writes_greeting=settings.native_greeting)


class InstagramChannel(GraphChannel):
    """An Instagram professional account's direct messages."""

    kind: ClassVar[str] = "instagram"
    product: ClassVar[str] = "instagram"
    Settings: ClassVar[type[BaseModel]] = InstagramSettings
    capabilities = InstagramSettings.model_validate(
        {**_PLAIN, "instagram_id": "1", "login": "instagram"}
    ).capabilities()

    def _checked(self, settings: BaseModel) -> InstagramSettings:
        return InstagramSettings.model_validate(settings)

    def _shown(self) -> profile.Shown:
        return profile.Shown(platform="instagram")


def _token(request: WebhookRequest) -> str:
    """The token of a handshake that is one: any other GET has none, and is refused like a wrong one."""
    return request.query.get("hub.verify_token", "") if request.query.get("hub.mode") == "subscribe" else ""
