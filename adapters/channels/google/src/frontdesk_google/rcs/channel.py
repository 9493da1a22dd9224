"""The channel: RCS for Business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import (
    Capabilities,
    Carrier,
    CarrierStyle,
    Channel,
    Event,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    Receipt,
    Settlement,
    WebhookRequest,
    WebhookResponse,
)
from frontdesk_google import envelope, replies
from frontdesk_google.rcs import events, sending
from frontdesk_google.rcs.settings import RcsSettings


class RcsChannel(Channel):
    """One agent, written to by the phone numbers of those whose phones speak RCS."""

    kind: ClassVar[str] = "rcs"
    Settings: ClassVar[type[BaseModel]] = RcsSettings
    # Text 3072: ".../guides/build/messages/send", "Message size limits". Suggestions 11, under the newest message only:
    # ".../reference/rest/v1/phones.agentMessages", AgentContentMessage. Titles 25: the same page, SuggestedReply.
    capabilities = Capabilities(
        text=Limit(most=3072),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=11, title=Limit(most=25), vanishes=True),),
        settled_by=Settlement.KEY,
    )

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = RcsSettings.model_validate(settings)

    def verify(self, request: WebhookRequest) -> None:
        """The handshake's token, else the signature over the event within the envelope."""
        token = self.secret_values(self._settings.client_token)
        envelope.check(request, events.signed_part(request), client_token=token, keys=token)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The one event of a request; a handshake says nothing."""
        return () if envelope.handshake(request) is not None else events.read(request, self._settings)

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        """The handshake's secret, else a plain yes: anything else holds up every agent of the partner."""
        return envelope.answer(request)

    def compose(self, message: Message) -> HttpCall:
        """By an id made of our key: what is sent again is shown once."""
        return sending.compose(message, self._settings)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """By Google's own status. 404 is also what a check of the phone's capabilities would have said: no RCS."""
        return replies.read(reply, sent_as=sending.message_id(message.key))

    def courtesies(self, event: Event) -> Sequence[HttpCall]:
        """The read mark, and that an answer is being written."""
        return sending.courtesies(event, self._settings)
