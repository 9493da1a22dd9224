"""Chatwoot, as its agent bot sees it: from its source code (chatwoot/chatwoot) and https://www.chatwoot.com/developers/api/."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Final, Literal

from pydantic import BaseModel, Field, ValidationError

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.turns import Answer, Turn

ACCOUNT: Final = 1
INBOX: Final = 5
BOT_TOKEN: Final = "fake-bot-token"  # noqa: S105 - nobody else takes it
STAFF_TOKEN: Final = "fake-staff-token"  # noqa: S105 - as above
SECRET: Final = b"fake-webhook-secret"
MOST_CHARACTERS: Final = 150_000
_FIRST_CONVERSATION: Final = 1000
"""Conversation 1007 is contact 7's: each has one."""
_PATH: Final = re.compile(rf"/api/v1/accounts/{ACCOUNT}/(\w+)/(\d+)(?:/(\w+))?")


_ContentType = Literal[
    "text", "input_text", "input_textarea", "input_email", "input_select", "cards", "form", "article", "incoming_email",
    "input_csat", "integrations", "sticker", "voice_call",
]  # fmt: skip
"""Of `app/models/message.rb`."""


class _Item(BaseModel, extra="forbid"):
    """`ContentAttributeValidator` knows these keys of an `input_select`'s items, and refuses others."""

    title: str
    value: str
    description: str = ""


class _Attributes(BaseModel, extra="allow"):
    items: tuple[_Item, ...] = ()


class _Outgoing(BaseModel):
    content: str
    message_type: Literal["outgoing"] = "outgoing"
    """`incoming` is taken in inboxes of kind API alone, and this is a web widget."""
    private: bool = False
    content_type: _ContentType = "text"
    content_attributes: _Attributes = Field(default_factory=_Attributes)


class ChatwootDialect(Dialect):
    """An installation with one account, one web widget, one bot and one human. It keeps what was said to whom."""

    echoes: ClassVar[bool] = True
    counts_suggestions: ClassVar[bool] = False

    def __init__(self) -> None:
        self.inbox: dict[str, object] = {
            "id": INBOX,
            "name": "Website",
            "channel_type": "Channel::WebWidget",
            "greeting_enabled": False,
            "greeting_message": None,
            "enable_email_collect": False,
            "working_hours_enabled": False,
            "out_of_office_message": None,
        }
        self.statuses: dict[int, str] = {}
        self.labels: dict[int, list[str]] = {}
        self.notes: dict[int, list[str]] = {}
        self.teams: dict[int, int] = {}

    def settings(self, root: str) -> Mapping[str, object]:
        """As the adapter's page has it."""
        return {
            "api_url": root,
            "account_id": ACCOUNT,
            "bot_token": "env:CHATWOOT_BOT_TOKEN",
            "secrets": ["env:CHATWOOT_SECRET"],
            "staff_token": "env:CHATWOOT_STAFF_TOKEN",
            "inboxes": [INBOX],
        }

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - tokens know no address
        """Two tokens, and the secret that signs."""
        return {
            "env:CHATWOOT_BOT_TOKEN": BOT_TOKEN.encode(),
            "env:CHATWOOT_STAFF_TOKEN": STAFF_TOKEN.encode(),
            "env:CHATWOOT_SECRET": SECRET,
        }

    # What is sent

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """`create` of messages, `toggle_status`, `labels`, and an inbox to look at."""
        found = _PATH.fullmatch(request.path)
        token = request.headers.get("api_access_token", "")
        if token not in {BOT_TOKEN, STAFF_TOKEN}:
            raise _refused(401, "Invalid Access Token")
        if found is None:
            raise _refused(404, "Resource could not be found")
        what, number, then = found[1], int(found[2]), found[3]
        if (what, then) == ("inboxes", None):
            return self._inbox(request, token, number)
        if what != "conversations" or number <= _FIRST_CONVERSATION:
            raise _refused(404, "Resource could not be found")
        if then == "messages" and request.method == "POST":
            return self._created(request, number)
        return self._changed(request, token, number, then)

    def _inbox(self, request: PlatformRequest, token: str, number: int) -> PlatformReply:
        _for_people(token)
        if number != INBOX or request.method != "GET":
            raise _refused(404, "Resource could not be found")
        return _reply(self.inbox)

    def _created(self, request: PlatformRequest, conversation: int) -> Sent | PlatformReply:
        try:
            message = _Outgoing.model_validate(request.json())
        except ValidationError as error:
            raise _refused(422, f"Validation failed: {error.errors()[0]['msg']}") from None
        items = message.content_attributes.items
        if message.content_type == "input_select" and not items:
            raise _refused(422, "Validation failed: Content attributes At least one item is required.")
        if len(message.content) > MOST_CHARACTERS:
            raise _refused(422, "Validation failed: Content is too long (maximum is 150000 characters)")
        if message.private:
            self.notes.setdefault(conversation, []).append(message.content)
            return _reply({"id": len(self.notes[conversation]), "private": True})
        extra = message.content_attributes.model_extra or {}
        return Sent(
            key=str(extra.get("frontdesk_key", "")),
            to=str(conversation - _FIRST_CONVERSATION),
            text=message.content,
            suggestions=tuple(item.title for item in items),
            payloads=tuple(item.value for item in items),
            signed=True,
            context={"conversation": str(conversation), "attributes": json.dumps(extra)},
        )

    def _changed(self, request: PlatformRequest, token: str, conversation: int, then: str | None) -> PlatformReply:
        asked = request.json()
        if then == "toggle_status":
            self.statuses[conversation] = str(asked.get("status", "open"))
            return _reply({"payload": {"success": True, "current_status": self.statuses[conversation]}})
        if then == "assignments":
            self.teams[conversation] = int(str(asked.get("team_id")))
            return _reply({"id": self.teams[conversation]})
        if then == "labels":
            _for_people(token)
            labels = asked.get("labels")
            self.labels[conversation] = [str(name) for name in labels] if isinstance(labels, list) else []
            return _reply({"payload": self.labels[conversation]})
        raise _refused(404, "Resource could not be found")

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """The message as it was kept."""
        return _reply({"id": _number(platform_id), "content": sent.text, "message_type": 1, "status": "sent"})

    def refuse(self, turn: Turn) -> PlatformReply:
        """`Rack::Attack` answers in plain text."""
        if turn.answer is not Answer.TOO_MANY:
            return super().refuse(turn)
        headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
        return PlatformReply(status=429, body=b"Retry later\n", headers=headers, content_type="text/plain")

    # What is told

    def contact(self, number: int) -> str:
        """Chatwoot numbers its contacts."""
        return str(number)

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """One event a request, signed as `Webhooks::Trigger` does."""
        (event,) = events
        return self.sign(at, json.dumps(event).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:
        """Over time and body."""
        stamp = str(int(at.timestamp()))
        digest = hmac.new(SECRET, stamp.encode() + b"." + body, sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Chatwoot-Timestamp": stamp,
            "X-Chatwoot-Signature": f"sha256={digest}",
            "X-Chatwoot-Delivery": digest[:32],
        }
        return Posting(body=body, headers=headers)

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """`message_created` by a contact."""
        who = {"id": int(contact), "name": None, "type": "contact"}
        return self._message("message_created", number, contact, at, content=text, message_type="incoming", sender=who)

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """`message_updated` of the bot's own message, in the web widget."""
        chosen = {"submitted_values": [{"title": title, "value": payload}]}
        about = {"content": "", "content_type": "input_select", "content_attributes": chosen}
        return self._message("message_updated", number, contact, at, message_type="outgoing", sender=_BOT, **about)

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """`message_created` by a user."""
        who = {"id": 2, "name": "Luc", "email": "luc@shop.example", "type": "user"}
        return self._message("message_created", number, contact, at, content=text, message_type="outgoing", sender=who)

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """`message_created` by the bot, which hears itself."""
        attributes = json.loads(sent.context["attributes"])
        about = {"content": sent.text, "content_attributes": attributes, "message_type": "outgoing", "sender": _BOT}
        return self._message("message_created", _number(platform_id), sent.to, at, **about)

    def _message(self, event: str, number: int, contact: str, at: datetime, **about: object) -> Mapping[str, object]:
        person = int(contact)
        conversation = {
            "id": _FIRST_CONVERSATION + int(contact),
            "inbox_id": INBOX,
            "channel": "Channel::WebWidget",
            "status": "pending",
            "labels": [],
            "additional_attributes": {"browser_language": "fr"},
            "custom_attributes": {},
            "contact_inbox": {"contact_id": person, "inbox_id": INBOX, "source_id": f"visitor-{person}"},
            "meta": {"sender": {"id": person, "name": None, "type": "contact"}},
        }
        return {
            "event": event,
            "id": number,
            "created_at": at.isoformat(),
            "content_type": "text",
            "content_attributes": {},
            "private": False,
            "conversation": conversation,
            "inbox": {"id": INBOX, "name": "Website"},
            "account": {"id": ACCOUNT, "name": "Shop"},
            **about,
        }


_BOT: Final = {"id": 9, "name": "Frontdesk", "type": "agent_bot"}


def _for_people(token: str) -> None:
    """Newer releases let bots label (chatwoot/chatwoot#14655): this one is older."""
    if token != STAFF_TOKEN:
        raise _refused(401, "Access to this endpoint is not authorized for bots")


def _number(platform_id: str) -> int:
    """Messages are numbered; the fake platform's own ids end in a number."""
    return 1_000_000 + int("".join(character for character in platform_id if character.isdigit()) or "0")


def _reply(document: Mapping[str, object]) -> PlatformReply:
    return PlatformReply(body=json.dumps(document).encode())


def _refused(status: int, error: str) -> Refused:
    return Refused(PlatformReply(status=status, body=json.dumps({"error": error}).encode()))
