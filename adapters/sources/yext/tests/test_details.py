"""What the contract cannot know of Yext: its fields, where the key goes, errors with status 200, webhooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from yext_api import API_KEY, SIGNING, YextDialect, answer, problem, signed

from frontdesk import ConfigError, HeaderKey, HttpReply, Page, QueryKey, WebhookRejected
from frontdesk_yext import YextSource

ENTITY = json.loads((Path(__file__).parent / "fixtures" / "entity.json").read_text())
UPDATED = {"meta": {"eventType": "ENTITY_UPDATED"}, "entityId": "a/b", "primaryProfile": ENTITY}


def source(**more: object) -> YextSource:
    settings = {"api_key": "env:YEXT_KEY", "webhook_secret": "env:SIGN", **more}
    return YextSource(YextSource.Settings.model_validate(settings), {"env:SIGN": SIGNING})


def test_a_documented_entity_has_every_field() -> None:
    (row,) = source().page(source().first(None)[0], answer({"count": 1, "entities": [ENTITY]})).rows

    assert row.record is not None
    record = dict(row.record)
    opening, chat, further = (json.dumps(record.pop(name)) for name in ("opening_hours", "chat_hours", "hours"))
    assert record == {
        "id": "LYO-02",
        "name": "Boulangerie Exemple",
        "code": "FR-LYO-02",
        "address": {
            "lines": ["4 quai Inventé", "Bâtiment B"],
            "postal_code": "69002",
            "city": "Lyon",
            "region": "ARA",
            "country": "FR",
        },
        "phone": "+33400000000",
        "email": "lyon@example.org",
        "website": "https://boulangerie.example/lyon",
        "booking_url": "https://boulangerie.example/reserver",
        "review_url": "https://reviewthis.example/7",
        "timezone": "Europe/Paris",
        "locale": "fr",
        "groups": ["12", "34"],
        "coordinates": {"latitude": 45.76, "longitude": 4.83},
        "custom": {"googlePlaceId": "ChIJexample", "c_parking": "true", "c_tables": "12"},
    }
    assert "2026-12-25" in opening
    assert '"wed": "unknown"' in opening  # a day that is not named
    assert "10:00-16:00" in chat
    assert list(json.loads(further)) == ["delivery"]


def test_the_key_goes_into_a_header_or_into_the_address_where_it_is_wanted() -> None:
    assert source().first(None)[0].call.auth == HeaderKey("api-key", "env:YEXT_KEY")
    assert source(key_in="query").first(None)[0].call.auth == QueryKey("api_key", "env:YEXT_KEY")
    assert API_KEY not in source().first(None)[0].call.url


def test_calls_name_account_types_and_version() -> None:
    call = source(account="42", entity_types=["ce_store"], version="20260601").first(None)[0].call

    assert call.url == "https://api.yextapis.com/v2/accounts/42/entities?v=20260601&entityTypes=ce_store&limit=50"


@pytest.mark.parametrize(
    "more",
    [{"account": "a/b"}, {"version": "2026"}, {"entity_types": []}, {"entity_types": ["a,b"]}, {"key_in": "body"}],
)
def test_settings_that_would_ask_for_something_else_are_refused(more: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        source(**more)


@pytest.mark.parametrize(
    "reply",
    [
        HttpReply(status=200, body=problem(200, "over quota").body),
        answer({"count": 3}),
        answer({"entities": {}}),
        answer({"entities": [ENTITY], "pageToken": "again"}),
    ],
)
def test_what_is_no_page_of_entities_ends_the_pass(reply: HttpReply) -> None:
    (second,) = source().page(source().first(None)[0], answer({"entities": [ENTITY], "pageToken": "again"})).next

    with pytest.raises(ConfigError) as caught:
        source().page(second, reply)

    assert caught.value.id == "FD665"


# Webhooks


def test_a_changed_entity_is_read_again_and_nothing_of_the_webhook_is_used() -> None:
    (call,) = source().told(signed(UPDATED)).next

    assert call.call.url == "https://api.yextapis.com/v2/accounts/me/entities/a%2Fb?v=20260101"
    (row,) = source().page(call, answer({**ENTITY, "name": "As it is now"})).rows
    assert row.record is not None
    assert row.record["name"] == "As it is now"


def test_a_deleted_entity_is_gone_when_it_is_really_no_more() -> None:
    deleted = {"meta": {"eventType": "ENTITY_DELETED"}, "entityId": "7"}
    (call,) = source().told(signed(deleted)).next

    page = source().refused(call, problem(404, "7 does not exist"))

    assert page is not None
    assert [(row.id, row.gone) for row in page.rows] == [("7", True)]
    assert [row.id for row in source().page(call, answer(ENTITY)).rows] == ["LYO-02"]


def test_an_error_of_status_200_says_nothing_of_an_entity() -> None:
    (call,) = source().told(signed(UPDATED)).next

    with pytest.raises(ConfigError) as caught:
        source().page(call, HttpReply(status=200, body=problem(200, "over quota").body))

    assert caught.value.id == "FD665"


def test_an_entity_of_another_type_is_no_establishment() -> None:
    (call,) = source().told(signed(UPDATED)).next

    page = source().page(call, answer({**ENTITY, "meta": {**ENTITY["meta"], "entityType": "job"}}))

    assert page == Page()


@pytest.mark.parametrize(
    "document",
    [{"meta": {"eventType": "LISTING_UPDATED"}, "entityId": "7"}, {"meta": {"eventType": "ENTITY_UPDATED"}}, {}],
)
def test_other_webhooks_change_nothing(document: dict[str, object]) -> None:
    assert source().told(signed(document)) == Page()


def test_webhooks_are_refused_where_no_signing_secret_is_set() -> None:
    with pytest.raises(WebhookRejected) as caught:
        source(webhook_secret=None).verify(signed(UPDATED))

    assert caught.value.id == "FD669"


def test_webhooks_of_the_fake_platform_are_signed_as_the_documentation_says() -> None:
    dialect = YextDialect()
    dialect.put([{"id": "a", "name": "A"}])

    for told in dialect.told():
        source().verify(told.request)
