"""Partoo's API v2 as its pages tell it: businesses page by page, groups, further hours, messaging settings, webhooks.

Pages: https://developers.partoo.co/api-reference/businesses/search-for-businesses (and its neighbours); errors are
`{"errors": {...}}` (https://github.com/PartooHub/developers-website). Written apart from the adapter.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from frontdesk import HttpReply, WebhookRequest
from frontdesk_testkit import PlatformRequest, SourceDialect, Told, json_reply

API_KEY = "partoo-key-8d2f"
SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SIGNING.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
GROUPS = {"boulangeries": 23, "boutiques": 24}
ALL_WEEK = {
    day: ["07:00-13:00", "15:30-19:00"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}


def business_of(record: Mapping[str, object], changed: datetime, *, spoilt: bool = False) -> dict[str, object]:
    """A record in Partoo's own form."""
    address = record.get("address")
    place = record.get("coordinates")
    parts = address if isinstance(address, Mapping) else {}
    where = place if isinstance(place, Mapping) else {}
    named = record.get("groups")
    lines = parts.get("lines")
    return {
        "id": record["id"],
        "created": 1409925979.5,
        "modified": changed.timestamp(),
        "code": record.get("code"),
        "status": "open",
        "org_id": 42,
        "groups": [GROUPS[str(name)] for name in named] if isinstance(named, list) else [],
        "name": {"text": 17} if spoilt else record["name"],
        "address_full": lines[0] if isinstance(lines, list) and lines else None,
        "address2": None,
        "city": parts.get("city"),
        "zipcode": parts.get("postal_code"),
        "region": None,
        "country": parts.get("country"),
        "default_lang": "fr",
        "open_hours": ALL_WEEK,
        "specific_hours": {"open": [], "close": []},
        "website_url": record.get("website"),
        "contacts": [{"name": "A. Exemple", "email": record.get("email"), "phone_numbers": [record.get("phone")]}],
        "lat": where.get("latitude"),
        "long": where.get("longitude"),
        "features": ["messages"],
    }


class PartooDialect(SourceDialect):
    """One organisation at Partoo. The number of its first page of businesses is `first_page`: it has been 0.

    A page of businesses is said to hold 30, whatever is asked for; elsewhere up to 100 may be asked for.
    """

    most_per_page = 30
    per_minute = 300
    signature_headers = ("x-partoo-signature-v1",)

    def __init__(self, *, first_page: int = 1) -> None:
        super().__init__()
        self.first_page = first_page
        self.more_hours: dict[str, object] = {}
        self.messaging: list[Mapping[str, object]] = []

    def secrets(self) -> Mapping[str, bytes]:
        return {"env:PARTOO_KEY": API_KEY.encode()}

    def serve(self, request: PlatformRequest) -> HttpReply:
        if request.headers.get("x-apikey") != API_KEY:
            return json_reply({"errors": {"authentication": "Invalid API key"}}, 401)
        match [part for part in request.path.split("/") if part][1:]:
            case ["sections"]:
                return self._listed(request, "sections", self._sections(), 30)
            case ["business", "search"]:
                return self._search(request)
            case ["business", id_, "more_hours"]:
                return json_reply({"more_hours": self.more_hours.get(id_, [])})
            case ["business", id_]:
                return self._one(id_)
            case ["messaging", "settings"]:
                return self._listed(request, "settings", self.messaging, int(request.query["per_page"]))
        return json_reply({"errors": {"json": "not found"}}, 404)

    def _sections(self) -> list[Mapping[str, object]]:
        groups = [{"id": id_, "name": name, "has_puller": False} for name, id_ in GROUPS.items()]
        return [{"id": n, "name": f"Section {n}", "groups": [group]} for n, group in enumerate(groups)]

    def _search(self, request: PlatformRequest) -> HttpReply:
        since = request.query.get("modified_gte")
        found = self.records if since is None else self.changed_since(datetime.fromtimestamp(float(since), UTC))
        if int(request.query.get("per_page", 30)) > 100:
            return json_reply({"errors": {"json": {"per_page": "at most 100"}}}, 400)
        told = [self._business(record) for record in found]
        return self._listed(request, "businesses", told, self.most_per_page, self.first_page)

    def _business(self, record: Mapping[str, object]) -> dict[str, object]:
        id_ = str(record["id"])
        return business_of(record, self.changed[id_], spoilt=id_ in self.spoilt)

    def _one(self, id_: str) -> HttpReply:
        found = [self._business(record) for record in self.records if record["id"] == id_]
        return json_reply(found[0]) if found else json_reply({"errors": {"json": "not found"}}, 404)

    def _listed(
        self, request: PlatformRequest, name: str, items: Sequence[object], size: int, first: int = 1
    ) -> HttpReply:
        page = int(request.query.get("page", first))
        last = first + max(0, (len(items) - 1) // size)
        shown = list(items[(page - first) * size : (page - first + 1) * size])
        return json_reply(
            {"page": page, "max_page": last, "count": len(items), name: shown}, etag=f'"{hash(json.dumps(shown))}"'
        )

    def told(self) -> Sequence[Told]:
        first = str(self.records[0]["id"])
        changed = {"type": "business_updated", "payload": {"business": self._business(self.records[0])}}
        deleted = {"type": "business_deleted", "payload": {"business": {"id": 77, "name": "Fermée"}}}
        message = {"type": "message_created", "payload": {"conversation": {"business": {"id": first}}}}
        return [
            Told(request=signed(changed), changed=frozenset({first})),
            Told(request=signed(deleted), gone=frozenset({"77"})),
            Told(request=signed(message)),
        ]


def signed(document: Mapping[str, object]) -> WebhookRequest:
    """A webhook as Partoo signs it: Ed25519 over the raw body, in Base64."""
    body = json.dumps(document).encode()
    signature = b64encode(SIGNING.sign(body)).decode()
    return WebhookRequest(body=body, headers={"x-partoo-signature-v1": signature}, received_at=NOW)
