"""What the contract cannot know of Partoo: its fields, the course of a pass, refused parts, and its webhooks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from partoo_api import PUBLIC, PartooDialect, business_of, signed
from pydantic import ValidationError

from frontdesk import ConfigError, Fetch, HttpReply, Page, WebhookRejected
from frontdesk_partoo import PartooSource

FIXTURES = Path(__file__).parent / "fixtures"
RECORD = {"id": "aa11bb22cc33dd44ee55ff66", "name": "Boulangerie", "groups": ["boulangeries"]}
BUSINESS = business_of(RECORD, datetime(2026, 1, 1, tzinfo=UTC))


def source(**more: object) -> PartooSource:
    settings = {"api_key": "env:PARTOO_KEY", "webhook_key": PUBLIC, **more}
    return PartooSource(PartooSource.Settings.model_validate(settings), {"env:HOOK": b"sesame"})


def fixture(name: str) -> HttpReply:
    return HttpReply(status=200, body=(FIXTURES / name).read_bytes())


def reply(value: object, status: int = 200) -> HttpReply:
    return HttpReply(status=status, body=json.dumps(value).encode())


def listed(*items: object, name: str = "businesses", page: int = 1, of: int = 1) -> HttpReply:
    return reply({"page": page, "max_page": of, "count": len(items), name: items})


def more_hours_call(partoo: PartooSource) -> Fetch:
    """The call for the further hours of the business of the fixture, after the groups were read."""
    sections = [{"id": 1, "name": "Country", "groups": [{"id": 1, "name": "France"}, {"id": 2, "name": "Villes"}]}]
    (search,) = partoo.page(partoo.first(None)[0], listed(*sections, name="sections")).next
    (more,) = partoo.page(search, fixture("business-search.json")).next
    return more


def test_a_documented_business_has_every_field() -> None:
    partoo = source()

    (row,) = partoo.page(more_hours_call(partoo), fixture("more-hours.json")).rows

    assert row.record is not None
    record = dict(row.record)
    opening, chat, further = record.pop("opening_hours"), record.pop("chat_hours"), record.pop("hours")
    assert record == {
        "id": "5409c35a97bbc544d8e26737",
        "name": "Corner shop",
        "code": "CS-75019",
        "address": {
            "lines": ["12 bis rue du coquelicot", "Bâtiment B"],
            "postal_code": "75019",
            "city": "Paris",
            "region": "Ile-de-France",
            "country": "FR",
        },
        "phone": "+33302060628",
        "email": "shop@example.org",
        "website": "https://www.corner-shop.co/",
        "locale": "fr",
        "groups": ["France", "Villes", "3"],
        "coordinates": {"latitude": 47.870341, "longitude": -3.585993},
        "custom": {"google_location_id": "123456789", "org_id": "42", "parking": "true", "tables": "12"},
    }
    assert opening["weekly"]["mon"] == ["10:00-14:00", "18:00-24:00"]
    assert opening["weekly"]["sun"] == "closed"
    assert [day.get("closed", False) for day in opening["special"]] == [False, True]
    assert chat["weekly"]["mon"] == ["09:00-12:00"]
    assert set(further) == {"kitchen"}


def test_a_business_without_anything_but_its_names_is_an_establishment() -> None:
    call = source(group_names=False, more_hours=False).first(None)[0]

    page = source(more_hours=False).page(call, listed({"id": 7, "name": "Nue", "lat": 0, "long": 0.0, "groups": None}))

    assert [row.record for row in page.rows] == [{"id": "7", "name": "Nue"}]
    assert page.rows[0].diagnostics == ()


def test_an_unreadable_day_is_told_of_at_its_place_in_the_list() -> None:
    bad = {**BUSINESS, "open_hours": {"monday": ["9h-18h"]}}
    call = source(group_names=False).first(None)[0]

    (row,) = source(more_hours=False).page(call, listed(bad)).rows

    assert row.record is not None
    assert row.diagnostics[0].path == "businesses[0].open_hours.monday[0]"
    assert row.diagnostics[0].file == call.call.url


def test_a_pass_over_what_has_changed_asks_with_the_documented_filter() -> None:
    (call,) = source(group_names=False, org_id=42).first(datetime(2026, 6, 1, 8, 0, 0, 900_000, tzinfo=UTC))

    assert call.call.url == ("https://api.partoo.co/v2/business/search?modified_gte=1780300800&per_page=100&org_id=42")


def test_the_first_page_may_have_the_number_zero() -> None:
    partoo = source(group_names=False, more_hours=False)
    (first,) = partoo.first(None)

    (second,) = partoo.page(first, listed(BUSINESS, page=0, of=1)).next
    last = partoo.page(second, listed(BUSINESS, page=1, of=1))

    assert "page=1&" in second.call.url
    assert not last.next


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(listed(BUSINESS, page=1, of=9), id="the first page again"),
        pytest.param(listed(page=2, of=9), id="an empty page before the last"),
        pytest.param(reply({"page": 2, "max_page": "9", "businesses": []}), id="no number of pages"),
    ],
)
def test_pages_that_do_not_move_on_end_the_pass(answer: HttpReply) -> None:
    partoo = source(group_names=False, more_hours=False)
    (second,) = partoo.page(partoo.first(None)[0], listed(BUSINESS, of=9)).next

    with pytest.raises(ConfigError) as caught:
        partoo.page(second, answer)

    assert caught.value.id == "FD665"


# Refusals


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_read_groups_reads_businesses_all_the_same(status: int) -> None:
    partoo = source(more_hours=False)

    page = partoo.refused(partoo.first(None)[0], reply({}, status))

    assert page is not None
    assert [item.id for item in page.rows[0].diagnostics] == ["FD664"]
    (row,) = partoo.page(page.next[0], listed(BUSINESS)).rows
    assert row.record is not None
    assert row.record["groups"] == ["23"]


@pytest.mark.parametrize("status", [403, 404])
def test_further_hours_that_are_withheld_cost_only_themselves(status: int) -> None:
    partoo = source()

    page = partoo.refused(more_hours_call(partoo), reply({}, status))

    assert page is not None
    assert page.rows[0].record is not None
    assert "opening_hours" in page.rows[0].record
    assert page.rows[0].diagnostics[0].id == "FD664"


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_refused_list_is_the_hosts_to_tell_of(status: int) -> None:
    partoo = source(group_names=False)

    assert partoo.refused(partoo.first(None)[0], reply({}, status)) is None


# Webhooks

UPDATED = {"type": "business_updated", "payload": {"business": {"id": 5409, "name": "Never used"}}}


def followed(page: Page, partoo: PartooSource) -> Fetch:
    """The call for the business that a webhook is about, after the groups."""
    (call,) = partoo.page(page.next[0], listed(name="sections")).next
    return call


def test_a_changed_business_is_read_again_and_nothing_of_the_webhook_is_used() -> None:
    partoo = source(more_hours=False)

    call = followed(partoo.told(signed(UPDATED)), partoo)

    assert call.call.url == "https://api.partoo.co/v2/business/5409"
    (row,) = partoo.page(call, reply({"id": "5409", "name": "As it is now"})).rows
    assert row.record is not None
    assert row.record["name"] == "As it is now"


def test_a_changed_business_that_is_no_more_is_gone() -> None:
    partoo = source()
    call = followed(partoo.told(signed(UPDATED)), partoo)

    page = partoo.refused(call, reply({}, 404))

    assert page is not None
    assert [(row.id, row.gone) for row in page.rows] == [("5409", True)]


@pytest.mark.parametrize("payload", [{"business": {"id": "77"}}, {"business_id": 77}])
def test_a_deleted_business_is_gone(payload: dict[str, object]) -> None:
    page = source().told(signed({"type": "business_deleted", "payload": payload}))

    assert [(row.id, row.gone) for row in page.rows] == [("77", True)]
    assert page.next == ()


@pytest.mark.parametrize(
    "document", [{"type": "lead_received", "payload": {"business": {"id": "7"}}}, {"type": "business_updated"}, {}]
)
def test_other_webhooks_change_nothing(document: dict[str, object]) -> None:
    assert source().told(signed(document)) == Page()


def test_a_secret_in_a_header_stands_instead_of_the_signature() -> None:
    partoo = source(webhook_secret="env:HOOK", webhook_header="X-Shop")
    request = replace(signed(UPDATED), headers={"x-shop": "sesame"})

    partoo.verify(request)

    for wrong in (replace(request, headers={"x-shop": "Sesame"}), signed(UPDATED)):
        with pytest.raises(WebhookRejected):
            partoo.verify(wrong)


def test_a_signature_by_the_documented_key_is_checked_unless_another_is_set() -> None:
    partoo = PartooSource(PartooSource.Settings.model_validate({"api_key": "env:PARTOO_KEY"}))

    with pytest.raises(WebhookRejected) as caught:
        partoo.verify(signed(UPDATED))

    assert (caught.value.id, caught.value.status) == ("FD511", 401)


@pytest.mark.parametrize("key", ["", "bm90IGEga2V5", "MCowBQYDK2VwAyEA0G9ciHL6XZQXuWq6W4dFLvwNEPWgcdtQgEVlBIwZWB", "§"])
def test_a_public_key_that_is_none_is_refused_when_settings_are_read(key: str) -> None:
    with pytest.raises(ValidationError):
        source(webhook_key=key)


def test_a_webhook_of_the_fake_platform_is_signed_as_the_documentation_says() -> None:
    dialect = PartooDialect()
    dialect.put([RECORD])

    for told in dialect.told():
        source().verify(told.request)
