"""The ports of sources: where establishment data comes from, and how it is delivered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from frontdesk.calls import HttpCall, HttpReply, WebhookRequest
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import WebhookRejected

__all__ = ["Fetch", "HttpSource", "LocalSource", "Pace", "Page", "Row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a source: a record, or what is wrong with it, or that it is gone. One bad row never loses the others.

    `digest` is any text that changes when the row does. `same` says that the host holds it already by that digest,
    `gone` that the source itself says that the establishment is there no more: both come without a record.
    """

    id: str | None
    record: Mapping[str, object] | None
    diagnostics: tuple[Diagnostic, ...] = ()
    digest: str | None = None
    same: bool = False
    gone: bool = False


class _Source:
    """What both ports share: a kind and its settings."""

    kind: ClassVar[str]
    Settings: ClassVar[type[BaseModel]]

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        """`secrets` holds the values of those that `settings` names and that do not stand in a call, by reference.

        A local source connects by itself, and webhooks are verified here. The host sets `secrets` anew before each
        pass and each webhook: they may have changed.
        """
        self.settings = settings
        self.secrets: Mapping[str, bytes] = secrets or {}


class LocalSource(_Source, ABC):
    """A blocking iterator over rows, run by the host in a thread: files, SQL."""

    # You implement

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every establishment, each as a `Row`. Raise `ConfigError` when the whole source cannot be read."""

    # You may override

    def fingerprint(self) -> str | None:
        """Something cheap that changes when the data change (time and size of a file); None = always read."""
        return None

    def rows_beside(self, known: Mapping[str, str]) -> Iterator[Row]:  # noqa: ARG002 - what overrides may need
        """Every row as `rows` gives it, but one whose digest is that of `known` (by id) may come as `same`, unread."""
        return self.rows()

    def rows_since(self, since: datetime) -> Iterator[Row] | None:  # noqa: ARG002 - as above
        """What has changed at or after this instant (UTC), gone rows too; None = only everything can be read."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """A call of an HTTP source. The host keeps those that are to be made, so that a pass goes on after a crash.

    `carry` comes back to `page` with the reply: what was learnt before, as JSON (a record that lacks its hours yet).
    """

    call: HttpCall
    carry: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one reply holds: its rows, and the calls to make for the rest. A pass ends when none is left."""

    rows: Sequence[Row] = field(default_factory=tuple)
    next: Sequence[Fetch] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a source may be asked. `apart` is the least number of seconds between two calls to one host."""

    at_once: int = 2
    per_minute: int | None = None
    apart: float = 0.0
    largest: int = 10 * 1024 * 1024
    """Bytes of a reply; a larger one is not read."""


class HttpSource(_Source, ABC):
    """Sans-IO: the host makes the calls.

    It waits (`Retry-After`, 429, 5xx, broken connections), asks conditionally (ETag, Last-Modified: a 304 is the page
    of before), follows redirects as far as they are allowed, keeps away from internal addresses, and remembers how far
    it came.
    """

    incremental: ClassVar[bool] = False
    """Whether `first` takes `since` into account; otherwise every pass reads everything."""
    largest_request: ClassVar[int] = 1024 * 1024
    """Bytes of the largest webhook that the platform sends; the host answers 413 to one byte more."""

    # You implement

    @abstractmethod
    def first(self, since: datetime | None) -> Sequence[Fetch]:
        """The calls that begin a pass: over everything, or over what has changed at or after an instant (UTC)."""

    @abstractmethod
    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """What a reply of status 2xx holds. Raise `ConfigError` when it is not what this source can read at all."""

    # You may override

    def pace(self) -> Pace:
        """How fast calls may follow each other."""
        return Pace()

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:  # noqa: ARG002 - as above
        """What any other reply means (a page that is no more); None = the pass fails, and the host says why."""
        return None

    def verify(self, request: WebhookRequest) -> None:  # noqa: ARG002 - as above
        """Raise `WebhookRejected` unless the platform sent this. A source that takes no webhooks refuses all."""
        raise WebhookRejected.of("FD650", source=self.kind)

    def told(self, request: WebhookRequest) -> Page:  # noqa: ARG002 - as above
        """What a verified webhook says: rows (gone ones too), and what is to be fetched because of it."""
        return Page()

    # You should not need to override

    def secret_value(self, ref: str) -> bytes:
        """The value of a secret that a webhook is checked by. An empty one is none: by it anybody could sign.

        Raises `WebhookRejected` (FD663; 503) where it is none: the platform is to come again once somebody has set it.
        """
        if not (value := self.secrets.get(ref)):
            raise WebhookRejected.of("FD663", source=self.kind, ref=ref).with_status(503)
        return value
