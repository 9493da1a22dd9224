"""Coming in by a browser: sign-in, one-time links, and one's own profile."""

from __future__ import annotations

import re

import pytest
from structlog.testing import capture_logs

from frontdesk_server.access import links, people, person_of
from frontdesk_server.access.people import Profile
from frontdesk_server.console.signin.browsers import browser
from frontdesk_server.console.signin.entering import local
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store import StoreUnavailable
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.people import Person
from tests.server.console.house import House

PASSWORD = "three quiet words"
EMAIL = "camille@colibri.example"


def add(home: House, role: Role = Role.ADMINISTRATOR, email: str = EMAIL, groups: set[str] | None = None) -> Person:
    scope = Scope(groups=frozenset(groups)) if groups is not None else Scope()
    profile = Profile(name="Camille Roux", email=email, role=role, scope=scope)
    return home.call(people.add, home.store, profile, COMMAND_LINE, password=PASSWORD)


def sign_in(home: House, password: str = PASSWORD, email: str = EMAIL, next_: str = "/console") -> int:
    answer = home.post("/sign-in", {"login": email, "password": password, "next": next_})
    return answer.status_code


def test_the_right_password_leads_to_the_page_that_was_asked_for(home: House) -> None:
    add(home)

    answer = home.post("/sign-in", {"login": EMAIL, "password": PASSWORD, "next": "/console/people?x=1"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/console/people?x=1")
    assert home.get("/profile").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(home: House) -> None:
    add(home)

    answer = home.post("/sign-in", {"login": EMAIL, "password": PASSWORD})

    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("frontdesk=")]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=604800"} <= parts
    assert "secure" not in parts  # http on the machine itself


def test_over_https_the_cookie_is_bound_to_this_host(home: House) -> None:
    add(home)
    form = {"login": EMAIL, "password": PASSWORD}
    headers = {"sec-fetch-site": "same-origin"}

    answer = home.client.post(
        "https://desk.example/console/sign-in", data=form, headers=headers, follow_redirects=False
    )

    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-frontdesk=")]
    assert {"secure", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain=" not in cookie.lower()


def test_a_wrong_password_and_an_unknown_person_get_the_same_page(home: House) -> None:
    add(home)
    wrong, unknown = (
        home.post("/sign-in", {"login": login, "password": "not the right one"})
        for login in (EMAIL, "nobody1@colibri.example")
    )

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.text.replace(EMAIL, "") == unknown.text.replace("nobody1@colibri.example", "")
    assert f'value="{EMAIL}"' in wrong.text
    assert "not the right one" not in wrong.text


def test_too_many_attempts_are_told_with_the_minutes_to_wait(home: House) -> None:
    add(home)
    for _ in range(5):
        assert sign_in(home, "wrong wrong wrong") == 422

    answer = home.post("/sign-in", {"login": EMAIL, "password": PASSWORD})

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert "try again in 1 min" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/console/../../evil",
        "/console//evil.example",
        "/consolex",
        "javascript:alert(1)",
        "/console/%2e%2e/api",
        "/console\n",
        "/console/sign-out",
        "",
        "/console/" + "x" * 3000,
    ],
)
def test_nobody_is_led_to_another_place(path: str) -> None:
    assert local(path) == "/console"


@pytest.mark.parametrize("path", ["/console", "/console/sets/4?draft=2", "/console?x", "/console/people#role"])
def test_pages_of_the_console_are_led_back_to(path: str) -> None:
    assert local(path) == path


def test_signing_out_ends_the_session_on_the_server_too(home: House) -> None:
    add(home)
    sign_in(home)
    kept = home.client.cookies.get("frontdesk", domain="127.0.0.1")

    answer = home.post("/sign-out")
    assert answer.headers["location"] == "/console/sign-in"

    home.client.cookies.set("frontdesk", kept or "", domain="127.0.0.1")
    assert home.get("/profile").status_code == 303


def test_the_page_says_when_nobody_can_sign_in_yet(home: House) -> None:
    assert "frontdesk user add" in home.get("/sign-in").text
    add(home)
    assert "frontdesk user add" not in home.get("/sign-in").text


def test_the_page_says_that_it_came_without_encryption(home: House) -> None:
    answer = home.client.get("http://desk.example/console/sign-in")

    assert "FRONTDESK_TRUSTED_PROXIES" in answer.text
    assert "FRONTDESK_TRUSTED_PROXIES" not in home.get("/sign-in").text


def test_the_first_link_makes_an_administrator_who_is_signed_in(home: House) -> None:
    key = home.call(links.first_link, home.store)
    assert "first administrator" in home.get(f"/link/{key}").text

    form = {"name": "Camille", "email": EMAIL, "password": PASSWORD}
    assert home.post(f"/link/{key}", form).headers["location"] == "/console"

    assert home.get("/people").status_code == 200
    assert home.get(f"/link/{key}").status_code == 404


def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(home: House) -> None:
    key = home.call(links.first_link, home.store)

    answer = home.post(f"/link/{key}", {"name": "Camille <b>", "email": "no address", "password": PASSWORD})

    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'id="email--error"' in answer.text
    assert "Camille &lt;b&gt;" in answer.text
    assert home.get(f"/link/{key}").status_code == 200


def test_an_invitation_is_taken_up_once(home: House) -> None:
    profile = Profile(name="Noa", email="noa@colibri.example", role=Role.VIEWER)
    noa = home.call(people.add, home.store, profile, COMMAND_LINE)
    key = home.call(links.link_for, home.store, noa, COMMAND_LINE)

    assert home.post(f"/link/{key}", {"name": "Noa", "password": "short"}).status_code == 422
    assert home.post(f"/link/{key}", {"name": "Noa Martin", "password": PASSWORD}).status_code == 303

    assert "Noa Martin" in home.get("/profile").text
    assert home.post(f"/link/{key}", {"name": "Eve", "password": PASSWORD}).status_code == 404


def test_whoever_takes_an_invitation_up_ends_the_session_that_the_browser_had(home: House) -> None:
    add(home)
    sign_in(home)
    before = home.client.cookies["frontdesk"]
    profile = Profile(name="Noa", email="noa@colibri.example", role=Role.VIEWER)
    noa = home.call(people.add, home.store, profile, COMMAND_LINE)
    key = home.call(links.link_for, home.store, noa, COMMAND_LINE)

    assert home.post(f"/link/{key}", {"name": "Noa", "password": PASSWORD}).status_code == 303

    assert home.call(person_of, home.store, before) is None


@pytest.mark.parametrize(
    "error", [RuntimeError("a mistake of ours"), StoreUnavailable.of("FD750", reason="it is away")]
)
def test_no_log_holds_a_link(home: House, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def fails(*_asked: object) -> None:
        raise error

    monkeypatch.setattr(links, "opened", fails)

    with capture_logs() as log:
        assert home.get("/link/secret-of-a-link").status_code >= 500

    assert "secret-of-a-link" not in str(log)
    assert log[0]["path"] == "/console/link/{key}"


def test_the_language_is_changed_for_the_person_and_the_browser(home: House) -> None:
    add(home)
    sign_in(home)

    home.post("/language", {"language": "fr", "back": "/console/profile"})

    assert "Votre profil" in home.get("/profile").text
    home.post("/sign-out")
    assert "Mot de passe" in home.get("/sign-in").text


def test_the_profile_changes_language_and_theme(home: House) -> None:
    add(home)
    sign_in(home)

    answer = home.post("/profile", {"language": "fr", "theme": "dark"})

    assert answer.headers["location"] == "/console/profile"
    page = home.get("/profile").text
    assert 'lang="fr"' in page
    assert 'data-theme="dark"' in page


def test_a_changed_password_is_the_only_one_that_counts(home: House) -> None:
    add(home)
    sign_in(home)
    path = "/profile/password"
    assert home.post(path, {"current": "wrong", "password": "some other words"}).status_code == 422
    assert home.post(path, {"current": PASSWORD, "password": "short"}).status_code == 422

    assert home.post(path, {"current": PASSWORD, "password": "some other words"}).status_code == 303

    assert home.get("/profile").status_code == 200
    assert sign_in(home, PASSWORD) == 422
    assert sign_in(home, "some other words") == 303


def test_ones_sessions_are_listed_and_ended_and_nobody_elses(home: House) -> None:
    camille = add(home)
    other = add(home, Role.VIEWER, "noa@colibri.example")
    sign_in(home, email="noa@colibri.example")
    home.leave()
    sign_in(home)
    home.leave()
    sign_in(home)
    (foreign,) = home.call(home.store.sessions.of, other.id)
    assert home.get("/profile").text.count('data-label="Browser"') == 2

    home.post("/profile/sessions", {"session": foreign.id})
    assert len(home.call(home.store.sessions.of, other.id)) == 1
    home.post("/profile/sessions", {"others": "1"})

    assert len(home.call(home.store.sessions.of, camille.id)) == 1
    assert home.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0", ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Version/20.0 Mobile/15E148 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("curl/8.5.0", ("curl/8.5.0", "")),
        ("", ("", "")),
    ],
)
def test_browsers_are_told_in_two_words(agent: str, told: tuple[str, str]) -> None:
    assert browser(agent) == told


@pytest.mark.parametrize("path", ["/sign-in", "/link/none"])
def test_no_page_before_the_door_holds_inline_script_or_style(home: House, path: str) -> None:
    text = home.get(path).text

    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=", text)
