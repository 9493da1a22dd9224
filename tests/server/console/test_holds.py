"""Accounts on hold in the console and over REST: why, what waits, and the word that tries one again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind
from frontdesk_server.store.values import Hold
from tests.server.console.house import House
from tests.server.console.test_rest_of_figures import api
from tests.server.console.test_switchboard import change, connect, document, sealed

EXPIRED = "Error validating access token: Session has expired"


def hold(home: House, account: str = "crm", problem: Diagnostic | None = None) -> None:
    now = home.store.clock.now()
    held = Hold(account, now, EXPIRED, problem, now + timedelta(minutes=15))
    home.call(home.store.outbox.settle, [], [], [held])


def is_due(home: House, account: str = "crm") -> bool:
    found = home.call(home.store.holds.all)[account]
    assert isinstance(found, Hold)
    return found.probe_at <= home.store.clock.now()


def test_the_overview_tells_the_platforms_words_and_leads_to_the_account(home: House) -> None:
    hold(home)
    home.enter(Role.ADMINISTRATOR)
    page = home.get("").text
    assert "The account crm is on hold" in page
    assert EXPIRED in page
    assert 'href="/console/accounts/crm"' in page
    home.enter(Role.ADMINISTRATOR, groups={"bakeries"})
    assert EXPIRED not in home.get("").text


def test_the_page_of_channels_tells_that_it_is_on_hold(home: House) -> None:
    hold(home)
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/accounts").text
    assert "On hold" in page
    assert EXPIRED in page
    page = home.get("/accounts/crm").text
    assert EXPIRED in page
    assert "0 messages wait." in page


def test_what_we_know_to_be_wrong_is_told_in_the_readers_language(home: House) -> None:
    hold(home, problem=Diagnostic(id="FD759", params={"name": "store:CRM"}))
    home.enter(Role.ADMINISTRATOR, language="fr")
    page = home.get("/accounts/crm").text
    assert "il n&#39;y a pas de secret" in page
    assert EXPIRED not in page


def test_the_button_tries_it_now_and_the_audit_says_who_pressed_it(home: House) -> None:
    hold(home)
    home.enter(Role.ADMINISTRATOR)
    assert 'action="/console/accounts/crm/resume"' in home.get("/accounts/crm").text
    assert home.post("/accounts/crm/resume").status_code == 303
    assert is_due(home)
    [line] = [line for line in home.call(home.store.audit.list) if line.action == "account.resumed"]
    assert (line.actor.name, line.subject) == ("Odile", "crm")
    assert "The next one that is to be sent is tried." in home.get("/accounts/crm").text


def test_the_button_for_nobody_s_account_is_missing(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    assert home.post("/accounts/nobody/resume").status_code == 404


def test_an_account_that_went_on_meanwhile_is_told_as_such(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    assert home.post("/accounts/crm/resume").status_code == 303
    assert not [line for line in home.call(home.store.audit.list) if line.action == "account.resumed"]


def test_rest_tells_why_an_account_is_on_hold_and_tries_it_now(home: House) -> None:
    assert api(home, "GET", "/accounts/crm").json()["hold"] is None
    hold(home, problem=Diagnostic(id="FD759", params={"name": "store:CRM"}))
    told = api(home, "GET", "/accounts/crm").json()["hold"]
    assert (told["reason"], told["problem"]["id"], told["waiting"]) == (EXPIRED, "FD759", 0)
    assert api(home, "POST", "/accounts/crm/resume").json()["hold"]["next_try"] < told["next_try"]
    assert is_due(home)


def test_what_is_not_there_cannot_be_tried_over_rest(home: House) -> None:
    answer = api(home, "POST", "/accounts/nobody/resume")
    assert (answer.status_code, answer.json()["id"]) == (404, "FD955")


@pytest.mark.parametrize("secret", [True, False])
def test_an_account_is_tried_at_once_when_its_settings_or_secrets_change(home: House, secret: bool) -> None:
    connect(home, ConnectionKind.ACCOUNT, document(), sealed(home))
    for account in ("shop", "crm"):
        hold(home, account)
    if secret:
        token = home.running.board.secrets.seal("shop.key", "another-key-of-32-characters-or-more")
        home.call(home.store.secrets.set, "shop.key", token)
    else:
        home.call(home.store.connections.save, ConnectionKind.ACCOUNT, "shop", document(), change(), expected=1)
    home.call(home.running.board.look)
    assert (is_due(home, "shop"), is_due(home, "crm")) == (True, False)


def test_an_account_that_is_removed_is_on_hold_no_more(home: House) -> None:
    connect(home, ConnectionKind.ACCOUNT, document(), sealed(home))
    hold(home, "shop")
    home.call(home.store.connections.remove, ConnectionKind.ACCOUNT, "shop", change())
    assert home.call(home.store.holds.all) == {}
