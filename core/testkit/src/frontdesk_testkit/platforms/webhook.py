"""A platform that speaks the webhook channel's own JSON contract, from its OpenAPI document."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from pydantic import BaseModel

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent


class _Suggestion(BaseModel):
    id: str
    title: str


class _Outgoing(BaseModel):
    id: str
    to: str
    text: str
    style: str | None = None
    suggestions: tuple[_Suggestion, ...] = ()


class _Carrier(BaseModel):
    style: str = "buttons"
    count: int = 10


class _Declared(BaseModel):
    text_limit: int = 4096
    unit: str = "characters"
    carriers: tuple[_Carrier, ...] = (_Carrier(),)


def _length(text: str, unit: str) -> int:
    encoding, size = {"bytes": ("utf-8", 1), "utf16": ("utf-16-le", 2)}.get(unit, ("utf-32-le", 4))
    return len(text.encode(encoding)) // size


class WebhookDialect(Dialect):
    """The JSON contract of the webhook channel, from its OpenAPI document."""

    honours_keys: ClassVar[bool] = True
    echoes: ClassVar[bool] = True

    def __init__(self, secret: bytes = b"fake-platform", **declared: object) -> None:
        """`declared` are settings of the account besides: what this platform can carry."""
        self.secret = secret
        self.declared = declared

    def settings(self, root: str) -> Mapping[str, object]:
        """As the channel's README has it."""
        return {"target_url": f"{root}/messages", "secrets": ["env:FAKE_PLATFORM_SECRET"], **self.declared}

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - a key knows no address
        """The one key."""
        return {"env:FAKE_PLATFORM_SECRET": self.secret}

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """As `Outgoing` in the document."""
        document = request.json()
        if not {"id", "to", "text"} <= document.keys():
            raise ValueError("not a message of the webhook contract")
        outgoing = _Outgoing.model_validate(document)
        self._measure(outgoing)
        return Sent(
            key=outgoing.id,
            to=outgoing.to,
            text=outgoing.text,
            suggestions=tuple(item.title for item in outgoing.suggestions),
            payloads=tuple(item.id for item in outgoing.suggestions),
            signed=self._is_signed(request.headers, request.body),
        )

    def _measure(self, outgoing: _Outgoing) -> None:
        """The limits are the platform's own: here, those that its account declares."""
        limits = _Declared.model_validate(self.declared)
        fitting = [carrier for carrier in limits.carriers if outgoing.style in (None, carrier.style)]
        most = max((carrier.count for carrier in fitting), default=0)
        if _length(outgoing.text, limits.unit) > limits.text_limit or len(outgoing.suggestions) > most:
            raise Refused(PlatformReply(status=422, body=b'{"error": "too much"}'))

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:  # noqa: ARG002 - the yes names the platform's id alone
        """As `Accepted` in the document."""
        return PlatformReply(body=json.dumps({"id": platform_id}).encode())

    def again(self, sent: Sent, platform_id: str) -> PlatformReply:
        """A conflict, as the document allows."""
        return replace(self.accept(sent, platform_id), status=409)

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """As `Delivery` in the document."""
        return self.sign(at, json.dumps({"events": events}, ensure_ascii=False).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:
        """Over time and body."""
        timestamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Frontdesk-Timestamp": timestamp,
            "X-Frontdesk-Signature": self._signature(timestamp, body),
        }
        return Posting(body=body, headers=headers)

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """As `MessagePart` in the document."""
        return self._event("message", f"m-{number}", contact, at) | {"text": text}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """As `TapPart` in the document."""
        return self._event("starter_tap", f"m-{number}", contact, at) | {"starter": payload, "title": title}

    def opened(self, number: int, contact: str, at: datetime) -> Mapping[str, object]:
        """As `OpenedPart` in the document."""
        return self._event("conversation_opened", f"m-{number}", contact, at)

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """As `OperatorPart` in the document."""
        return self._event("operator_reply", f"m-{number}", contact, at) | {"text": text}

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """As `DeliveryPart` in the document."""
        about = {"key": sent.key, "platform_id": platform_id, "status": "sent"}
        return self._event("delivery", f"echo-{platform_id}", sent.to, at) | about

    @staticmethod
    def _event(kind: str, id: str, contact: str, at: datetime) -> dict[str, object]:  # noqa: A002 - the wire's word
        return {"type": kind, "id": id, "at": at.isoformat(), "contact": {"id": contact}}

    def _signature(self, timestamp: str, body: bytes) -> str:
        return "v1=" + hmac.new(self.secret, timestamp.encode() + b"." + body, sha256).hexdigest()

    def _is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        expected = self._signature(headers.get("x-frontdesk-timestamp", ""), body)
        return hmac.compare_digest(headers.get("x-frontdesk-signature", "").encode(), expected.encode())
