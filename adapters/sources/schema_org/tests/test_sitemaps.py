"""Sitemaps in every form that they come in, and what is none."""

from __future__ import annotations

import gzip

import pytest
from website import sitemap

from frontdesk_schema_org.sitemaps import NoSitemapError, read_sitemap, web_address

HERE = "https://www.example.org/sitemap.xml"
PAGES = ("https://www.example.org/a", "https://www.example.org/b?x=1&y=2")
INDEX = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc> /shops.xml </loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>"""
WITH_IMAGES = b"""<urlset><url><loc>https://www.example.org/a</loc></url>
<url><loc>https://WWW.example.org/b?x=1&amp;y=2</loc><image:image xmlns:image='x'>
<image:loc>https://www.example.org/i.png</image:loc></image:image></url></urlset>"""
ENTITIES = b"""<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://www.example.org/&f;&b;</loc></url></urlset>"""


@pytest.mark.parametrize(
    "body",
    [
        sitemap(*PAGES),
        gzip.compress(sitemap(*PAGES)),
        b"\xef\xbb\xbf" + sitemap(*PAGES),
        sitemap(*PAGES).decode().replace("UTF-8", "utf-16").encode("utf-16"),
        sitemap(*PAGES, *PAGES, "mailto:a@example.org", "", "ftp://www.example.org/a"),
        sitemap("a", "//www.example.org/b?x=1&y=2#there"),
        "\n".join(PAGES).encode(),
        WITH_IMAGES,
    ],
)
def test_every_form_lists_the_same_pages_once(body: bytes) -> None:
    found = read_sitemap(body, HERE)

    assert (tuple(url.replace("WWW", "www") for url in found.addresses), found.deeper) == (PAGES, False)


def test_an_index_lists_sitemaps() -> None:
    assert read_sitemap(INDEX, HERE) == (("https://www.example.org/shops.xml",), True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Sign in</title>",
        b"<html/>",
        sitemap(*PAGES)[:-12],
        gzip.compress(sitemap(*PAGES))[:-12],
        b"\x1f\x8bnot packed",
        gzip.compress(b"\x00" * (51 * 1024 * 1024)),
        b'{"urls": []}',
    ],
)
def test_what_is_no_sitemap_or_only_half_of_one_is_refused(body: bytes) -> None:
    with pytest.raises(NoSitemapError):
        read_sitemap(body, HERE)


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    try:
        found = "".join(read_sitemap(ENTITIES, HERE).addresses)
    except NoSitemapError:
        found = ""

    assert "root:" not in found
    assert "aaaa" not in found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://bücher.example/caf\u00e9 1", "https://xn--bcher-kva.example/caf%C3%A9%201"),
        ("https://a.example", "https://a.example/"),
        ("https://user:secret@a.example/", None),
        ("https://[::1", None),
        ("https://a.example:99999/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_addresses_are_written_as_they_are_sent(text: str, address: str | None) -> None:
    assert web_address(text, HERE) == address
