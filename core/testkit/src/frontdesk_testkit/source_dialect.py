"""Dialects of sources: a platform that establishments are read from, over records of its own in memory."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import parse_qsl, quote_plus

from frontdesk import HttpReply, WebhookRequest
from frontdesk_testkit.dialect import PlatformRequest

Record = Mapping[str, object]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def json_reply(value: object, status: int = 200, **headers: str) -> HttpReply:
    """A reply that holds JSON; `etag="x"` and `retry_after="3"` become headers."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return HttpReply(
        status=status, headers={"content-type": "application/json"} | named, body=json.dumps(value).encode()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A webhook as the platform sends it, signed, and which of its records it is about."""

    request: WebhookRequest
    changed: frozenset[str] = frozenset()
    """Ids, as records have them, that the source is to deliver as they are now: in a row, or by what it fetches."""
    gone: frozenset[str] = frozenset()


class SourceDialect(ABC):
    """One platform's API as its documentation tells it. Written apart from the adapter, with the page cited.

    An instance is one platform with its data: `records` in the form of `EstablishmentRecord`, `changed` by id.
    """

    most_per_page: ClassVar[int | None] = None
    """The largest page that the documentation allows; None = it gives everything at once."""
    per_minute: ClassVar[int | None] = None
    """How many calls a minute the documentation allows; None = it says nothing."""
    apart: ClassVar[float] = 0.0
    """How many seconds must lie between two calls."""
    signature_headers: ClassVar[Sequence[str]] = ()
    """Of its webhooks, in lower case: without one of them, or with another, a request is not the platform's."""
    signature_query: ClassVar[Sequence[str]] = ()
    """The same, of parameters of the webhook's address."""
    signs_bodies: ClassVar[bool] = True
    """False = a webhook carries a constant secret, which says nothing of its body."""

    stale_after: ClassVar[timedelta | None] = None
    """How old a signed webhook may be, where its time is signed too."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.changed: dict[str, datetime] = {}
        self.spoilt: frozenset[str] = frozenset()

    # You implement

    @abstractmethod
    def serve(self, request: PlatformRequest) -> HttpReply:
        """What the platform answers: pages of `records`, refusals (a page too large, a wrong key), 404 elsewhere.

        `request.headers` has the credentials in place, and `host`. `spoilt` holds the ids of records that are to
        come in a form that nobody can use (without a name, with a number where a text belongs).
        """

    # You may override

    def secrets(self) -> Mapping[str, bytes]:
        """The secrets by which this platform is asked, by the reference that the source's settings give them."""
        return {}

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:  # noqa: ARG002 - what it depends on, where it is asked
        """The token that this platform takes, where tokens are fetched (OAuth, Google service accounts)."""
        return f"token-of-{ref}"

    def garbled(self) -> HttpReply:
        """What comes instead of data on the platform's worst day: a reply of status 200 that nothing can be read of."""
        return HttpReply(status=200, headers={"content-type": "text/html"}, body=b"<html><body>Sorry!</body></html>")

    def told(self) -> Sequence[Told]:
        """Webhooks about some of `records` as they are, signed; none = the platform sends none."""
        return ()

    # You should not need to override

    def put(self, records: Sequence[Record], at: datetime = LONG_AGO) -> None:
        """Hold these records and no others; what differs from before has changed at this instant."""
        before = {str(record["id"]): record for record in self.records}
        new = {str(record["id"]): at for record in records if before.get(str(record["id"])) != record}
        self.changed |= new
        self.records = [dict(record) for record in records]
        self.spoilt = frozenset()

    def spoil(self, *ids: str) -> None:
        """Make these records, and no others, unusable."""
        self.spoilt = frozenset(ids)

    def changed_since(self, since: datetime) -> list[Record]:
        """The records that have changed at or after an instant, as a platform with such a filter gives them."""
        return [record for record in self.records if self.changed[str(record["id"])] >= since]


def grant_token(request: PlatformRequest, *, client_id: str, secret: bytes, token: str, lasts: int = 3600) -> HttpReply:
    """The answer to a request for a token by client credentials (RFC 6749, 4.4): in a Basic header or in the form."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    pair = b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()
    by_header = request.headers.get("authorization") == f"Basic {pair}"
    by_form = (form.get("client_id"), form.get("client_secret")) == (client_id, secret.decode())
    if form.get("grant_type") != "client_credentials":
        return json_reply({"error": "unsupported_grant_type"}, 400)
    if not (by_header or by_form):
        return json_reply({"error": "invalid_client"}, 401)
    return json_reply({"access_token": token, "token_type": "Bearer", "expires_in": lasts})
