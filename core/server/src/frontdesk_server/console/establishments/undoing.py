"""Undo: a change of toggles that was just made, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.console.establishments.looking import URL
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import ngettext, number

SECONDS: Final = 10
"""How long it is offered; the store keeps it for longer, for who reads slowly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A change that can be taken back: `fields` are those of the form that does it."""

    text: str
    change: str
    back: str

    @property
    def fields(self) -> dict[str, str]:
        """What the form sends."""
        return {"change": self.change, "back": self.back}


async def undo_of(visit: Visit, change: str, back: str) -> Undo | None:
    """How a change is taken back; None = it cannot be."""
    count = await visit.desk.store.toggles.kept(change, visit.scope) if change else 0
    return undo_for(change, count, back) if count else None


def undo_for(change: str, count: int, back: str) -> Undo:
    """How a change of so many is taken back."""
    text = ngettext("Switched for {count} establishment.", "Switched for {count} establishments.", count)
    return Undo(text=text.format(count=number(count)), change=change, back=back)


def ours(back: str) -> str:
    """An address within this room, or the room itself."""
    inside = back == URL or back.startswith((f"{URL}?", f"{URL}/"))
    return back if inside and "\\" not in back and "//" not in back.partition("?")[0] else URL


async def take_back(visit: Visit) -> Response:
    """Take a change back."""
    form = await visit.form()
    back = ours(form.get("back"))
    count = await visit.desk.store.toggles.undo(form.get("change"), actor=visit.person.actor, scope=visit.scope)
    if count is None:
        trouble = Trouble(diagnostics=(Diagnostic(id="FD902", params={}),))
        return visit.redirect(back, kind="warning", told=next(text for _, text in trouble.summary))
    told = ngettext("Taken back for {count} establishment.", "Taken back for {count} establishments.", count)
    return visit.redirect(back, told=told.format(count=number(count)))
