"""What Google's answers mean, by their status: the `google.rpc.Status` that all its APIs answer with.

https://cloud.google.com/apis/design/errors#handling_errors, and for each channel what its own pages say of it:

- https://developers.google.com/business-communications/rcs-business-messaging/guides/build/messages/send
- https://developers.google.com/business-communications/business-messages/reference/rest/v1/conversations.messages/create
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk import HttpReply, Outcome, Receipt, object_at, read_object, reply_detail, retry_after, text_at
from frontdesk_google.reading import part, parts, word

STATUSES: Final[Mapping[str, Outcome]] = {
    # Our id was taken before: an earlier attempt was accepted, and this one did nothing (Business Messages).
    "ALREADY_EXISTS": Outcome.SENT,
    # The key file was revoked, or is that of a project without access.
    "UNAUTHENTICATED": Outcome.PAUSED,
    # Business Messages: a conversation that is not, or not of this agent. RCS: not launched, and no tester.
    "PERMISSION_DENIED": Outcome.FAILED,
    # RCS: not reachable now: no RCS on this phone, or the agent is not launched on its network.
    "NOT_FOUND": Outcome.FAILED,
    # Also a feature that the phone does not know.
    "INVALID_ARGUMENT": Outcome.FAILED,
    "FAILED_PRECONDITION": Outcome.FAILED,
    "OUT_OF_RANGE": Outcome.FAILED,
    "UNIMPLEMENTED": Outcome.FAILED,
    "RESOURCE_EXHAUSTED": Outcome.RETRY,
    # Both channels honour our id: what may have been taken is sent again, and shown once.
    "ABORTED": Outcome.RETRY,
    "CANCELLED": Outcome.RETRY,
    "DEADLINE_EXCEEDED": Outcome.RETRY,
    "DATA_LOSS": Outcome.RETRY,
    "INTERNAL": Outcome.RETRY,
    "UNAVAILABLE": Outcome.RETRY,
    "UNKNOWN": Outcome.RETRY,
}
REASONS: Final[Mapping[str, Outcome]] = {
    # `ErrorInfo.reason` of a refusal that is about the account: no message would fare better.
    "ACCESS_TOKEN_EXPIRED": Outcome.PAUSED,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Outcome.PAUSED,
    "ACCOUNT_STATE_INVALID": Outcome.PAUSED,
    "API_KEY_SERVICE_BLOCKED": Outcome.PAUSED,
    "BILLING_DISABLED": Outcome.PAUSED,
    "CONSUMER_INVALID": Outcome.PAUSED,
    "CONSUMER_SUSPENDED": Outcome.PAUSED,
    "IAM_PERMISSION_DENIED": Outcome.PAUSED,
    "SERVICE_DISABLED": Outcome.PAUSED,
}
CODES: Final[Mapping[int, Outcome]] = {
    # What a proxy in between says, or Google without a body that can be read.
    401: Outcome.PAUSED,
    408: Outcome.RETRY,
    # Taken before, or in each other's way: the next attempt says which.
    409: Outcome.RETRY,
    425: Outcome.RETRY,
    429: Outcome.RETRY,
}


def read(reply: HttpReply, *, sent_as: str) -> Receipt:
    """The receipt of one attempt; `sent_as` is the id that we gave the message, which is the platform's own."""
    outcome = _outcome(reply)
    return Receipt(
        outcome=outcome,
        platform_id=sent_as if outcome is Outcome.SENT else None,
        retry_after=retry_after(reply) if outcome is Outcome.RETRY else None,
        detail="" if _is_yes(reply) else detail(reply),
    )


def _outcome(reply: HttpReply) -> Outcome:
    """By the reason where it is about the account, by the status where it is one of Google's, else by the HTTP code."""
    if _is_yes(reply):
        return Outcome.SENT
    error = _error(reply)
    found = next((REASONS[name] for name in _reasons(error) if name in REASONS), None)
    return found or STATUSES.get(word(error.get("status"))) or CODES.get(reply.status) or _by_class(reply.status)


def _by_class(status: int) -> Outcome:
    return Outcome.RETRY if status >= 500 else Outcome.FAILED  # noqa: PLR2004 - HTTP; redirects are not followed


def _is_yes(reply: HttpReply) -> bool:
    return 200 <= reply.status < 300  # noqa: PLR2004 - HTTP


def _error(reply: HttpReply) -> Mapping[str, object]:
    return object_at(read_object(reply.body) or {}, "error")


def _reasons(error: Mapping[str, object]) -> list[str]:
    return [word(part(detail_).get("reason")) for detail_ in parts(error.get("details"))]


def detail(reply: HttpReply) -> str:
    """Google's own words, with its code and status."""
    error = _error(reply)
    return reply_detail(reply, text_at(error, "status"), text_at(error, "message"))
