"""The console's doors: who comes in, from where, and what everybody else is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.requests import Request

from frontdesk_server.console.app import SCREENS
from frontdesk_server.console.forms import Form
from frontdesk_server.console.security import cookie_name, from_here
from frontdesk_server.console.words import language_of
from tests.server.console.house import House


def test_a_post_from_another_site_changes_nothing(shared: House) -> None:
    shared.enter()
    for screen in SCREENS:
        if "POST" in screen.methods and "{" not in screen.path:
            answer = shared.client.post(f"/console{screen.path}", headers={"sec-fetch-site": "cross-site"})
            assert answer.status_code == 403, screen.path


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8765"}, False),
        ({"origin": "http://127.0.0.1:8765"}, True),
        ({"origin": "https://desk.example"}, True),
        ({"origin": "https://desk.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_change_something(headers: dict[str, str], allowed: bool) -> None:
    assert from_here(request("POST", headers), "https://desk.example") is allowed


def test_the_cookie_is_plain_on_the_machine_itself_only() -> None:
    assert cookie_name(request("GET", {})) == "frontdesk"
    assert cookie_name(request("GET", {}, host="desk.example", scheme="https")) == "__Host-frontdesk"
    assert cookie_name(request("GET", {}, host="desk.example")) == "__Host-frontdesk"


@pytest.mark.parametrize(
    ("wishes", "language"),
    [(("fr", "en"), "fr"), ((None, "", "fr-CA,fr;q=0.9"), "fr"), (("de-DE, fr;q=0.5",), "fr"), (("es",), "en")],
)
def test_the_first_language_that_we_speak_is_spoken(wishes: tuple[str | None, ...], language: str) -> None:
    assert language_of(*wishes) == language


def test_fields_spell_the_document_that_their_names_say() -> None:
    sent = Form(
        fields={
            "name": ["Été"],
            "welcome.fr": ["Bonjour"],
            "starters[2].title.fr": ["Deux"],
            "starters[0].title.fr": ["Zéro"],
            "establishments.groups[]": ["nord", "sud"],
            "on": ["", "yes"],
            "weird[": ["x"],
            "name.below": ["forged"],
        }
    )
    assert sent.under("") == {
        "name": "Été",
        "welcome": {"fr": "Bonjour"},
        "starters": [{"title": {"fr": "Zéro"}}, {"title": {"fr": "Deux"}}],
        "establishments": {"groups": ["nord", "sud"]},
        "on": "yes",
    }


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=xx"])
def test_a_form_that_is_larger_than_any_is_not_kept(shared: House, kind: str) -> None:
    field = b"f=%b&"
    if kind.startswith("multipart"):
        field = b'--xx\r\ncontent-disposition: form-data; name="f"\r\n\r\n%b\r\n'
    pieces: Iterator[bytes] = (field % (b"a" * 400_000) for _number in range(50))

    headers = {"sec-fetch-site": "same-origin", "content-type": kind}
    answer = shared.client.post("/console/sign-in", content=pieces, headers=headers)

    assert answer.status_code == 413


def request(method: str, headers: dict[str, str], *, host: str = "127.0.0.1:8765", scheme: str = "http") -> Request:
    raw = [(name.encode(), value.encode()) for name, value in {**headers, "host": host}.items()]
    scope = {"type": "http", "method": method, "scheme": scheme, "path": "/", "query_string": b"", "headers": raw}
    return Request(scope)


def test_who_is_not_signed_in_is_asked_to(shared: House) -> None:
    shared.leave()
    for screen in SCREENS:
        if screen.role is not None and "GET" in screen.methods and "{" not in screen.path:
            answer = shared.get(screen.path)
            assert answer.status_code == 303, screen.path
            assert answer.headers["location"].startswith("/console/sign-in?next=/console")
