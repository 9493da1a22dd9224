"""The form of an account, made of its channel's settings: what is wrong beside its field, and what may be left out."""

from __future__ import annotations

import pytest

from frontdesk_server.rights import Role
from tests.server.console.account_forms import CHATWOOT, SECRET, SHOP, WHATSAPP, connected, stored
from tests.server.console.house import TOKEN, House


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


def test_a_change_over_rest_leaves_teams_as_they_are(home: House) -> None:
    connected(home, **TEAM)
    before = stored(home).document
    headers = {"authorization": f"Bearer {TOKEN}"}
    change = {"channel": "webhook", "route": before["route"], "settings": before["settings"], "version": 1}
    answer = home.client.put("/api/v1/accounts/shop", json=change, headers=headers)
    assert answer.status_code == 200, answer.text
    assert stored(home).document == before


def test_the_summary_names_the_fields(shared: House) -> None:
    shared.enter(Role.ADMINISTRATOR)
    page = shared.post("/accounts/new", WHATSAPP | {"settings.app_secret": "", "settings.access_token": ""}).text
    assert '<a href="#settings.app_secret">App secret: this secret has no value yet' in page
    assert '<a href="#settings.access_token">Access token: this secret has no value yet' in page


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
