"""What an inbox says by itself: read so that the console can warn of it. Nothing is ever written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from frontdesk import ForeignAutomation, HttpCall, HttpReply, ProfilePlan, read_object
from frontdesk_chatwoot.sending import call
from frontdesk_chatwoot.settings import ChatwootSettings


def reads(settings: ChatwootSettings) -> Sequence[HttpCall]:
    """One call for each inbox; none without a person's token, which alone may read them."""
    if settings.staff_token is None:
        return ()
    return [call(f"{settings.root}/inboxes/{number}", settings.staff_token) for number in settings.inboxes]


def plan(found: Sequence[HttpReply]) -> ProfilePlan:
    """What the inboxes would say beside us."""
    inboxes = [read_object(reply.body) if reply.status == 200 else None for reply in found]  # noqa: PLR2004 - HTTP
    for reply, inbox in zip(found, inboxes, strict=True):
        if inbox is None or "id" not in inbox:
            said = reply.body[:200].decode("utf-8", "replace")
            return ProfilePlan(problem=f"{reply.status} {said}".strip())
    return ProfilePlan(foreign_automations=tuple(said for inbox in inboxes for said in _automations(inbox or {})))


def _automations(inbox: Mapping[str, object]) -> Iterator[ForeignAutomation]:
    greeting, absence = _text(inbox, "greeting_message"), _text(inbox, "out_of_office_message")
    if inbox.get("greeting_enabled") is True and greeting:
        yield ForeignAutomation(kind="greeting", text=greeting)
    # Said outside the inbox's own working hours only, and only where those are switched on.
    if inbox.get("working_hours_enabled") is True and absence:
        yield ForeignAutomation(kind="absence", text=absence)
    if inbox.get("enable_email_collect") is True and inbox.get("channel_type") == "Channel::WebWidget":
        yield ForeignAutomation(kind="other", text="the widget asks visitors for their email address")


def _text(inbox: Mapping[str, object], name: str) -> str:
    value = inbox.get(name)
    return value.strip() if isinstance(value, str) else ""
