"""`GET /metrics`: what a server counted and where it stands, for Prometheus. Closed, unless a token was set."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http import HTTPStatus
from importlib.metadata import version
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, GCCollector, Metric, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.api.problems import problem
from frontdesk_server.api.readiness import Ready
from frontdesk_server.runtime import Runtime, measures
from frontdesk_server.runtime.measures import Measure
from frontdesk_server.runtime.readings import Reading, of_the_database
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.migrating import newest_revision

KEPT: Final = 2.0
"""Seconds: several who scrape cost the database one look."""


class MetricsPage:
    """The page. It answers in every role, also while the database does not, or has tables that are not ours."""

    def __init__(self, store: Store, runtime: Runtime, ready: Ready, token: str | None) -> None:
        self._store = store
        self._runtime = runtime
        self._ready = ready
        self._token = token
        self._build = (version("frontdesk-server"), newest_revision())
        self._read_at: float | None = None
        self._database: list[Reading] = []
        ProcessCollector(registry=runtime.meters.registry)
        GCCollector(registry=runtime.meters.registry)

    async def answer(self, request: Request) -> Response:
        """The text that Prometheus reads."""
        if (refused := self._refusal(request)) is not None:
            return refused
        ready = await self._ready()
        readings = [*self._runtime.readings(), *await self._looked(readable=ready.get("tables", True))]
        readings.append(Reading(measures.BUILD, 1, self._build))
        readings += [Reading(measures.READY, float(good), (name,)) for name, good in ready.items()]
        text = generate_latest(_Page(self._runtime.meters.registry, readings))
        return Response(text, headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_LATEST)

    def _refusal(self, request: Request) -> Response | None:
        """Strangers learn nothing; whoever sets the server up learns which setting opens it."""
        accepted = request.headers.get("accept-language", "")
        if self._token is None:
            return problem(Diagnostic(id="FD873"), HTTPStatus.FORBIDDEN, accept_language=accepted)
        sent = request.headers.get("authorization", "")
        if secrets.compare_digest(sent.encode(), f"Bearer {self._token}".encode()):
            return None
        headers = {"WWW-Authenticate": "Bearer"}
        return problem(Diagnostic(id="FD874"), HTTPStatus.UNAUTHORIZED, accept_language=accepted, headers=headers)

    async def _looked(self, *, readable: bool) -> list[Reading]:
        """What the database tells; of tables that are not ours nothing is read."""
        if not readable:
            return [Reading(measures.DATABASE_UP, 1)]
        now = self._store.clock.monotonic()
        if self._read_at is None or now - self._read_at >= KEPT:
            self._database = [Reading(measures.DATABASE_UP, 0)]
            with suppress(StoreUnavailable):  # it is told by the gauge, and by readiness
                self._database = [Reading(measures.DATABASE_UP, 1), *await of_the_database(self._store)]
            self._read_at = now
        return self._database


class _Page(Collector):
    """Everything of one scrape."""

    def __init__(self, counted: Collector, readings: Iterable[Reading]) -> None:
        self._counted = counted
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        """Counters without the instants at which each began, which would be as many series again; then the gauges."""
        for metric in self._counted.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
        yield from _families(self._readings)


def _families(readings: Iterable[Reading]) -> Iterable[Metric]:
    families: dict[str, GaugeMetricFamily] = {}
    for measure, value, labels in readings:
        family = families.setdefault(measure.name, _family(measure))
        family.add_metric(labels, value)
    return families.values()


def _family(measure: Measure) -> GaugeMetricFamily:
    return GaugeMetricFamily(measure.name, measure.help, labels=measure.labels)
