"""Accounts and sources in the console: who may, what is connected, changed and removed, and test messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk import MessageReceived
from frontdesk_server.console.accounts import SCREENS
from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind
from tests.server.console.account_forms import SHOP, connected, stored
from tests.server.console.house import House
from tests.server.console.test_figures import PLACE, event, tell
from tests.server.console.test_switchboard import change
from tests.server.runtime.house import until


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


def test_a_retired_platform_is_marked_where_kinds_are_chosen(shared: House) -> None:
    shared.enter(Role.ADMINISTRATOR)
    page = shared.get("/accounts/new").text
    assert page.count("Retired by its platform") == 1
    assert page.index("Google Business Messages") < page.index("Retired by its platform") < page.index("Instagram")


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
