"""The seam of importing: how a pass has the calls of a source made, without knowing how calls are made."""

from __future__ import annotations

from typing import Protocol

from frontdesk.source import Fetch, HttpSource, Page


class Caller(Protocol):
    """Makes the calls of sources that are asked over HTTP, with all the patience they need."""

    async def fetch(self, name: str, source: HttpSource, fetch: Fetch, *, fresh: bool = False) -> Page:
        """What a call brings: the page of its reply, made by `HttpSource.page` (or `refused`).

        `name` is the source's id in the project. The caller paces, waits and repeats within one `fetch`; several may
        run at once, no more than `pace().at_once` of one source. Where it asks conditionally and nothing has changed,
        the rows come as `same` (an id without a record) with the `next` of before; with `fresh` it must not: the host
        does not hold what these rows told, or wants everything read anew. Raises `ConfigError` when there is no page:
        with what the operator can do about it.
        """
        ...
