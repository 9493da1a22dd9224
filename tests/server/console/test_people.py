"""People, the audit and personal tokens in the console: what administrators do, within their own scope."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

from frontdesk_server.access import links, people, tokens
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store.audit import COMMAND_LINE, Actor, Change
from frontdesk_server.store.people import Person
from tests.server.console.house import House
from tests.server.console.test_signin import PASSWORD, add, sign_in

NEW = {"name": "Noa", "email": "noa@colibri.example", "role": "editor", "scope": "groups", "groups": ["bakeries"]}


def by_email(home: House, email: str = "noa@colibri.example") -> Person:
    found = home.call(home.store.people.by_email, email)
    assert found is not None
    return found


def copied(text: str) -> str:
    """The value of the page's field to copy."""
    found = re.search(r'id="copy-[^"]*" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_an_invitation_shows_a_link_that_works(home: House) -> None:
    add(home)
    sign_in(home)
    assert "bakeries" in home.get("/people/new").text

    answer = home.post("/people", NEW)

    assert answer.status_code == 200
    noa = by_email(home)
    assert (noa.role, noa.scope.groups) == (Role.EDITOR, frozenset({"bakeries"}))
    key = copied(answer.text).rpartition("/")[2]
    assert home.call(links.opened, home.store, key)[1] == noa
    assert "noa@colibri.example" in home.get("/people").text


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "camille@colibri.example"}, "email"),
        ({"name": " "}, "name"),
        ({"role": "emperor"}, "role"),
        ({"groups": []}, "groups"),
    ],
)
def test_what_is_wrong_with_a_person_stands_at_its_field(home: House, wrong: dict[str, object], place: str) -> None:
    add(home)
    sign_in(home)

    answer = home.post("/people", {**NEW, **wrong})

    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.text
    assert f'id="{place}' in answer.text
    assert home.call(home.store.people.count) == 1


def test_a_person_is_changed(home: House) -> None:
    add(home)
    noa = add(home, Role.VIEWER, "noa@colibri.example")
    sign_in(home)
    assert "noa@colibri.example" in home.get(f"/people/{noa.id}").text

    home.post(f"/people/{noa.id}", {**NEW, "role": "publisher", "scope": "everything"})

    after = by_email(home)
    assert (after.name, after.role, after.scope) == ("Noa", Role.PUBLISHER, Scope())


def test_the_last_administrator_cannot_lock_themselves_out(home: House) -> None:
    camille = add(home)
    sign_in(home)

    less = home.post(f"/people/{camille.id}", {**NEW, "email": camille.email, "scope": "everything"})
    out = home.post(f"/people/{camille.id}/disabled", {"disabled": "yes"})

    assert (less.status_code, out.status_code) == (422, 422)
    assert by_email(home, camille.email).role is Role.ADMINISTRATOR
    assert home.get("/people").status_code == 200


def test_somebody_disabled_is_out_at_once_and_can_be_let_in_again(home: House) -> None:
    add(home)
    noa = add(home, Role.VIEWER, "noa@colibri.example")
    sign_in(home, email="noa@colibri.example")
    assert home.get("/profile").status_code == 200
    theirs = home.client.cookies.get("frontdesk", domain="127.0.0.1") or ""
    home.leave()
    sign_in(home)

    home.post(f"/people/{noa.id}/disabled", {"disabled": "yes"})
    assert home.post(f"/people/{noa.id}/link").status_code == 404
    home.post(f"/people/{noa.id}/disabled", {"disabled": "no"})

    assert not by_email(home).disabled
    home.client.cookies.set("frontdesk", theirs, domain="127.0.0.1")
    assert home.get("/profile").status_code == 303


def test_sessions_of_others_are_ended(home: House) -> None:
    add(home)
    noa = add(home, Role.VIEWER, "noa@colibri.example")
    sign_in(home, email="noa@colibri.example")
    home.leave()
    sign_in(home)

    home.post(f"/people/{noa.id}/sign-out")

    assert home.call(home.store.sessions.of, noa.id) == []


def test_an_administrator_of_some_groups_sees_and_makes_nobody_beyond_them(home: House) -> None:
    camille = add(home)
    garage = add(home, Role.VIEWER, "gil@colibri.example", {"garages"})
    baker = add(home, Role.VIEWER, "bea@colibri.example", {"bakeries"})
    home.enter(Role.ADMINISTRATOR, groups={"bakeries"})

    listed = home.get("/people").text
    assert baker.email in listed
    assert garage.email not in listed
    assert camille.email not in listed
    for one in (camille, garage):
        assert home.get(f"/people/{one.id}").status_code == 404
        assert home.post(f"/people/{one.id}", NEW).status_code == 404
        for deed in ("link", "disabled", "sign-out"):
            assert home.post(f"/people/{one.id}/{deed}", {"disabled": "yes"}).status_code == 404
    for forged in ({"scope": "everything"}, {"groups": ["bakeries", "garages"]}):
        assert home.post("/people", {**NEW, **forged}).status_code == 422
        assert home.post(f"/people/{baker.id}", {**NEW, **forged}).status_code == 422
    assert home.post("/people", NEW).status_code == 200


def test_only_administrators_come_into_people_and_audit(home: House) -> None:
    home.enter(Role.PUBLISHER)

    assert {home.get(path).status_code for path in ("/people", "/people/new", "/audit", "/audit.csv")} == {403}
    assert home.post("/people", NEW).status_code == 403


def test_the_audit_tells_what_was_different(home: House) -> None:
    add(home)
    noa = add(home, Role.VIEWER, "noa@colibri.example")
    sign_in(home)
    home.post(f"/people/{noa.id}", {**NEW, "role": "publisher"})

    text = home.get("/audit", action="person.changed").text

    assert "Camille Roux" in text
    assert "<del><bdi>viewer</bdi></del>" in text
    assert "<ins><bdi>publisher</bdi></ins>" in text
    assert "Person added" not in text.partition("<tbody>")[2]


def test_the_audit_goes_page_by_page(home: House) -> None:
    home.enter()
    for number in range(60):
        home.call(home.store.audit.add, Change(actor=COMMAND_LINE, action="x", kind="set", subject=f"subject-{number}"))

    first = home.get("/audit").text
    (older,) = re.findall(r'href="/console/audit\?([^"]+)" rel="next"', first)
    rest = home.client.get(f"/console/audit?{older.replace('&amp;', '&')}").text

    seen = [re.findall(r"<bdi>(subject-\d+)</bdi>", page) for page in (first, rest)]
    assert [len(each) for each in seen] == [50, 10]
    assert sorted({*seen[0], *seen[1]}) == sorted(f"subject-{number}" for number in range(60))


def test_the_audit_of_a_scope_holds_what_concerns_it(home: House) -> None:
    for group in ("bakeries", "garages"):
        change = Change(
            actor=Actor(name=f"by-{group}"), action="x", kind="set", subject=f"in-{group}", groups=frozenset({group})
        )
        home.call(home.store.audit.add, change)
    home.enter(Role.ADMINISTRATOR, groups={"bakeries"})

    for text in (home.get("/audit").text, home.get("/audit.csv").text):
        assert "in-bakeries" in text
        assert "garages" not in text


def test_the_export_holds_no_formula(home: House) -> None:
    change = Change(actor=Actor(name="=cmd()"), action="x", kind="set", subject='a "b", c\nd', after={"é": 1})
    home.call(home.store.audit.add, change)
    home.enter()

    answer = home.get("/audit.csv")

    assert answer.headers["content-disposition"] == 'attachment; filename="audit-2026-12-01.csv"'
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert (rows[0]["actor"], rows[0]["subject"], rows[0]["after"]) == ("'=cmd()", 'a "b", c\nd', '{"é": 1}')


@pytest.mark.parametrize("query", ["before=x", f"before={'9' * 30}", "since=2026-02-31", "until=0001-01-01"])
def test_a_filter_that_is_none_does_no_harm(home: House, query: str) -> None:
    home.enter()

    assert home.client.get(f"/console/audit?{query}").status_code == 200


def test_a_token_is_shown_once_and_works(home: House) -> None:
    add(home, Role.EDITOR)
    sign_in(home)
    form = {"id": "0123456789abcdef" * 2, "name": "CRM", "scopes": ["read", "write"], "days": "30"}

    key = copied(home.post("/tokens", form).text)

    bearer = home.call(tokens.bearer_of, home.store, key)
    assert bearer is not None
    assert sorted(bearer.scopes) == ["read", "write"]
    assert "CRM" in home.get("/tokens").text
    assert key not in home.get("/tokens").text
    assert home.post("/tokens", form).headers["location"] == "/console/tokens"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [({"name": ""}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["admin"]}, "scopes"), ({"days": "x"}, "days")],
)
def test_what_is_wrong_with_a_token_stands_at_its_field(home: House, wrong: dict[str, object], place: str) -> None:
    add(home, Role.EDITOR)
    sign_in(home)

    answer = home.post("/tokens", {"name": "CRM", "scopes": ["read"], "days": "30", **wrong})

    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.text


def test_nobody_revokes_the_token_of_somebody_else(home: House) -> None:
    add(home, Role.EDITOR)
    add(home, Role.EDITOR, "noa@colibri.example")
    sign_in(home)
    home.post("/tokens", {"name": "CRM", "scopes": ["read"], "days": ""})
    (token,) = home.call(home.store.tokens.list)
    home.leave()
    sign_in(home, email="noa@colibri.example")
    assert home.post("/tokens/revoke", {"id": token.id}).status_code == 404

    home.leave()
    sign_in(home)
    assert home.post("/tokens/revoke", {"id": token.id}).status_code == 303

    assert home.call(home.store.tokens.list) == []


def test_what_people_are_called_is_told_as_text(home: House) -> None:
    add(home)
    profile = Profile(name='<script>alert("1")</script>', email="noa@colibri.example", role=Role.VIEWER)
    home.call(people.add, home.store, profile, COMMAND_LINE, password=PASSWORD)
    sign_in(home)

    for path in ("/people", "/audit"):
        assert "<script>alert" not in home.get(path).text
