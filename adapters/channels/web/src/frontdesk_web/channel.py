"""The web channel: it translates a visitor's posts into events, and messages into entries of the stream.

Its platform is this very server, so nothing leaves the house: `compose` gives a `Publish`, which the host appends
exactly once by its key. Such a send settles itself: there is no HTTP reply, and `read_reply` is never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import ClassVar

from frontdesk import (
    Capabilities,
    Carrier,
    CarrierStyle,
    Channel,
    ConversationOpened,
    Event,
    HttpReply,
    Limit,
    Message,
    MessageReceived,
    Outcome,
    Publish,
    Receipt,
    Settlement,
    StarterTapped,
    Unknown,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_web.protocol import (
    BODY_LIMIT,
    TEXT_LIMIT,
    SessionRequest,
    VisitorPost,
    contact_body,
    message_body,
    read_post,
    read_session,
)
from frontdesk_web.settings import WebSettings
from frontdesk_web.visitor import Visitor, unsealed

NOBODY = Visitor(id="", account="", origin="", establishment=None)
"""Who sent what nobody vouches for."""


class WebChannel(Channel):
    """One account of the web channel: one public key, and the pages that may embed it."""

    kind: ClassVar[str] = "web"
    Settings: ClassVar[type[WebSettings]] = WebSettings
    settings: WebSettings
    largest_request: ClassVar[int] = BODY_LIMIT
    capabilities = Capabilities(
        text=Limit(most=TEXT_LIMIT),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=10, title=Limit(most=200)),),
        start_signal=True,
        native_starters=Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=200)),
        native_locales=True,
        settled_by=Settlement.KEY,
    )

    def allows(self, origin: str) -> bool:
        """Whether pages of this origin may use the account: exactly one of those listed."""
        return origin in self.settings.origins

    def verify(self, request: WebhookRequest) -> None:
        """Accept what the widget's own routes vouch for, from an origin that is listed. They have checked its form."""
        visitor = unsealed(request.headers, request.body)
        if visitor is None or visitor.account != self.account:
            raise WebhookRejected.of("FD532")
        if not self.allows(visitor.origin):
            raise WebhookRejected.of("FD526", origin=visitor.origin)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The one event of a post; `Unknown` for what is not in the protocol's form."""
        visitor = unsealed(request.headers, request.body) or NOBODY
        try:
            posted = _read(request)
        except WebhookRejected as rejection:
            return [_unknown(visitor, request, str(rejection))]
        if isinstance(posted, SessionRequest):
            return [_opened(visitor, request, posted)]
        return [_said(visitor, request, posted)]

    def compose(self, message: Message) -> Publish:
        """The stream entry of a message."""
        return Publish(body=message_body(message))

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """Never asked: a `Publish` is settled by the transaction that appends it."""
        return Receipt(outcome=Outcome.SENT, platform_id=message.key, detail=f"appended, {reply.status}")

    def publish_incoming(self, event: Event) -> Publish | None:
        """The visitor's own words, as the stream shows them; opening the chat leaves no trace in it."""
        if isinstance(event, MessageReceived | StarterTapped):
            return Publish(body=contact_body(event))
        return None


_READERS: Mapping[str, Callable[[bytes], SessionRequest | VisitorPost]] = {
    "sessions": read_session,
    "messages": read_post,
}
"""What a visitor may post, by the last part of the address."""


def _read(request: WebhookRequest) -> SessionRequest | VisitorPost:
    reader = _READERS.get(request.path.rpartition("/")[2])
    if reader is None:
        raise WebhookRejected.of("FD531", method=request.method, address=request.path).with_status(404)
    return reader(request.body)


def _opened(visitor: Visitor, request: WebhookRequest, asked: SessionRequest) -> ConversationOpened:
    return ConversationOpened(
        id=f"open-{visitor.id}",
        contact=visitor.contact,
        at=request.received_at,
        received_at=request.received_at,
        attributes=visitor.attributes,
        raw=asked.model_dump(),
    )


def _said(visitor: Visitor, request: WebhookRequest, post: VisitorPost) -> MessageReceived | StarterTapped:
    """The same id from two visitors is two messages; twice from one, it is one."""
    event_id = f"{visitor.id}.{post.id}"
    attributes = visitor.attributes | ({"page": post.page} if post.page else {})
    raw = post.model_dump(exclude_none=True)
    if post.starter is None:
        return MessageReceived(
            id=event_id,
            contact=visitor.contact,
            at=request.received_at,
            received_at=request.received_at,
            attributes=attributes,
            raw=raw,
            text=post.text or "",
        )
    return StarterTapped(
        id=event_id,
        contact=visitor.contact,
        at=request.received_at,
        received_at=request.received_at,
        attributes=attributes,
        raw=raw,
        starter=post.starter,
        title=post.title or "",
    )


def _unknown(visitor: Visitor, request: WebhookRequest, reason: str) -> Unknown:
    """Named by its content, so that a repeat is the same event."""
    return Unknown(
        id=f"unknown-{sha256(request.body).hexdigest()}",
        contact=visitor.contact,
        at=request.received_at,
        received_at=request.received_at,
        raw={"body": request.body.decode(errors="replace")},
        reason=reason,
    )
