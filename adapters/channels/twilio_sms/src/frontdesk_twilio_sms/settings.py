"""The settings of a Twilio account: who we are, which number sends, and the address that Twilio calls."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, field_validator

from frontdesk import Capabilities, Limit, Rate, SecretRef, Segments, Settlement
from frontdesk_twilio_sms.addresses import KEY

MOST_CHARACTERS: Final = 1600
"""Of a body: https://www.twilio.com/docs/messaging/api/message-resource (longer ones are error 21617)."""
_ACCOUNT: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE: Final = re.compile(r"MG[0-9a-fA-F]{32}")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,8}")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?(?:\?[^\s#]*)?")


class TwilioSmsSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `twilio_sms`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: str = Field(description="the account's SID: AC and 32 hexadecimal digits")
    auth_token: SecretRef = Field(description="the account's auth token, which sends and signs")
    sender: str = Field(
        description="what sends: a number (+33612345678), a short code, or the SID of a messaging service (MG...)"
    )
    public_url: str | None = Field(
        default=None,
        description="this account's webhook, exactly as it is entered at Twilio: signatures cover it, and deliveries"
        " are told to it",
    )
    per_second: float = Field(
        default=1.0, gt=0, le=1000, description="messages a second that the sender is allowed; 1 for most long codes"
    )
    api_url: HttpUrl = Field(default=HttpUrl("https://api.twilio.com"), description="Twilio's API, without a path")

    @field_validator("account_sid")
    @classmethod
    def _is_an_account(cls, value: str) -> str:
        if not _ACCOUNT.fullmatch(value):
            raise ValueError("not an account SID: copy AC and 32 hexadecimal digits from the console's start page")
        return value

    @field_validator("sender")
    @classmethod
    def _can_receive(cls, value: str) -> str:
        if not (_NUMBER.fullmatch(value) or _SERVICE.fullmatch(value)):
            raise ValueError(
                "no number that people can answer: write +33612345678 (no blanks), a short code, or a messaging"
                " service's MG SID"
            )
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not _ADDRESS.fullmatch(value):
            raise ValueError("not an address: write https://..., without user, password and fragment (#)")
        if value is not None and KEY in dict(parse_qsl(urlsplit(value).query, keep_blank_values=True)):
            raise ValueError(f"may have no parameter {KEY!r} of its own: ours is called so")
        return value

    @property
    def by_service(self) -> bool:
        """Whether a messaging service chooses the number."""
        return _SERVICE.fullmatch(self.sender) is not None

    def capabilities(self) -> Capabilities:
        """A delivery brings our key back in the address that it is told to; without one nothing does."""
        return capabilities(Settlement.NONE if self.public_url is None else Settlement.ECHO, self.per_second)


def capabilities(settled_by: Settlement, per_second: float = 1.0) -> Capabilities:
    """What a text message carries: text. Starters are numbered in it."""
    return Capabilities(
        text=Limit(most=MOST_CHARACTERS),
        segments=Segments(),
        settled_by=settled_by,
        account_rate=Rate(per_second=per_second, burst=max(1, round(per_second))),
    )
