"""The form of a scenario file, as models. Every key is in the README of this distribution."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Settlement, Unit
from frontdesk_testkit.scenarios.durations import Duration

EVENTS = ("open", "say", "tap", "operator", "close", "give_back", "delivery", "unknown", "wait", "claim", "set")
"""What a step may be; exactly one of them."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Texts = Annotated[list[str], BeforeValidator(_listed)]


class ContactPart(_Part):
    """The person writing; a text is their address."""

    address: str = "visitor"
    locale: str | None = None
    full_name: str | None = None
    first_name: str | None = None
    timezone: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _address(cls, value: object) -> object:
        return {"address": value} if isinstance(value, str) else value


class CarrierPart(_Part):
    """How many suggestions fit, and how long they may be."""

    count: int = 10
    title: int = 80
    body: int | None = None


class CapabilitiesPart(_Part):
    """What the channel can carry; the default carries everything that a message set can say."""

    text: int = 4096
    unit: Unit = Unit.CHARACTERS
    buttons: CarrierPart | None = CarrierPart()
    list: CarrierPart | None = None
    start_signal: bool = True
    settled_by: Settlement = Settlement.KEY
    window: Duration | None = None

    def capabilities(self) -> Capabilities:
        """The same, as the engine knows it."""
        given = ((CarrierStyle.BUTTONS, self.buttons), (CarrierStyle.LIST, self.list))
        carriers = tuple(self._carrier(style, part) for style, part in given if part is not None)
        return Capabilities(
            text=Limit(most=self.text, unit=self.unit),
            carriers=carriers,
            start_signal=self.start_signal,
            settled_by=self.settled_by,
            window=self.window,
        )

    def _carrier(self, style: CarrierStyle, part: CarrierPart) -> Carrier:
        body = None if part.body is None else Limit(most=part.body, unit=self.unit)
        return Carrier(style=style, count=part.count, title=Limit(most=part.title, unit=self.unit), body=body)


class RoutePart(_Part):
    """How an event finds its establishment; by default, the first one of the file."""

    fixed: str | None = None
    attribute: str | None = None
    default: str | None = None


class AccountPart(_Part):
    """The account that the contact writes to."""

    id: str = "account"
    channel: str = "scenario"
    route: RoutePart | None = None
    addresses: Texts = []
    capabilities: CapabilitiesPart = CapabilitiesPart()


class TogglesPart(_Part):
    """What is switched off for an establishment."""

    everything: bool = True
    welcome: bool = True
    absence: bool = True
    starters: bool = True


class SayPart(_Part):
    """The contact writes; a text is what they write."""

    text: str
    automatic: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return {"text": str(value)} if isinstance(value, str | int | float) else value


class TapPart(_Part):
    """The contact taps a starter; a text is its title."""

    title: str = ""
    starter: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _title(cls, value: object) -> object:
        return {"title": value} if isinstance(value, str) else value


class OperatorPart(_Part):
    """A human of the business writes; a text is what they write. With `relay` it is sent from here."""

    text: str
    operator: str | None = None
    relay: bool = False

    @model_validator(mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


class DeliveryPart(_Part):
    """The platform tells what became of a message; a text is the status."""

    status: Literal["sent", "delivered", "read", "failed"] = "delivered"
    key: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _status(cls, value: object) -> object:
        return {"status": value} if isinstance(value, str) else value


class SetPart(_Part):
    """The world changes: toggles, fields of an establishment, or all rules (a new release)."""

    toggles: TogglesPart | None = None
    establishment: dict[str, object] | None = Field(default=None, description="`id`, or the first one, and new fields")
    document: dict[str, object] | None = None


class MessagePart(_Part):
    """One message that is expected; a text is its text, exactly."""

    text: str | None = None
    contains: Texts = []
    lacks: Texts = []
    suggestions: list[str] | None = Field(default=None, description="titles, in order, as they are shown")
    carrier: Literal["buttons", "list", "none"] | None = None
    kind: str | None = None
    rule: str | None = None
    locale: str | None = None
    losses: list[str] | None = Field(default=None, description="ids of what the channel could not carry")
    deadline: Duration | None = Field(default=None, description="from the event's receipt")

    @model_validator(mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


class HandoverPart(_Part):
    """What people of the business are expected to be told; a text is the team's name."""

    team: str | None = None
    note: str | None = None
    labels: list[str] | None = None
    hands_over: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _team(cls, value: object) -> object:
        return {"team": value, "hands_over": True} if isinstance(value, str) else value


class ExpectPart(_Part):
    """What a step must lead to. Short forms: `nothing`, `{nothing: reason}`, a text, a list of messages."""

    messages: list[MessagePart] | None = None
    because: Texts = Field(default=[], description="ids of lines that the trace must have")
    unless: Texts = Field(default=[], description="ids of lines that the trace must not have")
    handovers: list[HandoverPart] | None = Field(default=None, description="what people of the business are told")
    summary: str | None = None
    timers: int | None = Field(default=None, description="how many timers are armed afterwards")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        if value == "nothing":
            return {"messages": [], "handovers": []}
        if isinstance(value, dict) and "nothing" in value:
            rest = {key: item for key, item in value.items() if key != "nothing"}
            return {"messages": [], "handovers": [], "because": value["nothing"], **rest}
        if isinstance(value, str | list):
            return {"messages": _listed(value)}
        return value


class StepPart(_Part):
    """One step: what happens, when, and what is expected of it."""

    open: None = None
    say: SayPart | None = None
    tap: TapPart | None = None
    operator: OperatorPart | None = None
    close: None = None
    give_back: None = Field(default=None, description="people give the conversation back to automation")
    delivery: DeliveryPart | None = None
    unknown: str | None = None
    wait: None = Field(default=None, description="time passes; timers fire")
    claim: None = Field(default=None, description="the sender takes what the last event decided, at this instant")
    set: SetPart | None = None
    at: str | None = Field(default=None, description="the establishment's own clock, or with an offset")
    after: Duration | None = Field(default=None, description="since the step before")
    sent: Duration | None = Field(default=None, description="how much earlier the platform's own timestamp is")
    contact: ContactPart | None = None
    attributes: dict[str, str] | None = None
    expect: ExpectPart | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_event(self) -> Self:
        found = [name for name in EVENTS if name in self.model_fields_set]
        if len(found) != 1:
            context = {"known": ", ".join(EVENTS), "found": ", ".join(found) or "none"}
            raise PydanticCustomError("scenario_event", "one event a step", context)
        if self.at is not None and self.after is not None:
            raise ValueError("'at' and 'after' say the same: keep one of them")
        return self

    @property
    def event(self) -> str:
        """Which of the events it is."""
        return next(name for name in EVENTS if name in self.model_fields_set)


class Scenario(_Part):
    """A whole scenario file."""

    scenario: str = Field(min_length=1, description="what it shows, in one line")
    covers: Texts = Field(default=[], description="ids of acceptance cases and settled questions")
    establishments: list[dict[str, object]] = []
    document: dict[str, object] | None = Field(default=None, description="schedules, message_sets and rules, in place")
    documents: Texts = Field(default=[], description="paths of rule documents, from this file's folder")
    account: AccountPart = AccountPart()
    contact: ContactPart = ContactPart()
    toggles: TogglesPart = TogglesPart()
    max_event_age: Duration | None = None
    steps: list[StepPart] = Field(min_length=1)
