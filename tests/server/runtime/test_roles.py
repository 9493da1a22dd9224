"""What a process of each role does, as real processes on one PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.server.runtime.several import SECRET, WIDGET, Several, several

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with FakePlatform(dialect=WebhookDialect(SECRET.encode())) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, shared_database: str, platform: FakePlatform) -> Iterator[Several]:
    with several(tmp_path, shared_database, platform.url) as begun:
        yield begun


def test_workers_and_senders_tell_how_they_are_and_serve_nothing_else(house: Several) -> None:
    for member in house.start("worker", "sender"):
        assert httpx2.get(f"{member.url}/health").json() == {"status": "alive"}
        assert httpx2.get(f"{member.url}/ready").json()["checks"]["runtime"] is True
        for address in ("/webhooks/phone", f"{WIDGET}/config", "/api/v1/establishments", "/console", "/sources/files"):
            assert httpx2.get(f"{member.url}{address}").status_code == 404, address


def test_the_three_roles_together_answer_once(house: Several, platform: FakePlatform) -> None:
    ingress, _, _ = house.start("ingress", "worker", "sender")
    platform.webhook_url = f"{ingress.url}/webhooks/phone"
    assert platform.say("hello", "ada", times=3) == [200, 200, 200]
    platform.wait_until(lambda: len(platform.seen) == 1, 30.0)
    assert platform.seen[0].sent.text == "Welcome to Lyon"
    assert {member.stop() for member in house.members} == {0}
    assert len(platform.seen) == 1


def test_an_ingress_alone_takes_in_and_leaves_the_rest_to_others(house: Several, platform: FakePlatform) -> None:
    (ingress,) = house.start("ingress")
    platform.webhook_url = f"{ingress.url}/webhooks/phone"
    assert platform.say("hello", "ada") == [200]
    assert house.look(lambda store: store.log.waiting()) == 1
    house.start("all")
    platform.wait_until(lambda: len(platform.seen) == 1, 30.0)
