"""The settings of a source of kind `google_business_profile`: who asks, which accounts, which hours are chat hours."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import SecretRef


class GoogleBusinessProfileSettings(BaseModel):
    """What a platform team writes for a source of kind `google_business_profile`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service_account: SecretRef = Field(description="the key file (JSON) of a service account that manages the profiles")
    accounts: tuple[Annotated[str, Field(pattern=r"^accounts/[^/\s]+$")], ...] = Field(
        default=(), description="only these accounts (accounts/123); none = all that the service account sees"
    )
    chat_hours: str = Field(
        default="ONLINE_SERVICE_HOURS",
        max_length=100,
        description="the kind of more hours in which people answer the chat; empty = none, chat follows other hours",
    )
    webhook_token: SecretRef | None = Field(
        default=None,
        description="a secret that Pub/Sub's push address ends with (?token=...); none = nothing is pushed",
    )
    api_url: HttpUrl = Field(
        default=HttpUrl("https://mybusinessbusinessinformation.googleapis.com/v1"),
        description="where the Business Information API is",
    )
    accounts_url: HttpUrl = Field(
        default=HttpUrl("https://mybusinessaccountmanagement.googleapis.com/v1"),
        description="where the Account Management API is",
    )
    timeout: float = Field(default=20.0, gt=0, le=120, description="seconds, for one whole exchange")
