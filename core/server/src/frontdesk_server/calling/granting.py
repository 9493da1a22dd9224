"""Granting: what every way of getting a token has in common, and how the answer is read (RFC 6749, 5)."""

from __future__ import annotations

import json
from typing import Final, Protocol

from pydantic import BaseModel, Field, ValidationError, field_validator

from frontdesk.calls import HttpCall, HttpReply
from frontdesk_server.calling.ports import Unauthorised
from frontdesk_server.logs import hide

FORM: Final = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
_OK: Final = 200


class Granted(BaseModel):
    """The answer to a request for a token."""

    access_token: str = Field(min_length=1, pattern=r"^[\x21-\x7e]+$")
    expires_in: float = Field(default=3600.0, ge=0)

    @field_validator("expires_in")
    @classmethod
    def _a_day(cls, value: float) -> float:
        """A token is asked for anew each day, however long it is said to hold."""
        return min(value, 86_400.0)


class Grant(Protocol):
    """One way of getting a token, for one secret."""

    @property
    def address(self) -> str:
        """Where it is asked for; safe to tell."""

    def call(self) -> HttpCall:
        """The request. Raises `Unauthorised` where the secret cannot be one that is asked with."""

    def granted(self, reply: HttpReply) -> Granted:
        """What was granted. Raises `Unauthorised`."""

    def unusable(self, problem: str) -> Unauthorised:
        """That the request cannot be made."""


def read_granted(reply: HttpReply, address: str) -> Granted | str:
    """The token, or what is wrong, in the platform's words."""
    if reply.status != _OK:
        return f"{reply.status} {_reason(reply.body)}".strip()
    try:
        granted = Granted.model_validate_json(reply.body)
    except ValidationError:
        return f"there is no token in what {address} answers"
    hide([granted.access_token])
    return granted


def _reason(body: bytes) -> str:
    """`error` and `error_description` of RFC 6749, as far as they are there."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    words = [told.get("error"), told.get("error_description")] if isinstance(told, dict) else []
    return ": ".join(word for word in words if isinstance(word, str))
