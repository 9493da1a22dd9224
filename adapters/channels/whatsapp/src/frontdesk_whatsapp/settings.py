"""The settings of a WhatsApp account: one business phone number, its credentials, and what that number may carry."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Rate, SecretRef, Settlement

MOST_ICE_BREAKERS = 4


def _number_id(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise ValueError(
            "the phone number's id is digits alone, such as 106540352242922: the app dashboard shows it under "
            "WhatsApp > API setup as `Phone number ID`; it is not the phone number"
        )
    return value


class WhatsAppSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `whatsapp`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone_number_id: Annotated[str, AfterValidator(_number_id)] = Field(
        min_length=1, max_length=40, description="the id of the business phone number, not the number itself"
    )
    access_token: SecretRef = Field(description="the system user's access token, which sends")
    app_secret: SecretRef = Field(description="the app's secret: it signs what comes in")
    verify_token: SecretRef = Field(
        description="a word that you think of, and also type into the app's webhook settings"
    )
    graph_version: str = Field(
        default="v23.0", pattern=r"^v[1-9][0-9]\.[0-9]$", description="version of the Graph API, such as v23.0"
    )
    api_url: HttpUrl = Field(default=HttpUrl("https://graph.facebook.com"), description="where the Graph API is")
    per_second: float = Field(
        default=80.0, gt=0, le=1000, description="messages a second: 20 where the phone app is in use too, up to 1000"
    )
    ice_breakers: int = Field(
        default=MOST_ICE_BREAKERS, ge=0, le=MOST_ICE_BREAKERS, description="how many starters are shown natively"
    )

    def capabilities(self) -> Capabilities:
        """What the number can carry.

        Lengths: Meta's OpenAPI document v23.0 (github.com/facebook/openapi), but for a text's, which its page tells:
        https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages .
        Rates: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput .
        """
        body = Limit(most=1024)  # one page says 4096 for lists; the specification says 1024 for every body
        return Capabilities(
            text=Limit(most=4096),
            carriers=(
                Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20), body=body),
                Carrier(style=CarrierStyle.LIST, count=10, title=Limit(most=24), body=body),
            ),
            start_signal=False,  # `request_welcome` is read if it comes; Meta says that it does not work
            native_starters=self._native(),
            settled_by=Settlement.ECHO,
            account_rate=Rate(per_second=self.per_second, burst=max(1, int(self.per_second / 10))),
            contact_rate=Rate(per_second=1 / 6, burst=45),
            window=timedelta(hours=24),
        )

    def _native(self) -> Carrier | None:
        if not self.ice_breakers:
            return None
        return Carrier(style=CarrierStyle.BUTTONS, count=self.ice_breakers, title=Limit(most=80), emoji=False)
