"""Google's Business Information and Account Management APIs as their pages tell them.

Pages: https://developers.google.com/my-business/reference/businessinformation/rest/v1/accounts.locations/list and
https://developers.google.com/my-business/reference/accountmanagement/rest/v1/accounts/list ; errors:
https://cloud.google.com/apis/design/errors . Written apart from the adapter.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from frontdesk import HttpReply, WebhookRequest
from frontdesk_testkit import PlatformRequest, SourceDialect, Told, json_reply

TOKEN = "sesame"
SCOPES = ("https://www.googleapis.com/auth/business.manage",)
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
PERIODS = [{"openDay": day, "openTime": {"hours": 9}, "closeDay": day, "closeTime": {"hours": 18, "minutes": 30}}
           for day in DAYS]  # fmt: skip
KEY_FILE = b'{"client_email": "reader@example.iam.gserviceaccount.com"}'


def error(code: int, status: str) -> HttpReply:
    """A refusal in Google's form."""
    return json_reply({"error": {"code": code, "message": status.lower(), "status": status}}, code)


def location_of(record: Mapping[str, object], *, spoilt: bool = False) -> dict[str, object]:
    """A record in Google's own form: what is empty is not there."""
    address = record.get("address")
    place = record.get("coordinates")
    parts = address if isinstance(address, Mapping) else {}
    storefront = {
        "addressLines": parts.get("lines"),
        "postalCode": parts.get("postal_code"),
        "locality": parts.get("city"),
        "regionCode": parts.get("country"),
    }
    location = {
        "name": f"locations/{record['id']}",
        "title": {"text": 17} if spoilt else record["name"],
        "storeCode": record.get("code"),
        "languageCode": "fr",
        "phoneNumbers": {"primaryPhone": record.get("phone")},
        "websiteUri": record.get("website"),
        "storefrontAddress": {name: value for name, value in storefront.items() if value},
        "regularHours": {"periods": PERIODS},
        "labels": record.get("groups"),
        "latlng": place,
        "openInfo": {"status": "OPEN"},
        "metadata": {"placeId": f"place-{record['id']}", "mapsUri": f"https://maps.google.com/?cid={record['id']}"},
    }
    return {name: value for name, value in location.items() if value}


class GoogleDialect(SourceDialect):
    """Two accounts; the locations belong to the second. A page may hold less than was asked for, and holds 20."""

    most_per_page = 20
    per_minute = 300
    signs_bodies = False  # the token in the address is all there is
    signature_query = ("token",)

    def secrets(self) -> Mapping[str, bytes]:
        return {"env:GOOGLE_KEY": KEY_FILE}

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:
        return f"token-of-{ref}" if scopes == SCOPES else "of-another-scope"

    def serve(self, request: PlatformRequest) -> HttpReply:
        if request.headers.get("authorization") != "Bearer token-of-env:GOOGLE_KEY":
            return error(401, "UNAUTHENTICATED")
        match [part for part in request.path.split("/") if part][1:]:
            case ["accounts"]:
                return self._accounts(request)
            case ["accounts", "1", "locations"]:
                return json_reply({})
            case ["accounts", "2", "locations"]:
                return self._locations(request)
            case ["locations", id_]:
                return self._one(request, id_)
        return error(404, "NOT_FOUND")

    def _accounts(self, request: PlatformRequest) -> HttpReply:
        if int(request.query.get("pageSize", 20)) > 20:
            return error(400, "INVALID_ARGUMENT")
        if "pageToken" not in request.query:
            account = {"name": "accounts/1", "accountName": "Me", "type": "PERSONAL", "role": "PRIMARY_OWNER"}
            return json_reply({"accounts": [account], "nextPageToken": "Mg=="})
        return json_reply({"accounts": [{"name": "accounts/2", "accountName": "Shops", "type": "LOCATION_GROUP"}]})

    def _locations(self, request: PlatformRequest) -> HttpReply:
        size = self.most_per_page
        if int(request.query.get("pageSize", 10)) > 100 or not request.query.get("readMask"):
            return error(400, "INVALID_ARGUMENT")
        start = int(request.query.get("pageToken", "at-0").removeprefix("at-"))
        shown = [self._location(request, record) for record in self.records[start : start + size]]
        more = {"nextPageToken": f"at-{start + size}"} if start + size < len(self.records) else {}
        found = {"locations": shown} if shown else {}
        return json_reply({**found, **more}, etag=f'"{hash(json.dumps(shown))}"')

    def _one(self, request: PlatformRequest, id_: str) -> HttpReply:
        found = [record for record in self.records if record["id"] == id_]
        return json_reply(self._location(request, found[0])) if found else error(404, "NOT_FOUND")

    def _location(self, request: PlatformRequest, record: Mapping[str, object]) -> Mapping[str, object]:
        """Only what was asked for."""
        asked = request.query["readMask"].split(",")
        whole = location_of(record, spoilt=str(record["id"]) in self.spoilt)
        return {name: value for name, value in whole.items() if name in asked}

    def told(self) -> Sequence[Told]:
        first = str(self.records[0]["id"])
        return [
            Told(
                request=pushed({"type": "GOOGLE_UPDATE", "location_name": f"locations/{first}"}),
                changed=frozenset({first}),
            ),
            Told(request=pushed({"type": "GOOGLE_UPDATE", "location_name": "locations/77"}), gone=frozenset({"77"})),
            Told(request=pushed({"type": "NEW_REVIEW", "location_name": f"locations/{first}"})),
        ]


def pushed(content: object, token: str = TOKEN) -> WebhookRequest:
    """A notification as Pub/Sub pushes it."""
    data = b64encode(json.dumps(content).encode()).decode()
    message = {"data": data, "messageId": "2070443601311540", "publishTime": "2026-06-01T08:00:00.917Z"}
    body = json.dumps({"message": message, "subscription": "projects/p/subscriptions/s"}).encode()
    return WebhookRequest(body=body, query={"token": token}, received_at=NOW)
