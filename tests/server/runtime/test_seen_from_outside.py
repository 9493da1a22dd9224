"""What is seen of an installation of several processes on one PostgreSQL database: metrics, one trace, its status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.server.api.otlp import Collector, collecting
from tests.server.runtime.several import SECRET, Member, Several, several, wait_for

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

METRICS_TOKEN = "a-token-that-only-reads-metrics"
WAY = {"webhook": "ingress", "append": "ingress", "decide": "worker", "send": "sender"}
"""Each span of a message's way, and the role that it is of."""


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with FakePlatform(dialect=WebhookDialect(SECRET.encode())) as running:
        yield running


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as running:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", running.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        yield running


@pytest.fixture
def house(tmp_path: Path, shared_database: str, platform: FakePlatform, collector: Collector) -> Iterator[Several]:
    assert collector.url
    with several(tmp_path, shared_database, platform.url, METRICS_TOKEN=METRICS_TOKEN, LEASE="3") as begun:
        yield begun


def metrics(member: Member) -> dict[tuple[str, ...], float]:
    """Each sample of a process, by its name and the values of its labels."""
    answer = httpx2.get(f"{member.url}/metrics", headers={"authorization": f"Bearer {METRICS_TOKEN}"})
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_three_processes_make_one_trace_and_count_each_its_own(
    house: Several, platform: FakePlatform, collector: Collector
) -> None:
    ingress, worker, sender = house.start("ingress", "worker", "sender")
    platform.webhook_url = f"{ingress.url}/webhooks/phone"
    assert platform.say("hello", "ada") == [200]
    platform.wait_until(lambda: len(platform.seen) == 1, 60.0)
    wait_for(lambda: all(collector.named(name) for name in WAY), lambda: f"every span of {collector.spans}")
    wait_for(lambda: metrics(sender).get(("frontdesk_receipt_seconds_count", "webhook")), lambda: "the receipt")
    status = json.loads(house.command("status", "--project", str(house.folder), "--json").stdout)
    counted = {member.role: metrics(member) for member in (ingress, worker, sender)}

    way = [collector.named(name)[0] for name in WAY]
    assert {span.trace for span in way} == {way[0].trace}
    assert [span.parent for span in way[1:]] == [span.id for span in way[:-1]]
    assert [span.role for span in way] == list(WAY.values())
    assert counted["ingress"]["frontdesk_events_accepted_total", "phone", "webhook"] == 1
    assert counted["worker"]["frontdesk_batch_events_sum",] == 1
    assert counted["sender"]["frontdesk_send_seconds_count", "webhook", "sent"] == 1
    assert {found["frontdesk_partitions_free", "worker"] for found in counted.values()} == {0}
    assert counted["worker"]["frontdesk_partitions_held", "worker"] == 256
    assert (status["well"], [server["live"] for server in status["servers"]]) == (True, [True] * 3)
    assert sorted(server["roles"] for server in status["servers"]) == [["ingress"], ["sender"], ["worker"]]


def test_every_process_that_lives_is_listed_with_its_roles_and_no_other(house: Several) -> None:
    def listed() -> tuple[list[list[str]], set[str]]:
        found = json.loads(house.command("status", "--project", str(house.folder), "--json").stdout)
        return sorted(server["roles"] for server in found["servers"]), {one["id"] for one in found["problems"]}

    first, second, everything = house.start("ingress", "ingress", "all")
    assert listed() == ([["ingress"], ["ingress"], ["ingress", "worker", "sender"]], set())
    first.stop()
    everything.stop()
    assert listed() == ([["ingress"]], {"partitions-free"})
    second.kill()
    wait_for(lambda: listed() == ([], {"no-server"}), lambda: str(listed()))


def test_of_a_role_that_is_gone_readiness_stays_and_status_tells(house: Several) -> None:
    worker, sender = house.start("worker", "sender")
    worker.stop()
    shown = house.command("status", "--project", str(house.folder))

    assert sender.ready()
    assert shown.returncode == 1
    assert "no process takes in" in shown.stdout.lower()
    assert "partitions that nobody works on: 256 of workers" in shown.stdout.lower()
