"""What the contract cannot know of websites: robots.txt before all else, where sitemaps lead, pages without markup."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from website import SITE, html, in_json_ld, in_microdata, page, sitemap

from frontdesk import ConfigError, Fetch, HttpReply, Page
from frontdesk_schema_org import SchemaOrgSource

MAP = f"{SITE}/sitemap.xml"
SHOP = {"@type": "Store", "name": "Boutique", "telephone": "1"}
OK = HttpReply(status=200, body=b"")
INDEX = b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>"


def source(**more: object) -> SchemaOrgSource:
    return SchemaOrgSource(SchemaOrgSource.Settings.model_validate({"sitemaps": [MAP], **more}))


def robots(text: str) -> HttpReply:
    return HttpReply(status=200, body=f"User-agent: *\n{text}".encode())


def xml(*addresses: str) -> HttpReply:
    return HttpReply(status=200, body=sitemap(*addresses))


def urls(found: Page) -> list[str]:
    return [fetch.call.url for fetch in found.next]


def ids(found: Page) -> list[str]:
    return [item.id for row in found.rows for item in row.diagnostics]


def sitemap_call(site: SchemaOrgSource, rules: str = "") -> Fetch:
    (call,) = site.page(site.first(None)[0], robots(rules)).next
    return call


# Settings


@pytest.mark.parametrize(
    "settings", [{}, {"sitemaps": []}, {"sitemaps": [MAP], "apart": 0.1}, {"pages": ["ftp://a.example"]}]
)
def test_settings_name_pages_and_never_less_than_a_second(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SchemaOrgSource.Settings.model_validate(settings)


def test_no_host_is_asked_more_than_once_a_second() -> None:
    assert (source().pace().at_once, source().pace().apart, source(apart=10).pace().apart) == (1, 1.0, 10.0)


# robots.txt


def test_robots_txt_of_each_host_comes_before_everything() -> None:
    site = source(pages=[f"{SITE}/a", "http://other.example:8080/b", f"{SITE}/c"])

    assert [fetch.call.url for fetch in site.first(None)] == [
        f"{SITE}/robots.txt",
        "http://other.example:8080/robots.txt",
    ]
    assert urls(site.page(site.first(None)[0], OK)) == [MAP, f"{SITE}/a", f"{SITE}/c"]


def test_pages_that_robots_txt_forbids_are_not_asked_for_and_told_of_once() -> None:
    site = source()

    found = site.page(sitemap_call(site, "Disallow: /admin/"), xml(f"{SITE}/a", f"{SITE}/admin/b", f"{SITE}/admin/c"))

    assert urls(found) == [f"{SITE}/a"]
    assert ids(found) == ["FD673"]
    assert found.rows[0].diagnostics[0].params == {"pages": 2}


def test_a_sitemap_that_robots_txt_forbids_ends_the_pass() -> None:
    site = source()

    with pytest.raises(ConfigError) as caught:
        site.page(site.first(None)[0], robots("Disallow: /"))

    assert caught.value.id == "FD673"


def test_a_page_that_was_named_and_is_forbidden_leaves_unknown_who_is_missing() -> None:
    site = source(sitemaps=[], pages=[f"{SITE}/a"])

    (row,) = site.page(site.first(None)[0], robots("Disallow: /")).rows

    assert (row.id, row.diagnostics[0].severity) == (None, "error")


def test_a_site_that_wants_more_time_between_calls_is_not_asked_until_it_gets_it() -> None:
    with pytest.raises(ConfigError) as caught:
        source().page(source().first(None)[0], robots("Crawl-delay: 5"))

    assert caught.value.id == "FD674"
    assert urls(source(apart=5).page(source(apart=5).first(None)[0], robots("Crawl-delay: 5"))) == [MAP]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(status: int) -> None:
    site = source()

    found = site.refused(site.first(None)[0], HttpReply(status=status))

    assert found is not None
    assert urls(found) == [MAP]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_cannot_tell_its_robots_txt_is_not_asked(status: int) -> None:
    site = source()

    assert site.refused(site.first(None)[0], HttpReply(status=status)) is None


# Sitemaps


def test_an_index_leads_to_its_sitemaps_and_not_for_ever() -> None:
    site = source()
    call = sitemap_call(site)
    index = HttpReply(status=200, body=INDEX)

    (second,) = site.page(call, index).next
    (third,) = site.page(second, index).next

    assert second.call.url == f"{SITE}/a.xml"
    with pytest.raises(ConfigError) as caught:
        site.page(third, index)
    assert caught.value.id == "FD678"


def test_pages_on_another_host_wait_for_its_own_robots_txt() -> None:
    site = source()
    call = sitemap_call(site)

    found = site.page(call, xml(f"{SITE}/a", "https://shop.example/b", "https://shop.example/c"))

    assert urls(found) == [f"{SITE}/a", "https://shop.example/robots.txt"]
    assert urls(site.page(found.next[1], robots("Disallow: /c"))) == ["https://shop.example/b"]


def test_only_pages_below_the_paths_that_count_are_asked_for() -> None:
    site = source(below=["/boutiques/", "/magasins/"])

    found = site.page(
        sitemap_call(site), xml(f"{SITE}/", f"{SITE}/boutiques/a", f"{SITE}/magasins/b", f"{SITE}/blog/c")
    )

    assert urls(found) == [f"{SITE}/boutiques/a", f"{SITE}/magasins/b"]


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_a_refused_sitemap_is_the_hosts_to_tell_of(status: int) -> None:
    site = source()

    assert site.refused(sitemap_call(site), HttpReply(status=status)) is None


# Pages


def page_call(site: SchemaOrgSource) -> Fetch:
    (call,) = site.page(sitemap_call(site), xml(f"{SITE}/boutiques/a")).next
    return call


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_no_more_is_gone_and_told_of(status: int) -> None:
    site = source()

    found = site.refused(page_call(site), HttpReply(status=status))

    assert found is not None
    assert [(row.id, row.gone) for row in found.rows] == [(f"{SITE}/boutiques/a", True)]
    assert ids(found) == ["FD672"]


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_page_that_is_refused_is_not_gone(status: int) -> None:
    site = source()

    assert site.refused(page_call(site), HttpReply(status=status)) is None


@pytest.mark.parametrize(
    "reply",
    [
        html(page("<h1>About us</h1>")),
        html(b""),
        html(page(in_json_ld({"@type": "Organization", "name": "SA", "telephone": "1"}))),
        HttpReply(status=200, headers={"content-type": "application/pdf"}, body=b"%PDF-1.7"),
    ],
)
def test_a_page_without_an_establishment_is_warned_of_and_nobody_is_gone(reply: HttpReply) -> None:
    site = source()

    found = site.page(page_call(site), reply)

    assert [(row.id, row.record, row.gone) for row in found.rows] == [(None, None, False)]
    assert [(item.id, item.severity) for item in found.rows[0].diagnostics] == [("FD671", "warning")]


@pytest.mark.parametrize(
    ("body", "content_type", "doubts"),
    [
        ("<meta charset=windows-1252>{}", "text/html", []),
        ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>{}", "text/html", []),
        ("<meta charset=utf-8>{}", "text/html; charset=ISO-8859-1", []),  # the header counts
        ("<meta charset=utf-8>{}", "text/html", ["FD676"]),
        ("{}", "text/html; charset=no-such-thing", ["FD676"]),
    ],
)
def test_a_page_in_latin_1_is_read_whatever_it_says_of_itself(body: str, content_type: str, doubts: list[str]) -> None:
    site = source()
    item = (
        "<div itemscope itemtype='https://schema.org/Store'><b itemprop=name>Zoë</b><i itemprop=telephone>1</i></div>"
    )
    reply = HttpReply(status=200, headers={"content-type": content_type}, body=body.format(item).encode("latin-1"))

    found = site.page(page_call(site), reply)

    assert [row.record["name"] for row in found.rows if row.record] == ["Zoë"]
    assert ids(found) == doubts


def test_a_page_that_breaks_off_changes_nothing_of_what_stands_in_microdata() -> None:
    site = source()
    whole = page(in_microdata({**SHOP, "branchCode": "7"}) + in_json_ld({"@type": "WebPage"}))

    (row,) = site.page(page_call(site), html(whole[: whole.index(b"</body>")])).rows

    assert (row.id, row.record) == ("7", None)
    assert [item.id for item in row.diagnostics] == ["FD679"]


def test_a_script_that_is_whole_counts_on_a_page_that_breaks_off() -> None:
    site = source()
    whole = page(in_json_ld(SHOP) + "<p>")

    (row,) = site.page(page_call(site), html(whole[: whole.index(b"</body>")])).rows

    assert row.record is not None


def test_a_script_that_breaks_off_with_its_page_leaves_unknown_who_is_missing() -> None:
    site = source()
    whole = page(in_json_ld({**SHOP, "branchCode": "7"}) + in_json_ld({**SHOP, "branchCode": "8"}))

    first, told = site.page(page_call(site), html(whole[: whole.rindex(b"branchCode")])).rows

    assert first.id == "7"
    assert (told.id, told.record) == (None, None)
    assert [(item.id, item.severity) for item in told.diagnostics] == [("FD675", "error")]


@pytest.mark.parametrize("levels", [300, 900, 100_000])
def test_lists_in_lists_cost_their_script_alone(levels: int) -> None:
    site = source()
    deep = f"<script type='application/ld+json'>{'[' * levels}{']' * levels}</script>"

    found = site.page(page_call(site), html(page(deep + in_json_ld(SHOP))))

    assert [row.record["name"] for row in found.rows if row.record] == [SHOP["name"]]


def test_an_id_that_is_too_long_is_the_same_where_its_page_breaks_off() -> None:
    site = source()
    whole = page(in_microdata({**SHOP, "branchCode": "7" * 201}))

    (read,) = site.page(page_call(site), html(whole)).rows
    (cut,) = site.page(page_call(site), html(whole[: whole.index(b"</body>")])).rows

    assert read.record is not None
    assert (cut.id, cut.record) == (read.id, None)


def test_a_long_id_with_half_a_character_costs_itself_alone() -> None:
    site = source()

    found = site.page(page_call(site), html(page(in_json_ld({**SHOP, "branchCode": "\ud800" * 201}))))

    assert len(found.rows) == 1


def test_a_page_of_a_megabyte_of_open_tags_ends() -> None:
    site = source()

    found = site.page(page_call(site), html(b"<div itemscope><b itemprop=a>" * 40_000 + page(in_json_ld(SHOP))))

    assert found.rows
