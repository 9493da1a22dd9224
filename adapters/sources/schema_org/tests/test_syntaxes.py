"""The same answer from JSON-LD and from microdata, whatever a page says; and both syntaxes as the wild has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from website import Thing, html, in_json_ld, in_microdata, page

from frontdesk import Fetch, HttpCall, Row
from frontdesk_schema_org import SchemaOrgSource

CORPUS = json.loads((Path(__file__).parent / "fixtures" / "things.json").read_text())
URL = "https://www.boulangeries.example/boutiques/lyon"
BAKERY: Thing = {"@type": "Bakery", "name": "Chez Zoë", "telephone": "+33400000000"}


def rows(body: bytes, *, named: bool = False, **settings: object) -> list[Row]:
    source = SchemaOrgSource(SchemaOrgSource.Settings.model_validate({"pages": [URL], **settings}))
    call = Fetch(call=HttpCall(url=URL, method="GET"), carry={"step": "page", "named": named})
    return list(source.page(call, html(body)).rows)


def told(found: list[Row]) -> list[object]:
    """What was read, and what was doubtful about it; digests are of what stands there, in its syntax."""
    return [(row.id, row.record, [(item.id, item.params) for item in row.diagnostics]) for row in found]


@pytest.mark.parametrize("name", CORPUS)
def test_both_syntaxes_say_the_same(name: str) -> None:
    thing = CORPUS[name]

    in_script, in_items = rows(page(in_json_ld(thing))), rows(page(in_microdata(thing)))

    assert told(in_script) == told(in_items)
    assert any(row.record for row in in_script)


def test_a_page_that_says_it_in_both_has_one_establishment() -> None:
    found = rows(page(in_json_ld(BAKERY) + in_json_ld(BAKERY) + in_microdata(BAKERY)))

    assert [row.record is not None for row in found] == [True]


# JSON-LD in the wild


@pytest.mark.parametrize(
    "script",
    [
        "{}",
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/{}/*]]>*/",
        "{};",
        "{} trailing words",
        "\ufeff{}",
        "[{}]",
        '{{"@graph": [{{"@type": "WebSite", "name": "Site"}}, {}]}}',
        '{{"@context": {{"schema": "https://schema.org/"}}, "@graph": {}}}',
        '[[{}], {{"@type": "BreadcrumbList"}}]',
        '{{"@type": "WebPage", "mainEntity": {}}}',
        '{{"@type": "ItemList", "itemListElement": [{{"@type": "ListItem", "item": {}}}]}}',
    ],
)
def test_json_ld_is_read_as_the_wild_has_it(script: str) -> None:
    found = rows(
        page(f'<script type="application/ld+json; charset=utf-8">{script.format(json.dumps(BAKERY))}</script>')
    )

    assert [row.record["name"] for row in found if row.record] == ["Chez Zoë"]


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Bakery", "name": "Chez Zoë", "telephone": "1",}',
        '{"@type": ["Organization", "Bakery",], "name": "Chez Zoë", /* shop */ "telephone": "1"} // end',
        '{"@type": "schema:Bakery", "schema:name": "Chez Zoë", "http://schema.org/telephone": "1"}',
        '{"type": "https://schema.org/Bakery", "id": "#a", "name": {"@value": "Chez Zoë"}, "telephone": 1}',
        '{"@type": "Bakery", "name": "Chez Zoë", "description": "two\nlines", "telephone": ["1", "2"]}',
    ],
)
def test_json_ld_with_small_mistakes_is_read(text: str) -> None:
    found = rows(page(f'<script type="application/ld+json">{text}</script>'))

    assert [row.record["name"] for row in found if row.record] == ["Chez Zoë"]


def test_a_broken_script_costs_only_itself_and_is_told_of() -> None:
    found = rows(page(f'<script type="application/ld+json">{{"a": </script>{in_json_ld(BAKERY)}'))

    assert [row.record is not None for row in found] == [True, False]
    assert [item.id for item in found[1].diagnostics] == ["FD675"]


def test_references_lead_to_the_nodes_they_name_also_in_another_script() -> None:
    address = {"@type": "PostalAddress", "@id": "#address", "addressLocality": "Lyon"}
    shop = {**BAKERY, "address": {"@id": f"{URL}#address"}}

    (found,) = rows(page(in_json_ld({"@graph": [address]}) + in_json_ld(shop)))

    assert found.record is not None
    assert found.record["address"] == {"city": "Lyon"}


def test_references_in_a_circle_end() -> None:
    shop = {**BAKERY, "@id": "#shop", "department": {"@id": "#other"}}
    other = {**BAKERY, "@id": "#other", "name": "Other", "department": {"@id": "#shop"}}

    found = rows(page(in_json_ld({"@graph": [shop, other]})))

    assert {row.id for row in found} == {f"{URL}#shop", f"{URL}#other"}


def test_references_that_multiply_end() -> None:
    many = [
        {"@type": "Bakery", "@id": f"#n{n}", "name": "A", "department": [{"@id": f"#n{n + 1}"}] * 9} for n in range(12)
    ]

    assert rows(page(in_json_ld({"@graph": many})))


# Microdata in the wild


def test_references_by_itemref_that_multiply_end() -> None:
    blocks = [
        f'<p id="b{n}">' + f'<b itemprop="department" itemscope itemref="b{n + 1}"></b>' * 9 + "</p>" for n in range(12)
    ]
    top = '<div itemscope itemtype="https://schema.org/Bakery" itemref="b0"><i itemprop="name">A</i></div>'

    assert rows(page(top + "".join(blocks)))


def test_properties_come_from_elsewhere_by_itemref_and_circles_end() -> None:
    body = """
    <div itemscope itemtype="https://schema.org/Bakery" itemref="more self" id="self">
      <h1 itemprop="name">Chez Zoë</h1>
    </div>
    <p id="more">Call <a itemprop="telephone" href="tel:+33400000000">us</a></p>"""

    (found,) = rows(page(body))

    assert found.record is not None
    assert found.record["phone"] == "+33400000000"


def test_values_are_taken_from_where_the_html_standard_says() -> None:
    body = """
    <div itemscope itemtype="http://schema.org/Bakery http://schema.org/Cafe" itemid="#a">
      <meta itemprop="name" content="Chez Zoë"><link itemprop="url" href="/boutiques/lyon">
      <data itemprop="branchCode" value="LYO-02">Lyon</data>
      <div itemprop="address" itemscope><span itemprop="streetAddress">4
        quai Inventé<br>Bâtiment <b>B</b><script>x()</script></span></div>
      <p itemprop="openingHoursSpecification" itemscope>
        <link itemprop="dayOfWeek" href="https://schema.org/Monday">
        <time itemprop="opens" datetime="09:00">nine</time>-<time itemprop="closes">18:00</time></p>
    </div>"""

    (found,) = rows(page(body))

    assert found.record is not None
    assert found.id == "LYO-02"
    assert found.record["website"] == URL
    assert found.record["address"] == {"lines": ["4 quai Inventé", "Bâtiment B"]}
    assert "09:00-18:00" in json.dumps(found.record["opening_hours"])


def test_a_page_of_a_thousand_establishments_loses_none() -> None:
    shops = [
        {**BAKERY, "branchCode": str(n), "address": {"@type": "PostalAddress", "addressLocality": "Lyon"}}
        for n in range(1000)
    ]

    for markup in ("".join(map(in_microdata, shops)), in_json_ld({"@graph": shops})):
        assert [row.id for row in rows(page(markup)) if row.record] == [str(n) for n in range(1000)]


# Which establishments, and what they are called


def test_only_what_is_told_of_counts_and_not_what_is_mentioned() -> None:
    seller = {"@type": "Product", "name": "Pain", "offers": {"@type": "Offer", "seller": BAKERY}}
    mention = {"@type": "Bakery", "@id": "#shop"}
    house = {"@type": "Organization", "name": "Boulangeries SA", "telephone": "1"}

    assert [
        item.id for row in rows(page(in_json_ld({"@graph": [seller, mention, house]}))) for item in row.diagnostics
    ] == ["FD671"]
    assert [row.record is not None for row in rows(page(in_json_ld(house)), types=["Organization"])] == [True]


@pytest.mark.parametrize(
    ("thing", "id_"),
    [
        (BAKERY, URL),
        ({**BAKERY, "@id": "#shop"}, f"{URL}#shop"),
        ({**BAKERY, "@id": "#shop", "branchCode": 42}, "42"),
        ({**BAKERY, "@id": "urn:shop:7"}, "urn:shop:7"),
    ],
)
def test_an_establishment_is_called_by_its_code_its_id_or_its_page(thing: Thing, id_: str) -> None:
    assert [row.id for row in rows(page(in_json_ld(thing)))] == [id_]
    assert [row.id for row in rows(page(in_microdata(thing)))] == [id_]


def test_several_of_one_page_have_ids_of_their_own() -> None:
    found = rows(page(in_json_ld({**BAKERY, "telephone": "1"}) + in_json_ld({**BAKERY, "telephone": "2"})))

    assert [row.id for row in found] == [URL, f"{URL}#2"]


def test_a_department_is_where_its_house_is_and_has_hours_of_its_own() -> None:
    house = {
        **BAKERY,
        "branchCode": "H1",
        "address": {"@type": "PostalAddress", "addressLocality": "Lyon"},
        "department": {"@type": "Pharmacy", "name": "Pharmacie du Port", "openingHoursSpecification": []},
    }

    _, department = rows(page(in_json_ld(house)))

    assert department.id == "H1#pharmacie-du-port"
    assert department.record is not None
    assert department.record["address"] == {"city": "Lyon"}
    assert department.record["phone"] == "+33400000000"


def test_an_id_that_is_too_long_is_told_by_a_short_mark_that_stays_the_same() -> None:
    long = {**BAKERY, "@id": f"https://www.example.org/{'a' * 300}"}

    (first,), (again,) = rows(page(in_json_ld(long))), rows(page(in_json_ld(long)))

    assert first.id == again.id
    assert len(first.id or "") == 32
