"""Where a message set stands, in a word with its colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from frontdesk_server.console.words import _
from frontdesk_server.publishing.drafts import MessageSetLine, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A state in words, with its colour."""

    kind: str
    text: str
    picture: str = ""


def badge_of(line: MessageSetLine, now: datetime) -> Badge:
    """Where a set stands; one that is active has days of its own."""
    if line.state is State.DRAFT:
        return Badge(kind="plain", text=_("Draft"), picture="pencil")
    first, last = _day(line.since), _day(line.until)
    if last is not None and last < now.date():
        return Badge(kind="plain", text=_("Over"), picture="calendar-x")
    if line.state is State.CHANGED:
        return Badge(kind="warn", text=_("Active, changes not activated"), picture="pencil")
    if first is not None and first > now.date():
        return Badge(kind="info", text=_("Scheduled"), picture="calendar-clock")
    return Badge(kind="ok", text=_("Active"), picture="circle-check")


def _day(bound: str | None) -> date | None:
    try:
        return date.fromisoformat((bound or "")[:10])
    except ValueError:
        return None
