"""Traces by OpenTelemetry, set up by its own `OTEL_*` variables. A thread of their own exports them in batches.

The queue is bounded: with an exporter that hangs or has died spans are lost, and nothing else is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from typing import Any, Final, NamedTuple, Self

from structlog.contextvars import bound_contextvars

from frontdesk.errors import ConfigError
from frontdesk_server.runtime.traces import NO_TRACES, Deciding, Mark, Traces
from frontdesk_server.store.values import Arrival, Decided, Entry, OutboxRow, Work

LAST_EXPORT: Final = 3.0
"""Seconds that the last spans are given when the server stops."""
ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


class _Exporter(NamedTuple):
    module: str
    install: str


EXPORTERS: Final[Mapping[str, _Exporter]] = {
    "http/protobuf": _Exporter(
        "opentelemetry.exporter.otlp.proto.http.trace_exporter", "pip install 'frontdesk-server[tracing]'"
    ),
    "grpc": _Exporter(
        "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
        "pip install 'frontdesk-server[tracing]' opentelemetry-exporter-otlp-proto-grpc",
    ),
}
"""By the protocol that is asked for: what exports, and what brings it."""


def traces_of(environment: Mapping[str, str], role: str) -> Traces:
    """Those that the environment asks for; without an endpoint, none. Raises `ConfigError` (FD875, FD876)."""
    disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if (
        disabled
        or environment.get("OTEL_TRACES_EXPORTER") == "none"
        or not any(environment.get(name) for name in ENDPOINTS)
    ):
        return NO_TRACES
    return OpenTelemetry(_exporter(environment)(), role)


def _exporter(environment: Mapping[str, str]) -> Callable[[], Any]:
    protocol = next((environment[name] for name in PROTOCOLS if environment.get(name)), "http/protobuf")
    known = EXPORTERS.get(protocol)
    if known is None:
        raise ConfigError.of("FD876", protocol=protocol, known=", ".join(EXPORTERS))
    try:
        import_module("opentelemetry.sdk.trace.export")
        module = import_module(known.module)
    except ModuleNotFoundError as error:
        raise ConfigError.of("FD875", package=error.name, install=known.install) from error
    exporter: Callable[[], Any] = module.OTLPSpanExporter
    return exporter


class OpenTelemetry(Traces):
    """Spans that are exported. It keeps a provider of its own and leaves the process's global one alone."""

    def __init__(self, exporter: Any, role: str) -> None:
        from opentelemetry import trace  # noqa: PLC0415 - an extra: only servers that trace have it
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        name = os.environ.get("OTEL_SERVICE_NAME", "frontdesk")
        resource = Resource.create({SERVICE_NAME: name, "frontdesk.role": role})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("frontdesk")
        self._api = trace
        self._carrier = TraceContextTextMapPropagator()

    def webhook(self, account: str, headers: Mapping[str, str]) -> Mark:
        """A platform calls; it may have begun the trace itself."""
        sent = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
        context = self._carrier.extract(sent)
        return self.mark("webhook", context, kind=self._api.SpanKind.SERVER, account=account)

    def append(self, account: str, events: int) -> Mark:
        """Events wait to become durable."""
        return self.mark("append", None, account=account, events=events)

    def deciding(self) -> Deciding:
        """A batch is decided and committed."""
        return _Deciding(self)

    def send(self, row: OutboxRow) -> Mark:
        """A call says a message."""
        kind = self._api.SpanKind.CLIENT
        facts: dict[str, str | int] = {"account": row.account, "conversation": row.conversation}
        facts |= {"decision": row.decision, "message": row.key, "rule": row.draft.rule, "attempt": row.attempt}
        return self.mark("send", self.context(row.trace), kind=kind, **facts)

    def logged(self, trace: str | None) -> Mark:
        """No span: log lines within it name the trace."""
        return _Logged(trace) if trace is not None else super().logged(trace)

    def close(self) -> None:
        """Export what is left; an exporter that hangs is left behind."""
        last = threading.Thread(target=self._provider.shutdown, name="frontdesk-traces", daemon=True)
        last.start()
        last.join(LAST_EXPORT)

    def mark(self, name: str, context: Any, *, kind: Any = None, **facts: str | int) -> _Span:
        """A span under what a row carried; where the context is None, under the one that is being worked in."""
        span = self.open(name, context, kind, **facts)
        quiet = {"record_exception": False, "set_status_on_exception": False}
        return _Span(span, self._api.use_span(span, end_on_exit=True, **quiet), self)

    def open(self, name: str, context: Any, kind: Any = None, **facts: str | int) -> Any:
        """A span that somebody else ends."""
        attributes = {f"frontdesk.{key}": value for key, value in facts.items()}
        kind = kind or self._api.SpanKind.INTERNAL
        return self._tracer.start_span(name, context=context, kind=kind, attributes=attributes)

    def context(self, trace: str | None) -> Any:
        """What a row carried; of a row that carried nothing, the begin of a trace."""
        return self._carrier.extract({"traceparent": trace} if trace else {})

    def trace(self, span: Any) -> str:
        """The `traceparent` of what belongs under a span; one that is not sampled has one too, for that holds on."""
        carried: dict[str, str] = {}
        self._carrier.inject(carried, self._api.set_span_in_context(span))
        return carried["traceparent"]

    def failed(self, span: Any, error: object) -> None:
        """It ended by an error: its kind is told, its words are not."""
        status = self._api.Status(self._api.StatusCode.ERROR, getattr(error, "__name__", ""))
        span.set_status(status)


class _Logged(Mark):
    """Log lines name the trace."""

    def __init__(self, trace: str) -> None:
        self._bound = bound_contextvars(trace_id=trace.split("-")[1])

    def __enter__(self) -> Self:
        self._bound.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._bound.__exit__(None, None, None)


class _Span(Mark):
    """A span that is being worked in."""

    def __init__(self, span: Any, current: Any, by: OpenTelemetry) -> None:
        self._span = span
        self._by = by
        self._current = current
        self._stack = ExitStack()
        self._carried = by.trace(span)

    @property
    def trace(self) -> str | None:
        """What belongs under it carries this."""
        return self._carried

    def note(self, **facts: str | int) -> None:
        """Say something of it."""
        self._span.set_attributes({f"frontdesk.{key}": value for key, value in facts.items()})

    def carried(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """The events, which will go on in this trace."""
        return [arrival._replace(trace=self._carried) for arrival in arrivals]

    def __enter__(self) -> Self:
        self._stack.enter_context(self._current)
        self._stack.enter_context(_Logged(self._carried))
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._by.failed(self._span, error[0])
        self._stack.close()


class _Deciding(Deciding):
    """The spans of one batch; they end with its commit."""

    def __init__(self, by: OpenTelemetry) -> None:
        self._by = by
        self._spans: dict[int, Any] = {}

    def begin(self, entries: Sequence[Entry]) -> None:
        """These are decided now."""
        for entry in entries:
            facts = {"account": entry.account, "conversation": entry.conversation, "event": entry.key}
            context = self._by.context(entry.trace)
            self._spans[entry.number] = self._by.open("decide", context, decision=entry.number, **facts)

    def decided(self, work: Work) -> None:
        """This was decided; its messages go on in the events' traces."""
        work.decided = [self._told(one) for one in work.decided]

    def _told(self, one: Decided) -> Decided:
        span = self._spans[one.entry.number]
        span.set_attribute("frontdesk.summary", one.decision.summary)
        span.set_attribute("frontdesk.rules", sorted({said.draft.rule for said in one.outgoing}))
        span.set_attribute("frontdesk.messages", [said.message.key for said in one.outgoing])
        return replace(one, trace=self._by.trace(span))

    def __exit__(self, *error: object) -> None:
        for span in self._spans.values():
            if error[0] is not None:
                self._by.failed(span, error[0])
            span.end()
