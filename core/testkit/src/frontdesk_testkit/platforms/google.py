"""Google's two chat platforms: RCS for Business, and Google Business Messages as it was until July 2024.

From Google's pages under https://developers.google.com/business-communications/ : rcs-business-messaging
(guides/integrate/webhooks, guides/build/messages/send, guides/build/events, reference/rest/v1) and business-messages
(guides/how-to/message, reference/rest/v1), and from the payloads of
github.com/google-business-communications/business-messages-test-framework.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from frontdesk_testkit.dialect import PlatformReply, PlatformRequest, Posting, Sent
from frontdesk_testkit.platforms import _google_rules as rules
from frontdesk_testkit.platforms._google_common import GoogleDialect, signed, time_of
from frontdesk_testkit.platforms._google_errors import error, refuse
from frontdesk_testkit.platforms._google_settings import Place

__all__ = ["AGENT", "LOCATION", "BusinessMessagesDialect", "GoogleDialect", "RcsDialect"]

RCS_AGENT: Final = "fake-platform-agent@rbm.goog"
AGENT: Final = "brands/fake-brand/agents/fake-agent"
LOCATION: Final = "brands/fake-brand/locations/fake-location"
PLACE: Final = "ChIJfakeplatform"
_SCOPES: Final = "https://www.googleapis.com/auth/"


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
        held = {"data": b64encode(body).decode(), "messageId": "1", "message_id": "1", "publishTime": time_of(at)}
        return signed(body, json.dumps({"message": held, "subscription": "projects/fake/subscriptions/rbm"}).encode())

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
        return {"senderPhoneNumber": contact, "sendTime": time_of(at), "agentId": RCS_AGENT}


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
        self._begun: set[str] = set()
        self._greetings: list[Sent] = []

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
        return signed(body, body)

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """A text, with what Google knows of the contact."""
        id_ = f"fake-message-{number}"
        name = f"conversations/{contact}/messages/{id_}"
        said = {"messageId": id_, "name": name, "text": text, "createTime": time_of(at)}
        return self._from(number, contact, at) | {"message": said}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """A tap; it has no id of its own."""
        tapped = {
            "message": f"conversations/{contact}/messages/of-the-agent",
            "postbackData": payload,
            "createTime": time_of(at),
            "text": title,
            "suggestionType": "REPLY",
        }
        return self._from(number, contact, at) | {"suggestionResponse": tapped}

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:  # noqa: ARG002 - as above
        """A receipt."""
        receipt = {"message": f"conversations/{sent.to}/messages/{sent.key}", "receiptType": "DELIVERED"}
        told = {"receipts": [receipt], "createTime": time_of(at)}
        return {"agent": AGENT, "conversationId": sent.to, "sendTime": time_of(at), "receipts": told}

    def _from(self, number: int, contact: str, at: datetime) -> dict[str, object]:
        """What every payload of a contact has; the first of one comes after the greeting."""
        locale = self._shown().resolve(_DEVICE)
        if contact not in self._begun:
            self._begun.add(contact)
            self._greetings += self._shown().greeting(contact, locale, staffed=self.staffed)
        user = {"displayName": "Zoé", "userDeviceLocale": _DEVICE}
        context = {"entryPoint": "MAPS", "placeId": PLACE, "resolvedLocale": locale or "fr", "userInfo": user}
        request = {"requestId": f"fake-request-{number}", "sendTime": time_of(at), "context": context}
        return {"agent": AGENT, "conversationId": contact, "customAgentId": "fake", **request}

    def by_itself(self) -> Sequence[Sent]:
        """The welcome or the offline message, with the starters, at the start of each conversation."""
        shown, self._greetings = self._greetings, []
        return shown

    def _shown(self) -> Place:
        """In Maps the location's own settings stand instead of the agent's, where it has any."""
        location = self.places[LOCATION]
        return location if self.location and location.settings else self.places[AGENT]


_DEVICE: Final = "fr-FR"
