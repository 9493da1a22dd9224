"""Secrets of an account in the console: kept encrypted, replaced, taken away, and never shown."""

from __future__ import annotations

import pytest

from frontdesk_server.rights import Role
from tests.server.console.account_forms import CHATWOOT, SECRET, WHATSAPP, connected, stored
from tests.server.console.house import TOKEN, House


def test_a_secret_is_kept_encrypted_and_never_shown_again(home: House) -> None:
    connected(home)
    assert stored(home).document["settings"]["secrets"] == ["store:account.shop.1"]
    token = home.call(home.store.secrets.all)["account.shop.1"]
    assert SECRET not in token
    assert home.running.board.secrets.value("store:account.shop.1") == SECRET.encode()
    page = home.get("/accounts/shop").text
    assert SECRET not in page
    assert "account.shop.1" not in page
    assert "Set on 1 Dec 2026 by Odile" in page
    assert SECRET not in str(home.call(home.store.audit.list))


def test_an_empty_secret_keeps_the_one_before_and_a_new_one_replaces_it(home: House) -> None:
    form = connected(home)
    assert home.post("/accounts/shop", form | {"settings.timeout": "20"}).status_code == 303
    assert home.running.board.secrets.value("store:account.shop.1") == SECRET.encode()
    new = form | {"settings.secrets[0]": "another-" * 4, "settings.secrets[1]": "second-" * 5, "version": "2"}
    assert home.post("/accounts/shop", new).status_code == 303
    refs = stored(home).document["settings"]["secrets"]
    assert [home.running.board.secrets.value(ref) for ref in refs] == [b"another-" * 4, b"second-" * 5]
    assert len(home.call(home.store.secrets.all)) == 2
    assert home.post("/accounts/shop", form | {"forget.settings.secrets[0]": "1", "version": "3"}).status_code == 303
    assert len(home.call(home.store.secrets.all)) == 1


def test_a_forged_reference_is_a_value_and_leads_to_no_other_secret(home: House) -> None:
    connected(home, **{"settings.secrets[0]": "env:CRM_SECRET"})
    assert stored(home).document["settings"]["secrets"] == ["store:account.shop.1"]
    assert home.running.board.secrets.value("store:account.shop.1") == b"env:CRM_SECRET"


def test_a_server_without_a_key_says_so_before_anything_is_entered(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.enter(Role.ADMINISTRATOR)
    said = "set FRONTDESK_SECRET_KEY"
    assert said not in home.get("/accounts/new", kind="whatsapp").text
    monkeypatch.setattr(home.running.board.secrets, "_cipher", None)
    assert said in home.get("/accounts/new", kind="whatsapp").text
    assert said not in home.get("/accounts/new", kind="web").text
    refused = home.post("/accounts/new", WHATSAPP)
    assert refused.status_code == 422
    assert refused.text.count(said) == 2, "in the summary, and at the first secret"


def test_a_secret_says_what_it_is_and_only_those_that_may_be_missing_are_optional(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/accounts/new", kind="chatwoot").text
    labels = {key: _label(page, f"settings.{key}") for key in ("bot_token", "secrets[0]", "staff_token")}
    assert {key: "optional" in label for key, label in labels.items()} == {
        "bot_token": False,
        "secrets[0]": False,
        "staff_token": True,
    }
    assert "The agent bot&#39;s access token, which sends." in page
    assert home.post("/accounts/new", CHATWOOT).status_code == 303
    assert (
        "The agent bot&#39;s access token, which sends. Set on 1 Dec 2026 by Odile." in home.get("/accounts/shop").text
    )


def test_an_optional_secret_can_be_taken_away(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    assert home.post("/accounts/new", CHATWOOT | {"settings.staff_token": "the-token-of-somebody"}).status_code == 303
    page = home.get("/accounts/shop").text
    assert 'name="forget.settings.staff_token"' in page
    assert 'name="forget.settings.bot_token"' not in page
    kept = CHATWOOT | {"settings.bot_token": "", "settings.secrets[0]": "", "version": "1"}
    assert home.post("/accounts/shop", kept | {"forget.settings.staff_token": "1"}).status_code == 303
    assert "staff_token" not in stored(home).document["settings"]


def test_a_secret_goes_with_its_account_over_rest_too(home: House) -> None:
    connected(home)
    assert len(home.call(home.store.secrets.all)) == 1
    answer = home.client.delete("/api/v1/accounts/shop", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 204
    assert home.call(home.store.secrets.all) == {}


def _label(page: str, name: str) -> str:
    start = page.index(f'<label for="{name}"')
    return page[start : page.index("</label>", start)]
