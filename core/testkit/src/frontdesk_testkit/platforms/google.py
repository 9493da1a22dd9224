"""Google's two chat platforms: RCS for Business, and Google Business Messages as it was until July 2024.

From Google's pages under https://developers.google.com/business-communications/ : rcs-business-messaging
(guides/integrate/webhooks, guides/build/messages/send, guides/build/events, reference/rest/v1) and business-messages
(guides/how-to/message, reference/rest/v1), and from the payloads of
github.com/google-business-communications/business-messages-test-framework.
"""

from __future__ import annotations

import hmac
import json
import re
from abc import abstractmethod
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha512
from typing import ClassVar, Final

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Sent
from frontdesk_testkit.platforms import _google_rules as rules
from frontdesk_testkit.platforms._google_errors import busy, error, refuse
from frontdesk_testkit.platforms._google_settings import Place
from frontdesk_testkit.platforms._google_tokens import Tokens
from frontdesk_testkit.turns import Turn

CLIENT_TOKEN: Final = b"SJENCPGJESMGUFPY"
HANDSHAKE: Final = "1234567890"
RCS_AGENT: Final = "fake-platform-agent@rbm.goog"
AGENT: Final = "brands/fake-brand/agents/fake-agent"
LOCATION: Final = "brands/fake-brand/locations/fake-location"
PLACE: Final = "ChIJfakeplatform"
_SCOPES: Final = "https://www.googleapis.com/auth/"


class GoogleDialect(Dialect):
    """What both have in common: tokens, the handshake, and the signature by the client token."""

    honours_keys: ClassVar[bool] = True

    def __init__(self) -> None:
        self.tokens = Tokens()

    def secrets(self, root: str) -> Mapping[str, bytes]:
        """The client token, and the key file of a service account whose tokens are fetched at `root`."""
        return {
            "env:FAKE_GOOGLE_CLIENT_TOKEN": CLIENT_TOKEN,
            "env:FAKE_GOOGLE_SERVICE_ACCOUNT": self.tokens.key_file(root),
        }

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:  # noqa: ARG002 - there is one account
        """As `/token` would have granted it."""
        return self.tokens.issue(scopes)

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`/token`, or a call of the platform's own API."""
        if (request.method, request.path) == ("POST", "/token"):
            return self.tokens.grant(request)
        return self.called(request)

    @abstractmethod
    def called(self, request: PlatformRequest) -> Sent | PlatformReply:
        """A call of the API, with its token still to be checked."""

    def handshake(self) -> Posting:
        """Unsigned: the client token is what vouches for it."""
        body = json.dumps({"clientToken": CLIENT_TOKEN.decode(), "secret": HANDSHAKE}).encode()
        return Posting(body=body, headers={"Content-Type": "application/json"})

    def refuse(self, turn: Turn) -> PlatformReply:
        """In Google's words."""
        return busy(turn)


def _signed(signed: bytes, body: bytes) -> Posting:
    signature = b64encode(hmac.new(CLIENT_TOKEN, signed, sha512).digest()).decode()
    return Posting(body=body, headers={"Content-Type": "application/json", "X-Goog-Signature": signature})


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


class RcsDialect(GoogleDialect):
    """One launched agent; a contact is a phone number."""

    echoes: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.unreachable: set[str] = set()
        """Phones without RCS."""

    def settings(self, root: str) -> Mapping[str, object]:
        """As the channel's page has it, with the API at `root`."""
        return {
            "agent_id": RCS_AGENT,
            "client_token": "env:FAKE_GOOGLE_CLIENT_TOKEN",
            "service_account": "env:FAKE_GOOGLE_SERVICE_ACCOUNT",
            "api_url": root,
        }

    def contact(self, number: int) -> str:
        """A French mobile number."""
        return f"+336{number:08}"

    # What is sent to it

    def called(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`phones.agentMessages.create` and `phones.agentEvents.create`."""
        call = re.fullmatch(r"/v1/phones/([^/]+)/(agentMessages|agentEvents)", request.path)
        if request.method != "POST" or call is None:
            raise refuse("NOT_FOUND", "Method not found.")
        self.tokens.check(request, f"{_SCOPES}rcsbusinessmessaging")
        phone, what = call[1], call[2]
        if request.query.get("agentId") != RCS_AGENT:
            raise refuse("PERMISSION_DENIED", "The caller does not have permission")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", phone):
            raise refuse("INVALID_ARGUMENT", f"{phone!r} is not a phone number in E.164 format")
        if phone in self.unreachable:
            raise refuse("NOT_FOUND", "Requested entity was not found.")
        return rules.rcs_message(request, phone) if what == "agentMessages" else rules.rcs_event(request, phone)

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:  # noqa: ARG002 - the id is the sender's own
        """The message as it was created; also for an id that was seen before, which changes nothing."""
        created = {"name": f"phones/{sent.to}/agentMessages/{sent.key}", "contentMessage": {"text": sent.text}}
        return PlatformReply(body=json.dumps(created).encode())

    # What it tells

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """One event in a Pub/Sub envelope; what is signed is the event alone."""
        (event,) = events
        return self.sign(at, json.dumps(event).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:
        """A body here is what the envelope holds."""
        held = {"data": b64encode(body).decode(), "messageId": "1", "message_id": "1", "publishTime": _time(at)}
        return _signed(body, json.dumps({"message": held, "subscription": "projects/fake/subscriptions/rbm"}).encode())

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """A `UserMessage` with words."""
        return self._from(contact, at) | {"messageId": f"MxFake{number}", "text": text}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """A `UserMessage` with a `SuggestionResponse`."""
        tapped = {"postbackData": payload, "text": title, "type": "REPLY"}
        return self._from(contact, at) | {"messageId": f"MxFake{number}", "suggestionResponse": tapped}

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """A `UserEvent`: the phone has it."""
        about = {"eventType": "DELIVERED", "eventId": f"Ev{platform_id}", "messageId": sent.key}
        return self._from(sent.to, at) | about

    def _from(self, contact: str, at: datetime) -> dict[str, object]:
        return {"senderPhoneNumber": contact, "sendTime": _time(at), "agentId": RCS_AGENT}


class BusinessMessagesDialect(GoogleDialect):
    """One agent with one location; a contact is a conversation."""

    echoes: ClassVar[bool] = True

    def __init__(self, *, location: bool = False) -> None:
        super().__init__()
        self.location = location
        """Whether the account is to be that of the location."""
        self.places = {place.name: place for place in (Place(AGENT, deep=True), Place(LOCATION, deep=False))}
        self.foreign: set[str] = set()
        """Conversations that are of another agent."""

    def settings(self, root: str) -> Mapping[str, object]:
        """As the channel's page has it, with both APIs at `root`."""
        return {
            "agent": AGENT,
            "client_token": "env:FAKE_GOOGLE_CLIENT_TOKEN",
            "service_account": "env:FAKE_GOOGLE_SERVICE_ACCOUNT",
            "representative": "Fake",
            "privacy_url": "https://platform.example/privacy",
            "api_url": root,
            "management_url": root,
            **({"location": LOCATION} if self.location else {}),
        }

    def contact(self, number: int) -> str:
        """A conversation's id."""
        return f"{number:08x}-fake-4c2b-9a1d-5e7f00000000"

    # What is sent to it

    def called(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`conversations.messages.create`, and `get` and `patch` of agents and locations."""
        called = re.fullmatch(r"/v1/conversations/([^/]+)/messages", request.path)
        if called is not None and request.method == "POST":
            self.tokens.check(request, f"{_SCOPES}businessmessages")
            return self._message(request, called[1])
        place = self.places.get(request.path.removeprefix("/v1/"))
        if place is None or request.method not in {"GET", "PATCH"}:
            raise refuse("NOT_FOUND", "Requested entity was not found.")
        self.tokens.check(request, f"{_SCOPES}businesscommunications")
        if request.method == "PATCH":
            place.patch(request.json(), request.query.get("updateMask", ""))
        return PlatformReply(body=json.dumps(place.document()).encode())

    def _message(self, request: PlatformRequest, conversation: str) -> Sent:
        """Into a conversation of this agent."""
        if conversation in self.foreign:
            raise refuse("PERMISSION_DENIED", "The caller does not have permission")
        return rules.business_message(request, conversation)

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:  # noqa: ARG002 - the id is the sender's own
        """The message as it was created."""
        created = {"name": f"conversations/{sent.to}/messages/{sent.key}", "messageId": sent.key, "text": sent.text}
        return PlatformReply(body=json.dumps(created).encode())

    def again(self, sent: Sent, platform_id: str) -> PlatformReply:  # noqa: ARG002 - as above
        """An id is taken once."""
        return error("ALREADY_EXISTS", "Requested entity already exists")

    # What it tells

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """One payload; the whole body is signed."""
        (event,) = events
        return self.sign(at, json.dumps(event).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:  # noqa: ARG002 - no time is signed
        """All of it."""
        return _signed(body, body)

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """A text, with what Google knows of the contact."""
        id_ = f"fake-message-{number}"
        name = f"conversations/{contact}/messages/{id_}"
        said = {"messageId": id_, "name": name, "text": text, "createTime": _time(at)}
        return self._from(number, contact, at) | {"message": said, "context": _CONTEXT}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """A tap; it has no id of its own."""
        tapped = {
            "message": f"conversations/{contact}/messages/of-the-agent",
            "postbackData": payload,
            "createTime": _time(at),
            "text": title,
            "suggestionType": "REPLY",
        }
        return self._from(number, contact, at) | {"suggestionResponse": tapped, "context": _CONTEXT}

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:  # noqa: ARG002 - as above
        """A receipt."""
        receipt = {"message": f"conversations/{sent.to}/messages/{sent.key}", "receiptType": "DELIVERED"}
        told = {"receipts": [receipt], "createTime": _time(at)}
        return {"agent": AGENT, "conversationId": sent.to, "sendTime": _time(at), "receipts": told}

    def _from(self, number: int, contact: str, at: datetime) -> dict[str, object]:
        request = {"requestId": f"fake-request-{number}", "sendTime": _time(at)}
        return {"agent": AGENT, "conversationId": contact, "customAgentId": "fake", **request}


_CONTEXT: Final[Mapping[str, object]] = {
    "entryPoint": "MAPS",
    "placeId": PLACE,
    "resolvedLocale": "fr",
    "userInfo": {"displayName": "Zoé", "userDeviceLocale": "fr-FR"},
}
