"""Accounts and sources in the console: forms made of settings, secrets that are never shown, and test messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontdesk import MessageReceived
from frontdesk_server.console.accounts import SCREENS
from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind
from tests.server.console.house import House
from tests.server.console.test_figures import PLACE, event, tell
from tests.server.console.test_switchboard import change
from tests.server.runtime.house import until

SECRET = "a-key-of-the-shop-that-nobody-may-read"
SHOP = {
    "kind": "webhook",
    "id": "shop",
    "settings.target_url": "https://platform.example/answers",
    "settings.secrets[0]": SECRET,
    "settings.settles": "key",
    "settings.text_limit": "4096",
    "settings.unit": "characters",
    "settings.carriers[0].style": "buttons",
    "settings.carriers[0].count": "10",
    "settings.carriers[0].title": "80",
    "settings.start_signal": "1",
    "settings.burst": "10",
    "settings.timeout": "10",
    "route.default": "fournil-croix-rousse",
}


def stored(home: House, kind: ConnectionKind = ConnectionKind.ACCOUNT) -> Any:
    return home.call(home.store.connections.get, kind, "shop")


def connected(home: House, **more: str) -> dict[str, str]:
    home.enter(Role.ADMINISTRATOR)
    form = SHOP | more
    answer = home.post("/accounts/new", form)
    assert answer.status_code == 303, answer.text
    return form | {"version": "1", "settings.secrets[0]": ""}


def test_only_administrators_come_in(shared: House) -> None:
    shared.enter(Role.PUBLISHER)
    for screen in SCREENS:
        path = screen.path.replace("{id}", "crm")
        answer = shared.get(path) if "GET" in screen.methods else shared.post(path)
        assert answer.status_code == 403, screen.path


def test_an_administrator_of_some_groups_sees_and_changes_no_account(shared: House) -> None:
    shared.enter(Role.ADMINISTRATOR, groups={"bakeries"})
    page = shared.get("/accounts")
    assert page.status_code == 200
    assert "crm" not in page.text
    for screen in SCREENS[1:]:
        path = screen.path.replace("{id}", "crm")
        answer = shared.get(path) if "GET" in screen.methods else shared.post(path, SHOP)
        assert answer.status_code == 404, screen.path
    assert set(shared.running.board.accounts) == {"website", "crm"}


def test_the_list_tells_what_is_connected_and_which_file_manages_it(shared: House) -> None:
    shared.enter(Role.ADMINISTRATOR)
    page = shared.get("/accounts").text
    assert 'href="/console/accounts/crm"' in page
    assert 'href="/console/accounts/sources/files"' in page
    assert page.count("<code>frontdesk.yaml</code>") == 3


def test_what_stands_in_the_file_is_shown_and_not_changed(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    page = home.get("/accounts/crm").text
    assert "http://127.0.0.1:8765/webhooks/crm" in page
    assert "env:CRM_SECRET" in page
    assert 'name="settings.target_url"' not in page
    for path in ("/accounts/crm", "/accounts/crm/remove", "/accounts/sources/files", "/accounts/sources/files/remove"):
        assert home.post(path, SHOP).status_code == 422, path
    assert set(home.running.board.connections.accounts) == {"website", "crm"}


def test_an_account_that_is_connected_works_at_once(home: House) -> None:
    connected(home)
    assert home.client.post("/webhooks/shop").status_code == 401
    page = home.get("/accounts/shop").text
    assert "http://127.0.0.1:8765/webhooks/shop" in page
    assert 'value="https://platform.example/answers"' in page
    assert stored(home).document["settings"]["carriers"] == [{"style": "buttons", "count": 10, "title": 80}]


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


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"settings.target_url": "no address"}, "settings.target_url"),
        ({"settings.target_url": ""}, "settings.target_url"),
        ({"settings.text_limit": "many"}, "settings.text_limit"),
        ({"settings.text_limit": "1"}, "settings.text_limit"),
        ({"settings.carriers[0].count": "1000"}, "settings.carriers[0].count"),
        ({"settings.settles": "maybe"}, "settings.settles"),
        ({"settings.secrets[0]": ""}, "settings.secrets"),
        ({"id": "a b"}, "id"),
        ({"id": ""}, "id"),
        ({"id": "crm"}, "id"),
        ({"id": "sources"}, "id"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_entered_is_kept(
    shared: House, wrong: dict[str, str], field: str
) -> None:
    shared.enter(Role.ADMINISTRATOR)
    answer = shared.post("/accounts/new", SHOP | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}--error"' in answer.text
    assert 'value="fournil-croix-rousse"' in answer.text
    assert SECRET not in answer.text
    assert "shop" not in shared.running.board.accounts


WHATSAPP = {
    "kind": "whatsapp",
    "id": "shop",
    "settings.phone_number_id": "106540352242922",
    "settings.access_token": "the-token-of-the-system-user",
    "settings.app_secret": "what-the-app-signs-with",
    "settings.verify_token": "a-word-of-ours",
    "settings.graph_version": "v23.0",
    "settings.api_url": "https://graph.example",
    "settings.per_second": "80",
    "settings.ice_breakers": "4",
}


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"settings.phone_number_id": ""}, "settings.phone_number_id", "rien n&#39;est saisi ici"),
        ({"settings.app_secret": ""}, "settings.app_secret", "ce secret n&#39;a pas encore de valeur"),
        ({"settings.api_url": "graph.example"}, "settings.api_url", "n&#39;est pas une adresse web"),
        ({"settings.graph_version": "23"}, "settings.graph_version", "n&#39;a pas la forme attendue ici"),
        ({"settings.per_second": "0"}, "settings.per_second", "hors de ce qui est possible ici"),
        ({"id": "", "settings.app_secret": ""}, "id", "rien n&#39;est saisi ici"),
        ({"id": "", "settings.app_secret": ""}, "settings.app_secret", "ce secret n&#39;a pas encore de valeur"),
        ({"id": "à Lyon"}, "id", "ne peut pas être un identifiant"),
    ],
)
def test_what_is_wrong_is_told_in_the_operators_language(
    shared: House, wrong: dict[str, str], field: str, told: str
) -> None:
    shared.enter(Role.ADMINISTRATOR, language="fr")
    page = shared.post("/accounts/new", WHATSAPP | wrong).text
    error = page[page.index(f'id="{field}--error"') :]
    assert told in error[: error.index("</p>")]


TEAM = {
    "forward.url": "https://team.example/said",
    "forward.secret": "the-key-of-the-team-that-answers-elsewhere",
    "handover.url": "https://team.example/handovers",
    "handover.secret": "the-key-of-the-team-that-takes-over-from-us",
}


def test_teams_elsewhere_are_called_with_keys_of_their_own(home: House) -> None:
    form = connected(home, **TEAM)
    document, board = stored(home).document, home.running.board
    for what in ("forward", "handover"):
        assert document[what]["url"] == TEAM[f"{what}.url"]
        assert board.secrets.value(document[what]["secret"]) == TEAM[f"{what}.secret"].encode()
    assert board.connections.forwards["shop"].url == TEAM["forward.url"]
    assert board.connections.teams["shop"].url == TEAM["handover.url"]
    page = home.get("/accounts/shop").text
    assert f'value="{TEAM["handover.url"]}"' in page
    assert TEAM["handover.secret"] not in page
    kept = form | {"forward.secret": "", "handover.secret": ""}
    assert home.post("/accounts/shop", kept).status_code == 303
    assert stored(home).document["forward"] == document["forward"]
    gone = kept | {"forward.url": "", "version": "2"}
    assert home.post("/accounts/shop", gone).status_code == 303
    assert "forward" not in stored(home).document
    assert "shop" not in board.connections.forwards
    assert len(home.call(home.store.secrets.all)) == 2, "the channel's own, and that of handovers"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"forward.url": ""}, "forward.url"),
        ({"forward.url": "team.example"}, "forward.url"),
        ({"handover.secret": ""}, "handover.secret"),
    ],
)
def test_half_of_a_team_s_address_is_refused_beside_its_field(shared: House, wrong: dict[str, str], field: str) -> None:
    shared.enter(Role.ADMINISTRATOR)
    answer = shared.post("/accounts/new", SHOP | TEAM | wrong)
    assert answer.status_code == 422
    assert f'id="{field}--error"' in answer.text
    assert answer.text.count('<a href="#') - answer.text.count('<a href="#content"') == 1


def test_a_form_without_fields_for_teams_leaves_them_as_they_are(home: House) -> None:
    form = connected(home, **TEAM)
    before = stored(home).document["handover"]
    bare = {name: value for name, value in form.items() if name not in TEAM}
    assert home.post("/accounts/shop", bare).status_code == 303
    assert stored(home).document["handover"] == before


def test_the_summary_names_the_fields(shared: House) -> None:
    shared.enter(Role.ADMINISTRATOR)
    page = shared.post("/accounts/new", WHATSAPP | {"settings.app_secret": "", "settings.access_token": ""}).text
    assert '<a href="#settings.app_secret">App secret: this secret has no value yet' in page
    assert '<a href="#settings.access_token">Access token: this secret has no value yet' in page


def test_a_retired_platform_is_marked_where_kinds_are_chosen(shared: House) -> None:
    shared.enter(Role.ADMINISTRATOR)
    page = shared.get("/accounts/new").text
    assert page.count("Retired by its platform") == 1
    assert page.index("Google Business Messages") < page.index("Retired by its platform") < page.index("Instagram")


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


CHATWOOT = {
    "kind": "chatwoot",
    "id": "shop",
    "settings.api_url": "https://chat.example",
    "settings.account_id": "1",
    "settings.bot_token": "the-token-of-the-bot",
    "settings.secrets[0]": "what-the-webhook-is-signed-with",
    "settings.verify_by": "signature",
    "settings.behind": "web_widget",
    "settings.limits.text": "",
    "settings.limits.suggestions": "",
    "settings.limits.title": "",
    "settings.settles": "echo",
}


def test_a_group_that_may_be_left_out_is_left_out_where_nothing_is_entered_in_it(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    empty = home.get("/accounts/new", kind="chatwoot").text
    assert 'id="settings.limits.text"' in empty
    assert 'value="4096"' not in empty
    assert home.post("/accounts/new", CHATWOOT).status_code == 303
    assert "limits" not in stored(home).document["settings"]
    more = {"settings.behind": "api", "settings.limits.text": "200", "version": "1"}
    assert home.post("/accounts/shop", CHATWOOT | more).status_code == 303
    assert stored(home).document["settings"]["limits"] == {"text": 200}


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


def _label(page: str, name: str) -> str:
    start = page.index(f'<label for="{name}"')
    return page[start : page.index("</label>", start)]


def test_two_who_change_one_account_are_told_and_lose_nothing(home: House) -> None:
    form = connected(home)
    assert home.post("/accounts/shop", form | {"settings.timeout": "20"}).status_code == 303
    late = home.post("/accounts/shop", form | {"settings.timeout": "30"})
    assert late.status_code == 409
    assert 'name="settings.timeout" type="text" value="30"' in late.text
    assert 'name="version" value="2"' in late.text
    assert stored(home).document["settings"]["timeout"] == 20


def test_a_form_sent_twice_connects_once(home: House) -> None:
    connected(home)
    assert home.post("/accounts/new", SHOP).status_code == 422
    assert stored(home).version == 1


def test_what_is_removed_takes_its_secrets_along(home: House) -> None:
    connected(home)
    assert home.post("/accounts/shop/remove").status_code == 303
    assert home.call(home.store.secrets.all) == {}
    assert home.get("/accounts/shop").status_code == 404
    assert home.client.post("/webhooks/shop").status_code == 404


def test_a_channel_whose_plugin_is_gone_says_what_to_install(home: House) -> None:
    document = {"id": "shop", "channel": "smoke-signals", "settings": {}}
    home.call(home.store.connections.create, ConnectionKind.ACCOUNT, "shop", document, change())
    home.call(home.running.board.look)
    home.enter(Role.ADMINISTRATOR)
    assert "pip install frontdesk-smoke-signals" in home.get("/accounts").text
    assert "pip install frontdesk-smoke-signals" in home.get("/accounts/shop").text


def test_a_test_message_goes_out_through_the_outbox_and_is_followed(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    answer = home.post("/accounts/website/test", {"key": "k1", "contact": "visitor-1", "text": "Hello <b>there</b>"})
    again = home.post("/accounts/website/test", {"key": "k1", "contact": "visitor-1", "text": "Hello <b>there</b>"})
    assert answer.status_code == again.status_code == 303
    place = answer.headers["location"].removeprefix("/console").partition("#")[0]
    conversation = home.running.board.connections.conversation("website", "visitor-1", {})

    async def shown() -> bool:
        return len(await home.store.streams.history(conversation)) == 1

    home.call(until, shown)
    page = home.client.get(f"/console{place}").text
    assert "Sent, to visitor-1." in page
    assert "every 1s" not in page
    query = place.partition("?")[2]
    assert "Sent, to visitor-1." in home.client.get(f"/console/accounts/website/test?{query}").text


@pytest.mark.parametrize("form", [{"contact": "", "text": "x"}, {"contact": "x", "text": " "}])
def test_a_test_message_needs_a_contact_and_a_text(shared: House, form: dict[str, str]) -> None:
    shared.enter(Role.ADMINISTRATOR)
    answer = shared.post("/accounts/website/test", form)
    assert answer.status_code == 422
    assert "1 point to correct" in answer.text
    assert shared.post("/accounts/nobody/test", form).status_code == 404


def test_a_test_to_somebody_who_wrote_goes_on_in_their_conversation(home: House) -> None:
    tell(home, event(home, MessageReceived, "ada", text="Hi"))
    home.enter(Role.ADMINISTRATOR)
    home.post("/accounts/website/test", {"key": "k1", "contact": "ada", "text": "Just a test"})
    conversation = home.running.board.connections.conversation("website", "ada", {"establishment": PLACE})

    async def shown() -> bool:
        return any(entry.body.get("text") == "Just a test" for entry in await home.store.streams.history(conversation))

    home.call(until, shown)


def test_who_wrote_last_on_an_account_is_offered_for_a_test(home: House) -> None:
    tell(home, event(home, MessageReceived, "ada", text="Hi"))
    home.enter(Role.ADMINISTRATOR)
    assert '<option value="ada">' in home.get("/accounts/website").text
    assert '<option value="ada">' not in home.get("/accounts/crm").text


def test_a_source_is_connected_read_now_and_removed(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    rows = "id,name,timezone\nshop-1,Shop One,Europe/Paris\n,Nameless,Europe/Paris\n"
    (Path(home.folder) / "shops.csv").write_text(rows, encoding="utf-8")
    answer = home.post(
        "/accounts/sources/new", {"kind": "files", "id": "shop", "path": "shops.csv", "most_bytes": "1000"}
    )
    assert answer.status_code == 303, answer.text
    assert home.post("/accounts/sources/shop/read").status_code == 303
    page = home.get("/accounts/sources/shop").text
    assert "Read, with problems" in page
    assert "1 problem" in page
    assert 'value="shops.csv"' in page
    assert home.post("/accounts/sources/shop/remove").status_code == 303
    assert home.get("/accounts/sources/shop").status_code == 404
    assert home.call(home.store.establishments.get, "shop-1") is not None


def test_a_source_that_cannot_be_read_says_so(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    home.post("/accounts/sources/new", {"kind": "files", "id": "shop", "path": "nowhere.csv"})
    home.post("/accounts/sources/shop/read")
    page = home.get("/accounts/sources/shop").text
    assert "Cannot be read" in page
    assert "nowhere.csv" in page


@pytest.mark.parametrize("path", ["/accounts/nobody", "/accounts/sources/nobody"])
def test_what_there_is_not_is_missing(shared: House, path: str) -> None:
    shared.enter(Role.ADMINISTRATOR)
    assert shared.get(path).status_code == 404
    assert shared.post(path).status_code == 404
    assert shared.post(f"{path}/remove").status_code == 404


@pytest.mark.parametrize("kind", ["", "smoke-signals"])
def test_only_installed_kinds_can_be_chosen(shared: House, kind: str) -> None:
    shared.enter(Role.ADMINISTRATOR)
    page = shared.get("/accounts/new", kind=kind).text
    assert 'href="/console/accounts/new?kind=webhook"' in page
    assert shared.post("/accounts/new", SHOP | {"kind": "smoke-signals"}).status_code == 404
