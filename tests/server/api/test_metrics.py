"""The page of metrics, of real servers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from frontdesk_server.runtime.measures import MEASURES
from tests.server.api.served import TOKEN, Platform, Server, event, post, project, serving, wait_for

METRICS_TOKEN = "a-token-that-only-reads-metrics"


def read(server: Server, token: str = METRICS_TOKEN) -> httpx2.Response:
    with server.stranger as client:
        return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def samples(server: Server) -> dict[tuple[str, ...], float]:
    """Each sample's value, by its name and the values of its labels."""
    families = text_string_to_metric_families(read(server).text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_a_conversation_is_counted_from_the_webhook_to_the_receipt(tmp_path: Path) -> None:
    platform = Platform()
    with serving(project(tmp_path / "p", platform.url), FRONTDESK_METRICS_TOKEN=METRICS_TOKEN) as server:
        post(server, event("message", 1, text="hello"))
        post(server, event("message", 1, text="hello"))
        sent = ("frontdesk_receipt_seconds_count", "webhook")
        wait_for(lambda: samples(server).get(sent), "the receipt")
        repeated = ("frontdesk_events_duplicate_total",)
        wait_for(lambda: samples(server).get(repeated), "the second copy")
        found = samples(server)
        server.stop()
    platform.close()

    assert found["frontdesk_events_accepted_total", "crm", "webhook"] == 2
    assert sum(value for name, value in found.items() if name[0] == "frontdesk_decisions_total") == 1
    assert found["frontdesk_send_seconds_count", "webhook", "sent"] == 1
    assert found["frontdesk_outbox_messages", "pending"] == 0
    assert found["frontdesk_inbox_events",] == 0
    assert found["frontdesk_partitions_held", "worker"] == 16
    assert found["frontdesk_partitions_free", "worker"] == 0
    assert found["frontdesk_release",] == 1
    assert found["frontdesk_ready", "store"] == 1
    assert found["frontdesk_batch_seconds_count",] >= 1
    assert {name[0] for name in found if name[0].startswith("frontdesk_")} <= {
        name for one in MEASURES for name in (one.name, *(one.name + end for end in ("_bucket", "_count", "_sum")))
    }


def test_the_page_answers_also_where_the_tables_are_not_ours(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    with serving(folder, FRONTDESK_METRICS_TOKEN=METRICS_TOKEN) as server:
        with closing(sqlite3.connect(folder / "frontdesk.sqlite", isolation_level=None)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0001'")
            wait_for(lambda: samples(server)["frontdesk_ready", "tables"] == 0, "readiness")
            connection.execute("ALTER TABLE timer RENAME TO elsewhere")
        found = samples(server)
        server.stop()

    assert found["frontdesk_database_up",] == 1
    assert ("frontdesk_timers_overdue_seconds",) not in found


def test_the_page_is_closed_without_its_own_token(server: Server) -> None:
    refused = read(server, TOKEN)

    assert (refused.status_code, refused.json()["id"]) == (403, "FD873")
    assert "FRONTDESK_METRICS_TOKEN" in refused.json()["detail"]


def test_the_page_takes_no_other_token(tmp_path: Path) -> None:
    with serving(project(tmp_path / "p"), FRONTDESK_METRICS_TOKEN=METRICS_TOKEN) as server:
        found = [read(server, token).status_code for token in (METRICS_TOKEN, TOKEN, "none")]
        api = httpx2.get(
            f"{server.url}/api/v1/releases", headers={"authorization": f"Bearer {METRICS_TOKEN}"}
        ).status_code
        server.stop()

    assert (found, api) == ([200, 401, 401], 401)
