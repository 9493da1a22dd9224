"""Yext's management API as its description and pages tell it: entities page by page, and signed webhooks.

https://github.com/yext/openapi and https://hitchhikers.yext.com/guides/configuring-webhooks/03-webhook-verification .
Written apart from the adapter.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from frontdesk import HttpReply, WebhookRequest
from frontdesk_testkit import PlatformRequest, SourceDialect, Told, json_reply

API_KEY = "yext-key-77aa"
SIGNING = b"yext-signing-secret"
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS = {day: {"openIntervals": [{"start": "09:00", "end": "18:00"}]} for day in DAYS}


def entity_of(record: Mapping[str, object], *, spoilt: bool = False) -> dict[str, object]:
    """A record in Yext's own form: what has no value is not there."""
    address = record.get("address")
    parts = address if isinstance(address, Mapping) else {}
    lines = parts.get("lines")
    told = {
        "line1": lines[0] if isinstance(lines, list) and lines else None,
        "city": parts.get("city"),
        "postalCode": parts.get("postal_code"),
        "countryCode": parts.get("country"),
    }
    entity = {
        "meta": {"id": record["id"], "entityType": "location", "language": "fr", "labels": record.get("groups") or []},
        "name": {"text": 17} if spoilt else record["name"],
        "address": {name: value for name, value in told.items() if value},
        "mainPhone": record.get("phone"),
        "emails": [record["email"]] if record.get("email") else None,
        "websiteUrl": {"url": record.get("website"), "preferDisplayUrl": False},
        "timezone": record.get("timezone"),
        "geocodedCoordinate": record.get("coordinates"),
        "hours": HOURS,
    }
    return {name: value for name, value in entity.items() if value}


class YextDialect(SourceDialect):
    """One account. Keys go in a header, or in the address."""

    most_per_page = 50
    per_minute = 83  # 5,000 an hour
    signature_headers = ("x-yext-signature",)

    def secrets(self) -> Mapping[str, bytes]:
        return {"env:YEXT_KEY": API_KEY.encode()}

    def serve(self, request: PlatformRequest) -> HttpReply:
        if API_KEY not in (request.headers.get("api-key"), request.query.get("api_key")):
            return problem(401, "Missing API Key, or your API Key is invalid.")
        if not request.query.get("v", "").isdigit():
            return problem(400, "v: required")
        match [part for part in request.path.split("/") if part][1:]:
            case ["accounts", "me", "entities"]:
                return self._list(request)
            case ["accounts", "me", "entities", id_]:
                found = [record for record in self.records if record["id"] == id_]
                return answer(self._entity(found[0])) if found else problem(404, f"{id_} does not exist")
        return problem(404, "not found")

    def _list(self, request: PlatformRequest) -> HttpReply:
        if int(request.query.get("limit", 10)) > 50:
            return problem(400, "limit: at most 50")
        size = min(int(request.query.get("limit", 10)), self.most_per_page)
        start = int(request.query.get("pageToken", "t0")[1:])
        shown = [self._entity(record) for record in self.records[start : start + size]]
        more = {"pageToken": f"t{start + size}"} if start + size < len(self.records) else {}
        return answer({"count": len(self.records), "entities": shown, **more})

    def _entity(self, record: Mapping[str, object]) -> dict[str, object]:
        return entity_of(record, spoilt=str(record["id"]) in self.spoilt)

    def told(self) -> Sequence[Told]:
        first = str(self.records[0]["id"])
        updated = {"meta": {"eventType": "ENTITY_UPDATED"}, "entityId": first, "primaryProfile": {"name": "Never used"}}
        deleted = {"meta": {"eventType": "ENTITY_DELETED"}, "entityId": "77"}
        review = {"meta": {"eventType": "REVIEW_CREATED"}, "review": {"id": 1}}
        return [
            Told(request=signed(updated), changed=frozenset({first})),
            Told(request=signed(deleted), gone=frozenset({"77"})),
            Told(request=signed(review)),
        ]


def answer(response: Mapping[str, object]) -> HttpReply:
    """A yes, in its envelope."""
    body = {"meta": {"uuid": "c0ffee", "errors": []}, "response": response}
    return json_reply(body, etag=f'"{sha256(json.dumps(response).encode()).hexdigest()[:16]}"')


def problem(status: int, message: str) -> HttpReply:
    """A no, in the same envelope."""
    error = {"code": 11, "type": "FATAL_ERROR", "message": message}
    return json_reply({"meta": {"uuid": "c0ffee", "errors": [error]}, "response": {}}, status)


def signed(document: Mapping[str, object]) -> WebhookRequest:
    """A webhook as Yext signs it."""
    body = json.dumps(document).encode()
    signature = hmac.new(SIGNING, body, sha256).hexdigest()
    return WebhookRequest(body=body, headers={"x-yext-signature": signature}, received_at=NOW)
