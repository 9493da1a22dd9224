"""The settings of a source of kind `yext`: the key and where it goes, which entities, and how webhooks are checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import SecretRef


class YextSettings(BaseModel):
    """What a platform team writes for a source of kind `yext`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: SecretRef = Field(description="the API key of an app with Entities: Read")
    key_in: Literal["header", "query"] = Field(
        default="header", description="where the key goes: a header, or the address, which older set-ups want"
    )
    account: str = Field(
        default="me",
        pattern=r"^[^/\s]{1,100}$",
        description="the account's id; 'me' is the one that the key belongs to",
    )
    entity_types: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,100}$")], ...] = Field(
        default=("location", "restaurant", "hotel", "healthcareFacility"),
        min_length=1,
        description="the types of entities that are establishments, your own ones (ce_store) too",
    )
    version: str = Field(
        default="20260101", pattern=r"^20\d{6}$", description="the day (YYYYMMDD) whose form of the API is spoken"
    )
    chat_hours: str = Field(
        default="onlineServiceHours",
        max_length=100,
        description="the field of hours in which people answer the chat (perhaps c_chatHours); empty = none",
    )
    webhook_secret: SecretRef | None = Field(
        default=None, description="the app's signing secret; none = webhooks are refused"
    )
    api_url: HttpUrl = Field(
        default=HttpUrl("https://api.yextapis.com/v2"),
        description="where the API is; accounts in the EU have https://api.eu.yextapis.com/v2",
    )
    timeout: float = Field(default=20.0, gt=0, le=120, description="seconds, for one whole exchange")

    @property
    def entities(self) -> str:
        """Where the account's entities are."""
        return f"{str(self.api_url).rstrip('/')}/accounts/{self.account}/entities"
