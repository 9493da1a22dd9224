"""Sources that are asked over HTTP, in the console: their secrets, where they may call, and where they are called."""

from __future__ import annotations

import pytest

from frontdesk import Host
from frontdesk_server.api.switchboard import read_source_of
from frontdesk_server.console.accounts.documents import kinds
from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind
from tests.server.console.house import House

VALUE = "the-key-of-the-real-platform"
FORM = {"kind": "partoo", "id": "places", "api_key": VALUE, "api_url": "http://10.9.9.9/v2"}


def document(home: House) -> dict[str, object]:
    found = home.call(home.store.connections.get, ConnectionKind.SOURCE, "places")
    assert found is not None
    return dict(found.document)


def test_they_can_be_connected() -> None:
    assert {"files", "partoo", "http_json"} <= set(kinds(Host.load({}), ConnectionKind.SOURCE))


def test_a_secret_is_sealed_and_its_name_stands_in_the_document(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    answer = home.post("/accounts/sources/new", FORM | {"private_addresses": "on"})
    assert answer.status_code == 303, answer.text
    told = document(home)
    assert (told["api_key"], told["private_addresses"]) == ("store:source.places.1", True)
    page = home.get("/accounts/sources/places").text
    assert VALUE not in page
    assert "/sources/places" in page
    assert VALUE not in str(home.call(home.store.secrets.all))


def test_calls_into_the_network_are_off_unless_somebody_says_so(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    home.post("/accounts/sources/new", FORM)
    assert document(home)["private_addresses"] is False


@pytest.mark.parametrize("ref", ["env:FRONTDESK_SECRET_KEY", "env:HOME"])
def test_a_source_of_the_console_names_no_variable_of_the_environment(shared: House, ref: str) -> None:
    told = {"id": "places", "kind": "partoo", "api_key": ref}
    spec, problems = read_source_of("places", told, shared.desk.host, shared.desk.project)
    assert spec is None
    assert [(found.id, found.path) for found in problems] == [("FD956", "api_key")]
