"""A small HTTP source that keeps every law, and the platform that it asks: matter for the tests of the contract."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from frontdesk import (
    ConfigError,
    Fetch,
    HeaderKey,
    HttpCall,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    Row,
    SecretRef,
    WebhookRejected,
    WebhookRequest,
    row_of,
)
from frontdesk_testkit import PlatformRequest, SourceDialect, Told, json_reply
from frontdesk_testkit.source_reading import NOW

KEY = b"parrot-key-5f3a"
HOOK = b"parrot-hook-77c1"
MOST = 4


def mac(at: str, body: bytes) -> str:
    """The parrot's signature."""
    return hmac.new(HOOK, at.encode() + body, sha256).hexdigest()


class ParrotSettings(BaseModel):
    """What the parrot needs to know."""

    model_config = ConfigDict(extra="forbid")

    api_url: str = Field(default="https://parrot.example", description="Where the parrot answers.")
    key: SecretRef = Field(default=SecretRef("key"), description="Its key.")
    hook: SecretRef = Field(default=SecretRef("hook"), description="What its webhooks are signed with.")


class ParrotSource(HttpSource):
    """Places, four a page, by cursor."""

    kind: ClassVar[str] = "parrot"
    Settings: ClassVar[type[BaseModel]] = ParrotSettings
    incremental: ClassVar[bool] = True
    settings: ParrotSettings

    def first(self, since: datetime | None) -> Sequence[Fetch]:
        """The first page."""
        when = "" if since is None else f"&since={since.isoformat().replace('+', '%2B')}"
        return [self._fetch(f"/places?limit={MOST}{when}")]

    def _fetch(self, path: str) -> Fetch:
        auth = HeaderKey("x-key", self.settings.key)
        return Fetch(call=HttpCall(method="GET", url=f"{self.settings.api_url}{path}", auth=auth))

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Its places, and the next page."""
        document = self.read(reply.body)
        places, more = document.get("places"), document.get("next")
        if not isinstance(places, list) or not (more is None or isinstance(more, str)):
            raise ConfigError.of("FD622", source=self.kind)
        following = [] if more is None else [self._fetch(more if more.isascii() else "/lost")]
        return Page(rows=[self.row(item, f"places[{n}]") for n, item in enumerate(places)], next=following)

    def read(self, body: bytes) -> Mapping[str, object]:
        """A JSON object."""
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise ConfigError.of("FD622", source=self.kind)
        return document

    def row(self, item: object, path: str) -> Row:
        """One place."""
        digest = sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
        known = item if isinstance(item, dict) else {}
        told: dict[object, object] = {name: known.get(name) for name in ("id", "name", "phone", "address")}
        return row_of(told, path=path, digest=digest)

    def pace(self) -> Pace:
        """Sixty a minute."""
        return Pace(per_minute=60, apart=0.5)

    def verify(self, request: WebhookRequest) -> None:
        """By the time and the body."""
        at = request.headers.get("x-at", "")
        if not hmac.compare_digest(mac(at, request.body), request.headers.get("x-mac", "")):
            raise WebhookRejected.of("FD650", source=self.kind)
        if abs(request.received_at - datetime.fromisoformat(at)) > timedelta(minutes=5):
            raise WebhookRejected.of("FD650", source=self.kind)

    def told(self, request: WebhookRequest) -> Page:
        """What has changed is fetched, what is gone is gone."""
        document = self.read(request.body)
        gone = [Row(id=str(document["gone"]), record=None, gone=True)] if "gone" in document else []
        changed = [self._fetch(f"/places?id={document['changed']}")] if "changed" in document else []
        return Page(rows=gone, next=changed)


class ParrotDialect(SourceDialect):
    """The parrot's API."""

    most_per_page = MOST
    per_minute = 60
    apart = 0.5
    signature_headers = ("x-mac", "x-at")
    stale_after = timedelta(minutes=5)

    def secrets(self) -> Mapping[str, bytes]:
        """Its key."""
        return {"key": KEY}

    def serve(self, request: PlatformRequest) -> HttpReply:
        """A page of places."""
        if request.headers.get("x-key") != KEY.decode():
            return json_reply({"error": "who are you?"}, 401)
        if request.path != "/places" or int(request.query.get("limit", 1)) > MOST:
            return json_reply({"error": "no such page"}, 400)
        return self._page(request.query)

    def _page(self, query: Mapping[str, str]) -> HttpReply:
        since = query.get("since")
        found = self.records if since is None else self.changed_since(datetime.fromisoformat(since))
        found = [record for record in found if query.get("id") in (None, record["id"])]
        start, size = int(query.get("from", 0)), int(query.get("limit", 1))
        told = [self._place(record) for record in found[start : start + size]]
        when = "" if since is None else f"&since={since.replace('+', '%2B')}"
        more = f"/places?limit={size}&from={start + size}{when}" if start + size < len(found) else None
        return json_reply({"places": told, "next": more}, etag=f'"{hash(str(told))}"')

    def _place(self, record: Mapping[str, object]) -> Mapping[str, object]:
        return {**record, "name": 17} if record["id"] in self.spoilt else record

    def told(self) -> Sequence[Told]:
        """One changed, one gone."""
        return [
            Told(request=self._signed({"changed": self.records[0]["id"]}), changed=frozenset({"1000"})),
            Told(request=self._signed({"gone": "7"}), gone=frozenset({"7"})),
        ]

    def _signed(self, document: Mapping[str, object]) -> WebhookRequest:
        body, at = json.dumps(document).encode(), NOW.isoformat()
        return WebhookRequest(body=body, headers={"x-at": at, "x-mac": mac(at, body)}, received_at=NOW)
