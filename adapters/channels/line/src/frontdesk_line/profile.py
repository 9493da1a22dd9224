"""What LINE shows before any message: its own greeting and auto-response, which no endpoint reads or writes.

They are set by people in the LINE Official Account Manager. All that can be done is to say that they may be on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from frontdesk import ForeignAutomation, HttpReply, ProfilePlan, read_object

_UNSEEN: Final[tuple[tuple[Literal["greeting", "absence"], str], ...]] = (
    ("greeting", "the greeting message of the LINE Official Account Manager, which LINE shows to nobody else"),
    ("absence", "the auto-response messages of the LINE Official Account Manager, which LINE shows to nobody else"),
)


def plan(found: Sequence[HttpReply]) -> ProfilePlan:
    """No call at all; the two automations that LINE may have, once it has answered who the account is."""
    for reply in found:
        document = read_object(reply.body)
        if reply.status != 200 or document is None or "userId" not in document:  # noqa: PLR2004 - HTTP
            words = (document or {}).get("message", reply.body[:200].decode("utf-8", "replace"))
            return ProfilePlan(problem=f"{reply.status} {words}")
    return ProfilePlan(
        foreign_automations=tuple(ForeignAutomation(kind=kind, text=text, enabled=None) for kind, text in _UNSEEN)
    )
