"""The channel: webhooks of the Cloud API into events, messages into calls of the Graph API."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import (
    Bearer,
    Channel,
    Event,
    HttpCall,
    HttpReply,
    Message,
    Profile,
    ProfilePlan,
    Receipt,
    SecretRef,
    WebhookRequest,
    WebhookResponse,
    check_secret,
    check_signature,
)
from frontdesk_whatsapp import profile, replies
from frontdesk_whatsapp.events import read_events
from frontdesk_whatsapp.sending import outgoing
from frontdesk_whatsapp.settings import WhatsAppSettings

SIGNATURE = "X-Hub-Signature-256"
HANDSHAKE = "GET"


class WhatsAppChannel(Channel):
    """One business phone number of the Cloud API."""

    kind: ClassVar[str] = "whatsapp"
    Settings: ClassVar[type[BaseModel]] = WhatsAppSettings
    capabilities = WhatsAppSettings(
        phone_number_id="0", access_token=SecretRef("t"), app_secret=SecretRef("s"), verify_token=SecretRef("v")
    ).capabilities()
    largest_request: ClassVar[int] = 3 * 1024 * 1024
    """Meta's overview of webhooks: up to 3 MB."""

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = WhatsAppSettings.model_validate(settings)
        self.capabilities = self._settings.capabilities()

    def verify(self, request: WebhookRequest) -> None:
        """The app's signature over the raw bytes; of a handshake, the word that both sides know."""
        if request.method == HANDSHAKE:
            words = self.secret_values(self._settings.verify_token)
            subscribes = request.query.get("hub.mode") == "subscribe"
            check_secret(request.query.get("hub.verify_token", ""), words if subscribes else [], what="verify token")
            return
        keys = self.secret_values(self._settings.app_secret)
        expected = [hmac.new(key, request.body, sha256).hexdigest() for key in keys]
        check_signature(request, SIGNATURE, expected, prefix="sha256=")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Every item of the batch, in its order; a handshake tells of nothing."""
        if request.method == HANDSHAKE:
            return ()
        return read_events(request.body, self._settings.phone_number_id, request.received_at)

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        """The challenge of a handshake, as it is; else an empty 200."""
        challenge = request.query.get("hub.challenge", "") if request.method == HANDSHAKE else ""
        return WebhookResponse(body=challenge.encode("utf-8", "replace"))

    def compose(self, message: Message) -> HttpCall:
        """One POST to the number's messages."""
        return self._call("/messages", outgoing(message))

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:  # noqa: ARG002 - the port's signature
        """By Graph's error code, else by status."""
        return replies.read(reply)

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:  # noqa: ARG002 - all of it is read, whatever is wanted
        """The number's conversational components, and whether the phone app may answer beside us."""
        return [self._call(f"?fields={','.join(profile.FIELDS)}")]

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        """One call where the prompts differ, and none where they do not."""
        number = profile.found_in(found[0])
        if isinstance(number, str):
            return ProfilePlan(problem=number)  # nothing is done on a guess
        prompts, there = profile.prompts_of(wanted), profile.shown(number)
        foreign = tuple(profile.foreign(number))
        if prompts == there:
            return ProfilePlan(foreign_automations=foreign)
        call = self._call(f"/{profile.COMPONENTS}", profile.change(prompts, number))
        return ProfilePlan(
            calls=(call,), differences=(profile.difference(prompts, there),), foreign_automations=foreign
        )

    def _call(self, edge: str, document: Mapping[str, object] | None = None) -> HttpCall:
        """A call of Graph's on the phone number: a GET, or a POST where there is something to say."""
        root = str(self._settings.api_url).rstrip("/")
        url = f"{root}/{self._settings.graph_version}/{self._settings.phone_number_id}{edge}"
        auth = Bearer(self._settings.access_token)
        if document is None:
            return HttpCall(url=url, method="GET", auth=auth)
        body = json.dumps(document).encode()  # escaped: what is no Unicode is refused there, not here
        return HttpCall(url=url, headers={"content-type": "application/json"}, body=body, auth=auth)
