"""The channel: Chatwoot's webhooks into events, messages into calls of its API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import (
    Channel,
    Event,
    Handover,
    HttpCall,
    HttpReply,
    Message,
    Profile,
    ProfilePlan,
    Receipt,
    Settlement,
    WebhookRequest,
    happened_at,
    read_object,
    unknown,
)
from frontdesk_chatwoot import handing, profile, proof, sending
from frontdesk_chatwoot.behind import CAPABILITIES, Behind
from frontdesk_chatwoot.events import Arrived, read_event
from frontdesk_chatwoot.settings import ChatwootSettings

_CHECKS = {"signature": proof.check_signed, "url": proof.check_address}


class ChatwootChannel(Channel):
    """A Chatwoot account, as its agent bot or behind its API channel. Its inbox says what it carries."""

    kind: ClassVar[str] = "chatwoot"
    Settings: ClassVar[type[BaseModel]] = ChatwootSettings
    capabilities = replace(CAPABILITIES[Behind.WEB_WIDGET], settled_by=Settlement.ECHO)

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = ChatwootSettings.model_validate(settings)
        self.capabilities = self._settings.capabilities()

    def verify(self, request: WebhookRequest) -> None:
        """By signature and age, or by the secret in the address, as the settings say."""
        _CHECKS[self._settings.verify_by](request, self.secret_values(*self._settings.secrets))

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """One event for each request: Chatwoot sends no batches."""
        document = read_object(request.body)
        if not document:
            return [unknown(request.body, request.received_at, "not a JSON object")]
        posted_at = happened_at(request.headers.get(proof.TIMESTAMP.lower()), request.received_at)
        return [read_event(Arrived(document, self._settings.account_id, posted_at, request.received_at))]

    def compose(self, message: Message) -> HttpCall:
        """One POST into the conversation that was written in."""
        return sending.compose(message, self._settings.root, self._settings.bot_token)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:  # noqa: ARG002 - the port's signature
        """By status, and by the one refusal that is none."""
        return sending.read_reply(reply)

    def hand_over(self, handover: Handover) -> Sequence[HttpCall]:
        """The conversation opened, assigned, labelled and annotated."""
        return list(handing.calls(handover, self._settings))

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:  # noqa: ARG002 - there is nothing to want
        """The inboxes' own automatic messages."""
        return profile.reads(self._settings)

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:  # noqa: ARG002 - as above
        """What they would say beside us; nothing is changed."""
        return profile.plan(found)
