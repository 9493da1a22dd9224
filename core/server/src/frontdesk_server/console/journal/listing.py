"""The journal's list: decisions as they are asked for, and new ones as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from frontdesk_server.console.desk import Desk
from frontdesk_server.console.journal.filters import Filters, decisions_offered, filters_of
from frontdesk_server.console.journal.finding import places_like
from frontdesk_server.console.journal.lines import WORDS, account_names
from frontdesk_server.console.rendering import render
from frontdesk_server.console.security import cookie_name
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import speaking
from frontdesk_server.rights import Scope
from frontdesk_server.store import Cursor, DecisionLine, Sought

PAGE: Final = 50
EVERY: Final = 1.0
"""Seconds between two looks."""
LONGEST: Final = 600.0
"""Seconds that a stream lasts; the browser comes again by itself."""
QUIET: Final = 15
"""Looks without anything new, after which a sign of life is sent."""
LATE: Final = timedelta(seconds=5)
"""How long after its instant a decision may become visible: whoever writes beside us commits when they commit."""
MOST_AT_ONCE: Final = 100


async def show(visit: Visit) -> Response:
    """The list."""
    asked = await filters_of(visit)
    before = Cursor.numbered(visit.query("before"))
    lines: Sequence[DecisionLine] = ()
    if not asked.nothing:
        lines = await visit.desk.store.decisions.page(asked.sought, scope=visit.scope, limit=PAGE + 1, before=before)
    more = lines[PAGE - 1].cursor if len(lines) > PAGE else None
    return visit.page(
        "journal/list.html",
        asked=asked,
        lines=lines[:PAGE],
        older=_address(asked, before=more.text) if more else "",
        newest=_address(asked) if before else "",
        live=await _live_address(visit, asked, lines) if before is None and asked.sought.until is None else "",
        accounts=account_names(visit.desk),
        decisions=decisions_offered(),
        j=WORDS,
    )


async def places(visit: Visit) -> Response:
    """Establishments that the words typed so far fit: the options of a field."""
    words = visit.query("place").strip()[:200]
    return visit.partial("journal/_places.html", found=await places_like(visit, words) if words else ())


def _address(asked: Filters, **more: str) -> str:
    query = "&".join(part for part in (asked.query, urlencode(more)) if part)
    return f"/console/journal?{query}" if query else "/console/journal"


async def _live_address(visit: Visit, asked: Filters, lines: Sequence[DecisionLine]) -> str:
    if asked.nothing:
        return ""
    newest = lines[0].cursor if lines else await visit.desk.store.decisions.newest()
    after = {"after": newest.text} if newest else {}
    return _address(asked, **after).replace("/console/journal", "/console/journal/live", 1)


async def live(visit: Visit) -> Response:
    """New decisions as server-sent events, while who asks is signed in; `Last-Event-ID` goes on where one ended."""
    asked = await filters_of(visit)
    told = visit.request.headers.get("last-event-id", "") or visit.query("after")
    start = Cursor.numbered(told) or await visit.desk.store.decisions.newest()
    tail = Tail(visit.desk, asked.sought, scope=visit.scope, start=start)
    return StreamingResponse(
        _events(tail, visit),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(tail: Tail, visit: Visit) -> AsyncIterator[str]:
    """The stream's text: each decision with its cursor as id, and a sign of life now and then."""
    yield "retry: 2000\n: here\n\n"
    quiet = 0
    async for lines in tail:
        if not await _is_still_there(visit):
            return
        quiet = 0 if lines else quiet + 1
        with speaking(visit.language):
            told = "".join(_event(line, tail.cursor) for line in lines)
        if told or quiet % QUIET == 0:
            yield told or ": here\n\n"


async def _is_still_there(visit: Visit) -> bool:
    """Whether who asked is signed in, and sees what they saw: the browser asks anew where that has changed."""
    secret = visit.request.cookies.get(cookie_name(visit.request))
    now = await visit.desk.person_of(secret) if secret else None
    return now is not None and now.scope == visit.scope


def _event(line: DecisionLine, cursor: Cursor | None) -> str:
    html = render("journal/_row.html", line=line, fresh=True, j=WORDS)
    data = "\n".join(f"data: {part}" for part in html.splitlines() if part.strip())
    return f"id: {(cursor or line.cursor).text}\n{data}\n\n"


class Tail:
    """What is decided from now on, look by look, until the server stops or the stream has lasted long enough.

    Each look goes back a little behind the newest one seen: two servers on one database do not commit in order.
    """

    def __init__(self, desk: Desk, sought: Sought, *, scope: Scope, start: Cursor | None) -> None:
        self._desk = desk
        self._sought = sought
        self._scope = scope
        self.cursor = start
        """Where the next stream goes on."""
        self._seen: dict[int, Cursor] = {}

    async def __aiter__(self) -> AsyncIterator[list[DecisionLine]]:
        """New decisions, oldest first; an empty list where a look found nothing."""
        clock, stopping = self._desk.clock, self._desk.stopping
        end = clock.monotonic() + LONGEST
        await self.learn()
        while not stopping.begun and clock.monotonic() < end:
            yield await self.look()
            try:
                async with asyncio.timeout(EVERY):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def look(self) -> list[DecisionLine]:
        """What is new since the last look, oldest first."""
        found = [line for line in reversed(await self._after()) if line.number not in self._seen]
        self._remember(found)
        return found

    async def learn(self) -> None:
        """What is shown already: everything up to where we start."""
        self._remember([line for line in await self._after() if self.cursor and line.cursor <= self.cursor])

    async def _after(self) -> list[DecisionLine]:
        start = self.cursor
        if start is None:
            return await self._desk.store.decisions.page(self._sought, scope=self._scope, limit=MOST_AT_ONCE)
        behind = Cursor(start.at - LATE, 0)
        return await self._desk.store.decisions.after(behind, self._sought, scope=self._scope, limit=MOST_AT_ONCE)

    def _remember(self, lines: Sequence[DecisionLine]) -> None:
        self._seen |= {line.number: line.cursor for line in lines}
        newest = max((line.cursor for line in lines), default=self.cursor)
        self.cursor = max(newest, self.cursor) if newest and self.cursor else newest
        if self.cursor is not None:
            edge = self.cursor.at - LATE
            self._seen = {number: cursor for number, cursor in self._seen.items() if cursor.at >= edge}
