"""Switching messages on and off: for one establishment, for those selected, or for all that a search finds."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules.selection import Selection
from frontdesk_server.console.establishments.listing import Row
from frontdesk_server.console.establishments.looking import Look
from frontdesk_server.console.establishments.undoing import ours, undo_for
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.store import Shown, Wanted
from frontdesk_server.store.switching import Switched, Switches

SWITCHES: Final = ("everything", "welcome", "absence", "starters")
_ONE: Final = 3
"""Words of `do` that name one establishment: `off welcome b-042`."""


async def switch(visit: Visit) -> Response:
    """Switch, and offer the way back: `do` is `off welcome b-042`, or `off` alone for those that are selected."""
    form = await visit.form()
    words = form.get("do").split(" ", 2)
    if len(words) == _ONE:
        return await _one(visit, form, words[2], words)
    return await _many(visit, form, [*words, form.get("what")])


def _switches(words: list[str]) -> Switches | None:
    """`off welcome` -> Switches(welcome=False); None for what is no such thing."""
    way, what = words[0], words[1] if len(words) > 1 else ""
    return Switches(**{what: way == "on"}) if way in ("on", "off") and what in SWITCHES else None


async def _one(visit: Visit, form: Form, id_: str, words: list[str]) -> Response:
    """One switch of one establishment, which has to be in the scope."""
    [*found] = await visit.desk.store.establishments.lines([id_], visit.scope)
    switches = _switches(words)
    if not found or switches is None:
        return visit.missing()
    wanted = Wanted(shown=Shown.ANY, selection=Selection(ids=frozenset({id_})))
    done = await _change(visit, wanted, switches)
    back = ours(form.get("back"))
    if not visit.partial_wanted:
        return visit.redirect(_changed(back, done))
    state = (await visit.desk.store.toggles.states([id_]))[id_]
    undo = undo_for(done.undo, done.count, back) if done.undo else None
    row, whole = Row(place=found[0], state=state), form.get("whole") == "1"
    return visit.partial("establishments/_switched.html", row=row, undo=undo, whole=whole)


async def _many(visit: Visit, form: Form, words: list[str]) -> Response:
    """Those that are selected on the page, or all that the list's filters find."""
    look, switches = Look.of(form.get), _switches(words)
    chosen = frozenset(form.all("chosen"))
    if form.get("all_results") == "1":
        wanted = look.wanted
    else:
        wanted = Wanted(shown=Shown.ANY, selection=Selection(ids=chosen))
        if not chosen:
            return _refused(visit, look, "FD903")
    if switches is None:
        return _refused(visit, look, "FD904")
    done = await _change(visit, wanted, switches)
    if done.undo is None:
        return visit.redirect(look.url(), kind="info", told=_("That is how it was already: nothing has changed."))
    return visit.redirect(_changed(look.url(), done))


async def _change(visit: Visit, wanted: Wanted, switches: Switches) -> Switched:
    return await visit.desk.store.toggles.change(wanted, switches, actor=visit.person.actor, scope=visit.scope)


def _changed(back: str, done: Switched) -> str:
    """The page, with the change on it."""
    return f"{back}{'&' if '?' in back else '?'}changed={done.undo}" if done.undo else back


def _refused(visit: Visit, look: Look, id_: str) -> Response:
    trouble = Trouble(diagnostics=(Diagnostic(id=id_, params={}),))
    return visit.redirect(look.url(), kind="danger", told=next(text for _path, text in trouble.summary))
