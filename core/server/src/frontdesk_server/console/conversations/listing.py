"""The list of conversations: the latest first, with those that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from frontdesk_server.console.journal.finding import find_place
from frontdesk_server.console.journal.lines import WORDS, account_names
from frontdesk_server.console.visit import Visit
from frontdesk_server.store import ConversationLine, Cursor

PAGE: Final = 40
AWAITING: Final = "awaiting"


async def show(visit: Visit) -> Response:
    """The list; htmx asks for its rows alone, again and again."""
    values = {name: visit.query(name).strip()[:200] for name in ("q", "account", "place", "show")}
    before = Cursor.identified(visit.query("before"))
    found = await find_place(visit, values["place"])
    lines: Sequence[ConversationLine] = ()
    if not found.unclear:
        lines = await visit.desk.store.journal.conversations(
            limit=PAGE + 1,
            before=before,
            establishment=found.place.id if found.place else None,
            account=values["account"] or None,
            search=values["q"],
            awaiting=values["show"] == AWAITING,
            scope=visit.scope,
        )
    more = lines[PAGE - 1] if len(lines) > PAGE else None
    shown: dict[str, object] = {
        "values": values,
        "lines": lines[:PAGE],
        "names": await _names(visit, lines[:PAGE]),
        "older": _address(values, before=Cursor(more.at, more.id).text) if more else "",
        "newest": _address(values) if before else "",
        "now": visit.desk.clock.now(),
        "j": WORDS,
    }
    if visit.partial_wanted:
        return visit.partial("conversations/_rows.html", **shown)  # type: ignore[arg-type]
    return visit.page(
        "conversations/list.html",
        found=found,
        accounts=account_names(visit.desk),
        address=_address(values),
        everybody=_address(values | {"show": ""}),
        awaiting=_address(values | {"show": AWAITING}),
        live=before is None and not found.unclear,
        **shown,  # type: ignore[arg-type]
    )


def _address(values: dict[str, str], **more: str) -> str:
    query = urlencode({name: value for name, value in (values | more).items() if value})
    return f"/console/conversations?{query}" if query else "/console/conversations"


async def _names(visit: Visit, lines: Sequence[ConversationLine]) -> dict[str, str]:
    """The names of the establishments on the page."""
    ids = {line.establishment for line in lines if line.establishment}
    found = [await visit.desk.store.establishments.get(id_) for id_ in ids]
    return {place.id: place.name for place in found if place}
