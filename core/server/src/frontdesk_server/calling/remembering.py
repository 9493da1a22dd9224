"""Remembering: which version of a page was read, and what it held, so that only what has changed is sent again.

A page of which something was wrong is not remembered: it is read again, and told again. Nor is one whose rows have no
digest: by it the host knows that it holds what the page told then, and not something older.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import Any, Final, Protocol, cast

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.source import Fetch, HttpSource, Page, Row
from frontdesk_server.calling.fetches import fetch_from_json, fetch_key, fetch_to_json

NAMESPACE: Final = "calls"
"""Of the store's expiring entries."""
KEPT: Final = timedelta(days=60)
"""Since the page was last sent."""


class Shelf(Protocol):
    """Where pages are remembered: a namespace of the store's expiring entries."""

    async def get(self, key: str) -> Mapping[str, object] | None:
        """The value; None where there is none."""

    async def put(self, key: str, value: Mapping[str, object], expires: timedelta) -> None:
        """Write or replace a value."""

    async def delete(self, key: str) -> None:
        """Forget a value."""


class Nothing:
    """A shelf for those who read once: nothing is remembered."""

    async def get(self, key: str) -> Mapping[str, object] | None:  # noqa: ARG002 - a shelf's own
        """None."""
        return None

    async def put(self, key: str, value: Mapping[str, object], expires: timedelta) -> None:
        """Nothing."""

    async def delete(self, key: str) -> None:
        """Nothing."""


class Remembered:
    """A page as it was sent last."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._kept = kept

    def conditional(self, call: HttpCall) -> HttpCall:
        """The call, by which the page is only sent again if it has changed."""
        names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
        asked = {name: str(self._kept[key]) for key, name in names.items() if self._kept.get(key)}
        return replace(call, headers={**call.headers, **asked})

    def page(self) -> Page:
        """What it held: the rows as `same` (gone ones as `gone`), and where it led."""
        rows = [_row(*row) for row in self._kept["rows"]]
        return Page(rows=rows, next=[fetch_from_json(text) for text in self._kept["next"]])


def _row(id_: str, digest: str | None, gone: bool) -> Row:  # noqa: FBT001 - as it is kept
    return Row(id=id_, record=None, digest=digest, same=not gone, gone=gone)


class Remembering:
    """What is remembered of all calls."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def before(self, name: str, source: HttpSource, fetch: Fetch) -> Remembered | None:
        """What is remembered of this call; None = nothing, and it is to be made without conditions."""
        if fetch.call.method != "GET":
            return None
        kept = await self._shelf.get(_key(name, source, fetch))
        return None if kept is None else Remembered(cast("Mapping[str, Any]", kept))

    async def after(self, name: str, source: HttpSource, fetch: Fetch, reply: HttpReply, page: Page) -> None:
        """Remember what came, where the platform says by what to know it again, and nothing was wrong with it."""
        key = _key(name, source, fetch)
        versions = {"etag": reply.headers.get("etag"), "modified": reply.headers.get("last-modified")}
        if fetch.call.method != "GET" or not any(versions.values()) or not all(map(_is_plain, page.rows)):
            await self._shelf.delete(key)
            return
        rows = [[row.id, row.digest, row.gone] for row in page.rows]
        following = [fetch_to_json(found) for found in page.next]
        await self._shelf.put(key, {**versions, "rows": rows, "next": following}, KEPT)


def _is_plain(row: Row) -> bool:
    known = row.record is not None and row.digest is not None
    return row.id is not None and not row.diagnostics and (known or row.gone)


def _key(name: str, source: HttpSource, fetch: Fetch) -> str:
    """Changes with the source's settings and its program: what they make of a page may be another thing then."""
    told = "\x1f".join(
        (name, source.settings.model_dump_json(), program(type(source).__module__.partition(".")[0]), fetch_key(fetch))
    )
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def program(package: str) -> str:
    """The versions of what reads a source, by the package that its class is in. Looked up once: that takes a while."""
    names: Sequence[str] = packages_distributions().get(package, ())
    return " ".join([package, *(_version(name) for name in names), _version("frontdesk")])


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
