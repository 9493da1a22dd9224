"""The settings of a Chatwoot account: where it is, who we are in it, and what stands behind its inboxes."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, model_validator

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, SecretRef, Settlement
from frontdesk_chatwoot.behind import CAPABILITIES, MOST_CHARACTERS, MOST_ITEMS, Behind

Id = Annotated[int, Field(ge=1, lt=2**63)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Limits(BaseModel):
    """What the system behind an API inbox shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: int = Field(default=4096, ge=20, le=MOST_CHARACTERS, description="how many characters a message may have")
    suggestions: int = Field(default=10, ge=0, le=MOST_ITEMS, description="how many items it shows; 0 = none")
    title: int = Field(default=80, ge=1, le=1000, description="how many characters an item's title may have")

    def applied(self, to: Capabilities) -> Capabilities:
        """The capabilities with these limits."""
        carrier = Carrier(style=CarrierStyle.BUTTONS, count=self.suggestions, title=Limit(most=self.title))
        return replace(to, text=Limit(most=self.text), carriers=(carrier,) if self.suggestions else ())


class ChatwootSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `chatwoot`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_url: HttpUrl = Field(
        default=HttpUrl("https://app.chatwoot.com"), description="the installation's address, without a path"
    )
    account_id: Id = Field(description="the number in the dashboard's address: /app/accounts/<number>/")
    bot_token: SecretRef = Field(description="the agent bot's access token, which sends")
    secrets: Annotated[list[SecretRef], BeforeValidator(_listed)] = Field(
        min_length=1, max_length=3, description="the webhook secrets; each of them is accepted"
    )
    verify_by: Literal["signature", "url"] = Field(
        default="signature",
        description="signature: Chatwoot 4.13 and later sign; url: the webhook's address ends in ?secret= and"
        " the secret",
    )
    behind: Behind = Field(default=Behind.WEB_WIDGET, description="which channel the inbox brings: its limits are kept")
    limits: Limits | None = Field(default=None, description="what the system behind an API inbox shows")
    settles: Literal["echo", "none"] = Field(
        default="echo",
        description="echo: the release keeps our key and brings it back; none: an old one, where a lost send waits"
        " for a human",
    )
    staff_token: SecretRef | None = Field(
        default=None,
        description="a person's access token: it reads inboxes, and sets labels where bots may not",
    )
    teams: dict[str, Id] = Field(
        default_factory=dict,
        max_length=100,
        description="a team's name in rules, and its number in Chatwoot: a conversation handed to it is assigned to it",
    )
    inboxes: list[Id] = Field(
        default_factory=list, max_length=20, description="inboxes whose own automatic messages are looked for"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.limits is not None and self.behind is not Behind.API:
            raise ValueError(f"`limits` are those of an API inbox: write `behind: api`, or leave them to {self.behind}")
        if self.inboxes and self.staff_token is None:
            raise ValueError("an agent bot may not read `inboxes`: give a person's access token as `staff_token`")
        return self

    @property
    def root(self) -> str:
        """The address of the account in the API."""
        return f"{str(self.api_url).rstrip('/')}/api/v1/accounts/{self.account_id}"

    def capabilities(self) -> Capabilities:
        """What an account with these settings can carry."""
        carries = replace(CAPABILITIES[self.behind], settled_by=Settlement(self.settles))
        return carries if self.limits is None else self.limits.applied(carries)
