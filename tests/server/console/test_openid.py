"""Signing in by an identity provider: the whole way over HTTP, with an issuer that the test runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from frontdesk import ConfigError
from frontdesk_server.access import SignedIn, begin_session, people, person_of, tokens
from frontdesk_server.access.people import Profile
from frontdesk_server.access.provider import Grant, grants_of, provider_of
from frontdesk_server.api.app import build_app
from frontdesk_server.api.serving import desk_of, parts_of
from frontdesk_server.api.streams import Stopping
from frontdesk_server.rights import Role, Scope
from frontdesk_server.settings import Settings, read_settings
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.people import Person
from tests.server.console.house import URL, House
from tests.server.console.issuer import CLIENT, SECRET, Issuer, issuing

EMAIL = "camille@colibri.example"
ROLES = "admins=administrator; bakers=editor:bakeries; cooks=editor:clinics; readers=viewer"


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with issuing() as found:
        yield found


@pytest.fixture
def issuer(running: Issuer) -> Issuer:
    running.person = {"sub": "42", "email": EMAIL, "email_verified": True, "name": "Camille", "groups": ["bakers"]}
    running.elsewhere, running.forged, running.signs_with = {}, {}, None
    return running


@pytest.fixture
def desk(home: House, issuer: Issuer) -> House:
    """The house, with a provider."""
    return with_provider(home, issuer)


def with_provider(home: House, issuer: Issuer) -> House:
    running = replace(home.running, plan=replace(home.running.plan, settings=settings_for(issuer)))
    stopping, portal = Stopping(), home.client.portal
    app = build_app(parts_of(running, stopping, desk_of(running, stopping)))
    home.client = TestClient(app, base_url=URL, raise_server_exceptions=False)
    home.client.portal = portal
    return home


def settings_for(issuer: Issuer, **more: str) -> Settings:
    given = {
        "FRONTDESK_OIDC_ISSUER": issuer.url,
        "FRONTDESK_OIDC_CLIENT_ID": CLIENT,
        "FRONTDESK_OIDC_CLIENT_SECRET": SECRET,
        "FRONTDESK_OIDC_ROLES": ROLES,
        "FRONTDESK_OIDC_NAME": "Colibri SSO",
        **more,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        return read_settings()


def to_provider(desk: House, next_: str = "/console/profile") -> str:
    """Where the browser comes back from the provider: an address of ours."""
    away = desk.get("/sign-in/openid", next=next_)
    assert away.status_code == 302
    home = httpx2.get(away.headers["location"], follow_redirects=False)
    return str(home.headers["location"])


def come_back(desk: House, address: str) -> httpx2.Response:
    return desk.client.get(address, follow_redirects=False)


def sign_in(desk: House) -> httpx2.Response:
    return come_back(desk, to_provider(desk))


def person(desk: House, email: str = EMAIL) -> Person:
    found = desk.call(desk.store.people.by_email, email)
    assert found is not None
    return found


def test_the_sign_in_page_leads_to_the_provider_by_a_link(desk: House) -> None:
    text = desk.get("/sign-in", next="/console/audit").text

    assert "Sign in with Colibri SSO" in text
    assert 'href="/console/sign-in/openid?next=/console/audit"' in text


def test_somebody_new_comes_in_with_the_role_and_scope_of_their_groups(desk: House) -> None:
    answer = sign_in(desk)

    assert (answer.status_code, answer.headers["location"]) == (303, "/console/profile")
    assert desk.get("/profile").status_code == 200
    found = person(desk)
    assert (found.name, found.role, found.scope.groups) == ("Camille", Role.EDITOR, frozenset({"bakeries"}))
    assert found.password is None


def test_the_request_has_pkce_and_a_nonce(desk: House, issuer: Issuer) -> None:
    sign_in(desk)

    assert issuer.asked["code_challenge_method"] == "S256"
    assert issuer.asked["nonce"]
    assert issuer.asked["scope"].split() == ["openid", "profile", "email"]
    assert issuer.asked["redirect_uri"] == "http://127.0.0.1:8765/console/sign-in/openid/back"


def test_groups_that_change_count_at_the_next_sign_in(desk: House, issuer: Issuer) -> None:
    sign_in(desk)
    issuer.person["groups"] = ["bakers", "cooks", "readers"]

    sign_in(desk)

    found = person(desk)
    assert (found.role, found.scope.groups) == (Role.EDITOR, frozenset({"bakeries", "clinics"}))
    assert desk.call(desk.store.people.count) == 1
    deeds = [entry.action for entry in desk.call(desk.store.audit.list)]
    assert deeds[:2] == ["person.changed", "person.added"]


def test_groups_may_be_told_by_userinfo_alone(desk: House, issuer: Issuer) -> None:
    del issuer.person["groups"]
    issuer.elsewhere = {"groups": ["admins"]}

    sign_in(desk)

    assert person(desk).role is Role.ADMINISTRATOR


@pytest.mark.parametrize("groups", [[], ["strangers"], None, "strangers", [1, {}]])
def test_who_is_in_no_group_is_not_let_in(desk: House, issuer: Issuer, groups: object) -> None:
    issuer.person["groups"] = groups

    answer = sign_in(desk)

    assert answer.status_code == 403
    assert "Colibri SSO knows you" in answer.text
    assert desk.call(desk.store.people.count) == 0


def local_account(desk: House, role: Role = Role.VIEWER) -> Person:
    profile = Profile(name="Camille", email=EMAIL, role=role)
    return desk.call(people.add, desk.store, profile, COMMAND_LINE, password="three quiet words")


def test_a_local_account_is_linked_where_the_address_is_verified(desk: House) -> None:
    before = local_account(desk)

    assert sign_in(desk).status_code == 303

    after = person(desk)
    assert (after.id, after.role, after.password) == (before.id, Role.EDITOR, before.password)


def test_whoever_made_the_account_beforehand_does_not_come_in_with_more_than_they_gave(
    desk: House, issuer: Issuer
) -> None:
    baker = Profile(name="Camille", email=EMAIL, role=Role.EDITOR, scope=Scope(groups=frozenset({"bakeries"})))
    made = desk.call(people.add, desk.store, baker, COMMAND_LINE, password="known to another")
    who = SignedIn(id=made.id, name=made.name, email=made.email, role=made.role, scope=made.scope)
    key = desk.call(tokens.make, desk.store, who, name="mine", scopes=[TokenScope.READ])
    session = desk.call(begin_session, desk.store, made, agent="", address="")
    issuer.person["groups"] = ["admins"]

    assert sign_in(desk).status_code == 303

    assert (person(desk).role, person(desk).password) == (Role.ADMINISTRATOR, None)
    assert desk.call(person_of, desk.store, session) is None
    assert desk.call(tokens.bearer_of, desk.store, key) is None


def test_nobody_takes_an_account_over_by_an_address_that_is_not_verified(desk: House, issuer: Issuer) -> None:
    before = local_account(desk)
    for said in (False, None, "true"):
        issuer.person["email_verified"] = said
        assert sign_in(desk).status_code == 403

    assert person(desk) == before


def test_another_person_of_the_provider_with_the_same_address_is_not_let_in(desk: House, issuer: Issuer) -> None:
    sign_in(desk)
    issuer.person["sub"] = "43"

    assert sign_in(desk).status_code == 403


def test_somebody_disabled_is_not_let_in(desk: House) -> None:
    sign_in(desk)
    desk.call(people.set_disabled, desk.store, person(desk).id, COMMAND_LINE, disabled=True)
    desk.leave()

    assert sign_in(desk).status_code == 403
    assert desk.get("/profile").status_code == 303


@pytest.mark.parametrize(
    "forged",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000},
        {"sub": None},
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    desk: House, issuer: Issuer, forged: dict[str, object]
) -> None:
    issuer.forged = forged

    assert sign_in(desk).status_code in {502, 403}

    assert desk.call(desk.store.people.count) == 0
    assert desk.get("/profile").status_code == 303


def test_an_id_token_of_another_key_is_refused(desk: House, issuer: Issuer) -> None:
    issuer.signs_with = RSAKey.generate_key(2048, {"kid": "one"})

    assert sign_in(desk).status_code == 502
    assert desk.call(desk.store.people.count) == 0


def test_a_return_is_good_once_and_for_the_browser_that_left(desk: House) -> None:
    back = to_provider(desk)
    cookies = httpx2.Cookies(desk.client.cookies)
    desk.leave()
    assert come_back(desk, back).status_code == 502  # another browser
    desk.client.cookies = cookies
    assert come_back(desk, back).status_code == 303
    desk.client.cookies = cookies

    assert come_back(desk, back).status_code == 502


def test_a_forged_state_is_refused(desk: House) -> None:
    code = parse_qs(urlsplit(to_provider(desk)).query)["code"][0]

    assert desk.get("/sign-in/openid/back", code=code, state="forged").status_code == 502


def test_a_no_of_the_provider_is_told_without_its_words(desk: House) -> None:
    to_provider(desk)

    answer = desk.get("/sign-in/openid/back", error="access_denied", error_description="<b>words</b>")

    assert answer.status_code == 502
    assert "words</b>" not in answer.text
    assert "did not work" in answer.text


def test_a_provider_that_does_not_answer_is_told_on_the_sign_in_page(home: House) -> None:
    with_provider(home, Issuer(url="http://127.0.0.1:9"))

    answer = home.get("/sign-in/openid")

    assert (answer.status_code, "did not work" in answer.text) == (502, True)


@pytest.mark.parametrize("path", ["/sign-in/openid", "/sign-in/openid/back?code=x&state=y"])
def test_without_a_provider_its_pages_lead_to_the_sign_in(home: House, path: str) -> None:
    assert come_back(home, f"/console{path}").headers["location"] == "/console/sign-in"


def test_nobody_is_led_away_after_coming_back(desk: House) -> None:
    assert come_back(desk, to_provider(desk, "https://evil.example")).headers["location"] == "/console"


def test_a_higher_role_is_not_widened_by_a_lower_one() -> None:
    given = dict(grants_of(ROLES))

    assert given["bakers"] == Grant(role=Role.EDITOR, scope=Scope(groups=frozenset({"bakeries"})))
    assert given["readers"] == Grant(role=Role.VIEWER)


@pytest.mark.parametrize("text", ["admins", "admins=", "=viewer", "admins=viewr", "admins=viewer:", "a=b=c"])
def test_roles_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="FD845"):
        grants_of(text)


@pytest.mark.parametrize("missing", ["FRONTDESK_OIDC_CLIENT_ID", "FRONTDESK_OIDC_ROLES"])
def test_a_provider_without_a_part_is_refused(issuer: Issuer, missing: str) -> None:
    with pytest.raises(ConfigError, match=missing):
        provider_of(settings_for(issuer, **{missing: ""}))


def test_a_provider_without_encryption_is_refused() -> None:
    with pytest.raises(ConfigError, match="FRONTDESK_OIDC_ISSUER"):
        settings_for(Issuer(url="http://login.example"))
