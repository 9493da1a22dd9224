"""Where messages stand, in words, with the colours of their badges."""

from __future__ import annotations

from typing import Final

from frontdesk.engine import explain
from frontdesk.engine.reasons import REASONS
from frontdesk.model import TraceLine
from frontdesk_server.console.words import N_, _, language_now

_STATES: Final = {
    "received": (N_("Received"), "plain"),
    "pending": (N_("Waiting to be sent"), "info"),
    "sending": (N_("Being sent"), "info"),
    "unknown": (N_("Sent, not confirmed"), "warning"),
    "parked": (N_("Waits for a person"), "danger"),
    "sent": (N_("Sent"), "success"),
    "delivered": (N_("Delivered"), "success"),
    "read": (N_("Read"), "success"),
    "failed": (N_("Failed"), "danger"),
    "dropped": (N_("Dropped"), "warning"),
}
_KINDS: Final = {
    "message": N_("Message"),
    "starter": N_("Question tapped"),
    "privacy": N_("Privacy notice"),
    "welcome": N_("Welcome"),
    "absence": N_("Absence"),
    "answer": N_("Answer to a question"),
    "handover": N_("Handed over"),
    "operator": N_("Operator's answer"),
}
_OURS: Final = {
    "discarded": N_("given up by a person"),
    "interrupted": N_("the server went away while it was being sent"),
    "restored": N_("a backup was restored: it may have been sent before"),
}
"""What we say ourselves of a message's end."""


def state_words(status: str) -> str:
    """Where a message stands."""
    return _(_STATES[status][0]) if status in _STATES else status


def state_kind(status: str) -> str:
    """The colour of its badge."""
    return _STATES[status][1] if status in _STATES else "plain"


def kind_words(kind: str) -> str:
    """What a message is for."""
    return _(_KINDS[kind]) if kind in _KINDS else kind


def detail_words(detail: str | None) -> str:
    """Why a message was not sent: a reason of the engine in words, else what the platform said."""
    if not detail:
        return ""
    if detail in _OURS:
        return _(_OURS[detail])
    if detail in REASONS:
        return explain(TraceLine(id=detail), language_now())
    return detail


STATE_WORDS: Final = {
    "state_words": state_words,
    "state_kind": state_kind,
    "kind_words": kind_words,
    "detail_words": detail_words,
}
"""Functions that templates call, as `j`."""
