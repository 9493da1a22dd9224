"""The picker: establishments chosen by rules, as a form carries them, with a script and without."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from frontdesk_server.console.establishments import expanded
from frontdesk_server.console.establishments.picked import picked_from, picked_of
from frontdesk_server.console.forms import Form
from frontdesk_server.rights import Role
from tests.server.console.house import House

URL = "/establishments/picker"
MANY = [{"id": f"m-{number:03}", "name": f"Many {number}", "groups": ["many"]} for number in range(60)]


def fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of a page."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<hx-partial")[0]
    ):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def pick(home: House, *steps: str, form: Mapping[str, Sequence[str]] | None = None, **look: str) -> dict[str, Any]:
    """Do some steps, one after the other, each with the fields that the one before gave; the fields at the end."""
    now: dict[str, Any] = dict(form or {})
    for step in steps:
        sent = {**now, "picker.do": step, **{f"picker.{name}": value for name, value in look.items()}}
        now = fields(home.post(URL, sent, fragment=True).text)
    return now


def document(home: House, found: Mapping[str, Sequence[str]]) -> object:
    """What a set's document says of these fields."""
    form, gone = home.call(expanded, Form(fields=found), home.store)
    assert gone == ()
    return picked_from(form).document()


@pytest.fixture(scope="module")
def many(shared: House) -> House:
    shared.call(shared.store.establishments.sync, "many", MANY)
    shared.enter()
    return shared


def test_groups_are_chosen_live_and_with_exceptions(many: House) -> None:
    found = pick(many, "join many", "join garages", "leave garages", "except m-007")
    assert document(many, found) == {"groups": ["many"], "except": ["m-007"]}
    page = many.post(URL, {**found, "picker.do": "search"}, fragment=True).text
    assert "59 establishments are chosen now." in page


def test_everybody_is_chosen_and_some_are_left_out(many: House) -> None:
    assert document(many, pick(many, "everybody")) == "all"
    assert document(many, pick(many, "everybody", "except m-001")) == {"except": ["m-001"]}
    assert document(many, pick(many, "everybody", "except m-001", "readmit m-001")) == "all"
    assert document(many, pick(many, "everybody", "clear")) is None


def test_single_establishments_are_added_and_removed(many: House) -> None:
    assert document(many, pick(many, "add m-001", "add m-002", "remove m-001")) == {"ids": ["m-002"]}


def test_results_become_a_frozen_list_that_travels_as_one_value(many: House) -> None:
    found = pick(many, "add-results", q="many")
    assert "establishments.ids" not in found
    assert len(found["establishments.ids.list"]) == 1
    listed = document(many, found)
    assert listed == {"ids": [one["id"] for one in MANY]}
    many.call(many.store.establishments.sync, "more", [{"id": "m-later", "name": "Many later"}])
    assert document(many, found) == listed
    assert document(many, pick(many, "remove m-000", form=found)) == {"ids": [one["id"] for one in MANY][1:]}
    many.call(many.store.establishments.sync, "more", [{"id": "other", "name": "Other"}], complete=True)


def test_results_are_left_out_together(many: House) -> None:
    found = pick(many, "everybody", form={})
    found = pick(many, "except-results", form=found, q="many 1")
    left = document(many, found)
    assert isinstance(left, dict)
    assert len(left["except"]) == len([one for one in MANY if str(one["name"]).startswith("Many 1")])


def test_a_short_list_travels_by_ids(many: House) -> None:
    found = pick(many, "add-results", q="many 55")
    assert found["establishments.ids"] == ["m-055"]


def test_a_list_that_is_gone_is_told(many: House) -> None:
    form, gone = many.call(expanded, Form(fields={"establishments.ids.list": ["0" * 32]}), many.store)
    assert [one.id for one in gone] == ["FD900"]
    assert picked_from(form).empty


@pytest.mark.parametrize(
    "raw", ["all", {"groups": ["nord"], "ids": ["1"], "except": ["2"]}, {"except": ["2"]}, {"ids": ["1"]}]
)
def test_a_document_comes_back_as_it_was(raw: object) -> None:
    assert picked_of(raw).document() == raw


@pytest.mark.parametrize("raw", [None, "", 7, [], {}, {"groups": None}, {"ids": [None]}])
def test_what_chooses_nobody_is_nobody(raw: object) -> None:
    assert picked_of(raw).document() is None


def test_without_a_script_the_picker_is_a_page_that_gives_the_form_back(many: House) -> None:
    form = {"name": "Été", "welcome.fr": "Bonjour\n<b>", "establishments": "some", "picker.back": "/console/sets/new"}
    page = many.post(URL, {**form, "picker.do": "join many"})
    assert page.status_code == 200
    assert "<html" in page.text
    found = fields(page.text)
    assert found["name"] == ["Été"]
    assert "Bonjour\n&lt;b&gt;</textarea>" in page.text
    assert document(many, found) == {"groups": ["many"]}
    assert re.search(r'formaction="/console/sets/new"[^>]*value="picked"', page.text)


def test_the_form_goes_back_to_the_console_alone(many: House) -> None:
    for back in ("https://evil.example", "//evil", "/console\\evil", "/console//evil", "javascript:x"):
        page = many.post(URL, {"picker.back": back}).text
        assert "evil" not in page
        assert "javascript:x" not in page


def test_a_search_says_what_it_does_not_find(many: House) -> None:
    page = html.unescape(many.post(URL, {"picker.q": "<nowhere>"}, fragment=True).text)
    assert "No establishment matches “<nowhere>”." in page
    assert "<nowhere></" not in many.post(URL, {"picker.q": "<nowhere>"}, fragment=True).text


def test_results_have_pages(many: House) -> None:
    first = many.post(URL, {"picker.q": "many"}, fragment=True).text
    after = re.search(r'value="more ([^"]+)"', first)
    assert after is not None
    second = many.post(URL, {"picker.q": "many", "picker.do": f"more {after[1]}"}, fragment=True).text
    shown = [set(re.findall(r'value="add ([^"]+)"', page)) for page in (first, second)]
    assert not shown[0] & shown[1]
    assert len(shown[0] | shown[1]) == len(MANY)


def test_a_scope_chooses_among_its_own(many: House) -> None:
    many.enter(Role.EDITOR, groups={"garages"})
    try:
        page = many.post(URL, {}, fragment=True).text
        assert "join many" not in page
        assert 'value="everybody"' not in page
        assert "m-001" not in page
        assert document(many, pick(many, "add-results", q="many")) is None
    finally:
        many.enter()
