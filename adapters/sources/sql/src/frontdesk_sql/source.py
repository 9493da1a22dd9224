"""The source: the rows of a table, view or query as establishments."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import ClassVar, Final

from pydantic import BaseModel
from sqlalchemy import Engine, select, type_coerce
from sqlalchemy.types import NullType

from frontdesk import LocalSource, Row
from frontdesk_sql.changes import changed
from frontdesk_sql.connecting import open_engine
from frontdesk_sql.failures import telling
from frontdesk_sql.paging import Pages
from frontdesk_sql.reading import Raw, Reader
from frontdesk_sql.relation import QUERY, Relation, reflect
from frontdesk_sql.settings import SqlSettings

_HEADER: Final = 100
"""Bytes of an SQLite file that hold its counter of changes: https://www.sqlite.org/fileformat.html#the_database_header"""


class SqlSource(LocalSource):
    """Establishments from one relation of a database, read page by page by their key."""

    kind: ClassVar[str] = "sql"
    Settings: ClassVar[type[BaseModel]] = SqlSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._settings = SqlSettings.model_validate(settings)

    def rows(self) -> Iterator[Row]:
        """Every row, good or bad; raises `ConfigError` where the database cannot be read, or no more."""
        return self.rows_beside({})

    def rows_beside(self, known: Mapping[str, str]) -> Iterator[Row]:
        """Every row; one with the digest that is known of it comes as `same`, and nothing else is done with it."""
        with self._opened() as (pages, reader):
            yield from _delivered(reader, pages, known)

    def rows_since(self, since: datetime) -> Iterator[Row] | None:
        """What `updated_at` says to have changed, `overlap` before that instant included; None without that column."""
        return None if self._settings.updated_at is None else self._since(since, self._settings.updated_at)

    def fingerprint(self) -> str | None:
        """What an SQLite file tells of its last change; None for a server, which tells nothing of the kind."""
        path = self._settings.path
        return None if path is None else _fingerprint(path)

    def _since(self, since: datetime, name: str) -> Iterator[Row]:
        with self._opened() as (pages, reader):
            column = pages.relation.column(name)
            raw = type_coerce(column, NullType())
            found = pages.ask(select(raw).select_from(pages.relation.source).where(column.is_not(None)).limit(1))
            if found:
                since -= timedelta(seconds=self._settings.overlap)
                recent = changed(column, found[0][0], since, self._settings.updated_at_timezone)
                yield from _delivered(reader, pages.only(recent), {})
            else:
                yield from _delivered(reader, pages, {})

    @contextmanager
    def _opened(self) -> Iterator[tuple[Pages, Reader]]:
        engine = open_engine(self._settings, self.secrets)
        try:
            relation = self._reflected(engine)
            reader = Reader(relation, self._settings)
            yield Pages(engine, relation, reader, self._settings), reader
        finally:
            engine.dispose()

    def _reflected(self, engine: Engine) -> Relation:
        name = self._settings.table or QUERY
        with telling(self._settings, name, connecting=True):
            connection = engine.connect()
        with telling(self._settings, name), connection:
            return reflect(connection, self._settings)


def _delivered(reader: Reader, pages: Pages, known: Mapping[str, str]) -> Iterator[Row]:
    """Rows that share a key first: whichever page would show one of them, nobody could tell that there are others.

    Deleted ones last, and only where no other has their id.
    """
    seen: set[str] = set()
    gone: dict[str, str] = {}
    for group in pages.repeated():
        yield from _rows(reader, group, known, seen, gone)
    told = frozenset(seen)
    fresh = (raw for raw in pages.rows() if reader.id(raw) not in told) if told else pages.rows()
    yield from _rows(reader, fresh, known, seen, gone)
    yield from _rows(reader, pages.keyless(), known, seen, gone)
    yield from (Row(id=id_, record=None, digest=gone[id_], gone=True) for id_ in gone if id_ not in seen)


def _rows(
    reader: Reader, rows: Iterable[Raw], known: Mapping[str, str], seen: set[str], gone: dict[str, str]
) -> Iterator[Row]:
    for raw in rows:
        id_, digest = reader.id(raw), reader.digest(raw)
        if reader.gone(raw):
            if id_ is not None:
                gone[id_] = digest
            continue
        if id_ is not None and id_ in seen:
            yield reader.again(raw, id_, digest)
            continue
        if id_ is not None:
            seen.add(id_)
        if id_ is not None and known.get(id_) == digest:
            yield Row(id=id_, record=None, digest=digest, same=True)
        else:
            yield reader.row(raw, id_, digest)


def _fingerprint(path: Path) -> str | None:
    """Size, time and counters of the file and its log: each change moves one of them, however quick and small."""
    digest = blake2b(digest_size=16)
    try:
        for file in (path, path.with_name(f"{path.name}-wal")):
            if file == path or file.exists():
                with file.open("rb") as opened:
                    status = os.fstat(opened.fileno())
                    digest.update(f"{status.st_size} {status.st_mtime_ns} {status.st_ino}".encode())
                    digest.update(opened.read(_HEADER))
    except OSError:
        return None
    return digest.hexdigest()
