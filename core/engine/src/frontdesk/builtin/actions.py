"""The built-in actions: send a text, offer starters, answer the one that was tapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from frontdesk.facts import Facts
from frontdesk.model import Kind
from frontdesk.rules.manners import MannerShape, manner_of, wrong_ages
from frontdesk.rules.readable import refusals
from frontdesk.rules.starters import StarterList
from frontdesk.templating import Wording, builtin_table
from frontdesk.vocabulary import Action, Effect, OfferStarters, Say, Starter

AutomaticKind = Literal[Kind.MESSAGE, Kind.WELCOME, Kind.ABSENCE, Kind.ANSWER, Kind.PRIVACY]
"""No rule may pass its text off as an operator's."""


class SendParams(BaseModel):
    """A text in one or several languages; in its long form with a fallback and its kind."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    text: Wording
    fallback: Wording | None = None
    kind: AutomaticKind = Kind.MESSAGE
    tags: MannerShape | None = Field(default=None, description="how its tags are told")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        return value if isinstance(value, Mapping) and "text" in value else {"text": value}

    @field_validator("tags")
    @classmethod
    def _known(cls, value: MannerShape | None, info: ValidationInfo) -> MannerShape | None:
        table = (info.context or {}).get("tags") or builtin_table()
        if value is not None and (wrong := wrong_ages(value, table)):
            raise refusals(wrong)
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The long form, and a text alone, for editors."""
        long = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [long["properties"]["text"], long]}


class Send(Action[SendParams]):
    """Send a text to the contact."""

    name = "send"
    Params = SendParams

    def effects(self, params: SendParams, facts: Facts) -> Sequence[Effect]:  # noqa: ARG002
        return (Say(text=params.text, kind=params.kind, fallback=params.fallback, manner=manner_of(params.tags)),)


class OfferStartersAction(Action[StarterList]):
    """Offer conversation starters with the rule's message."""

    name = "offer_starters"
    Params = StarterList

    def effects(self, params: StarterList, facts: Facts) -> Sequence[Effect]:  # noqa: ARG002
        return (OfferStarters(starters=params.root),)


class AnswerStarter(Action[StarterList]):
    """Send the stored answer of the starter that was tapped or typed."""

    name = "answer_starter"
    Params = StarterList

    def effects(self, params: StarterList, facts: Facts) -> Sequence[Effect]:
        tapped = next((starter for starter in params.root if starter.id == facts.starter), None)
        if tapped is None:
            return ()
        return (Say(text=tapped.answer, kind=Kind.ANSWER, fallback=tapped.fallback, manner=tapped.manner),)

    def starters(self, params: StarterList) -> Sequence[Starter]:
        return params.root


ACTIONS = (Send(), OfferStartersAction(), AnswerStarter())
