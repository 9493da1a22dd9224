"""A platform that speaks as Messenger and Instagram do: webhooks, Send API and Messenger Profile of the Graph API.

Written from https://developers.facebook.com/documentation/business-messaging/messenger-platform (webhooks, webhook
events, send messages, error codes, Messenger Profile API) and .../instagram-messaging.
"""

from __future__ import annotations

import hmac
import json
import re
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import ClassVar, Final
from urllib.parse import urlencode

from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent
from frontdesk_testkit.platforms._messenger_profile import Invalid, MessengerProfile
from frontdesk_testkit.turns import Answer, Turn

PAGE, IG, APP = "101500000000001", "178400000000001", "1517776481860111"
PAGE_INBOX = 263902037430900
"""The app by which people of the business answer in the Page Inbox."""
TOKEN, SECRET, VERIFY = b"EAAfakeplatformtoken", b"fake-app-secret", b"fake-verify-token"

_MOST: Final = {"quick_replies": 13, "title": 20, "payload": 1000, "metadata": 1000}
_EDGE: Final = re.compile(r"/v[0-9]+\.[0-9]+/(?P<node>[0-9]+|me)/(?P<edge>messages|messenger_profile)")
_BUSY: Final[Mapping[Answer, tuple[int, int, str]]] = {
    Answer.TOO_MANY: (429, 613, "(#613) Calls to this api have exceeded the rate limit."),
    Answer.ERROR: (500, 2, "An unexpected error has occurred. Please retry your request later."),
    Answer.REFUSE: (400, 551, "(#551) This person isn't available right now."),
}
_GATEWAY: Final = frozenset({502, 504})


def graph_error(status: int, code: int, message: str, subcode: int | None = None) -> PlatformReply:
    """An error as the Graph API words it."""
    error: dict[str, object] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AfAkEtRaCe1"}
    if subcode is not None:
        error["error_subcode"] = subcode
    return PlatformReply(status=status, body=json.dumps({"error": error}).encode())


def refused(code: int, message: str, subcode: int | None = None, status: int = 400) -> Refused:
    """The same, for good."""
    return Refused(graph_error(status, code, message, subcode))


class GraphDialect(Dialect):
    """What both have in common."""

    echoes: ClassVar[bool] = True
    product: ClassVar[str]
    own_id: ClassVar[str]
    node: ClassVar[str] = PAGE
    """Below which messages are sent."""

    def __init__(self) -> None:
        self.profile = self.fresh_profile()

    @abstractmethod
    def fresh_profile(self) -> MessengerProfile:
        """The profile of an account that was never set up."""

    @abstractmethod
    def check_text(self, text: str) -> None:
        """Refuse a text that is too long."""

    @abstractmethod
    def shown(self, title: str) -> str:
        """A quick reply's title as the contact sees it; refuse one that is too long."""

    def secrets(self, root: str) -> Mapping[str, bytes]:  # noqa: ARG002 - none of them depends on it
        """The app secret, the verify token, the access token."""
        return {
            "env:FAKE_META_APP_SECRET": SECRET,
            "env:FAKE_META_VERIFY_TOKEN": VERIFY,
            "env:FAKE_META_ACCESS_TOKEN": TOKEN,
        }

    def contact(self, number: int) -> str:
        """A scoped id: digits."""
        return str(6512830495830000 + number)

    def settings(self, root: str) -> Mapping[str, object]:
        """What both kinds ask for."""
        return {
            "app_id": APP,
            "app_secret": "env:FAKE_META_APP_SECRET",
            "verify_token": "env:FAKE_META_VERIFY_TOKEN",
            "access_token": "env:FAKE_META_ACCESS_TOKEN",
            "api_url": root,
        }

    # What is sent to it

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """The Send API and the Messenger Profile API, for whoever has the token."""
        _check_token(request)
        place = _EDGE.fullmatch(request.path)
        if place is None:
            raise refused(2500, "Unknown path components: " + request.path)
        if place["edge"] == "messenger_profile":
            return self._serve_profile(request)
        if place["node"] not in {self.node, "me"}:
            raise refused(100, f"Unsupported post request. Object with ID '{place['node']}' does not exist", 33)
        return self._message(_document(request))

    def _message(self, document: Mapping[str, object]) -> Sent:
        recipient, message = document.get("recipient"), document.get("message")
        if not isinstance(recipient, dict) or not isinstance(recipient.get("id"), str) or not recipient["id"]:
            raise refused(100, "(#100) No matching user found", 2018001)
        if document.get("messaging_type", "RESPONSE") not in ("RESPONSE", "UPDATE"):
            raise refused(100, "(#100) Tag is required for this messaging type")
        text = message.get("text") if isinstance(message, dict) else None
        if not isinstance(message, dict) or not isinstance(text, str) or not text.strip():
            raise refused(100, "(#100) Message cannot be empty, must provide valid attachment or text")
        self.check_text(text)
        replies = _quick_replies(message)
        return Sent(
            key=_limited("metadata", message.get("metadata", "")),
            to=recipient["id"],
            text=text,
            suggestions=tuple(self.shown(reply["title"]) for reply in replies),
            payloads=tuple(_limited("payload", reply["payload"]) for reply in replies),
            signed=True,
        )

    def _serve_profile(self, request: PlatformRequest) -> PlatformReply:
        body = {} if request.method == "GET" else _document(request)
        try:
            answer = self.profile.serve(request.method, {**request.query, **body})
        except Invalid as problem:
            raise refused(100, f"(#100) {problem}") from problem
        return PlatformReply(body=json.dumps(answer).encode())

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """The ids of both ends."""
        return PlatformReply(body=json.dumps({"recipient_id": sent.to, "message_id": self._mid(platform_id)}).encode())

    def refuse(self, turn: Turn) -> PlatformReply:
        """In the Graph API's words; a gateway before it speaks HTML."""
        status, code, message = _BUSY[turn.answer]
        if turn.status in _GATEWAY:
            return PlatformReply(status=turn.status or 502, body=b"<html>Sorry</html>", content_type="text/html")
        headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
        told = graph_error(turn.status or status, code, message)
        return PlatformReply(status=told.status, body=told.body, headers=headers)

    # What it tells

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """A batch with one entry for each event; characters beyond ASCII are escaped before the body is signed."""
        entries = [{"id": self.own_id, "time": _ms(at), "messaging": [event]} for event in events]
        return self.sign(at, json.dumps({"object": self.product, "entry": entries}).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:  # noqa: ARG002 - Meta signs no time
        """By the app's secret."""
        signature = "sha256=" + hmac.new(SECRET, body, sha256).hexdigest()
        return Posting(body=body, headers={"Content-Type": "application/json", "X-Hub-Signature-256": signature})

    def handshake(self) -> Posting:
        """As the console verifies a callback URL."""
        asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY.decode(), "hub.challenge": "1158201444"}
        return Posting(method="GET", query=urlencode(asked))

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """`messages`."""
        return self._from(contact, at, message={"mid": self._mid(number), "text": text})

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """`messages`: the tap of a quick reply is a message with its payload."""
        tapped = {"mid": self._mid(number), "text": title, "quick_reply": {"payload": payload}}
        return self._from(contact, at, message=tapped)

    def ice_breaker(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """`messaging_postbacks`: the tap of a question that stood there before any message."""
        return self._from(contact, at, postback={"mid": self._mid(number), "title": title, "payload": payload})

    def referral(self, contact: str, ref: str, at: datetime) -> Mapping[str, object]:
        """`messaging_referrals`: a link with `?ref=` into an existing thread."""
        return self._from(contact, at, referral={"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"})

    def _from(self, contact: str, at: datetime, **what: object) -> Mapping[str, object]:
        return {"sender": {"id": contact}, "recipient": {"id": self.own_id}, "timestamp": _ms(at), **what}

    def _to(self, contact: str, at: datetime, **message: object) -> Mapping[str, object]:
        ends = {"sender": {"id": self.own_id}, "recipient": {"id": contact}}
        return {**ends, "timestamp": _ms(at), "message": {"is_echo": True, **message}}

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """`message_echoes`: the app that sent it, and its metadata where it gave any."""
        told = {"metadata": sent.key} if sent.key else {}
        return self._to(sent.to, at, app_id=int(APP), mid=self._mid(platform_id), text=sent.text, **told)

    @staticmethod
    def _mid(number: int | str) -> str:
        return f"m_{number}"


class MessengerDialect(GraphDialect):
    """A Facebook Page on Messenger."""

    product: ClassVar[str] = "page"
    own_id: ClassVar[str] = PAGE

    def fresh_profile(self) -> MessengerProfile:
        """Of a page."""
        return MessengerProfile(fields=("get_started", "greeting", "ice_breakers"))

    def settings(self, root: str) -> Mapping[str, object]:
        """With the page."""
        return {**super().settings(root), "page_id": PAGE}

    def check_text(self, text: str) -> None:
        """2000 characters."""
        if len(text) > 2000:  # noqa: PLR2004 - as documented
            raise refused(100, "(#100) Length of param message[text] must be less than or equal to 2000")

    def shown(self, title: str) -> str:
        """20 characters, and not one more."""
        return _limited("title", title)

    def opened(self, number: int, contact: str, at: datetime) -> Mapping[str, object]:
        """Get Started where the page has that button; else a link into the thread."""
        payload = self.profile.start
        if payload is None:
            return self.referral(contact, "", at)
        return self._from(contact, at, postback={"mid": self._mid(number), "title": "Get Started", "payload": payload})

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """Somebody answers in the Page Inbox."""
        return self._to(contact, at, app_id=PAGE_INBOX, mid=self._mid(number), text=text)


class InstagramDialect(GraphDialect):
    """An Instagram professional account that is linked to a page."""

    product: ClassVar[str] = "instagram"
    own_id: ClassVar[str] = IG

    def fresh_profile(self) -> MessengerProfile:
        """Of an Instagram account: questions, and nothing else."""
        return MessengerProfile(fields=("ice_breakers",), platform="instagram")

    def settings(self, root: str) -> Mapping[str, object]:
        """By the linked page; this platform gives metadata back."""
        return {**super().settings(root), "instagram_id": IG, "page_id": PAGE, "echoes": True}

    def check_text(self, text: str) -> None:
        """1000 bytes."""
        if len(text.encode()) > 1000:  # noqa: PLR2004 - as documented
            raise refused(100, "(#100) Length of param message[text] must be less than or equal to 1000")

    def shown(self, title: str) -> str:
        """Cut at 20 characters, in silence."""
        return title[: _MOST["title"]]

    def operator(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """Somebody answers in Instagram itself: no app is named."""
        return self._to(contact, at, mid=self._mid(number), text=text)


def _check_token(request: PlatformRequest) -> None:
    """In the header or in the address, as the Graph API takes it."""
    header = request.headers.get("authorization", "").removeprefix("Bearer ")
    given = (header or request.query.get("access_token", "")).encode()
    if not hmac.compare_digest(given, TOKEN):
        raise refused(190, "Invalid OAuth access token.", status=HTTPStatus.UNAUTHORIZED)


def _document(request: PlatformRequest) -> dict[str, object]:
    try:
        return request.json()
    except ValueError as error:
        raise refused(100, "(#100) The body is no JSON object") from error


def _quick_replies(message: Mapping[str, object]) -> list[dict[str, str]]:
    replies = message.get("quick_replies", [])
    if not isinstance(replies, list) or not all(isinstance(reply, dict) for reply in replies):
        raise refused(100, "(#100) param message[quick_replies] must be an array.")
    if len(replies) > _MOST["quick_replies"]:
        raise refused(105, "(#105) param message[quick_replies] has too many elements.")
    for reply in replies:
        _check_quick_reply(reply)
    return replies


def _check_quick_reply(reply: Mapping[str, object]) -> None:
    """Only those with a text: the platform knows others, which ask for a phone number or an address of e-mail."""
    if reply.get("content_type") != "text":
        raise refused(100, "(#100) param message[quick_replies][content_type] must be one of text")
    for name in ("title", "payload"):
        if not isinstance(reply.get(name), str) or not reply[name]:
            raise refused(100, f"(#100) quick_replies[{name}] is required")


def _limited(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST[name]:
        raise refused(100, f"(#100) Length of param {name} must be less than or equal to {_MOST[name]}")
    return value


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
