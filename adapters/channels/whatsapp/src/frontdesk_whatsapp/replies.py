"""What the platform's answers mean: by Graph's error code, else by HTTP status.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes . Meta tells which codes
there are; which of them are worth another try, and which stop the account, is our reading of its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from frontdesk import HttpReply, Outcome, Receipt, object_at, read_object, reply_detail, retry_after, text_at
from frontdesk_whatsapp.wire import Item, items_at

PAIR_WAIT: Final = 6.0
"""Seconds: one message to the same person every six."""
CODES: Final[Mapping[int, Outcome]] = {
    # Once more: it was not taken, and the reason passes.
    1: Outcome.RETRY,  # `API unknown`: a server error, or a call that Graph does not know; ours are always the same
    2: Outcome.RETRY,  # `API service`: down, or overloaded
    4: Outcome.RETRY,  # too many calls by the app
    17: Outcome.RETRY,  # too many calls by the system user
    80007: Outcome.RETRY,  # too many calls by the WhatsApp business account
    130429: Outcome.RETRY,  # throughput: more messages a second than the number may send
    131000: Outcome.RETRY,  # `something went wrong`, with status 500
    131016: Outcome.RETRY,  # service unavailable
    131056: Outcome.RETRY,  # pair rate: too many to the same person
    131057: Outcome.RETRY,  # maintenance, while the throughput is being raised
    133004: Outcome.RETRY,  # server temporarily unavailable
    # The account, not the message: every other message would be refused, too.
    0: Outcome.PAUSED,  # the token cannot be authenticated
    3: Outcome.PAUSED,  # the app lacks a capability; comes with status 500
    10: Outcome.PAUSED,  # the permission was not granted, or was taken back
    33: Outcome.PAUSED,  # the phone number was deleted
    102: Outcome.PAUSED,  # the token's session is over
    190: Outcome.PAUSED,  # the token has expired, or is none
    368: Outcome.PAUSED,  # blocked for violating policies, for a time or for good
    131005: Outcome.PAUSED,  # access denied
    131031: Outcome.PAUSED,  # the account is locked
    131037: Outcome.PAUSED,  # the display name is not approved
    131042: Outcome.PAUSED,  # payment: nothing goes out until it is settled
    131045: Outcome.PAUSED,  # the number's certificate is wrong
    131048: Outcome.PAUSED,  # spam limit: more of the same makes it worse
    133006: Outcome.PAUSED,  # the number must be verified again
    133010: Outcome.PAUSED,  # the number is not registered
    # This message or this person alone.
    100: Outcome.FAILED,  # invalid parameter; see `SUBCODES`
    130472: Outcome.FAILED,  # the person is in an experiment of Meta's
    130497: Outcome.FAILED,  # not allowed to write to that person's country
    131008: Outcome.FAILED,  # parameter missing
    131009: Outcome.FAILED,  # parameter wrong: a limit of ours that is not the platform's
    131021: Outcome.FAILED,  # to itself
    131026: Outcome.FAILED,  # undeliverable: no WhatsApp there, an old version, or terms not accepted
    131030: Outcome.FAILED,  # a test number, and the person is not on its list
    131047: Outcome.FAILED,  # the 24 hours are over
    131049: Outcome.FAILED,  # held back for the sake of a healthy ecosystem
    131050: Outcome.FAILED,  # the person wants no marketing
    131051: Outcome.FAILED,  # message type not supported
    131062: Outcome.FAILED,  # no such message to a user id
}
PERMISSIONS: Final = range(200, 300)
"""Graph's permission errors: the account, each of them."""
SUBCODES: Final[Mapping[tuple[int, int], Outcome]] = {
    # Graph hides what a token may not see: a wrong phone number id, or a token without the permission.
    (100, 33): Outcome.PAUSED,
}
WAITS: Final[Mapping[int, float]] = {131056: PAIR_WAIT}
"""Seconds that a code asks for, whatever the headers say."""
PAIR: Final = frozenset({131056})
"""Limits between the number and one person: everybody else is still written to."""
LATER: Final = frozenset({408, 425, 429, 500, 503})
GATEWAY: Final = frozenset({502, 504})
"""A gateway lost the answer; the platform behind it may have taken the message."""
_TOKEN: Final = re.compile(r"(?i)(?<=access token )\S{12,}|\bEAA\w{8,}")
"""`Malformed access token EAAB...`: Graph repeats what it was given."""


class Problem(NamedTuple):
    """An error as Graph tells it."""

    code: int
    subcode: int | None
    words: str


def read(reply: HttpReply) -> Receipt:
    """The receipt of one attempt."""
    document = read_object(reply.body)
    problem = problem_of(document)
    if problem is None and 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        return Receipt(outcome=Outcome.SENT, platform_id=_platform_id(document or {}))
    return Receipt(
        outcome=_outcome(reply.status, problem),
        retry_after=_wait(reply, problem),
        only_contact=problem is not None and problem.code in PAIR,
        detail=detail(reply, problem),
    )


def problem_of(document: Item | None) -> Problem | None:
    """The error of an answer, if it tells of one."""
    error = object_at(document or {}, "error")
    code, subcode = error.get("code"), error.get("error_subcode")
    if isinstance(code, bool) or not isinstance(code, int):
        return None
    words = " - ".join(filter(None, (text_at(error, "message"), text_at(error, "error_data", "details"))))
    return Problem(code, subcode if isinstance(subcode, int) else None, words)


def detail(reply: HttpReply, problem: Problem | None) -> str:
    """The platform's words for the journal, without the token that they may repeat."""
    if problem is None:
        return reply_detail(reply, _TOKEN.sub("...", reply.body.decode("utf-8", "replace")))
    return reply_detail(reply, f"({problem.code})", _TOKEN.sub("...", problem.words))


def _outcome(status: int, problem: Problem | None) -> Outcome:
    if problem is None:
        return _by_status(status)
    if problem.code in PERMISSIONS:
        return Outcome.PAUSED
    known = CODES.get(problem.code, _by_status(status))
    return SUBCODES.get((problem.code, problem.subcode or 0), known)


def _by_status(status: int) -> Outcome:
    if status in GATEWAY:
        return Outcome.UNKNOWN
    if status in LATER or status >= 500:  # noqa: PLR2004 - HTTP
        return Outcome.RETRY
    if status == 401:  # noqa: PLR2004 - HTTP
        return Outcome.PAUSED
    return Outcome.FAILED if status >= 300 else Outcome.UNKNOWN  # noqa: PLR2004 - a redirect is not followed


def _platform_id(document: Item) -> str | None:
    """A yes that cannot be read is a yes: Graph tells of errors by the status, and this only costs us the id."""
    return next((id_ for item in items_at(document, "messages") if (id_ := text_at(item, "id"))), None)


def _wait(reply: HttpReply, problem: Problem | None) -> float | None:
    told = retry_after(reply)
    least = WAITS.get(problem.code) if problem is not None else None
    return max(filter(None, (told, least)), default=told)
