"""The parameters of `message_matches`, checked and compiled when a rule document is read."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from frontdesk import fold
from frontdesk_keywords.expressions import Expression, either, pattern, phrase

PATTERN_SIGNS = frozenset("\\^$*+|()[]{}")
"""A text with one of these is a pattern. `.` and `?` are not among them: people end questions with them."""
_LONGEST = 1000


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]], BeforeValidator(_listed), Field(max_length=500)
]


class MatchesParams(BaseModel):
    """What to look for; one find is enough. Short forms: a text, or a list of texts."""

    model_config = ConfigDict(extra="forbid")

    any: Texts = Field(default_factory=list, description="words, each found as a whole word")
    phrases: Texts = Field(default_factory=list, description="several words in this order")
    pattern: str | None = Field(default=None, min_length=1, max_length=_LONGEST, description="a pattern of RE2")
    _sought: list[Expression] = PrivateAttr(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        if isinstance(value, str):
            return {"pattern": value} if PATTERN_SIGNS & set(value) else {"any": [value]}
        return {"any": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _compiled(self) -> Self:
        texts = [fold(text) for text in (*self.any, *self.phrases)]
        if not texts and self.pattern is None:
            raise ValueError("nothing to look for: give 'any', 'phrases' or 'pattern'")
        if any(not text.strip() for text in texts):
            raise ValueError("a word or phrase is blank: take it away, it would be found nowhere")
        self._sought = [either([phrase(text) for text in texts])] if texts else []
        if self.pattern is not None:
            self._sought.append(_pattern(self.pattern))
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The long form and both short ones, for editors."""
        texts = {"type": "string", "minLength": 1}
        return {"anyOf": [texts, {"type": "array", "items": texts}, handler.resolve_ref_schema(handler(schema))]}

    def found_in(self, text: str) -> bool:
        """Whether any of it is in the text."""
        folded = fold(text)
        return any(expression.search(folded) for expression in self._sought)

    @property
    def wanted(self) -> str:
        """What is looked for, as the trace shows it."""
        shown = ", ".join((*self.any, *self.phrases, *([self.pattern] if self.pattern else [])))
        return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."


_SHOWN = 120


def _pattern(text: str) -> Expression:
    try:
        return pattern(text)
    except ValueError as error:
        raise ValueError(
            f"the pattern cannot be read ({error}); mend it, or list plain words under 'any'. "
            "Patterns are those of RE2: no look-around, no back-references"
        ) from error
