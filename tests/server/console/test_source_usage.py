"""How a source's data are used, in the console: the options common to all sources, and the order that counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontdesk_server.rights import Role
from frontdesk_server.store.audit import AuditFilter
from frontdesk_server.store.connecting import ConnectionKind
from tests.server.console.house import House
from tests.server.console.test_switchboard import change

SOURCE = ConnectionKind.SOURCE
FORM = {"kind": "files", "id": "shop", "path": "shops.csv", "match": ""}
USED: dict[str, Any] = {
    "match": "code",
    "ids": "4711: lyon\nhttps://a.example/b: shop:2\nx:1\n4713\tparis",
    "only": ["phone", "opening_hours"],
    "creates": "no",
    "every": " 15m ",
    "full_every": "12h",
    "stale_after": "2h",
    "most_retired": "12,5 %",
}
KEPT = {
    "match": "code",
    "ids": {"4711": "lyon", "https://a.example/b": "shop:2", "x": "1", "4713": "paris"},
    "only": ["phone", "opening_hours"],
    "creates": False,
    "every": "15m",
    "full_every": "12h",
    "stale_after": "2h",
    "most_retired": 0.125,
}


def document(home: House, id_: str = "shop") -> dict[str, Any]:
    found = home.call(home.store.connections.get, SOURCE, id_)
    assert found is not None
    return dict(found.document)


def shops(home: House) -> None:
    (Path(home.folder) / "shops.csv").write_text("id,name,timezone\nx,Shop,Europe/Paris\n", encoding="utf-8")


def usage(home: House) -> dict[str, Any]:
    return {name: value for name, value in document(home).items() if name in KEPT}


def test_what_is_entered_stands_in_the_document_and_is_shown_again(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    answer = home.post("/accounts/sources/new", FORM | USED)
    assert answer.status_code == 303, answer.text
    assert usage(home) == KEPT
    page = home.get("/accounts/sources/shop").text
    for shown in (
        'name="match" value="code" checked',
        'name="only" value="phone" checked',
        '<option value="no" selected>',
        'name="every" type="text" value="15m"',
        'name="most_retired" type="text" value="12.5"',
        "4711: lyon\nhttps://a.example/b: shop:2\nx: 1\n4713: paris</textarea>",
    ):
        assert shown in page, shown
    assert 'name="only" value="name" checked' not in page


def test_what_is_emptied_is_as_ever_and_a_form_without_the_fields_keeps_them(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    home.post("/accounts/sources/new", FORM | USED)
    bare = {"path": "shops.csv"}
    assert home.post("/accounts/sources/shop", bare | {"version": "1"}).status_code == 303
    assert usage(home) == KEPT
    assert home.post("/accounts/sources/shop", bare | {"version": "2", "match": ""}).status_code == 303
    assert usage(home) == {}


def test_an_id_of_any_form_survives_the_table(home: House) -> None:
    ids = {"a: b": "c", "d": "e: f", "g:h": "i:j"}
    told = {"id": "shop", "kind": "files", "path": "shops.csv", "ids": ids}
    home.call(home.store.connections.create, SOURCE, "shop", told, change("source"))
    home.call(home.running.board.look)
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/accounts/sources/shop").text
    start = page.index(">\n", page.index('<textarea id="ids"')) + 2
    text = page[start : page.index("</textarea>", start)]
    assert home.post("/accounts/sources/shop", FORM | {"ids": text, "version": "1"}).status_code == 303
    assert document(home)["ids"] == ids


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"match": "name"}, "match--group", "ne fait pas partie des valeurs possibles"),
        ({"ids": "4711"}, "ids", "ne dit pas quelle ligne est quel établissement"),
        ({"ids": "a:b:c"}, "ids", "ne dit pas quelle ligne est quel établissement"),
        ({"ids": "4711: lyon\n4711: paris"}, "ids", "la clé &#39;4711&#39; figure deux fois, d&#39;abord à la ligne 1"),
        ({"only": ["phone", "mood"]}, "only", "ne fait pas partie des valeurs possibles"),
        ({"only": ["phone"], "creates": "yes"}, "creates", "n&#39;a pas le droit de donner leur nom"),
        ({"every": "bientôt"}, "every", "une durée est attendue"),
        ({"full_every": "24"}, "full_every", "une durée est attendue"),
        ({"stale_after": "5000d"}, "stale_after", "une durée est attendue"),
        ({"most_retired": "150"}, "most_retired", "n&#39;est pas une part en pour cent"),
        ({"most_retired": "nan"}, "most_retired", "n&#39;est pas une part en pour cent"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_in_an_open_group_and_kept_as_it_was_entered(
    shared: House, wrong: dict[str, Any], field: str, told: str
) -> None:
    shared.enter(Role.ADMINISTRATOR, language="fr")
    answer = shared.post("/accounts/sources/new", FORM | {"path": "x.csv"} | wrong)
    assert answer.status_code == 422
    error = answer.text[answer.text.index(f'id="{field}--error"') :]
    assert told in error[: error.index("</p>")]
    assert '<details class="fold" open>' in answer.text
    for entered in (value for value in wrong.values() if isinstance(value, str) and value not in ("yes", "name")):
        assert entered in answer.text
    assert "shop" not in shared.running.board.sources


def test_a_share_that_is_written_as_a_text_is_a_share(home: House) -> None:
    told = {"id": "shop", "kind": "files", "path": "shops.csv", "most_retired": "0.5", "creates": "no"}
    home.call(home.store.connections.create, SOURCE, "shop", told, change("source"))
    home.call(home.running.board.look)
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/accounts/sources/shop").text
    assert 'name="most_retired" type="text" value="50"' in page
    assert '<option value="no" selected>' in page


# The order


def order(home: House) -> list[str]:
    return [spec.id for spec in home.running.board.sync.circle.specs]


def connect(home: House, *ids: str) -> None:
    home.enter(Role.ADMINISTRATOR)
    shops(home)
    for id_ in ids:
        assert home.post("/accounts/sources/new", FORM | {"id": id_}).status_code == 303


def test_the_list_shows_the_order_in_which_sources_count_and_a_new_one_counts_least(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    assert 'data-label="Order"' not in home.get("/accounts").text, "there is one alone"
    connect(home, "zebra", "ant")
    assert order(home) == ["files", "zebra", "ant"]
    page = home.get("/accounts").text
    places = [page.index(f'href="/console/accounts/sources/{id_}"') for id_ in order(home)]
    assert places == sorted(places)
    assert "the one that stands first here counts" in page
    assert page.count('value="up"') == page.count('value="down"') == 1


def test_a_source_is_moved_by_a_button_and_the_audit_says_so(home: House) -> None:
    connect(home, "zebra", "ant")
    answer = home.post("/accounts/sources/ant/move", {"do": "up"})
    assert answer.headers["location"] == "/console/accounts#sources"
    assert order(home) == ["files", "ant", "zebra"]
    entry = home.call(home.store.audit.list, AuditFilter(), limit=1)[0]
    assert (entry.action, entry.subject, entry.actor.name) == ("source.moved", "ant", "Odile")
    assert (entry.before, entry.after) == ({"order": ["zebra", "ant"]}, {"order": ["ant", "zebra"]})
    assert "Order of the sources changed" in home.get("/audit").text


@pytest.mark.parametrize(
    ("id_", "do", "status"), [("files", "up", 404), ("nobody", "up", 404), ("ant", "sideways", 404), ("ant", "up", 303)]
)
def test_what_cannot_be_moved_stays_where_it_is(home: House, id_: str, do: str, status: int) -> None:
    connect(home, "ant", "zebra")
    before = home.call(home.store.connections.number)
    assert home.post(f"/accounts/sources/{id_}/move", {"do": do}).status_code == status
    assert order(home) == ["files", "ant", "zebra"]
    assert home.call(home.store.connections.number) >= before


def test_the_source_that_is_moved_to_the_front_decides_what_both_tell(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    for id_, phone in (("first", "0472000001"), ("second", "0472000002")):
        (Path(home.folder) / f"{id_}.csv").write_text(f"id,name,phone\nx,Shop,{phone}\n", encoding="utf-8")
        form = FORM | {"id": id_, "path": f"{id_}.csv", "match": "id"}
        assert home.post("/accounts/sources/new", form).status_code == 303

    def phone_told() -> str:
        for id_ in ("first", "second"):
            home.post(f"/accounts/sources/{id_}/read")
        found = home.call(home.store.establishments.get, "x")
        assert found is not None
        return str(found.record["phone"])[-1]

    before = phone_told()
    home.post("/accounts/sources/second/move", {"do": "up"})
    assert (before, phone_told()) == ("1", "2")


def test_what_the_file_says_of_a_source_is_shown_in_words(home: House) -> None:
    spec = home.running.board.sources["files"].source
    assert spec is not None
    said = spec.document.model_validate({"kind": "files", **KEPT})
    object.__setattr__(spec, "document", said)
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/accounts/sources/files").text
    for shown in ("By the same store code", "Telephone, Opening hours", "No, never", "12h", "12.5\u00a0%"):
        assert shown in page, shown
