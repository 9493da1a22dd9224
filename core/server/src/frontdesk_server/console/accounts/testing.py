"""A test message: an operator's words to a contact whom somebody names, through the outbox, followed until it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from starlette.responses import Response

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ChannelError
from frontdesk.model import Contact, OperatorReplied
from frontdesk_server.console.forms import Trouble
from frontdesk_server.console.visit import Visit
from frontdesk_server.console.words import N_, _
from frontdesk_server.store import ConversationLine, JournalMessage
from frontdesk_server.store.values import Origin

ENDED: Final = frozenset({"sent", "delivered", "read", "failed", "dropped", "parked"})
MOST_TEXT: Final = 1000
STATES: Final[Mapping[str, str]] = {
    "pending": N_("Waits to be sent"),
    "sending": N_("Is being sent"),
    "unknown": N_("Sent; whether it arrived is not known yet"),
    "parked": N_("Sent; nobody knows whether it arrived"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "read": N_("Read by the contact"),
    "failed": N_("Refused"),
    "dropped": N_("Not sent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """The form of a test message, and what became of the last one."""

    account: str
    key: str
    """The message's own id: the form sent twice sends one."""
    recent: Sequence[ConversationLine]
    contact: str = ""
    text: str = ""
    trouble: Trouble = field(default_factory=Trouble)
    conversation: str = ""
    sent: str = ""
    message: JournalMessage | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.message is not None and self.message.status in ENDED

    @property
    def state(self) -> str:
        """What has become of it so far."""
        return _("Waits to be decided") if self.message is None else _(STATES[self.message.status])


async def test_of(visit: Visit, account: str) -> Test:
    """The test of an account: an empty form, or the message that the address names."""
    sent, contact, conversation = visit.query("test"), visit.query("to"), visit.query("in")
    recent = await _recent(visit, account)
    if not sent or not contact:
        return Test(account=account, key=uuid4().hex, recent=recent)
    return Test(
        account=account,
        key=uuid4().hex,
        recent=recent,
        contact=contact,
        conversation=conversation,
        sent=sent,
        message=await _message(visit, conversation, sent),
    )


async def send(visit: Visit) -> Response:
    """Send one."""
    account = visit.request.path_params["id"]
    if account not in visit.desk.connections.accounts:
        return visit.missing()
    form = await visit.form()
    contact, text = form.get("contact").strip(), form.get("text").strip()
    wrong = tuple(_wrong(contact, text))
    if wrong:
        recent = await _recent(visit, account)
        test = Test(account=account, key=form.get("key"), recent=recent, contact=contact, text=text,
                    trouble=Trouble(diagnostics=wrong))  # fmt: skip
        return visit.page("accounts/test.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, test=test)
    key = f"test:{form.get('key')[:64] or uuid4().hex}"
    origin = await _origin(visit, account, contact)
    now = visit.desk.clock.now()
    event = OperatorReplied(
        id=key,
        contact=origin.contact,
        at=now,
        received_at=now,
        attributes=origin.attributes,
        reply_context=origin.reply_context,
        text=text[:MOST_TEXT],
        operator=visit.person.name,
        relay=True,
    )
    try:
        await visit.desk.runtime.inbox.append(account, [event])
    except ChannelError:
        return visit.page("unavailable.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    conversation = visit.desk.connections.conversation(account, contact, origin.attributes)
    query = urlencode({"test": key, "to": contact, "in": conversation})
    return visit.redirect(f"/console/accounts/{account}?{query}#test")


async def follow(visit: Visit) -> Response:
    """What has become of it, for the part of the page that is looked at again."""
    account = visit.request.path_params["id"]
    if account not in visit.desk.connections.accounts:
        return visit.missing()
    return visit.partial("accounts/_test_state.html", test=await test_of(visit, account))


async def _origin(visit: Visit, account: str, contact: str) -> Origin:
    """Where a contact's last conversation on the account came from: the message goes there, if there is one."""
    for line in await _recent(visit, account):
        if line.contact == contact:
            view = await visit.desk.store.journal.conversation(line.id, limit=1)
            if view is not None:
                return view.origin
    return Origin(contact=Contact(address=contact))


def _wrong(contact: str, text: str) -> list[Diagnostic]:
    found = []
    if not contact:
        found.append(Diagnostic(id="FD952", path="contact"))
    if not text:
        found.append(Diagnostic(id="FD953", path="text"))
    return found


async def _recent(visit: Visit, account: str) -> list[ConversationLine]:
    """The contacts who were last heard of on this account."""
    found = await visit.desk.store.journal.conversations(limit=200)
    return [line for line in found if line.account == account][:10]


async def _message(visit: Visit, conversation: str, sent: str) -> JournalMessage | None:
    """The message of that event, once it is decided."""
    view = await visit.desk.store.journal.conversation(conversation, limit=50)
    if view is None:
        return None
    numbers = {decision.number for decision in view.decisions if decision.event.id == sent}
    return next((one for one in view.messages if one.direction == "out" and one.decision in numbers), None)
