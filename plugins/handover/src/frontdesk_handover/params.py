"""The parameters of `handover` and `label`, checked when a rule document is read."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

_NAME: Final = r"^[^\x00-\x1f,]*$"


def _in_one_line(value: str) -> str:
    if re.search(_NAME, value) is None:
        raise ValueError("a name is one line without commas, which join several names wherever they are shown")
    return value


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_in_one_line),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100, "pattern": _NAME}),
]
"""Of a team or label."""


class HandoverParams(BaseModel):
    """Whose it is to be, and what they are to know. Short forms: nothing at all, or the team's name."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"type": ["object", "string", "null"]})

    team: Name | None = Field(default=None, description="the team, as the platform or the receiver knows it")
    note: str = Field(default="", max_length=1000, description="what the team is told; the contact never sees it")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        if value is None:
            return {}
        return {"team": value} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class LabelParams(RootModel[Annotated[list[Name], BeforeValidator(_listed), Field(min_length=1, max_length=20)]]):
    """The labels to add. Short form: one label's name."""

    model_config = ConfigDict(json_schema_extra={"type": ["array", "string"]})
