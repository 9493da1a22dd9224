"""The list of message sets: where each stands, whom it is for, and what can be done with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from frontdesk.matching import fold
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.sets.choices import channel_name
from frontdesk_server.console.sets.editing import accounts_of, who_of
from frontdesk_server.console.sets.states import Badge, badge_of
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.publishing.drafts import MessageSetLine, sets
from frontdesk_server.rights import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One set in the list."""

    line: MessageSetLine
    badge: Badge
    channels: str
    dates: str
    warnings: tuple[str, ...]
    fresh: bool
    """Whether it was saved just now."""


async def overview(visit: Visit) -> Response:
    """The list, or the rows that a search finds."""
    found = await sets(visit.desk.store, visit.desk.host, accounts_of(visit.desk), who_of(visit))
    search = visit.query("q")[:200]
    lines = [line for line in found if _is_found(line, search)]
    shown: dict[str, Any] = {
        "rows": list(_rows(lines, visit)),
        "total": len(found),
        "search": search,
        "key": secrets.token_hex(16),
        "now": visit.desk.clock.now(),
        "may_edit": visit.may(Role.EDITOR),
        "may_publish": visit.may(Role.PUBLISHER),
    }
    if visit.partial_wanted:
        return visit.partial("sets/_rows.html", **shown)
    return visit.page("sets/list.html", **shown)


def _is_found(line: MessageSetLine, search: str) -> bool:
    """Every word of a search stands in the name, whatever the case and accents."""
    name = fold(line.name)
    return all(word in name for word in fold(search).split())


def _rows(lines: Sequence[MessageSetLine], visit: Visit) -> Iterator[Row]:
    saved, today = visit.query("saved"), visit.desk.clock.now()
    for line in lines:
        yield Row(
            line=line,
            badge=badge_of(line, today),
            channels=_channels(line.channels),
            dates=_dates(line),
            warnings=tuple(Trouble(diagnostics=(warning,)).at(warning.path) for warning in line.warnings),
            fresh=line.id == saved,
        )


def _channels(channels: Iterable[str] | None) -> str:
    return _("All channels") if channels is None else ", ".join(channel_name(word) for word in channels)


def _dates(line: MessageSetLine) -> str:
    if line.since and line.until:
        return _("%(since)s to %(until)s") % {"since": line.since, "until": line.until}
    if line.since:
        return _("From %(since)s") % {"since": line.since}
    return _("Until %(until)s") % {"until": line.until} if line.until else ""
