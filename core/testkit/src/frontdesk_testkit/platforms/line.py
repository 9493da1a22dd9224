"""LINE, from the documentation of its Messaging API: https://developers.line.biz/en/reference/messaging-api/ ."""

from __future__ import annotations

import hmac
import json
import unicodedata
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Final, Literal, NoReturn
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.turns import Answer, Turn

_BOT: Final = "U" + "b" * 32
_MOST_TEXT, _MOST_ITEMS, _MOST_LABEL, _MOST_DATA, _MOST_DISPLAYED = 5000, 13, 20, 300, 300
_JOINER: Final = "\u200d"
_REFUSALS: Final[Mapping[int, str]] = {
    401: "Authentication failed. Confirm that the access token in the authorization header is valid.",
    429: "The API rate limit has been exceeded. Try again later.",
}
_QUOTA: Final = "You have reached your monthly limit."
_STATUS: Final[Mapping[Answer, int]] = {Answer.TOO_MANY: 429, Answer.ERROR: 500, Answer.REFUSE: 400}


class _Action(BaseModel):
    type: Literal["postback"]
    label: str
    data: str
    display_text: str = Field(default="", alias="displayText")


class _Item(BaseModel):
    type: Literal["action"]
    action: _Action


class _QuickReply(BaseModel):
    items: list[_Item]


class _Text(BaseModel):
    type: Literal["text"]
    text: str
    quick_reply: _QuickReply | None = Field(default=None, alias="quickReply")


class _Push(BaseModel):
    to: str = Field(pattern=r"^[UCR][0-9a-f]{32}$")
    messages: list[_Text] = Field(min_length=1, max_length=5)


class _Reply(BaseModel):
    reply_token: str = Field(alias="replyToken")
    messages: list[_Text] = Field(min_length=1, max_length=5)


class LineDialect(Dialect):
    """The LINE Platform with one official account, and its friends."""

    honours_keys: ClassVar[bool] = True
    secret: ClassVar[bytes] = b"8c570fa6dd201bb328f1c1eac23a96d8"
    token: ClassVar[str] = "channel/access+token="  # noqa: S105 - of a platform that is none

    def __init__(self) -> None:
        self.reply_tokens: dict[str, str] = {}
        """Those not used yet, and whose event each came with."""
        self.quota_left: int | None = None
        """Messages that may still be pushed this month; None = as many as one likes."""
        self._counted: set[str] = set()

    def settings(self, root: str) -> Mapping[str, object]:
        """As the channel's README has them."""
        return {"channel_secret": "env:LINE_CHANNEL_SECRET", "access_token": "env:LINE_ACCESS_TOKEN", "api_url": root}

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - neither holds an address
        """What the LINE Developers Console shows."""
        return {"env:LINE_CHANNEL_SECRET": self.secret, "env:LINE_ACCESS_TOKEN": self.token.encode()}

    def contact(self, number: int) -> str:
        """`U[0-9a-f]{32}`."""
        return f"U{number:032x}"

    # What is asked of it

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """Push, reply, and who the bot is."""
        if request.headers.get("authorization") != f"Bearer {self.token}":
            _refuse(401)
        if (request.method, request.path) == ("GET", "/v2/bot/info"):
            bot = {"userId": _BOT, "basicId": "@216ru", "displayName": "Shop", "chatMode": "bot"}
            return _reply(200, bot | {"markAsReadMode": "auto"})
        if request.method != "POST":
            _refuse(404, "Not found")
        try:
            return self._sent(request)
        except ValidationError as error:
            wrong = [{"message": item["msg"], "property": _place(item["loc"])} for item in error.errors()]
            _refuse(400, f"The request body has {len(wrong)} error(s)", wrong)

    def _sent(self, request: PlatformRequest) -> Sent:
        if request.path == "/v2/bot/message/push":
            pushed = _Push.model_validate(request.json())
            return _shown(pushed.to, pushed.messages, self._key(request))
        if request.path != "/v2/bot/message/reply":
            _refuse(404, "Not found")
        if "x-line-retry-key" in request.headers:  # known to pushes alone
            _refuse(400, "The retry key is not supported by this endpoint")
        replied = _Reply.model_validate(request.json())
        _check(replied.messages)
        to = self.reply_tokens.pop(replied.reply_token, None)
        if to is None:
            _refuse(400, "Invalid reply token")
        return _shown(to, replied.messages, "")

    def _key(self, request: PlatformRequest) -> str:
        """A retry key is a UUID, in hexadecimal with hyphens; none is no error."""
        key = request.headers.get("x-line-retry-key", "")
        try:
            if key and str(UUID(key)) != key.lower():
                _refuse(400, "Invalid retry key")
        except ValueError:
            _refuse(400, "Invalid retry key")
        if self.quota_left is not None and key not in self._counted:
            if self.quota_left <= 0:
                _refuse(429, _QUOTA)
            self._counted |= {key} - {""}
            self.quota_left -= 1
        return key

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:  # noqa: ARG002 - LINE's yes tells ids alone
        """The messages as they were sent."""
        return _reply(200, {"sentMessages": [{"id": platform_id, "quoteToken": "IStG5h1Tz7b"}]})

    def again(self, sent: Sent, platform_id: str) -> PlatformReply:  # noqa: ARG002 - as above
        """The retry key was accepted before."""
        sent_before = {"sentMessages": [{"id": platform_id, "quoteToken": "IStG5h1Tz7b"}]}
        return _reply(409, {"message": "The retry key is already accepted", **sent_before})

    def refuse(self, turn: Turn) -> PlatformReply:
        """Busy, down, or unwilling."""
        status = turn.status or _STATUS[turn.answer]
        reply = _reply(status, {"message": _REFUSALS.get(status, "Failed to send messages")})
        headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
        return PlatformReply(status=status, body=reply.body, headers=headers)

    # What it tells

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """As many events as there are."""
        return self.sign(at, json.dumps({"destination": _BOT, "events": events}, ensure_ascii=False).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:  # noqa: ARG002 - it signs no time
        """By the channel secret."""
        signature = b64encode(hmac.digest(self.secret, body, sha256)).decode()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Line-Signature": signature}
        return Posting(body=body, headers=headers)

    def handshake(self) -> Posting:
        """The console's button Verify: a request without events."""
        return self.post(datetime.min)  # noqa: DTZ901 - no time stands in it

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """A message event with a text."""
        said = {"id": str(number), "type": "text", "text": text, "quoteToken": "q3Plxr4AgKd"}
        return self._event("message", number, contact, at) | self._replied(number, contact) | {"message": said}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:  # noqa: ARG002 - LINE does not tell the label
        """A postback event."""
        event = self._event("postback", number, contact, at) | self._replied(number, contact)
        return event | {"postback": {"data": payload}}

    def opened(self, number: int, contact: str, at: datetime) -> Mapping[str, object]:
        """A follow event."""
        event = self._event("follow", number, contact, at) | self._replied(number, contact)
        return event | {"follow": {"isUnblocked": False}}

    @staticmethod
    def _event(kind: str, number: int, contact: str, at: datetime) -> dict[str, object]:
        return {
            "type": kind,
            "mode": "active",
            "timestamp": int(at.timestamp() * 1000),
            "source": {"type": "user", "userId": contact},
            "webhookEventId": f"01FZ74A0TDDPYRVKNK{number:08d}",
            "deliveryContext": {"isRedelivery": False},
        }

    def _replied(self, number: int, contact: str) -> dict[str, object]:
        token = f"nHuyWiB7yP5Zw52FIkcQobQuGDXCTA{number}"
        self.reply_tokens[token] = contact
        return {"replyToken": token}


def _shown(to: str, messages: Sequence[_Text], key: str) -> Sent:
    _check(messages)
    items = [item.action for item in messages[-1].quick_reply.items] if messages[-1].quick_reply else []
    return Sent(
        key=key,
        to=to,
        text="\n".join(message.text for message in messages),
        suggestions=tuple(action.label for action in items),
        payloads=tuple(action.data for action in items),
        signed=True,
    )


def _check(messages: Sequence[_Text]) -> None:
    """The limits of text messages, quick replies and postback actions, each in its own unit."""
    for place, message in enumerate(messages):
        at = f"messages[{place}]"
        if not 1 <= len(message.text.encode("utf-16-le")) // 2 <= _MOST_TEXT:
            _wrong(f"Length must be between 1 and {_MOST_TEXT}", f"{at}.text")
        items = message.quick_reply.items if message.quick_reply else []
        if message.quick_reply and not 1 <= len(items) <= _MOST_ITEMS:
            _wrong(f"Size must be between 1 and {_MOST_ITEMS}", f"{at}.quickReply.items")
        for number, item in enumerate(items):
            _check_action(item.action, f"{at}.quickReply.items[{number}].action")


def _check_action(action: _Action, at: str) -> None:
    if not 1 <= _clusters(action.label) <= _MOST_LABEL:
        _wrong(f"Length must be between 1 and {_MOST_LABEL}", f"{at}.label")
    if not 1 <= len(action.data) <= _MOST_DATA:
        _wrong(f"Length must be between 1 and {_MOST_DATA}", f"{at}.data")
    if _clusters(action.display_text) > _MOST_DISPLAYED:
        _wrong(f"Length must be between 0 and {_MOST_DISPLAYED}", f"{at}.displayText")


def _clusters(text: str) -> int:
    """Grapheme clusters, near enough: marks, joined emoji and skin tones count with what they belong to."""
    joined = ("" if place == 0 else text[place - 1] for place in range(len(text)))
    return sum(
        1
        for char, before in zip(text, joined, strict=True)
        if _JOINER not in {before, char}
        and unicodedata.category(char)[0] != "M"
        and not "\U0001f3fb" <= char <= "\U0001f3ff"
    )


def _place(loc: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in loc)


def _reply(status: int, document: Mapping[str, object]) -> PlatformReply:
    return PlatformReply(status=status, body=json.dumps(document, ensure_ascii=False).encode())


def _wrong(message: str, place: str) -> NoReturn:
    _refuse(400, "The request body has 1 error(s)", [{"message": message, "property": place}])


def _refuse(status: int, message: str = "", details: Sequence[Mapping[str, str]] = ()) -> NoReturn:
    document: dict[str, object] = {"message": message or _REFUSALS[status]}
    raise Refused(_reply(status, document | ({"details": details} if details else {})))
