"""robots.txt by RFC 9309: groups, the longest match, wildcards, escapes, and what is no rule."""

from __future__ import annotations

import time

import pytest

from frontdesk_schema_org.robots import read_robots

SITE = "https://www.example.org"
EXAMPLE = b"""\
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: frontdesk
Disallow: /example/page.html

User-Agent: quxbot
"""
"""The example of RFC 9309, 5.1, in which bazbot is called frontdesk."""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/example/page.html", False),
        ("/example/page.htmlx", False),
        ("/example/", True),  # the group of everybody is not ours
        ("/a.gif", True),
    ],
)
def test_our_own_group_counts_and_no_other(path: str, allowed: bool) -> None:
    assert read_robots(EXAMPLE).allows(SITE + path) is allowed


@pytest.mark.parametrize(
    ("path", "allowed"), [("/a.gif", False), ("/a.gif?x", True), ("/example/x", False), ("/publications/a", True)]
)
def test_without_a_group_of_our_own_that_of_everybody_counts(path: str, allowed: bool) -> None:
    everybody = EXAMPLE.replace(b"frontdesk", b"bazbot")

    assert read_robots(everybody).allows(SITE + path) is allowed


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /", "/x", False),
        ("Disallow:", "/x", True),  # empty: nothing is forbidden
        ("Allow: /p\nDisallow: /", "/page", True),  # the longest match, wherever it stands
        ("Disallow: /\nAllow: /p", "/page", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),  # as long: allowed
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page", False),
        ("Disallow: /*?session=", "/a?session=1", False),
        ("Disallow: /*/b/*/d$", "/a/b/c/d", False),
        ("Disallow: /*/b/*/d$", "/a/b/c/d/e", True),
        ("Disallow: /a*$", "/abc", False),
        ("Disallow: /*a*a$", "/xa", True),  # one letter cannot stand for two
        ("Disallow: /fish", "/Fish", True),  # paths know upper and lower case
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%c3%a9", False),
        ("Disallow: /%7Eme", "/~me", False),
        ("Disallow: /a%2Fb", "/a/b", True),  # an escaped slash is another path
        ("Disallow: /a # not that", "/a", False),
        ("DISALLOW : /a", "/a", False),
        ("Disallow: /robots", "/robots.txt", True),
        ("Noindex: /a", "/a", True),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, path: str, allowed: bool) -> None:
    assert read_robots(f"User-agent: *\n{rules}\n".encode()).allows(SITE + path) is allowed


@pytest.mark.parametrize("agent", ["frontdesk", "FrontDesk", "frontdesk/1.0", "Frontdesk (bot)"])
def test_our_name_is_known_in_any_case_and_with_a_version(agent: str) -> None:
    assert not read_robots(f"User-agent: {agent}\nDisallow: /".encode()).allows(f"{SITE}/a")


def test_groups_of_one_name_are_joined() -> None:
    robots = read_robots(
        b"User-agent: frontdesk\nDisallow: /a\n\nUser-agent: x\nAllow: /\n\nUser-agent: frontdesk\nDisallow: /b"
    )

    assert [robots.allows(f"{SITE}{path}") for path in ("/a", "/b", "/c")] == [False, False, True]


def test_sitemaps_between_agents_and_rules_divide_nothing() -> None:
    robots = read_robots(b"User-agent: *\nSitemap: https://www.example.org/s.xml\nDisallow: /a")

    assert not robots.allows(f"{SITE}/a")


@pytest.mark.parametrize(
    ("line", "seconds"), [("10", 10.0), ("0.5", 0.5), ("-1", 0.0), ("nan", 0.0), ("1e9", 0.0), ("soon", 0.0)]
)
def test_crawl_delay_is_seconds(line: str, seconds: float) -> None:
    assert read_robots(f"User-agent: *\nCrawl-delay: {line}".encode()).delay == seconds


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<!doctype html><title>404</title>", b"Disallow: /", b":::"])
def test_what_is_no_robots_txt_forbids_nothing(body: bytes) -> None:
    assert read_robots(body).allows(f"{SITE}/a")


def test_no_pattern_takes_long() -> None:
    robots = read_robots(b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"$")
    began = time.process_time()

    assert robots.allows(f"{SITE}/{'a' * 1999}b")

    assert time.process_time() - began < 1.0
