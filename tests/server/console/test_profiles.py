"""What platforms show before the first message, in the console and over REST: in step or not, and who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import Difference, ForeignAutomation, Profile, ProfileTexts, Suggestion
from frontdesk.model import TraceLine
from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind, Sealed
from frontdesk_server.store.profiles import KeptProfile, ProfileState
from tests.server.console.house import House
from tests.server.console.test_holds import hold
from tests.server.console.test_rest_of_figures import api
from tests.server.console.test_switchboard import connect

SETTINGS = {"token": "store:shop.token", "secret_token": "store:shop.secret", "api_url": "http://127.0.0.1:9"}
SECRETS = {"shop.token": "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0", "shop.secret": "a-word-of-the-shop"}


@pytest.fixture
def shop(home: House) -> House:
    """An account that shows starters, on hold: nothing is called, so that what a test writes down stays."""
    hold(home, "shop")
    sealed = Sealed(kept={name: home.running.board.secrets.seal(name, value) for name, value in SECRETS.items()})
    connect(home, ConnectionKind.ACCOUNT, {"id": "shop", "channel": "telegram", "settings": SETTINGS}, sealed)
    return home


def keep(home: House, **known: object) -> None:
    found = KeptProfile(account="shop", checked_at=home.store.clock.now(), **known)  # type: ignore[arg-type]
    home.call(home.store.profiles.claim, "shop", home.store.clock.now() + timedelta(minutes=1))
    home.call(home.store.profiles.save, found, done=None)


def starters(*titles: str) -> Profile:
    shown = tuple(Suggestion(id=title, title=title) for title in titles)
    return Profile(texts=(ProfileTexts(locale="en", starters=shown),))


def test_d5_what_the_platform_sends_itself_is_told_in_plain_words(shop: House) -> None:
    own = (ForeignAutomation(kind="greeting", text="Thanks for writing!"),)
    keep(shop, state=ProfileState.IN_STEP, automations=own)
    shop.enter(Role.ADMINISTRATOR)
    words = "the platform of account &#39;shop&#39; also sends a greeting of its own: &#39;Thanks for writing!&#39;"
    assert words in shop.get("/accounts/shop").text
    assert "Two answer on the account shop" in shop.get("").text
    shop.enter(Role.ADMINISTRATOR, language="fr")
    assert "envoie aussi son propre message d&#39;accueil" in shop.get("/accounts/shop").text
    assert "Deux répondent sur le compte shop" in shop.get("").text


def test_what_differs_is_told_with_both_sides_of_it(shop: House) -> None:
    differs = (Difference(field="starters", locale="fr", wanted="Vos horaires ?", found="Autre chose"),)
    keep(shop, state=ProfileState.DIFFERS, wanted=starters("Your hours?"), differences=differs)
    shop.enter(Role.ADMINISTRATOR)
    page = shop.get("/accounts/shop").text
    assert all(words in page for words in ("Shows something else", "Vos horaires ?", "Autre chose", "Your hours?"))
    assert "The platform of shop does not show what it should" in shop.get("").text


def test_why_something_is_not_shown_is_told(shop: House) -> None:
    line = TraceLine(id="native_starters_disagree", params={"account": "shop"})
    keep(shop, state=ProfileState.IN_STEP, lines=(line,))
    shop.enter(Role.ADMINISTRATOR)
    page = shop.get("/accounts/shop").text
    assert "its establishments do not agree" in page
    assert "Nothing of ours is to be shown there." in page


@pytest.mark.parametrize("what", ["check", "write"])
def test_the_buttons_ask_the_server_and_the_audit_says_who_pressed_them(shop: House, what: str) -> None:
    keep(shop, state=ProfileState.IN_STEP)
    shop.enter(Role.ADMINISTRATOR)
    assert f'action="/console/accounts/shop/profile/{what}"' in shop.get("/accounts/shop").text  # or its `formaction`
    assert shop.post(f"/accounts/shop/profile/{what}").status_code == 303
    [line] = [line for line in shop.call(shop.store.audit.list) if line.action == f"profile.{what}"]
    assert (line.actor.name, line.subject) == ("Odile", "shop")


def test_an_account_whose_platform_shows_nothing_has_no_such_part(shop: House) -> None:
    shop.enter(Role.ADMINISTRATOR)
    assert "Before the first message" not in shop.get("/accounts/crm").text
    assert shop.post("/accounts/crm/profile/check").status_code == 404
    assert "Not looked at yet" in shop.get("/accounts/shop").text


def test_rest_tells_what_is_wanted_what_differs_and_what_the_platform_sends(shop: House) -> None:
    differs = (Difference(field="starters", locale="en", wanted="Your hours?", found=""),)
    own = (ForeignAutomation(kind="absence", enabled=None),)
    keep(shop, state=ProfileState.DIFFERS, wanted=starters("Your hours?"), differences=differs, automations=own)
    told = api(shop, "GET", "/accounts/shop/profile").json()
    assert (told["state"], told["wanted"][0]["starters"]) == ("differs", ["Your hours?"])
    assert told["differences"] == [{"field": "starters", "locale": "en", "wanted": "Your hours?", "found": ""}]
    assert [warning["id"] for warning in told["automations"]] == ["FD596"]
    assert api(shop, "POST", "/accounts/shop/profile/write").status_code == 202


def test_rest_says_what_has_no_profile(shop: House) -> None:
    assert api(shop, "GET", "/accounts/crm/profile").json()["state"] == "not_supported"
    refused = api(shop, "POST", "/accounts/crm/profile/check")
    assert (refused.status_code, refused.json()["id"]) == (409, "FD590")
    assert api(shop, "GET", "/accounts/nobody/profile").status_code == 404
