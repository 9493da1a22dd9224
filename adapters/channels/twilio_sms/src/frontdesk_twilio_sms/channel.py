"""The channel: Twilio's forms into events, messages into forms for Twilio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import (
    Channel,
    Event,
    HttpCall,
    HttpReply,
    Message,
    Receipt,
    Settlement,
    WebhookRequest,
    WebhookResponse,
    unknown,
)
from frontdesk_twilio_sms import proof, sending
from frontdesk_twilio_sms.events import read_event
from frontdesk_twilio_sms.settings import TwilioSmsSettings, capabilities

_NOTHING_TO_SAY = WebhookResponse(body=b"<Response/>", content_type="text/xml")
"""What is written into the answer would be sent as a message: our messages go the other way."""


class TwilioSmsChannel(Channel):
    """A number, short code or messaging service of a Twilio account, for text messages."""

    kind: ClassVar[str] = "twilio_sms"
    Settings: ClassVar[type[BaseModel]] = TwilioSmsSettings
    capabilities = capabilities(Settlement.ECHO)

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = TwilioSmsSettings.model_validate(settings)
        self.capabilities = self._settings.capabilities()

    @property
    def addresses(self) -> frozenset[str]:
        """The number that sends; which of a messaging service's numbers does, is Twilio's to choose."""
        return frozenset() if self._settings.by_service else frozenset({self._settings.sender})

    def verify(self, request: WebhookRequest) -> None:
        """By signature: over the address that Twilio called, and the form."""
        proof.check(request, self.secret_values(self._settings.auth_token), self._settings.public_url)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """One event for each request: Twilio sends no batches."""
        form = dict(proof.read_form(request.body))
        if not form:
            return [unknown(request.body, request.received_at, "not a form")]
        return [read_event(form, request.query, request.received_at)]

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:  # noqa: ARG002 - always the same
        """Empty TwiML: nothing is answered on the spot."""
        return _NOTHING_TO_SAY

    def compose(self, message: Message) -> HttpCall:
        """One POST for each message."""
        return sending.compose(message, self._settings)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:  # noqa: ARG002 - the port's signature
        """By Twilio's own code."""
        return sending.read_reply(reply)
