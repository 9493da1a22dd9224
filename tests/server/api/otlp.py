"""A collector of traces: a small HTTP server that reads OTLP's protobuf, or one that takes it and never answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Span(NamedTuple):
    """One span, as it came over the wire."""

    name: str
    trace: str
    id: str
    parent: str
    service: str
    role: str
    facts: dict[str, Any]
    failed: bool


@dataclass
class Collector:
    """What has come so far."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    calls: int = 0
    hangs: threading.Event | None = None
    """While it is not set, no call is answered."""

    def named(self, name: str) -> list[Span]:
        """The spans of that name."""
        return [span for span in self.spans if span.name == name]

    def take(self, body: bytes) -> None:
        """Read one export."""
        self.calls += 1
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            of = _facts(resource.resource.attributes)
            self.spans.extend(_span(span, of) for scope in resource.scope_spans for span in scope.spans)


def _span(span: Any, of: dict[str, Any]) -> Span:
    ids = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()
    failed = span.status.code == span.status.STATUS_CODE_ERROR
    return Span(span.name, *ids, of["service.name"], of["frontdesk.role"], _facts(span.attributes), failed)


def _facts(attributes: Any) -> dict[str, Any]:
    return {one.key: _value(one.value) for one in attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    return [_value(one) for one in value.array_value.values] if kind == "array_value" else getattr(value, kind)


@contextmanager
def collecting(*, hangs: bool = False) -> Iterator[Collector]:
    """A collector on a port of its own."""
    collector = Collector(hangs=threading.Event() if hangs else None)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.rfile.read(int(self.headers["content-length"])))
            if collector.hangs is not None:
                collector.hangs.wait()
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        if collector.hangs is not None:
            collector.hangs.set()
        server.shutdown()
        server.server_close()
        thread.join()
