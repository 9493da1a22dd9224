"""The channel: requests of the contract into events, messages into requests of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from frontdesk import (
    Channel,
    Event,
    HmacSignature,
    HttpCall,
    HttpReply,
    Message,
    Receipt,
    WebhookRejected,
    WebhookRequest,
    WebhookResponse,
    read_object,
)
from frontdesk_webhook import replies, signing
from frontdesk_webhook.events import read_event, unknown
from frontdesk_webhook.settings import WebhookSettings
from frontdesk_webhook.wire import MOST_BYTES, MOST_EVENTS, Envelope, Outgoing, SuggestionPart


class WebhookChannel(Channel):
    """Any platform that speaks the contract of `openapi.json`. What it can carry is in the account's settings."""

    kind: ClassVar[str] = "webhook"
    Settings: ClassVar[type[BaseModel]] = WebhookSettings
    largest_request: ClassVar[int] = MOST_BYTES
    capabilities = WebhookSettings(target_url="http://platform.invalid/", secrets=["key"]).capabilities()

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = WebhookSettings.model_validate(settings)
        self.capabilities = self._settings.capabilities()

    def verify(self, request: WebhookRequest) -> None:
        """Signature over the raw bytes, age, size, and the form of the envelope: the caller learns of it at once."""
        if len(request.body) > MOST_BYTES:
            raise WebhookRejected.of("FD504", size=len(request.body), most=MOST_BYTES).with_status(413)
        signing.check(request, self.secret_values(*self._settings.secrets))
        if _envelope(request.body) is None:
            raise WebhookRejected.of("FD505", most=MOST_EVENTS).with_status(400)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The events in the request's order; one that cannot be read is `Unknown` and loses no other."""
        envelope = _envelope(request.body)
        if envelope is None:
            raw = {"body": request.body[:MOST_BYTES].decode("utf-8", "replace")}
            return [unknown(raw, request.received_at, "no envelope")]
        return [read_event(raw, request.received_at) for raw in envelope.events]

    def compose(self, message: Message) -> HttpCall:
        """One signed POST; our key is its `id` and its `Idempotency-Key`."""
        return HttpCall(
            url=str(self._settings.target_url),
            headers={"content-type": "application/json", "idempotency-key": message.key},
            body=_outgoing(message).model_dump_json(exclude_none=True).encode(),
            auth=HmacSignature(
                ref=self._settings.secrets[0],
                header=signing.SIGNATURE_HEADER,
                timestamp_header=signing.TIMESTAMP_HEADER,
                prefix=signing.PREFIX,
            ),
            timeout=self._settings.timeout,
        )

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:  # noqa: ARG002 - the port's signature
        """By status alone: see the table in the README."""
        return replies.read(reply, self._settings.settles)

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        """How many events are now safe with us."""
        envelope = _envelope(request.body)
        accepted = len(envelope.events) if envelope is not None else 1  # as `parse` reads it
        return WebhookResponse(body=json.dumps({"accepted": accepted}).encode(), content_type="application/json")


def _envelope(body: bytes) -> Envelope | None:
    """The envelope of a body. Half of a character, which the quick reader refuses, becomes U+FFFD."""
    try:
        return Envelope.model_validate_json(body)
    except ValidationError:
        return _mended(body)


def _mended(body: bytes) -> Envelope | None:
    try:
        return Envelope.model_validate(read_object(body))
    except ValidationError:
        return None


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(
        id=message.key,
        to=message.to,
        text=message.text,
        kind=message.kind,
        conversation=message.conversation,
        locale=message.locale,
        style=message.carrier,
        suggestions=tuple(
            SuggestionPart(id=item.id, title=item.title, full_title=message.full_titles.get(item.id))
            for item in message.suggestions
        ),
        reply_context=dict(message.reply_context),
    )
