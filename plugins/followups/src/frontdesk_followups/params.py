"""The parameters of `no_reply`: how long nobody must have answered, and whose answer counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
_DURATION = re.compile(r"(?:(?P<days>\d{1,3})d)?(?:(?P<hours>\d{1,4})h)?(?:(?P<minutes>\d{1,5})m(?:in)?)?")


def _duration(value: object) -> object:
    """`30m`, `2h`, `1h30m`, `1d`; other texts are left to pydantic. A bare number says no unit: is it minutes?"""
    if isinstance(value, int | float):
        raise PydanticCustomError("time_delta_parsing", "a duration is expected, such as 45m")
    match = _DURATION.fullmatch(value.replace(" ", "").lower()) if isinstance(value, str) else None
    if match is None or not match.group():
        return value
    return timedelta(**{unit: int(number) for unit, number in match.groupdict(default="0").items()})


def _bounded(value: timedelta) -> timedelta:
    if not SHORTEST <= value <= LONGEST:
        raise ValueError("a wait lasts from 1 minute to 7 days")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_bounded)]


class NoReplyParams(BaseModel):
    """Exactly one of `minutes` and `after` is written."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    minutes: int | None = Field(default=None, ge=1, le=LONGEST // SHORTEST)
    after: Duration | None = Field(default=None, description="a duration, such as 45m, 2h or 1h30m")
    by: Literal["operator", "anyone"] = Field(
        default="operator", alias="from", description="operator: only a human's answer counts; anyone: ours count too"
    )

    @model_validator(mode="after")
    def _one_duration(self) -> Self:
        if (self.minutes is None) == (self.after is None):
            raise ValueError("say once how long nobody must have answered: 'minutes: 30', or 'after: 1h30m'")
        return self

    @property
    def wait(self) -> timedelta:
        """How long nobody must have answered."""
        return timedelta(minutes=self.minutes) if self.minutes is not None else self.after or SHORTEST
