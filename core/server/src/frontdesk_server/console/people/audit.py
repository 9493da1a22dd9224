"""The audit: who changed what, filtered, page by page, and as a table for spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from frontdesk_server.console.people.deeds import DEEDS, PARTS
from frontdesk_server.console.visit import PREFIX, Visit
from frontdesk_server.console.words import _
from frontdesk_server.store import Store
from frontdesk_server.store.audit import AuditEntry, AuditFilter

AUDIT: Final = f"{PREFIX}/audit"
PAGE: Final = 50
_AT_ONCE: Final = 500
_LARGEST: Final = 2**63 - 1
_FIELDS: Final = ("actor", "action", "kind", "subject", "since", "until")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = ("at", "actor", "action", "kind", "subject", "before", "after", "establishments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as it is shown: what was done in words, and what is different now."""

    entry: AuditEntry
    deed: str
    changes: list[tuple[str, str, str]]
    """Each part that differs: its name, before, after."""


async def show(visit: Visit) -> Response:
    """One page."""
    wanted, store = wanted_by(visit), visit.desk.store
    entries = await store.audit.list(wanted, limit=PAGE + 1, before=_before(visit))
    shown = entries[:PAGE]
    query = {name: visit.query(name) for name in _FIELDS if visit.query(name)}
    older = {**query, "before": str(shown[-1].number)} if len(entries) > PAGE else None
    return visit.page(
        "people/audit.html",
        lines=[_line(entry) for entry in shown],
        query=query,
        older=f"{AUDIT}?{urlencode(older)}" if older else "",
        newest=f"{AUDIT}?{urlencode(query)}" if _before(visit) else "",
        export=f"{AUDIT}.csv?{urlencode(query)}",
        actors=await store.audit.actors(wanted.scope),
        actions=[(word, _(DEEDS.get(word, word))) for word in await store.audit.actions(wanted.scope)],
    )


async def export(visit: Visit) -> Response:
    """Everything that the filter finds, as CSV."""
    name = f"audit-{visit.desk.clock.now():%Y-%m-%d}.csv"
    return StreamingResponse(
        _rows(visit.desk.store, wanted_by(visit)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def wanted_by(visit: Visit) -> AuditFilter:
    """The filter of the address; a day that is none does not filter."""
    since, until = _day(visit.query("since")), _day(visit.query("until"))
    return AuditFilter(
        actor=visit.query("actor") or None,
        action=visit.query("action") or None,
        kind=visit.query("kind") or None,
        subject=visit.query("subject").strip() or None,
        since=since,
        until=until + timedelta(days=1) if until else None,
        scope=visit.scope,
    )


async def _rows(store: Store, wanted: AuditFilter) -> AsyncIterator[str]:
    """The table in pieces; the mark at its start tells spreadsheets that it is UTF-8."""
    yield "\ufeff" + _csv([_COLUMNS])
    before: int | None = None
    while entries := await store.audit.list(wanted, limit=_AT_ONCE, before=before):
        yield _csv([_cells(entry) for entry in entries])
        before = entries[-1].number


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    facts = (json.dumps(each, ensure_ascii=False) if each is not None else "" for each in (entry.before, entry.after))
    count = "" if entry.establishments is None else str(entry.establishments)
    return (entry.at.isoformat(), entry.actor.name, entry.action, entry.kind, entry.subject, *facts, count)


def _csv(rows: list[tuple[str, ...]]) -> str:
    """Lines of a table; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = StringIO()
    csv.writer(text).writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return text.getvalue()


def _line(entry: AuditEntry) -> Line:
    return Line(
        entry=entry,
        deed=_(DEEDS.get(entry.action, entry.action)),
        changes=list(_changes(entry)),
    )


def _changes(entry: AuditEntry) -> Iterator[tuple[str, str, str]]:
    before, after = entry.before or {}, entry.after or {}
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield _(PARTS.get(name, name)), _said(before.get(name)), _said(after.get(name))


def _said(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _before(visit: Visit) -> int | None:
    text = visit.query("before")
    return min(int(text), _LARGEST) if text.isascii() and text.isdigit() and len(text) < 20 else None  # noqa: PLR2004


def _day(text: str) -> datetime | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if found.year in range(1970, 2200) else None
