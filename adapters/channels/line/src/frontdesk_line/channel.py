"""The channel: webhook events of the Messaging API into events, messages into pushes and replies."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
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
    check_signature,
)
from frontdesk_line import profile, replies, sending
from frontdesk_line.events import read_request
from frontdesk_line.settings import LineSettings

HEADER: Final = "X-Line-Signature"


class LineChannel(Channel):
    """One LINE Official Account. Only chats with a single person are answered."""

    kind: ClassVar[str] = "line"
    Settings: ClassVar[type[BaseModel]] = LineSettings
    capabilities = LineSettings.model_validate({"channel_secret": "secret", "access_token": "token"}).capabilities()

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = LineSettings.model_validate(settings)
        self.capabilities = self._settings.capabilities()

    def verify(self, request: WebhookRequest) -> None:
        """Base64 of HMAC-SHA256 over the raw body, by the channel secret; LINE signs no time."""
        secrets = self.secret_values(self._settings.channel_secret)
        digests = [hmac.digest(secret, request.body, sha256) for secret in secrets]
        check_signature(request, HEADER, [b64encode(digest).decode() for digest in digests])

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The events in the request's order; LINE's check of the address has none."""
        return read_request(request.body, request.received_at)

    def compose(self, message: Message) -> HttpCall:
        """A push, or a reply where `prefer_reply` says so."""
        return sending.compose(self._settings, message)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """By status; what was lost is repeated only where a retry key makes that harmless."""
        return replies.read(reply, keyed=not sending.replies(self._settings, message))

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:  # noqa: ARG002 - LINE keeps none of it
        """Who the account is: there is nothing else to read."""
        return [sending.bot_info(self._settings)]

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:  # noqa: ARG002 - as above
        """Nothing to write; the automations of LINE's own that may be on."""
        return profile.plan(found)
