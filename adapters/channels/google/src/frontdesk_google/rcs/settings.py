"""The settings of an RCS account: which agent it is, where its region answers, and how it behaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import SecretRef

Region = Literal["global", "us", "europe", "asia"]

ENDPOINTS: Final[dict[Region, str]] = {
    "global": "https://rcsbusinessmessaging.googleapis.com",
    "us": "https://us-rcsbusinessmessaging.googleapis.com",
    "europe": "https://europe-rcsbusinessmessaging.googleapis.com",
    "asia": "https://asia-rcsbusinessmessaging.googleapis.com",
}
SHORTEST_TTL: Final = timedelta(seconds=10)
"""Less is often told as revoked and as delivered: Google's page on sending messages, "Set a message expiration"."""
LONGEST_TTL: Final = timedelta(days=15)
"""From the same page."""


def _bounded(value: timedelta | None) -> timedelta | None:
    if value is not None and not SHORTEST_TTL <= value <= LONGEST_TTL:
        raise ValueError("write a duration of 10 seconds to 15 days, as in PT1H; or null, to revoke nothing")
    return value


class RcsSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `rcs`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent_id: str = Field(
        pattern=r"^[A-Za-z0-9_.-]{1,100}(@rbm\.goog)?$",
        description="the agent's id in the Business Communications console, as in my-shop-ab12cd@rbm.goog",
    )
    client_token: SecretRef = Field(description="the client token that the console shows beside the webhook")
    service_account: SecretRef = Field(description="the service account's key file (JSON), whole")
    region: Region = Field(default="global", description="the agent's region: us, europe or asia; global finds it")
    greeting_ttl: Annotated[timedelta | None, AfterValidator(_bounded)] = Field(
        default=timedelta(hours=1),
        description="a greeting that did not reach the phone by then is revoked; null = it waits up to 30 days",
    )
    read_marks: bool = Field(default=True, description="what the contact writes is marked as read")
    typing: bool = Field(default=False, description="the contact sees that an answer is being written")
    api_url: HttpUrl | None = Field(default=None, description="instead of Google's own address, for a fake platform")

    @property
    def base(self) -> str:
        """The API's address, without a slash at its end."""
        return str(self.api_url).rstrip("/") if self.api_url is not None else ENDPOINTS[self.region]

    def is_ours(self, agent: str) -> bool:
        """Whether an event is for this agent; with or without the domain. A partner's webhook hears all its agents."""
        return not agent or agent.partition("@")[0] == self.agent_id.partition("@")[0]
