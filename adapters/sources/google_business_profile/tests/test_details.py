"""What the contract cannot know of Google Business Profile: its fields, the zeros that proto3 drops, notifications."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from google_api import pushed

from frontdesk import ConfigError, Fetch, GoogleServiceAccount, HttpReply, Page, Row, WebhookRejected
from frontdesk_google_business_profile import GoogleBusinessProfileSource

LOCATION = json.loads((Path(__file__).parent / "fixtures" / "location.json").read_text())


def source(**more: object) -> GoogleBusinessProfileSource:
    settings = {"service_account": "env:GOOGLE_KEY", "webhook_token": "env:PUSH", **more}
    return GoogleBusinessProfileSource(
        GoogleBusinessProfileSource.Settings.model_validate(settings), {"env:PUSH": b"sesame"}
    )


def reply(value: object, status: int = 200) -> HttpReply:
    return HttpReply(status=status, body=json.dumps(value).encode())


def first_page(google: GoogleBusinessProfileSource) -> Fetch:
    return google.first(None)[0]


def row(location: Mapping[str, object], **more: object) -> Row:
    google = source(accounts=["accounts/1"], **more)
    (found,) = google.page(first_page(google), reply({"locations": [location]})).rows
    return found


def test_a_documented_location_has_every_field() -> None:
    found = row(LOCATION).record

    assert found is not None
    record = dict(found)
    opening, chat, further = (json.dumps(record.pop(name)) for name in ("opening_hours", "chat_hours", "hours"))
    assert record == {
        "id": "8120369378310236811",
        "name": "Boulangerie Exemple",
        "code": "LYO-02",
        "locale": "fr",
        "website": "https://boulangerie.example",
        "phone": "04 00 00 00 00",
        "map_url": "https://maps.google.com/maps?cid=1",
        "review_url": "https://search.google.com/local/writereview?placeid=ChIJexample",
        "address": {
            "lines": ["4 quai Inventé", "Bâtiment B", "Presqu'île"],
            "postal_code": "69002",
            "city": "Lyon",
            "region": "Rhône",
            "country": "FR",
        },
        "coordinates": {"latitude": 45.76, "longitude": 0.0},  # on the prime meridian: zero is not there
        "groups": ["boulangeries", "nuit"],
        "custom": {"place_id": "ChIJexample", "category": "Boulangerie", "description": "Du pain."},
    }
    assert "20:00-" in opening
    assert "2026-12-25" in opening
    assert "09:00-12:30" in chat
    assert list(json.loads(further)) == ["drive_through"]


def test_another_kind_of_more_hours_may_be_those_of_the_chat() -> None:
    found = row(LOCATION, chat_hours="DRIVE_THROUGH").record

    assert found is not None
    assert "07:00-23:00" in json.dumps(found["chat_hours"])


def test_a_place_that_serves_its_customers_where_they_are_has_no_address() -> None:
    bare = {"name": "locations/7", "title": "Plombier", "serviceArea": {"businessType": "CUSTOMER_LOCATION_ONLY"}}

    assert row(bare).record == {"id": "7", "name": "Plombier"}


@pytest.mark.parametrize("name", [None, 7, "", "locations/", "accounts/1", "xlocations/7", "locations/7/media/8"])
def test_a_location_without_a_resource_name_is_a_bad_row(name: object) -> None:
    found = row({**LOCATION, "name": name})

    assert (found.id, found.record) == (None, None)
    assert found.diagnostics[0].place.startswith("locations[0]") or found.diagnostics[0].file


def test_calls_ask_for_a_token_of_the_documented_scope() -> None:
    call = first_page(source()).call

    assert call.auth == GoogleServiceAccount("env:GOOGLE_KEY", ("https://www.googleapis.com/auth/business.manage",))


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": 7}},
        {"locations": {}},
        {"locations": [], "nextPageToken": 7},
        {"locations": [], "items": []},
        {"locations": [LOCATION], "nextPageToken": "again"},
    ],
)
def test_what_is_no_page_of_locations_ends_the_pass(body: object) -> None:
    google = source(accounts=["accounts/1"])
    (second,) = google.page(first_page(google), reply({"locations": [], "nextPageToken": "again"})).next

    with pytest.raises(ConfigError) as caught:
        google.page(second, reply(body))

    assert caught.value.id == "FD665"


def test_an_account_without_locations_answers_with_nothing_at_all() -> None:
    google = source(accounts=["accounts/1"])

    page = google.page(first_page(google), reply({}))

    assert not page.rows
    assert not page.next


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_a_refused_list_is_the_hosts_to_tell_of(status: int) -> None:
    google = source(accounts=["accounts/1"])

    assert google.refused(first_page(google), reply({}, status)) is None


# Notifications


@pytest.mark.parametrize(
    "content",
    [
        {"type": "GOOGLE_UPDATE", "location_name": "locations/7"},
        {"notificationType": "UPDATED_LOCATION_STATE", "locationName": "locations/7"},
        {"notification_type": "A_KIND_OF_TOMORROW", "location": "accounts/1/locations/7"},
    ],
)
def test_a_changed_location_is_read_again(content: object) -> None:
    (call,) = source().told(pushed(content)).next

    assert call.call.url.startswith("https://mybusinessbusinessinformation.googleapis.com/v1/locations/7?readMask=")


@pytest.mark.parametrize(
    "content",
    [
        {"type": "NEW_REVIEW", "location_name": "locations/7"},
        {"type": "GOOGLE_UPDATE"},
        {"type": "GOOGLE_UPDATE", "location_name": "locations/7/../../accounts"},
        [],
    ],
)
def test_other_notifications_change_nothing(content: object) -> None:
    assert source().told(pushed(content)) == Page()


@pytest.mark.parametrize("token", ["", "Sesame", "sesam"])
def test_a_push_without_the_token_is_refused(token: str) -> None:
    with pytest.raises(WebhookRejected) as caught:
        source().verify(pushed({}, token))

    assert (caught.value.id, caught.value.status) == ("FD512", 403)


def test_pushes_are_refused_where_no_token_is_set() -> None:
    with pytest.raises(WebhookRejected) as caught:
        source(webhook_token=None).verify(pushed({}))

    assert caught.value.id == "FD666"
