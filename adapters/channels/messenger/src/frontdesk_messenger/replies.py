"""What the Graph API's answers to a send mean, by its error codes and then by HTTP status.

Codes: https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes,
https://developers.facebook.com/docs/graph-api/guides/error-handling and .../overview/rate-limiting. Where the documents
are silent, what many integrations report; such lines say so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from frontdesk import HttpReply, Outcome, Receipt, object_at, read_object, reply_detail, retry_after, text_at

_TOKENS: Final = re.compile(r"[A-Za-z0-9_|.-]{40,}")
"""`Malformed access token EAAB...` repeats the token; nothing else in Meta's words is that long without a blank."""
_USAGE: Final = "x-business-use-case-usage"


class Problem(NamedTuple):
    """The platform's own error object."""

    code: int
    subcode: int
    message: str
    transient: bool


OUTCOMES: Final[Mapping[tuple[int, int], Outcome]] = {
    # Nothing wrong with the message: again later. The deadlines of what is sent end it, which matters for code 2:
    # it may also mean that the contact blocked the page.
    (1, 0): Outcome.RETRY,
    (2, 0): Outcome.RETRY,
    (4, 0): Outcome.RETRY,
    (17, 0): Outcome.RETRY,
    (32, 0): Outcome.RETRY,
    (341, 0): Outcome.RETRY,
    (613, 0): Outcome.RETRY,
    (1200, 0): Outcome.RETRY,
    (80002, 0): Outcome.RETRY,  # Instagram's share of the rate limit by business use case
    (80006, 0): Outcome.RETRY,  # Messenger's
    # The documents tell of messages that were all sent while the endpoint answered with this.
    (1, 1357046): Outcome.UNKNOWN,
    # This message, to this person, will never go.
    (10, 2018065): Outcome.FAILED,  # outside the window, in the older documents
    (10, 2018278): Outcome.FAILED,  # outside the window, reported for Messenger
    (10, 2534022): Outcome.FAILED,  # outside the window, reported for Instagram
    (10, 2018108): Outcome.FAILED,  # the person does not receive messages of this page
    (10, 2018336): Outcome.FAILED,  # this thread takes fewer kinds of messages than others
    (200, 1545041): Outcome.FAILED,  # the same under another code
    (551, 0): Outcome.FAILED,  # the person is not available
    (100, 0): Outcome.FAILED,  # a wrong parameter; 2018001 no such user, 2534014 the same on Instagram
    # The account is refused, not the message: it stops until somebody mends it.
    (3, 0): Outcome.PAUSED,  # the app lacks a capability
    (10, 0): Outcome.PAUSED,  # a permission is missing; with one of the subcodes above it is the message
    (10, 2534077): Outcome.PAUSED,  # Instagram account, person and page are not linked, or two factors are asked for
    (100, 33): Outcome.PAUSED,  # Graph hides what a token may not see: a wrong page id, or another page's token
    (100, 2534013): Outcome.PAUSED,  # the page is not linked to an Instagram account
    (100, 2534029): Outcome.PAUSED,  # the business is blocked
    (102, 0): Outcome.PAUSED,  # the session of the token ended
    (190, 0): Outcome.PAUSED,  # the access token is wrong, expired or withdrawn
    (368, 0): Outcome.PAUSED,  # blocked for breaking a policy
    (10900, 0): Outcome.PAUSED,  # sending was taken away after a violation
}
"""(code, subcode) -> outcome; subcode 0 = any that has no line of its own."""
SUBCODES: Final[Mapping[int, Outcome]] = {
    1893063: Outcome.PAUSED,  # the page is restricted for a time
    # One thread, though under code 10: another app has it (Conversation Routing), and answers there.
    2018300: Outcome.FAILED,
    2534037: Outcome.FAILED,  # the same on Instagram, under code 100
    2018321: Outcome.RETRY,  # Meta's own questions and answers run in the thread, and end
}
"""Subcode -> outcome, whatever the code: the documents tell most of these without one."""
_THREAD: Final = frozenset({2018321})
"""What passes, and concerns one contact alone: the others need not wait."""
PERMISSIONS: Final = range(200, 300)
"""Permissions that are missing or were taken away."""
STATUSES: Final[Mapping[int, Outcome]] = {
    401: Outcome.PAUSED,
    408: Outcome.RETRY,
    429: Outcome.RETRY,
    # A gateway lost the answer; the platform honours no key, so a repeat might be a second message.
    502: Outcome.UNKNOWN,
    504: Outcome.UNKNOWN,
}
"""Where no code can be read."""


def read(reply: HttpReply) -> Receipt:
    """The receipt of one attempt."""
    document = read_object(reply.body) or {}
    problem = problem_of(document)
    if problem is None and 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP
        return _sent(reply, document)
    outcome = by_status(reply.status) if problem is None else outcome_of(problem, reply.status)
    return Receipt(
        outcome=outcome,
        retry_after=_wait(reply, outcome),
        only_contact=problem is not None and problem.subcode in _THREAD,
        detail=words(reply),
    )


def problem_of(document: Mapping[str, object]) -> Problem | None:
    """The error of a document; None = it has none that names a code."""
    error = object_at(document, "error")
    code, subcode = error.get("code"), error.get("error_subcode")
    if isinstance(code, bool) or not isinstance(code, int):
        return None
    subcode = subcode if isinstance(subcode, int) else 0
    return Problem(code, subcode, text_at(error, "message"), error.get("is_transient") is True)


def outcome_of(problem: Problem, status: int) -> Outcome:
    """By code and subcode, else by code; a code without a line counts by what the platform says of it."""
    if problem.subcode in SUBCODES:
        return SUBCODES[problem.subcode]
    for known in ((problem.code, problem.subcode), (problem.code, 0)):
        if known in OUTCOMES:
            return OUTCOMES[known]
    if problem.code in PERMISSIONS:
        return Outcome.PAUSED
    return Outcome.RETRY if problem.transient else by_status(status)


def by_status(status: int) -> Outcome:
    """A page of a proxy, or nothing at all: the status has to do."""
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500:  # noqa: PLR2004 - HTTP
        return Outcome.RETRY
    return Outcome.FAILED if status >= 300 else Outcome.UNKNOWN  # noqa: PLR2004 - a redirect is not followed


def words(reply: HttpReply) -> str:
    """The platform's own words with their code, for people; a token that stands in them is taken out."""
    problem = problem_of(read_object(reply.body) or {})
    if problem is None:
        return reply_detail(reply, _TOKENS.sub("...", reply.body.decode("utf-8", "replace")))
    codes = f"{problem.code}/{problem.subcode}" if problem.subcode else f"{problem.code}"
    return reply_detail(reply, codes, _TOKENS.sub("...", problem.message))


def _sent(reply: HttpReply, document: Mapping[str, object]) -> Receipt:
    """The status says that it was taken; an answer that cannot be read only costs us the platform's id."""
    platform_id = text_at(document, "message_id")
    if platform_id:
        return Receipt(outcome=Outcome.SENT, platform_id=platform_id)
    return Receipt(outcome=Outcome.SENT, detail=words(reply))


def _wait(reply: HttpReply, outcome: Outcome) -> float | None:
    """Seconds, of `Retry-After`; else of the usage header, which counts in minutes."""
    if outcome is not Outcome.RETRY:
        return None
    told = retry_after(reply)
    if told is not None:
        return told
    minutes = max(_minutes(reply.headers.get(_USAGE, "")), default=0.0)
    return minutes * 60 if minutes else None


def _minutes(header: str) -> Iterator[float]:
    """`{"<id>": [{"estimated_time_to_regain_access": 19, ...}]}`, for each share of the limit."""
    try:
        usage = json.loads(header or "{}")
    except (ValueError, RecursionError):
        return
    shares = (
        [share for value in usage.values() if isinstance(value, list) for share in value]
        if isinstance(usage, dict)
        else []
    )
    for share in shares:
        wait = share.get("estimated_time_to_regain_access") if isinstance(share, dict) else None
        if isinstance(wait, int) and 0 < wait < 100_000:  # noqa: PLR2004 - two months
            yield float(wait)
