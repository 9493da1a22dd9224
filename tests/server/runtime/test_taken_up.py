"""What is said or changed at one process is heard and taken up by the others: real ones, each with a role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.databases import database_with_tables
from tests.server.runtime.several import SECRET, TOKEN, WIDGET, Member, Several, wait_for

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

PLACES: Final = ("lyon", "paris", "nice", "metz")
ACCOUNT: Final = """
  - id: {place}
    channel: webhook
    private_addresses: true
    route: {{fixed: {place}}}
    settings: {{target_url: "{target}", secrets: [env:PHONE_KEY], settles: key}}
"""
_contacts = count(1)


@pytest.fixture(scope="module")
def platform() -> Iterator[FakePlatform]:
    with FakePlatform(dialect=WebhookDialect(SECRET.encode())) as running:
        yield running


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, postgresql: str, platform: FakePlatform
) -> Iterator[dict[str, Member]]:
    """Two that take in, one that decides, one that sends; each place has an account of its name."""
    begun = Several(tmp_path_factory.mktemp("roles") / "several", database_with_tables(postgresql))
    begun.write_project(platform.url)
    _furnish(begun, platform.url)
    for command in (["apply", str(begun.folder)], ["secret", "set", "KEY", "--project", str(begun.folder)]):
        done = begun.command(*command, said=SECRET)
        assert done.returncode == 0, done.stderr
    try:
        names = ("here", "there", "worker", "sender")
        yield dict(zip(names, begun.start("ingress", "ingress", "worker", "sender"), strict=True))
    finally:
        begun.close()


def _furnish(house: Several, target: str) -> None:
    project, places = house.folder / "frontdesk.yaml", house.folder / "establishments.yaml"
    accounts = "".join(ACCOUNT.format(place=place, target=target) for place in PLACES)
    project.write_text(project.read_text().replace("\nsources:", f"{accounts}\nsources:"))
    lines = [f"  - {{id: {place}, name: {place.title()}, locale: en, timezone: Europe/Paris}}" for place in PLACES]
    places.write_text("establishments:\n" + "\n".join(lines) + "\n")
    messages = house.folder / "messages" / "shops.yaml"
    messages.write_text(messages.read_text().replace("establishments: all", "establishments: [lyon, nice, metz]"))


def ask(member: Member, method: str, path: str, body: object = None) -> Any:
    """What its REST interface answers."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = httpx2.request(method, f"{member.url}/api/v1{path}", json=body, headers=headers, timeout=60)
    assert answer.status_code < 300, answer.text
    return answer.json()


def says(member: Member, platform: FakePlatform, account: str, text: str = "hello") -> str:
    """A new contact writes on an account, and that process takes it in; who it is."""
    contact = f"c{next(_contacts)}"
    platform.webhook_url = f"{member.url}/webhooks/{account}"
    assert platform.say(text, contact) == [200]
    return contact


def shown(platform: FakePlatform, contact: str) -> list[str]:
    """What a contact has seen, once it is something."""
    return wait_for(lambda: [one.sent.text for one in platform.seen if one.sent.to == contact], lambda: contact)


def test_a_stream_that_is_held_at_one_process_gets_the_answer_of_others(house: dict[str, Member]) -> None:
    address, origin = f"{house['here'].url}{WIDGET}", {"origin": "https://shop.example"}
    session = httpx2.post(f"{address}/sessions", json={"locale": "en"}, headers=origin)
    assert session.status_code == 201, session.text
    visitor = origin | {"authorization": f"Bearer {session.json()['token']}"}
    with httpx2.stream("GET", f"{address}/stream", headers=visitor, timeout=60) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": here"
        said = httpx2.post(
            f"{house['there'].url}{WIDGET}/messages", json={"id": str(uuid4()), "text": "hello"}, headers=visitor
        )
        assert said.status_code == 202, said.text
        entries = (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))
        assert next(entry["text"] for entry in entries if entry["sender"] != "contact") == "Welcome to Lyon"


def test_a_release_that_is_made_at_one_process_is_decided_by_at_another(
    house: dict[str, Member], platform: FakePlatform
) -> None:
    here, there = house["here"], house["there"]
    words = {"welcome": {"en": "Hello from Paris"}, "absence": {"en": "Away"}}
    document = {"name": "Paris", "establishments": ["paris"], **words}
    made = ask(here, "POST", "/message-sets", {"document": document, "key": "paris"})
    planned = ask(here, "POST", f"/message-sets/{made['id']}/plan", {})
    ask(here, "POST", f"/message-sets/{made['id']}/activate", {"fingerprint": planned["fingerprint"]})
    assert shown(platform, says(there, platform, "paris")) == ["Hello from Paris"]


def test_a_message_that_is_switched_off_at_one_process_is_not_sent_by_others(
    house: dict[str, Member], platform: FakePlatform
) -> None:
    here, there = house["here"], house["there"]
    ask(here, "PUT", "/establishments/nice/toggles", {"welcome": False})
    unanswered = says(there, platform, "nice")
    wait_for(lambda: ask(there, "GET", "/decisions?establishment=nice")["decisions"])
    ask(there, "PUT", "/establishments/nice/toggles", {"welcome": True})
    assert shown(platform, says(here, platform, "nice")) == ["Welcome to Nice"]
    assert unanswered not in {one.sent.to for one in platform.seen}


def test_an_account_that_is_connected_at_one_process_is_answered_on_by_others_at_once(
    house: dict[str, Member], platform: FakePlatform
) -> None:
    here, there = house["here"], house["there"]
    account = {
        "channel": "webhook",
        "route": {"fixed": "metz"},
        "private_addresses": True,
        "settings": {"target_url": platform.url, "secrets": ["store:KEY"], "settles": "key"},
    }
    ask(here, "PUT", "/accounts/tram", account)
    assert shown(platform, says(there, platform, "tram")) == ["Welcome to Metz"]
    assert ask(here, "GET", "/dead-letters") == []
    with FakePlatform(dialect=platform.dialect, first=10_000) as elsewhere:
        moved = account | {"settings": account["settings"] | {"target_url": elsewhere.url}, "version": 1}  # type: ignore[operator]
        ask(here, "PUT", "/accounts/tram", moved)
        wait_for(lambda: _goes_to(elsewhere, platform, says(there, platform, "tram")))


def _goes_to(elsewhere: FakePlatform, platform: FakePlatform, contact: str) -> bool:
    """Whether the answer to a contact went to the new address, once it went to either."""
    wait_for(lambda: contact in {one.sent.to for one in (*elsewhere.seen, *platform.seen)})
    return contact in {one.sent.to for one in elsewhere.seen}
