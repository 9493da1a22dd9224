"""What the contract cannot know: circles, links, expressions, credentials that stay at home, and addresses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from kinds import settings_of
from pydantic import ValidationError

from frontdesk import ConfigError, HttpReply, Page, describe, secret_refs
from frontdesk_http_json import HttpJsonSettings, HttpJsonSource
from frontdesk_http_json.expressions import ExpressionError, compiled
from frontdesk_http_json.paging import linked

URL = "https://api.example.com/v1/places"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def source(**settings: Any) -> HttpJsonSource:
    return HttpJsonSource(HttpJsonSettings.model_validate({"api_url": URL, **settings}))


def reply(value: object, **headers: str) -> HttpReply:
    return HttpReply(status=200, headers=headers, body=json.dumps(value).encode())


def read(asked: HttpJsonSource, value: object, **headers: str) -> Page:
    (fetch,) = asked.first(None)
    return asked.page(fetch, reply(value, **headers))


def circle(asked: HttpJsonSource, replies: list[HttpReply]) -> str:
    """What is said when these replies come round and round."""
    with pytest.raises(ConfigError) as caught:
        walk(asked, replies)
    assert describe(caught.value.diagnostics[0], "fr")
    return caught.value.id


def walk(asked: HttpJsonSource, replies: list[HttpReply]) -> None:
    (fetch,) = asked.first(None)
    for number in range(50 * len(replies)):
        (fetch,) = asked.page(fetch, replies[number % len(replies)]).next


# Circles


def test_a_platform_that_minds_no_page_is_found_out() -> None:
    asked = source(paging={"by": "page"}, fields={"name": "id"})

    assert circle(asked, [reply([{"id": 1}, {"id": 2}])]) == "FD658"


@pytest.mark.parametrize("length", [1, 2, 3, 7, 12])
def test_pages_that_go_in_a_circle_are_found_out(length: int) -> None:
    cursors = [reply({"items": [{"id": number}], "next": f"c{(number + 1) % length}"}) for number in range(length)]
    links = [reply([{"id": n}], link=f'<?from={(n + 1) % length}>; rel="next"') for n in range(length)]

    assert circle(source(paging={"by": "cursor", "next": "next"}, items="items"), cursors) == "FD658"
    assert circle(source(paging={"by": "link"}), links) == "FD658"


def test_a_long_list_is_no_circle() -> None:
    asked = source(paging={"by": "cursor", "next": "next"}, items="items")
    (fetch,) = asked.first(None)
    for number in range(1000):
        (fetch,) = asked.page(fetch, reply({"items": [{"id": number}], "next": f"c{number}"})).next

    assert len(json.dumps(dict(fetch.carry))) < 300


# Pages


def test_credentials_follow_no_link_to_another_place() -> None:
    for target in ("https://evil.example.com/v1", "https://api.example.com:8443/", "//evil.example.com/"):
        with pytest.raises(ConfigError, match="FD657"):
            read(source(paging={"by": "link"}), [{"id": 1}], link=f'<{target}>; rel="next"')


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("?page=2", f"{URL}?page=2"),
        ("/v2/places?page=2#top", "https://api.example.com/v2/places?page=2"),
        ("http://api.example.com/v1/places?page=2", f"{URL}?page=2"),
    ],
)
def test_a_link_leads_from_where_it_stands(target: str, url: str) -> None:
    page = read(source(paging={"by": "next_url", "next": "n"}, items="l"), {"l": [{"id": 1}], "n": target})

    assert [fetch.call.url for fetch in page.next] == [url]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("<a>; rel=next", "a"),
        ('<a>; rel="prev", <b>; rel="next"', "b"),
        ('<a,b>; title="x, <y>; rel=\\"next\\""; rel="last NEXT"', "a,b"),
        ('<a>; rel="nextish"', None),
        ("a; rel=next", None),
        ("<" * 50_000, None),
        ("", None),
    ],
)
def test_a_link_header_is_read_as_rfc_8288_has_it(header: str, target: str | None) -> None:
    assert linked(header) == target


def test_a_short_page_is_no_end_unless_the_platform_says_how_many_there_are() -> None:
    paging = {"by": "offset", "size": 100}

    (after,) = read(source(paging=paging, items="l"), {"l": [{"id": 1}], "total": 1}).next
    assert after.call.url == f"{URL}?offset=1"
    assert not read(source(paging={**paging, "total": "total"}, items="l"), {"l": [{"id": 1}], "total": "1"}).next
    assert not read(source(paging=paging, items="l"), {"l": []}).next


def test_parameters_of_the_address_stay_and_those_of_the_page_take_their_place() -> None:
    asked = source(
        api_url=f"{URL}?lang=fr&page=9", query={"q": "é&=", "city": "Paris"}, paging={"by": "page", "size_param": "n"}
    )

    assert [fetch.call.url for fetch in asked.first(None)] == [f"{URL}?lang=fr&q=%C3%A9%26%3D&city=Paris&n=100&page=1"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("%Y-%m-%dT%H:%M:%SZ", "2026-06-01T11%3A55%3A00Z"),
        ("%d/%m/%Y", "01%2F06%2F2026"),
        ("unix", "1780314900"),
        ("unix_ms", "1780314900000"),
    ],
)
def test_an_instant_is_told_as_the_platform_writes_it(form: str, told: str) -> None:
    asked = source(since={"query": {"after": "{since}"}, "format": form}, paging={"by": "page"})
    (fetch,) = asked.first(NOON)

    assert asked.incremental
    assert fetch.call.url == f"{URL}?after={told}&page=1"
    (second,) = asked.page(fetch, reply([{"id": 1}])).next
    assert second.call.url == f"{URL}?after={told}&page=2"
    assert [found.call.url for found in asked.first(None)] == [f"{URL}?page=1"]


def test_a_search_is_posted_with_its_page_in_it() -> None:
    asked = HttpJsonSource(HttpJsonSettings.model_validate(settings_of("cursor", "oauth")))
    (fetch,) = asked.first(NOON)
    (second,) = asked.page(fetch, reply({"places": [{"ref": 1}], "after": "c3"})).next
    search = {"text": "", "since": "1780315200000", "size": 3}

    assert json.loads(fetch.call.body) == {"search": search}
    assert json.loads(second.call.body) == {"search": {**search, "cursor": "c3"}}
    assert second.call.headers["Content-Type"] == "application/json"


# Items


def rows(value: object, **settings: Any) -> list[Any]:
    return [*read(source(**settings), value).rows]


def test_a_deleted_item_is_gone() -> None:
    first, second = rows(
        [{"id": 1, "state": "closed"}, {"id": 2, "name": "B"}], gone="state=='closed'", fields={"name": "name"}
    )

    assert (first.id, first.gone, first.record, second.gone) == ("1", True, None, False)


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        *((yes, True) for yes in (True, 1, "1", "true", "2026-06-01")),
        *((no, False) for no in (False, 0, None, "", "0", " 0 ", "false", "False")),
    ],
)
def test_a_no_in_words_deletes_nothing(told: object, gone: bool) -> None:
    (row,) = rows([{"id": 1, "name": "A", "deleted": told}], gone="deleted", fields={"name": "name"})

    assert row.gone is gone


@pytest.mark.parametrize(
    ("paging", "told"),
    [
        ({"by": "page", "pages": "meta.pages"}, {"pages": 3}),
        ({"by": "page", "total": "meta.total"}, {"total": 3}),
        ({"by": "offset", "total": "meta.total"}, {"total": 3}),
    ],
)
def test_an_empty_page_is_no_end_where_more_is_told(paging: dict[str, str], told: dict[str, int]) -> None:
    asked = source(paging=paging, items="data", fields={"name": "id"})
    (fetch,) = asked.first(None)
    (fetch,) = asked.page(fetch, reply({"data": [{"id": 1}], "meta": told})).next

    with pytest.raises(ConfigError, match="FD665"):
        asked.page(fetch, reply({"data": [], "meta": told}))


def test_an_expression_that_cannot_be_told_costs_its_field_alone() -> None:
    (row,) = rows(
        [{"id": 1, "n": "A", "tags": 7}], fields={"name": "n", "groups": "split(tags, ',')", "brand": "split(x, ',')"}
    )

    assert row.record == {"id": "1", "name": "A"}
    assert [(item.id, item.severity, item.path) for item in row.diagnostics] == [("FD656", "warning", "[0]")]


@pytest.mark.parametrize("body", [{"error": "quota"}, {"l": None}, {"l": {"1": {}}}, {"l": "none"}, [1]])
def test_what_is_no_list_is_never_an_empty_one(body: object) -> None:
    with pytest.raises(ConfigError, match="FD665"):
        rows(body, items="l")


def test_items_that_are_no_objects_are_bad_rows() -> None:
    assert [row.record for row in rows([7, None, "x", [], {"id": 1, "name": "A"}], fields={"name": "name"})][-1]
    assert all(row.diagnostics for row in rows([7, None, "x", []], fields={"name": "name"}))


# Expressions


@pytest.mark.parametrize(
    ("expression", "value", "found"),
    [
        ("json(a)[0].b", {"a": '[{"b": 1}]'}, 1),
        ("json(a).b", {"a": {"b": 1}}, 1),
        ("json(a)", {"a": "{broken"}, None),
        ("plain(a)", {"a": "<p>Caf&eacute;</p>\n<p>A &amp; B<br/>C</p>"}, "Café\nA & B\nC"),
        (
            "plain(a)",
            {"a": "<table><tr><td>Mon</td><td>9 - 5</td></tr><tr><td>Tue</td></tr></table>"},
            "Mon 9 - 5\nTue",
        ),
        ("plain(a)", {"a": "1 < 2"}, "1 < 2"),
        ("split(a, ',')", {"a": "x, y,,"}, ["x", "y"]),
        ("join(', ', a)", {}, None),
        ("plain(a)", {}, None),
    ],
)
def test_expressions_have_what_apis_need(expression: str, value: object, found: object) -> None:
    assert compiled(expression)(value) == found


def test_a_text_of_brackets_is_plain_in_no_time() -> None:
    assert compiled("plain(a)")({"a": "<" * 100_000}) == "<" * 100_000


def test_a_function_refuses_what_it_is_not_for() -> None:
    with pytest.raises(ExpressionError, match="invalid type"):
        compiled("split(a, ',')")({"a": 7})


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"items": "a["}, "FD655"),
        ({"fields": {"name": "plian(a)"}}, "FD655"),
        ({"fields": {"name": ""}}, "string_too_short"),
        ({"fields": {"adress": "a"}}, "FD606"),
        ({"paging": {"by": "pages"}}, "union_tag_invalid"),
        ({"paging": {"by": "cursor"}}, "missing"),
        ({"auth": {"by": "bearer", "key": "env:K"}}, "missing"),
        ({"body": {}}, "value_error"),
        ({"preset": "locatoride"}, "value_error"),
        ({"api_url": "ftp://x"}, "url_scheme"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(settings: Mapping[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        HttpJsonSettings.model_validate({"api_url": URL, **settings})
    assert caught.value.errors()[0]["type"] == told


def test_secrets_are_named_and_stand_in_no_call() -> None:
    settings = HttpJsonSettings.model_validate(settings_of("page", "oauth"))

    assert secret_refs(settings) == {"env:KEY"}
