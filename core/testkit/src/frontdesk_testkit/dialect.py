"""Dialects: how the fake platform reads what is sent to it, and tells what happened on it."""

from __future__ import annotations

import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message as the platform understood it."""

    key: str
    to: str
    text: str
    suggestions: tuple[str, ...] = ()
    signed: bool = False
    """The signature was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A request that the platform makes."""

    body: bytes
    headers: Mapping[str, str]


class Dialect(ABC):
    """One platform's way of speaking. Written apart from the adapter, from the platform's own documentation."""

    # You implement

    @abstractmethod
    def read(self, headers: Mapping[str, str], body: bytes) -> Sent:
        """What was sent. Header names are in lower case. Raise `ValueError` where it is not this dialect."""

    @abstractmethod
    def accept(self, platform_id: str) -> bytes:
        """The body of a yes."""

    @abstractmethod
    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """Sign events as one request, at that instant."""

    @abstractmethod
    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """The event of a contact's message."""

    @abstractmethod
    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """The event by which the platform tells that it showed a message."""


class WebhookDialect(Dialect):
    """The JSON contract of the webhook channel, from its OpenAPI document."""

    def __init__(self, secret: bytes = b"fake-platform") -> None:
        self.secret = secret

    def read(self, headers: Mapping[str, str], body: bytes) -> Sent:
        """As `Outgoing` in the document."""
        document = json.loads(body)
        if not isinstance(document, dict) or not {"id", "to", "text"} <= document.keys():
            raise ValueError("not a message of the webhook contract")
        return Sent(
            key=document["id"],
            to=document["to"],
            text=document["text"],
            suggestions=tuple(item["title"] for item in document.get("suggestions", ())),
            signed=self._is_signed(headers, body),
        )

    def accept(self, platform_id: str) -> bytes:
        """As `Accepted` in the document."""
        return json.dumps({"id": platform_id}).encode()

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """As `Delivery` in the document."""
        body = json.dumps({"events": events}, ensure_ascii=False).encode()
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
