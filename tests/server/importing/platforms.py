"""Sources for tests of passes: one that is asked page by page, and one that is read. They tell what they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from pydantic import BaseModel

from frontdesk import ConfigError, Fetch, HttpCall, HttpReply, HttpSource, LocalSource, Pace, Page, Row, row_of
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import SourceSpec
from frontdesk_server.project.model import SourceDocument
from frontdesk_server.store import Store
from frontdesk_server.store.passes import LEASE

BASE = "https://shops.example/pages/"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Later(SystemClock):
    """A clock that is set by hand."""

    def __init__(self, now: datetime = START) -> None:
        self.at = now

    def now(self) -> datetime:
        """The instant that it was set to."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Nobody waits: the time has passed."""
        self.at += timedelta(seconds=seconds)


class Nothing(BaseModel):
    """No settings."""


class AskedSource(HttpSource):
    """A platform of pages; its calls are made by `Platform`."""

    kind: ClassVar[str] = "asked"
    Settings: ClassVar[type[BaseModel]] = Nothing
    incremental: ClassVar[bool] = True

    def first(self, since: datetime | None) -> Sequence[Fetch]:
        """The first page, of everything or of what has changed."""
        return [fetch("0" if since is None else "since")]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Never asked: the platform makes pages itself."""
        raise NotImplementedError

    def pace(self) -> Pace:
        """Two calls at once."""
        return Pace(at_once=2)


class ReadSource(LocalSource):
    """A shelf of rows."""

    kind: ClassVar[str] = "read"
    Settings: ClassVar[type[BaseModel]] = Nothing

    def __init__(self, *rows: Row) -> None:
        super().__init__(Nothing())
        self.shelf: Sequence[Row] = rows
        self.changes: Sequence[Row] | None = None
        self.broken = False

    def rows(self) -> Iterator[Row]:
        """What stands on it."""
        if self.broken:
            raise ConfigError.of("FD622", source="read")
        yield from self.shelf

    def rows_beside(self, known: Mapping[str, str]) -> Iterator[Row]:
        """The same, and by their digests what has not changed."""
        for row in self.rows():
            held = row.digest is not None and known.get(row.id or "") == row.digest
            yield Row(id=row.id, record=None, digest=row.digest, same=True) if held else row

    def rows_since(self, since: datetime) -> Iterator[Row] | None:
        """What was put into `changes`."""
        return None if self.changes is None else iter(self.changes)


def fetch(name: str) -> Fetch:
    """The call for a page."""
    return Fetch(call=HttpCall(url=BASE + name, method="GET"))


def place(id_: str, name: str | None = None, **fields: Any) -> Row:
    """A good row."""
    told: dict[object, object] = {"id": id_, "name": name or f"Shop {id_}", "timezone": "Europe/Paris"}
    row = row_of(told | fields)
    return replace(row, digest=repr(sorted((row.record or {}).items(), key=str)))


@dataclass(slots=True)
class Platform:
    """Answers calls with pages, and counts them."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _name: None
    """Called before each answer: what it raises, the call raises."""

    async def fetch(self, name: str, source: HttpSource, fetch: Fetch, *, fresh: bool = False) -> Page:
        """The page, as `frontdesk_server.importing.ports.Caller` wants it."""
        page = fetch.call.url.removeprefix(BASE)
        self.asked.append(page)
        if fresh:
            self.fresh.append(page)
        self.before(page)
        found = self.pages[page]
        return replace(found, rows=[row for row in found.rows if not row.same]) if fresh else found

    def chain(self, *pages: Sequence[Row]) -> None:
        """Pages one after the other: `0`, `1`, ..."""
        last = len(pages) - 1
        self.pages = {
            str(at): Page(rows=rows, next=[fetch(str(at + 1))] if at < last else []) for at, rows in enumerate(pages)
        }


def spec(id_: str, source: LocalSource | HttpSource, **options: Any) -> SourceSpec:
    """A source of a project."""
    return SourceSpec(id=id_, source=source, document=SourceDocument(kind=source.kind, **options))


def asked(id_: str = "asked", **options: Any) -> SourceSpec:
    """One that is asked."""
    return spec(id_, AskedSource(Nothing()), **options)


def syncing(store: Store, *specs: SourceSpec, platform: Platform | None = None, lease: timedelta = LEASE) -> SourceSync:
    """The sources of a project at work."""
    return SourceSync(store, specs, store.clock, caller=platform or Platform(), lease=lease)


async def names(store: Store) -> dict[str, str]:
    """Who is there, and how they are called."""
    return {found.id: found.name for found in await store.establishments.list()}


async def record(store: Store, id_: str) -> Mapping[str, Any]:
    """What is known of one."""
    found = await store.establishments.get(id_)
    assert found is not None
    return found.record


async def problems(store: Store, source: str) -> list[str]:
    """The ids of what was wrong at the last pass."""
    return [found.id for found in (await store.connections.passes())[source].problems]
