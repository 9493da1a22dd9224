"""The channel: Google Business Messages, as it was until it was retired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
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
    Profile,
    ProfilePlan,
    Receipt,
    Retired,
    Settlement,
    WebhookRequest,
    WebhookResponse,
)
from frontdesk_google import envelope, replies
from frontdesk_google.business_messages import events, profile, sending
from frontdesk_google.business_messages.settings import BusinessMessagesSettings


class BusinessMessagesChannel(Channel):
    """One agent, or one location of it; Google greets by itself, with what the profile says."""

    kind: ClassVar[str] = "google_business_messages"
    # https://developers.google.com/business-communications/business-messages/resources/release-notes/update-on-gbm
    retired: ClassVar[Retired | None] = Retired(on=date(2024, 7, 31), successor="rcs")
    Settings: ClassVar[type[BaseModel]] = BusinessMessagesSettings
    # In messages: text 3072, 13 suggestions of 25 that show under the newest message only (reference of
    # conversations.messages). Before any: 5 starters of 35, welcome and offline message of 1000 (reference of
    # ConversationalSetting). One may answer for 30 days after the contact's last message.
    capabilities = Capabilities(
        text=Limit(most=3072),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=13, title=Limit(most=25), vanishes=True),),
        native_starters=Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=35)),
        native_greeting=Limit(most=1000),
        native_absence=Limit(most=1000),
        native_locales=True,
        greets_itself=True,
        settled_by=Settlement.KEY,
        window=timedelta(days=30),
    )

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = BusinessMessagesSettings.model_validate(settings)

    def verify(self, request: WebhookRequest) -> None:
        """The handshake's token, else the raw body's signature, by the client token or by the older partner key."""
        token = self.secret_values(self._settings.client_token)
        keys = self.secret_values(self._settings.client_token, self._settings.partner_key)
        envelope.check(request, request.body, client_token=token, keys=keys)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """What a request tells; a handshake says nothing."""
        return () if envelope.handshake(request) is not None else events.read(request, self._settings)

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        """The handshake's secret, else a plain yes."""
        return envelope.answer(request)

    def compose(self, message: Message) -> HttpCall:
        """Under our own key: what is sent again is shown once."""
        return sending.compose(message, self._settings)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """By Google's own status."""
        return replies.read(reply, sent_as=message.key)

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:  # noqa: ARG002 - all of it is read at once
        """The settings of the agent, or of the location and its agent."""
        return profile.read(self._settings)

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        """The one call that mends them, language by language."""
        return profile.plan(self._settings, wanted, found)
