"""The settings of a LINE account: the two secrets of its Messaging API channel, and whether replies are preferred."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Rate, SecretRef, Settlement, Unit

TEXT: Final = Limit(most=5000, unit=Unit.UTF16)
"""https://developers.line.biz/en/reference/messaging-api/#text-message ; the unit:
https://developers.line.biz/en/docs/messaging-api/text-character-count/ ."""

QUICK_REPLIES: Final = Carrier(style=CarrierStyle.BUTTONS, count=13, title=Limit(most=20), vanishes=True)
"""https://developers.line.biz/en/reference/messaging-api/#quick-reply . LINE counts the grapheme clusters of a label;
we count its code points, which are never fewer."""


class LineSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `line`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel_secret: SecretRef = Field(description="the channel secret, with which LINE signs (tab Basic settings)")
    access_token: SecretRef = Field(description="a channel access token, long-lived or v2.1 (tab Messaging API)")
    api_url: HttpUrl = Field(default=HttpUrl("https://api.line.me"), description="where the Messaging API is")
    prefer_reply: bool = Field(
        default=False,
        description="answer with the free reply token where there is one, at the price that a lost send is parked; "
        "false pushes, which counts against the monthly quota and is sent exactly once",
    )
    timeout: float = Field(default=10.0, gt=0, le=60, description="seconds, for one whole exchange")

    @property
    def api(self) -> str:
        """Where endpoints are, without a slash at its end."""
        return str(self.api_url).rstrip("/")

    def capabilities(self) -> Capabilities:
        """What an account with these settings can carry."""
        return Capabilities(
            text=TEXT,
            carriers=(QUICK_REPLIES,),
            start_signal=True,
            # A push has a retry key, a reply has none: what was lost of an account that replies is parked.
            settled_by=Settlement.NONE if self.prefer_reply else Settlement.KEY,
            # https://developers.line.biz/en/reference/messaging-api/#rate-limits , "Other API endpoints"
            account_rate=Rate(per_second=2000, burst=2000),
        )
