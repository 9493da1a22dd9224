"""What an operator does in a conversation: answers, closes it, keeps automatic messages away from its contact."""

from __future__ import annotations

import re
from typing import Final

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.console.conversations.reading import conversation_of, page
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import _
from frontdesk_server.runtime.replies import MOST_TEXT, readable
from frontdesk_server.store import ConversationView
from frontdesk_server.store.audit import Change

_ID: Final = re.compile(r"[0-9a-f]{32}")


async def reply(visit: Visit) -> Response:
    """Send an answer; the same form sends it once, however often it is sent."""
    view = await conversation_of(visit)
    if view is None:
        return visit.missing()
    form = await visit.form()
    typed = form.get("text")
    text = readable(typed)
    trouble = _trouble(text)
    if trouble:
        return await page(visit, view, text=typed, trouble=trouble)
    await visit.desk.store.append_reply(view.line.id, text, operator=visit.person.name, id_=_form_id(visit, form))
    return visit.redirect(f"/console/conversations/{view.line.id}", told=_("Your answer is on its way."))


async def close(visit: Visit) -> Response:
    """End the episode: the contact's next message is a new one."""
    view = await conversation_of(visit)
    if view is None:
        return visit.missing()
    await visit.desk.store.append_closing(view.line.id, id_=_form_id(visit, await visit.form()))
    await _noted(visit, view, "conversation.closed")
    return visit.redirect(f"/console/conversations/{view.line.id}", told=_("The conversation is closed."))


async def give_back(visit: Visit) -> Response:
    """Let automation speak again in a conversation that a rule handed over."""
    view = await conversation_of(visit)
    if view is None:
        return visit.missing()
    await visit.desk.store.append_giving_back(view.line.id, id_=_form_id(visit, await visit.form()))
    await _noted(visit, view, "conversation.given_back")
    return visit.redirect(f"/console/conversations/{view.line.id}", told=_("Automation speaks again here."))


async def _noted(visit: Visit, view: ConversationView, action: str) -> None:
    await visit.desk.store.audit.add(
        Change(
            actor=visit.person.actor,
            action=action,
            kind="conversation",
            subject=view.line.id,
            groups=visit.scope.groups or frozenset(),
        )
    )


async def exclude(visit: Visit) -> Response:
    """Keep automatic messages of this establishment away from the contact, or no longer."""
    view = await conversation_of(visit)
    if view is None or view.line.establishment is None:
        return visit.missing()
    out = (await visit.form()).get("do") != "readmit"
    exclusions = visit.desk.store.exclusions
    change = exclusions.add if out else exclusions.remove
    changed = await change(view.line.establishment, view.line.contact, actor=visit.person.actor, scope=visit.scope)
    if changed is None:
        return visit.missing()
    told = (
        _("This contact gets nothing automatic any more.") if out else _("This contact gets automatic messages again.")
    )
    return visit.redirect(f"/console/conversations/{view.line.id}", told=told)


def _form_id(visit: Visit, form: Form) -> str | None:
    """The id that the form was made with, the person's own: it cannot be taken for somebody else's."""
    sent = form.get("id")
    return f"{visit.person.id}:{sent}" if _ID.fullmatch(sent) else None


def _trouble(text: str) -> Trouble:
    if not text:
        return Trouble(diagnostics=(Diagnostic(id="FD734", path="text"),))
    if len(text) > MOST_TEXT:
        return Trouble(
            diagnostics=(Diagnostic(id="FD920", path="text", params={"most": MOST_TEXT, "length": len(text)}),)
        )
    return Trouble()
