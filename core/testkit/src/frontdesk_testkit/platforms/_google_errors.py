"""Refusals in Google's own words: the `google.rpc.Status` that its APIs answer with.

https://cloud.google.com/apis/design/errors#http_mapping
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Final

from frontdesk_testkit.dialect import PlatformReply, Refused
from frontdesk_testkit.turns import Answer, Turn

HTTP: Final[Mapping[str, int]] = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}
_BUSY: Final[Mapping[Answer, str]] = {
    Answer.TOO_MANY: "RESOURCE_EXHAUSTED",
    Answer.ERROR: "UNAVAILABLE",
    Answer.REFUSE: "INVALID_ARGUMENT",
}


def error(status: str, message: str, *, reason: str = "", code: int | None = None) -> PlatformReply:
    """The answer; `reason` is that of `google.rpc.ErrorInfo`."""
    http = code or HTTP[status]
    told: dict[str, object] = {"code": http, "message": message, "status": status}
    if reason:
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}
        told["details"] = [info]
    return PlatformReply(status=http, body=json.dumps({"error": told}).encode())


def refuse(status: str, message: str, *, reason: str = "") -> Refused:
    """The same, to be raised."""
    return Refused(error(status, message, reason=reason))


def busy(turn: Turn) -> PlatformReply:
    """Too many, down, or unwilling; a gateway's 502 or 504 has no JSON."""
    headers = {} if turn.retry_after is None else {"Retry-After": str(turn.retry_after)}
    if turn.status in {502, 504}:
        return PlatformReply(status=turn.status, body=b"<html>", headers=headers, content_type="text/html")
    plain = error(_BUSY[turn.answer], "fake platform", code=turn.status)
    return PlatformReply(status=plain.status, body=plain.body, headers=headers)


def fields_of(value: object, where: str, allowed: Collection[str]) -> dict[str, object]:
    """A JSON object of the reference: one with a field that it does not know is refused, as Google does."""
    if not isinstance(value, dict):
        raise refuse("INVALID_ARGUMENT", f"Invalid value at '{where}'")
    for name in value:
        if name not in allowed:
            words = f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}': Cannot find field."
            raise refuse("INVALID_ARGUMENT", words)
    return value


def text_of(value: object, where: str, most: int, *, least: int = 1) -> str:
    """A text of a length that is allowed, in characters."""
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise refuse("INVALID_ARGUMENT", f"{where} must be a text of {least} to {most} characters")
    return value


def items_of(value: object, where: str, most: int) -> list[object]:
    """A list of at most so many items; none = empty."""
    items = [] if value is None else value
    if not isinstance(items, list) or len(items) > most:
        raise refuse("INVALID_ARGUMENT", f"{where} takes at most {most} items")
    return items


def reply_of(item: object, where: str, title: int) -> tuple[str, str]:
    """A suggested reply: its text and its postback data, of at most 2048 characters."""
    reply = fields_of(fields_of(item, where, {"reply"}).get("reply"), f"{where}.reply", {"text", "postbackData"})
    shown = text_of(reply.get("text"), f"{where}.reply.text", title)
    return shown, text_of(reply.get("postbackData", ""), f"{where}.reply.postback_data", 2048, least=0)
