"""A whole pass of an HTTP source without a network: what the host does, over a dialect instead of a connection."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from frontdesk import Fetch, HttpReply, HttpSource, Page, Row
from frontdesk_testkit.calling import request_of
from frontdesk_testkit.dialect import PlatformRequest, Refused
from frontdesk_testkit.source_dialect import SourceDialect

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
MOST_CALLS = 5_000
"""A pass over a few records that asks for more than this many replies never ends."""
_OK = range(200, 300)

Tamper = Callable[[int, HttpReply], HttpReply]
"""What reaches the source instead of the n-th reply (from 0) of a pass."""


class Halted(Exception):  # noqa: N818 - what happened
    """The pass failed at a reply that the source has no answer to: the host tells of it, and comes again later."""

    def __init__(self, status: int, frontier: Sequence[Fetch]) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.frontier = tuple(frontier)
        """What is still to be made, the refused call first."""


@dataclass(slots=True)
class Reading:
    """What came of a pass."""

    rows: list[Row] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)
    requests: list[PlatformRequest] = field(default_factory=list)

    @property
    def good(self) -> dict[str, Mapping[str, object]]:
        """The records that can be used, by id; the first of several."""
        found: dict[str, Mapping[str, object]] = {}
        for row in self.rows:
            if row.id is not None and row.record is not None:
                found.setdefault(row.id, row.record)
        return found

    @property
    def gone(self) -> set[str | None]:
        """The ids that the source says are there no more."""
        return {row.id for row in self.rows if row.gone}

    @property
    def doubts(self) -> list[str]:
        """The ids of all that is said to be wrong or doubtful."""
        return [item.id for row in self.rows for item in row.diagnostics]


@dataclass(slots=True)
class Driver:
    """Makes the calls of a source, one after another, as the host does: each as JSON in between, each only once."""

    source: HttpSource
    dialect: SourceDialect
    secrets: Mapping[str, bytes]
    tamper: Tamper = lambda _number, reply: reply
    reading: Reading = field(default_factory=Reading)

    def over_everything(self, since: datetime | None = None) -> Reading:
        """A pass from its beginning. Raises `Halted`, and what the source raises."""
        return self.over(self.source.first(since))

    def over(self, frontier: Sequence[Fetch]) -> Reading:
        """A pass from where it stands."""
        waiting = deque(frontier)
        made: set[str] = set()
        while waiting:
            kept = as_json(waiting[0])
            if kept not in made:
                if len(made) >= MOST_CALLS:
                    raise AssertionError(f"the pass does not end: {MOST_CALLS} calls, the next is {waiting[0]}")
                waiting.extend(self._page(from_json(kept), waiting).next)
                made.add(kept)
            waiting.popleft()
        return self.reading

    def _page(self, fetch: Fetch, waiting: Sequence[Fetch]) -> Page:
        reply = self._reply(fetch)
        page = self.source.page(fetch, reply) if reply.status in _OK else self.source.refused(fetch, reply)
        if page is None:
            raise Halted(reply.status, waiting)
        self.reading.rows.extend(page.rows)
        return page

    def _reply(self, fetch: Fetch) -> HttpReply:
        request = request_of(fetch.call, self.dialect, self.secrets, NOW)
        number = len(self.reading.requests)
        self.reading.fetches.append(fetch)
        self.reading.requests.append(request)
        return self.tamper(number, served(self.dialect, request))


def served(dialect: SourceDialect, request: PlatformRequest) -> HttpReply:
    """What the platform answers, however its dialect says so."""
    try:
        reply = dialect.serve(request)
    except Refused as refusal:
        told = refusal.reply
        reply = HttpReply(status=told.status, headers=told.headers, body=told.body)
    except ValueError as error:
        reply = HttpReply(status=400, body=str(error).encode())
    return replace(reply, headers={name.lower(): value for name, value in reply.headers.items()})


def as_json(fetch: Fetch) -> str:
    """A fetch as the host keeps it. Raises `TypeError` or `ValueError` for a `carry` that is not JSON."""
    auth = None if fetch.call.auth is None else [type(fetch.call.auth).__name__, asdict(fetch.call.auth)]
    call = {**asdict(replace(fetch.call, auth=None)), "body": b64encode(fetch.call.body).decode(), "auth": auth}
    return json.dumps({"call": call, "carry": dict(fetch.carry)}, sort_keys=True, allow_nan=False)


def from_json(kept: str) -> Fetch:
    """The fetch that the source gets back: what JSON makes of its `carry`, and no object of its own."""
    from frontdesk import calls  # noqa: PLC0415 - where credentials have their classes

    document = json.loads(kept)
    call, auth = document["call"], document["call"]["auth"]
    credentials = None if auth is None else getattr(calls, auth[0])(**{k: _tuples(v) for k, v in auth[1].items()})
    call = calls.HttpCall(**{**call, "body": b64decode(call["body"]), "auth": credentials})
    return Fetch(call=call, carry=document["carry"])


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
