"""The settings of a webhook account: where messages go, which keys sign, and what the platform behind can carry."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Rate, SecretRef, Settlement, Unit


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class CarrierSettings(BaseModel):
    """One way in which the platform shows suggestions under a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    style: CarrierStyle = CarrierStyle.BUTTONS
    count: int = Field(default=10, ge=1, le=100, description="how many suggestions")
    title: int = Field(default=80, ge=1, le=1000, description="how long each title may be")
    body: int | None = Field(default=None, ge=20, description="how long the text may be beside them; as ever if unset")

    def carrier(self, unit: Unit) -> Carrier:
        """The same, as the engine knows it."""
        body = None if self.body is None else Limit(most=self.body, unit=unit)
        return Carrier(style=self.style, count=self.count, title=Limit(most=self.title, unit=unit), body=body)


class WebhookSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `webhook`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target_url: HttpUrl = Field(description="where messages are posted to")
    secrets: Annotated[list[SecretRef], BeforeValidator(_listed)] = Field(
        min_length=1, max_length=5, description="the keys: the first signs what is sent, each is accepted"
    )
    settles: Settlement = Field(
        default=Settlement.KEY, description="how a send with a lost outcome is settled: key, echo or none"
    )
    text_limit: int = Field(default=4096, ge=20, le=1_000_000)
    unit: Unit = Field(default=Unit.CHARACTERS, description="what the platform counts in its limits")
    carriers: tuple[CarrierSettings, ...] = Field(default=(CarrierSettings(),), max_length=4)
    start_signal: bool = Field(default=True, description="the platform sends conversation_opened")
    per_second: float | None = Field(default=None, gt=0, description="how many messages a second it takes")
    burst: int = Field(default=10, ge=1)
    window: timedelta | None = Field(default=None, description="how long after the contact's last message we may send")
    timeout: float = Field(default=10.0, gt=0, le=60, description="seconds, for one whole exchange")

    def capabilities(self) -> Capabilities:
        """What an account with these settings can carry."""
        return Capabilities(
            text=Limit(most=self.text_limit, unit=self.unit),
            carriers=tuple(carrier.carrier(self.unit) for carrier in self.carriers),
            start_signal=self.start_signal,
            settled_by=self.settles,
            account_rate=None if self.per_second is None else Rate(per_second=self.per_second, burst=self.burst),
            window=self.window,
        )
