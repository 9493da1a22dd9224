"""WhatsApp's Cloud API as a platform: Graph addresses, signed batches, and refusals in Meta's own words.

From Meta's pages under https://developers.facebook.com/documentation/business-messaging/whatsapp/ (webhooks/overview,
webhooks/reference/*, business-scoped-user-ids, business-phone-numbers/conversational-components, support/error-codes)
and Meta's OpenAPI document v23.0 (github.com/facebook/openapi).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Final

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.platforms._whatsapp_rules import GraphError, automation_of, message_of
from frontdesk_testkit.turns import Answer, Turn

PHONE: Final = "106540352242922"
"""The id of the business's phone number; its number is `NUMBER`."""
NUMBER: Final = "15550783881"
WABA: Final = "102290129340398"
TOKEN: Final = b"EAAJfakeplatform"
SECRET: Final = b"fake-platform-app-secret"
VERIFY: Final = b"fake-platform-verify"
USER_ID: Final = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_CALL: Final = re.compile(r"/v\d+\.\d+/(?P<phone>[^/]+)(?P<edge>/messages|/conversational_automation)?")
_BUSY: Final[Mapping[Answer, tuple[int, GraphError]]] = {
    Answer.TOO_MANY: (429, GraphError(code=130429, message="(#130429) Rate limit hit")),
    Answer.ERROR: (503, GraphError(code=131016, message="(#131016) Service unavailable")),
    Answer.REFUSE: (400, GraphError(code=131026, message="(#131026) Message undeliverable")),
}


class WhatsAppDialect(Dialect):
    """One business phone number of the Cloud API. A contact that is a business-scoped user id has no phone number."""

    echoes: ClassVar[bool] = True

    def __init__(self) -> None:
        self.automation: dict[str, object] = {}
        """What `conversational_automation` holds."""
        self._people: dict[str, str] = {}
        self._listed: set[str] = set()

    def settings(self, root: str) -> Mapping[str, object]:
        """As the channel's page has it, with the Graph API at `root`."""
        return {
            "phone_number_id": PHONE,
            "access_token": "env:FAKE_WHATSAPP_TOKEN",
            "app_secret": "env:FAKE_WHATSAPP_APP_SECRET",
            "verify_token": "env:FAKE_WHATSAPP_VERIFY_TOKEN",
            "api_url": root,
        }

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - the same at any address
        """The system user's token, the app's secret, and the word of the handshake."""
        return {
            "env:FAKE_WHATSAPP_TOKEN": TOKEN,
            "env:FAKE_WHATSAPP_APP_SECRET": SECRET,
            "env:FAKE_WHATSAPP_VERIFY_TOKEN": VERIFY,
        }

    def contact(self, number: int) -> str:
        """A phone number; every third person has taken a username, and hides it."""
        return f"1650555{number:04}" if number % 3 else f"US.1349120865530274{number:04}"

    # What is sent to it

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`/{version}/{phone number id}`, with `/messages` or `/conversational_automation`; Graph's errors else."""
        called = _CALL.fullmatch(request.path)
        if called is None:
            raise Refused(GraphError(code=2500, message="Unknown path components").reply(400))
        self._authorise(request)
        if called["phone"] != PHONE:
            raise Refused(_no_such_object(called["phone"]))
        edge = (request.method, called["edge"])
        if edge == ("POST", "/messages"):
            return self._message(request)
        if edge == ("POST", "/conversational_automation"):
            self.automation |= automation_of(request.json())
            return PlatformReply(body=b'{"success":true}')
        if edge == ("GET", None):
            return PlatformReply(body=json.dumps(self._number(request.query.get("fields", ""))).encode())
        raise Refused(GraphError(code=100, message="(#100) Unsupported request").reply(400))

    def _authorise(self, request: PlatformRequest) -> None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), b"Bearer " + TOKEN):
            words = "Invalid OAuth access token - Cannot parse access token"
            raise Refused(GraphError(code=190, message=words).reply(401))

    def _message(self, request: PlatformRequest) -> Sent | PlatformReply:
        document = request.json()
        if document.get("status") == "read":
            return PlatformReply(body=b'{"success":true}')
        message = message_of(document)
        if message.listed:
            self._listed |= set(message.payloads)
        to = message.to or message.recipient
        sent = Sent(
            key=message.key,
            to=self._people.get(to, to),
            text=message.text,
            suggestions=message.titles,
            payloads=message.payloads,
            signed=True,
        )
        if USER_ID.fullmatch(message.to):
            return self.accept(sent, "lost")  # a user id in `to` is taken, and the message never arrives
        return sent

    def _number(self, fields: str) -> dict[str, object]:
        known: dict[str, object] = {"conversational_automation": self.automation, "is_on_biz_app": False}
        asked = {name for name in fields.split(",") if name in known}
        return {name: known[name] for name in sorted(asked)} | {"id": PHONE}

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """The id of the message, and whom it went to."""
        document = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": sent.to, "wa_id": sent.to}],
            "messages": [{"id": platform_id}],
        }
        return PlatformReply(body=json.dumps(document).encode())

    def refuse(self, turn: Turn) -> PlatformReply:
        """Graph's error; a gateway's 502 or 504 has no JSON."""
        usual, error = _BUSY[turn.answer]
        headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
        status = turn.status or usual
        if status in {502, 504}:
            return PlatformReply(status=status, body=b"<html>", headers=headers, content_type="text/html")
        return error.reply(status, headers)

    # What it tells

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """Changes as one entry."""
        entry = {"id": WABA, "changes": list(events)}
        return self.sign(at, json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:  # noqa: ARG002 - Meta signs no time
        """With the app's secret."""
        signature = hmac.new(SECRET, body, sha256).hexdigest()
        return Posting(
            body=body,
            headers={"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"},
        )

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """A text; ice breakers and commands come as one, too."""
        return self._incoming(number, contact, at, {"type": "text", "text": {"body": text}})

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """A reply to a button, or to a list where the payload was sent in one."""
        kind = "list_reply" if payload in self._listed else "button_reply"
        reply = {"type": kind, kind: {"id": payload, "title": title}}
        context = {"from": NUMBER, "id": "wamid.ours"}
        return self._incoming(number, contact, at, {"type": "interactive", "interactive": reply, "context": context})

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """Written in the WhatsApp Business app on the business's own phone."""
        person = self._person(contact)
        echo = {
            "from": NUMBER,
            **({"to": contact} if "wa_id" in person else {}),
            "to_user_id": person["user_id"],
            "id": f"wamid.echo-{number}",
            "timestamp": _seconds(at),
            "type": "text",
            "text": {"body": text},
        }
        return _change("smb_message_echoes", {"contacts": [person], "message_echoes": [echo]})

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """The status `sent`, with what `biz_opaque_callback_data` said."""
        person = self._person(sent.to)
        status = {
            "id": platform_id,
            "status": "sent",
            "timestamp": _seconds(at),
            **({"recipient_id": sent.to} if "wa_id" in person else {}),
            "recipient_user_id": person["user_id"],
            **({"biz_opaque_callback_data": sent.key} if sent.key else {}),
        }
        return _change("messages", {"contacts": [person], "statuses": [status]})

    def handshake(self) -> Posting:
        """The app dashboard's question when a callback address is saved."""
        query = f"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={VERIFY.decode()}"
        return Posting(method="GET", query=query)

    def _incoming(self, number: int, contact: str, at: datetime, content: Mapping[str, object]) -> Mapping[str, object]:
        person = self._person(contact)
        message = {
            **({"from": contact} if "wa_id" in person else {}),
            "from_user_id": person["user_id"],
            "id": f"wamid.in-{number}",
            "timestamp": _seconds(at),
            **content,
        }
        named = person | {"profile": {"name": f"Name of {contact}"}}
        return _change("messages", {"contacts": [named], "messages": [message]})

    def _person(self, contact: str) -> dict[str, object]:
        """Everybody has a user id; those with a username have nothing else."""
        if USER_ID.fullmatch(contact):
            return {"user_id": contact}
        user = f"US.{int(sha256(contact.encode()).hexdigest()[:15], 16)}"
        self._people[user] = contact
        return {"wa_id": contact, "user_id": user}


def _change(field: str, value: Mapping[str, object]) -> Mapping[str, object]:
    metadata = {"display_phone_number": NUMBER, "phone_number_id": PHONE}
    return {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


def _no_such_object(id: str) -> PlatformReply:  # noqa: A002 - Graph's word
    words = (
        f"Unsupported post request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation"
    )
    return GraphError(code=100, message=words, subcode=33).reply(400)
