"""The settings of an account of Google Business Messages: which agent, which location, and who is said to write."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from frontdesk import SecretRef

_ID = r"[A-Za-z0-9_-]{1,100}"


class BusinessMessagesSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `google_business_messages`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent: str = Field(pattern=rf"^brands/{_ID}/agents/{_ID}$", description="the agent's name: brands/B/agents/A")
    location: str | None = Field(
        default=None,
        pattern=rf"^brands/{_ID}/locations/{_ID}$",
        description="greetings and starters of this place alone, instead of the agent's: brands/B/locations/L",
    )
    client_token: SecretRef = Field(description="the webhook's client token: handshake and newer signatures")
    partner_key: SecretRef | None = Field(default=None, description="the partner key: older signatures")
    service_account: SecretRef = Field(description="the service account's key file (JSON), whole")
    representative: str = Field(
        default="", max_length=100, description="who is said to write; empty = the agent's own name"
    )
    privacy_url: HttpUrl = Field(description="the privacy policy that Google shows beside the welcome message")
    api_url: HttpUrl = Field(
        default=HttpUrl("https://businessmessages.googleapis.com"), description="where messages are sent to"
    )
    management_url: HttpUrl = Field(
        default=HttpUrl("https://businesscommunications.googleapis.com"),
        description="where the settings of agents and locations are",
    )

    @model_validator(mode="after")
    def _of_one_brand(self) -> Self:
        if self.location is not None and self.location.split("/")[1] != self.agent.split("/")[1]:
            raise ValueError("agent and location belong to different brands: name those of one")
        return self
