"""Traces as the runtime sees them: one trace from a webhook to its receipt, carried by the rows. Here they are off.

`runtime.otel` has those that are exported. Nothing of them stands in the way of an answer: a span is a note in memory.
"""

# ruff: noqa: ARG002 - what is off looks at nothing
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Self

from frontdesk_server.store.values import Arrival, Entry, OutboxRow, Work


class Mark:
    """A span that is being worked in; this one is of no trace, and keeps nothing."""

    @property
    def trace(self) -> str | None:
        """What belongs under it carries this: a W3C `traceparent`."""
        return None

    def note(self, **facts: str | int) -> None:
        """Say something of it: ids, statuses, outcomes; never words or addresses of people."""

    def carried(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """The events, which will go on in this trace."""
        return arrivals

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return


class Deciding:
    """The spans of one batch, of each event its own."""

    def begin(self, entries: Sequence[Entry]) -> None:
        """These are decided now."""

    def decided(self, work: Work) -> None:
        """This was decided; its messages go on in the events' traces."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return


_MARK: Final = Mark()
_DECIDING: Final = Deciding()


class Traces:
    """No traces: every span is the same empty one."""

    def webhook(self, account: str, headers: Mapping[str, str]) -> Mark:
        """A platform calls; it may have begun the trace itself."""
        return _MARK

    def append(self, account: str, events: int) -> Mark:
        """Events wait to become durable."""
        return _MARK

    def deciding(self) -> Deciding:
        """A batch is decided and committed."""
        return _DECIDING

    def send(self, row: OutboxRow) -> Mark:
        """A call says a message."""
        return _MARK

    def logged(self, trace: str | None) -> Mark:
        """No span: log lines within it name the trace."""
        return _MARK

    def close(self) -> None:
        """Export what is left, for a moment."""


NO_TRACES: Final = Traces()
