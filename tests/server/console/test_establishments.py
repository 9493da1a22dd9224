"""The console's establishments: the list and its filters, one establishment, switching with undo, excluded contacts."""

from __future__ import annotations

import html
import re

import pytest

from frontdesk import Toggles
from frontdesk_server.rights import Role
from frontdesk_server.store import Wanted
from tests.engine.hours.ics import parse
from tests.server.console.house import House

LIMOILOU = "fournil-limoilou"
ALL = ("everything", "welcome", "absence", "starters")


def names(page: str) -> list[str]:
    """The names of the list's rows."""
    return [html.unescape(name) for name in re.findall(r'class="row-link"[^>]*>([^<]+)<', page)]


def toggles(home: House, id_: str = LIMOILOU) -> Toggles:
    return home.call(home.store.toggles.get, id_)


def bakeries(home: House) -> tuple[list[str], list[str]]:
    """The ids of the group, and all others."""
    inside = home.call(home.store.establishments.ids_of, Wanted(groups=frozenset({"bakeries"})))
    return inside, [place.id for place in home.call(home.store.establishments.list) if place.id not in inside]


def test_the_list_is_searched_without_accents_and_in_any_order(shared: House) -> None:
    shared.enter()
    assert names(shared.get("/establishments", q="quebec FOURNIL").text) == ["Fournil Colibri, Limoilou"]
    fragment = shared.get("/establishments", fragment=True, q="quebec").text
    assert names(fragment) == ["Fournil Colibri, Limoilou"]
    assert "<html" not in fragment


def test_the_list_is_filtered_by_group_and_by_what_is_off(home: House) -> None:
    home.enter()
    everybody = names(home.get("/establishments").text)
    bakeries = names(home.get("/establishments", group="bakeries").text)
    assert 0 < len(bakeries) < len(everybody)
    home.post("/establishments/switch", {"do": f"off welcome {LIMOILOU}"})
    assert names(home.get("/establishments", off="welcome").text) == ["Fournil Colibri, Limoilou"]
    assert len(names(home.get("/establishments", off="nothing").text)) == len(everybody) - 1


def test_what_an_address_says_wrongly_counts_as_not_said(shared: House) -> None:
    shared.enter()
    answer = shared.get("/establishments", off="nonsense", shown="'; DROP TABLE", after="no", q="\x00")
    assert answer.status_code == 200


def test_what_nothing_matches_offers_to_clear_the_search(shared: House) -> None:
    shared.enter(language="fr")
    page = shared.get("/establishments", q="<b>nulle part</b>").text
    assert "Aucun établissement ne correspond à «\u00a0<b>nulle part</b>\u00a0»." in html.unescape(page)
    assert "<b>nulle" not in page


def test_one_switch_turns_and_is_taken_back(home: House) -> None:
    home.enter()
    answer = home.post("/establishments/switch", {"do": f"off absence {LIMOILOU}"}, fragment=True)
    assert 'aria-checked="false"' in answer.text
    assert toggles(home) == Toggles(absence=False)
    change = re.search(r'name="change" value="([0-9a-f]{32})"', answer.text)
    assert change is not None
    home.post("/establishments/undo", {"change": change[1]})
    assert toggles(home) == Toggles()


def test_without_a_script_the_way_back_is_on_the_page_that_comes(home: House) -> None:
    home.enter()
    answer = home.post(
        "/establishments/switch", {"do": f"off welcome {LIMOILOU}", "back": "/console/establishments?q=x"}
    )
    assert answer.status_code == 303
    page = home.client.get(answer.headers["location"])
    assert 'action="/console/establishments/undo"' in page.text


def test_i4_all_results_of_a_search_are_switched_at_once(home: House) -> None:
    home.enter()
    form = {"group": "bakeries", "all_results": "1", "what": "welcome", "do": "off"}
    answer = home.post("/establishments/switch", form)
    inside, outside = bakeries(home)
    assert all(not found.welcome for found in home.call(home.store.toggles.of, inside).values())
    assert all(found == Toggles() for found in home.call(home.store.toggles.of, outside).values())
    change = answer.headers["location"].partition("changed=")[2]
    home.post("/establishments/undo", {"change": change})
    assert all(found == Toggles() for found in home.call(home.store.toggles.of, inside).values())


def test_those_selected_are_switched_and_nobody_else(home: House) -> None:
    home.enter()
    home.post("/establishments/switch", {"chosen": [LIMOILOU], "what": "starters", "do": "off"})
    assert toggles(home) == Toggles(starters=False)
    assert toggles(home, "fournil-croix-rousse") == Toggles()


@pytest.mark.parametrize(
    "form", [{}, {"do": "off"}, {"do": "off", "what": "nonsense", "chosen": LIMOILOU}, {"do": "x y"}]
)
def test_a_forged_switch_changes_nothing(home: House, form: dict[str, str]) -> None:
    home.enter()
    assert home.post("/establishments/switch", form).status_code in (303, 404)
    assert toggles(home) == Toggles()


def test_a_scope_sees_and_switches_its_own_alone(home: House) -> None:
    home.enter(Role.EDITOR, groups={"bakeries"})
    assert "Fournil Colibri, Limoilou" in names(home.get("/establishments").text)
    _, others = bakeries(home)
    assert home.get(f"/establishments/{others[0]}").status_code == 404
    assert home.post("/establishments/switch", {"do": f"off welcome {others[0]}"}).status_code == 404
    assert home.post("/establishments/exclude", {"id": others[0], "contact": "33612"}).status_code == 404
    home.post("/establishments/switch", {"all_results": "1", "what": "welcome", "do": "off"})
    home.post("/establishments/switch", {"chosen": others, "what": "absence", "do": "off"})
    assert all(found == Toggles() for found in home.call(home.store.toggles.of, others).values())


def test_a_viewer_switches_nothing(shared: House) -> None:
    shared.enter(Role.VIEWER)
    assert 'role="switch"' not in shared.get("/establishments").text
    assert shared.post("/establishments/switch", {"do": f"off welcome {LIMOILOU}"}).status_code == 403
    assert toggles(shared) == Toggles()


def test_a_change_leads_back_to_this_room_alone(home: House) -> None:
    home.enter()
    for back in ("https://evil.example/", "//evil.example", "/console/establishments/..//evil", "/console\\evil"):
        answer = home.post("/establishments/undo", {"change": "no", "back": back})
        assert answer.headers["location"] == "/console/establishments"


def test_i1_an_establishment_shows_its_own_hours_messages_and_switches(shared: House) -> None:
    shared.enter()
    page = html.unescape(shared.get(f"/establishments/{LIMOILOU}").text)
    address = "231 3e Avenue, G1L 2V9 Québec, QC, CA"
    for told in ("America/Toronto", address, "+1 418-555-0131", "Each week", "It opens"):
        assert told in page
    assert page.count('role="switch"') == len(ALL)
    assert "website" in page


def test_an_establishment_says_why_nothing_is_said(home: House) -> None:
    home.enter()
    home.post("/establishments/switch", {"do": f"off everything {LIMOILOU}"})
    assert "Everything is switched off for this establishment." in home.get(f"/establishments/{LIMOILOU}").text


def test_hours_are_told_in_the_language_of_who_looks(shared: House) -> None:
    shared.enter(language="fr")
    assert "lun" in shared.get(f"/establishments/{LIMOILOU}").text


def test_an_establishment_that_there_is_not_is_missing(shared: House) -> None:
    shared.enter()
    for path in ("nowhere", "a/b/c", "%00", "..%2f..%2fetc"):
        assert shared.get(f"/establishments/{path}").status_code == 404


def test_an_id_with_every_sign_has_its_page(home: House) -> None:
    home.enter()
    id_ = "a/b?c#d %é'\"<x>"
    home.call(home.store.establishments.sync, "more", [{"id": id_, "name": "Odd <i>one</i>"}])
    page = home.get("/establishments", q="odd").text
    address = re.search(r'class="row-link" href="([^"]+)"', page)
    assert address is not None
    found = home.client.get(html.unescape(address[1]))
    assert "Odd &lt;i&gt;one" in found.text
    home.post("/establishments/switch", {"do": f"off welcome {id_}"})
    assert toggles(home, id_) == Toggles(welcome=False)


def test_a_retired_establishment_says_so(home: House) -> None:
    home.enter()
    home.call(home.store.establishments.sync, "more", [{"id": "old", "name": "Old"}, {"id": "kept", "name": "Kept"}])
    home.call(home.store.establishments.sync, "more", [{"id": "kept", "name": "Kept"}], complete=True)
    assert names(home.get("/establishments", shown="retired").text) == ["Old"]
    assert "No longer delivered" in home.get("/establishments/old").text


def test_contacts_are_excluded_and_answered_again(home: House) -> None:
    home.enter()
    home.post("/establishments/exclude", {"id": LIMOILOU, "contact": " 33612345678 "})
    assert [one.contact for one in home.call(home.store.exclusions.of, LIMOILOU)] == ["33612345678"]
    assert "33612345678" in home.get(f"/establishments/{LIMOILOU}").text
    home.post("/establishments/readmit", {"id": LIMOILOU, "contact": "33612345678"})
    assert home.call(home.store.exclusions.of, LIMOILOU) == []


@pytest.mark.parametrize("contact", ["", "   ", "x" * 201, "a\nb", "a\u202eb"])
def test_what_is_no_address_is_told_beside_its_field(home: House, contact: str) -> None:
    home.enter()
    answer = home.post("/establishments/exclude", {"id": LIMOILOU, "contact": contact})
    assert answer.status_code == 422
    assert 'id="contact--error"' in answer.text
    assert 'href="#contact"' in answer.text
    assert home.call(home.store.exclusions.of, LIMOILOU) == []


def test_who_switched_is_said_and_written_down(home: House) -> None:
    home.enter(name="Zoe")
    home.post("/establishments/switch", {"do": f"off welcome {LIMOILOU}"})
    assert "Last switched by Zoe" in home.get(f"/establishments/{LIMOILOU}").text
    [line] = home.call(home.store.audit.list, limit=1)
    assert (line.actor.name, line.action, line.subject) == ("Zoe", "toggles.switched", LIMOILOU)


# Hours


def brought(home: House, **fields: object) -> None:
    """Give the establishment further fields, as its source might."""
    stored = home.call(home.store.establishments.get, LIMOILOU)
    assert stored is not None
    others = home.call(home.store.establishments.list)
    records = [
        {**one.record, **(fields if one.id == LIMOILOU else {})} for one in others if one.source == stored.source
    ]
    home.call(home.store.establishments.sync, stored.source, records)


def test_the_page_says_why_it_is_open_where_its_hours_are_from_and_every_kind_of_them(home: House) -> None:
    home.enter(language="fr")
    origin = {"system": "partoo", "kind": "DELIVERY"}
    brought(home, hours={"delivery": {"weekly": "24/7", "provenance": origin}})
    page = html.unescape(home.get(f"/establishments/{LIMOILOU}").text)
    assert "Horaires\u00a0: delivery" in page
    assert "partoo, DELIVERY" in page
    assert re.search(r"<dd>(ouvert|fermé)\u00a0: (horaires de la semaine|toujours ouvert|jour)", page)


@pytest.mark.parametrize(("language", "words"), [("en", ["special day: Noël", "closed"]), ("fr", ["fermé", "Noël"])])
def test_k19_the_calendar_shows_every_day_of_twelve_months(shared: House, language: str, words: list[str]) -> None:
    shared.enter(language=language)
    answer = shared.get(f"/establishments/{LIMOILOU}/calendar", **{"from": "2026-12-10"})
    page = html.unescape(answer.text)
    days = re.findall(r'<time datetime="(\d{4}-\d\d-\d\d)">', page)
    assert (len(days), days[0], days[-1]) == (365, "2026-12-01", "2027-11-30")
    christmas = page.partition('datetime="2026-12-25"')[2].partition("</li>")[0]
    assert all(word in christmas for word in words)
    assert 'href="#2027-11"' in page


def test_k19_the_calendar_is_a_file_too(shared: House) -> None:
    shared.enter()
    answer = shared.get(f"/establishments/{LIMOILOU}/calendar.ics", kind="opening")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(parse(answer.content).parts("VEVENT")) > 300


def test_each_kind_of_hours_has_its_calendar(home: House) -> None:
    home.enter()
    brought(home, hours={"delivery": {"weekly": {"daily": ["11:00-14:00"]}}})
    page = home.get(f"/establishments/{LIMOILOU}/calendar", kind="delivery").text
    assert "11:00" in page
    assert f"/console/establishments/{LIMOILOU}/calendar?kind=opening" in page


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("nowhere/calendar", {}),
        ("nowhere/calendar.ics", {}),
        (f"{LIMOILOU}/calendar", {"kind": "delivery"}),
        (f"{LIMOILOU}/calendar.ics", {"kind": "delivery"}),
    ],
)
def test_a_calendar_that_is_not_there_is_missing(shared: House, path: str, query: dict[str, str]) -> None:
    shared.enter()
    assert shared.get(f"/establishments/{path}", **query).status_code == 404


@pytest.mark.parametrize("first", ["", "no", "1800-01-01", "9999-12-31", "2026-02-30"])
def test_a_first_day_that_is_none_counts_as_not_said(shared: House, first: str) -> None:
    shared.enter()
    assert shared.get(f"/establishments/{LIMOILOU}/calendar", **{"from": first}).status_code == 200


def test_hours_without_a_zone_say_why_there_is_no_calendar(home: House) -> None:
    home.enter(language="fr")
    brought(home, timezone=None)
    page = html.unescape(home.get(f"/establishments/{LIMOILOU}/calendar").text)
    assert "FD185" in page or "fuseau horaire" in page
    assert home.get(f"/establishments/{LIMOILOU}/calendar.ics").status_code == 404
