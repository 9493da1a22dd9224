"""The console's establishments: the list and its filters, one establishment, switching with undo, excluded contacts."""

from __future__ import annotations

import html
import re

import pytest

from frontdesk import Toggles
from frontdesk_server.rights import Role
from frontdesk_server.store import Wanted
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
