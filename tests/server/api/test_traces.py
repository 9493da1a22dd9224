"""Traces over the wire: one from the webhook to the receipt, from real processes to a real collector."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from frontdesk import ConfigError
from frontdesk_server.runtime.otel import traces_of
from frontdesk_server.runtime.traces import NO_TRACES
from tests.server.api.otlp import Collector, Span, collecting
from tests.server.api.served import Platform, Server, event, project, serving, signed, wait_for

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
WAY = ("webhook", "append", "decide", "send")
WORDS = "what are your secret hours"


def asked(collector: Collector, **more: str) -> dict[str, str]:
    """The variables that have a server trace."""
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "50", **more}


def call(server: Server, number: int, flags: str = "01") -> None:
    """A platform's webhook, in a trace of its own."""
    body = json.dumps({"events": [event("message", number, text=WORDS, contact="contact-at-home")]}).encode()
    headers = signed(body) | {"traceparent": f"00-{TRACE}-{CALLER}-{flags}"}
    with server.stranger as client:
        assert client.post("/webhooks/crm", content=body, headers=headers).status_code < 300


def way(collector: Collector) -> list[Span]:
    """The spans of one message's way, as soon as all are there."""
    wait_for(lambda: all(collector.named(name) for name in WAY), "every span")
    return [collector.named(name)[0] for name in WAY]


def test_one_trace_goes_from_the_caller_through_the_webhook_to_the_receipt(tmp_path: Path) -> None:
    platform = Platform()
    with collecting() as collector:
        with serving(project(tmp_path / "p", platform.url), **asked(collector, OTEL_SERVICE_NAME="our-desk")) as server:
            call(server, 1)
            spans = way(collector)
            server.stop()
        logged = [line for line in server.lines() if line.get("trace_id") == TRACE]
    platform.close()

    webhook, append, decide, send = spans
    assert {span.trace for span in spans} == {TRACE}
    assert [span.parent for span in spans] == [CALLER, webhook.id, append.id, decide.id]
    assert {span.service for span in spans} == {"our-desk"}
    assert webhook.facts["frontdesk.status"] == 200
    assert decide.facts["frontdesk.conversation"] == send.facts["frontdesk.conversation"]
    assert send.facts["frontdesk.message"] in decide.facts["frontdesk.messages"]
    assert (send.facts["frontdesk.outcome"], send.facts["frontdesk.status"]) == ("sent", "sent")
    assert "send ended" in {line["event"] for line in logged}


def test_no_span_says_what_people_wrote_or_who_they_are(tmp_path: Path) -> None:
    platform = Platform()
    with collecting() as collector:
        with serving(project(tmp_path / "p", platform.url), **asked(collector)) as server:
            call(server, 1)
            way(collector)
            server.stop()
        told = " ".join(str(span) for span in collector.spans)
    platform.close()

    assert WORDS not in told
    assert "contact-at-home" not in told
    assert platform.texts()[0] not in told


def test_a_caller_that_does_not_sample_has_nothing_exported(tmp_path: Path) -> None:
    platform = Platform()
    with collecting() as collector, serving(project(tmp_path / "p", platform.url), **asked(collector)) as server:
        call(server, 1, flags="00")
        wait_for(platform.texts, "the welcome")
        server.stop()
    platform.close()

    assert [span for span in collector.spans if span.trace == TRACE] == []


def test_a_collector_that_hangs_delays_neither_replies_nor_the_end(tmp_path: Path) -> None:
    platform = Platform()
    with collecting(hangs=True) as collector:
        hasty = asked(collector, OTEL_BSP_MAX_QUEUE_SIZE="4", OTEL_BSP_MAX_EXPORT_BATCH_SIZE="1")
        with serving(project(tmp_path / "p", platform.url), **hasty) as server:
            call(server, 1)
            wait_for(lambda: collector.calls, "the collector being called")
            for number in range(2, 12):
                call(server, number)
            wait_for(platform.texts, "the welcome")
            code = server.stop()
    platform.close()

    assert code == 0


def test_without_an_endpoint_nothing_is_traced_and_rows_carry_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")  # of a platform that is not there: the message waits in the outbox
    with serving(folder) as server:
        call(server, 1)
        wait_for(lambda: any(line["event"] == "send ended" for line in server.lines()), "the first try")
        server.stop()
    with closing(sqlite3.connect(folder / "frontdesk.sqlite")) as database:
        rows = database.execute("SELECT trace, received FROM outbox").fetchall()

    assert [trace for trace, _ in rows] == [None]
    assert all(received for _, received in rows)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_traces_are_off_unless_they_are_asked_for(environment: dict[str, str]) -> None:
    assert traces_of(environment, "all") is NO_TRACES


@pytest.mark.parametrize(
    ("protocol", "id_", "mend"),
    [("grpc", "FD875", "opentelemetry-exporter-otlp-proto-grpc"), ("carrier-pigeon", "FD876", "http/protobuf")],
)
def test_an_exporter_that_is_not_there_is_told_with_what_mends_it(protocol: str, id_: str, mend: str) -> None:
    asked_for = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL": protocol}
    with pytest.raises(ConfigError) as raised:
        traces_of(asked_for, "all")

    assert raised.value.diagnostics[0].id == id_
    assert mend in str(raised.value)
