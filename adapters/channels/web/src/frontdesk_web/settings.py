"""The settings of one web account: its public key, where it may be embedded, how it looks, what it lets through."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from frontdesk import Diagnostic, Rate, describe

_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_KEY = re.compile(r"pk_[A-Za-z0-9_-]{1,64}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _refusal(id_: str, **params: str) -> PydanticCustomError:
    """A validation error whose type is the diagnostic's id and whose context holds its parameters."""
    text = describe(Diagnostic(id=id_, params=params)).replace("{", "{{").replace("}", "}}")
    return PydanticCustomError(id_, text, dict(params))


def _origin(value: str) -> str:
    if not _ORIGIN.fullmatch(value):
        raise _refusal("FD533", origin=value)
    return value


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise _refusal("FD538")
    return values


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise _refusal("FD534", colour=value)
    return value.lower()


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise _refusal("FD535", key=value)
    return value


class Limits(BaseModel):
    """How much one visitor may do; past it the answer is 429 with `Retry-After`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sessions_per_hour: float = Field(default=600, gt=0, description="new visitors from one IP address, on average")
    session_burst: int = Field(default=60, ge=1, description="new visitors from one IP address at once")
    messages_per_second: float = Field(default=1, gt=0, description="messages of one visitor, on average")
    message_burst: int = Field(default=5, ge=1, description="messages of one visitor at once")
    messages_per_day: int = Field(default=200, ge=1, description="messages of one visitor in a day")

    @property
    def sessions(self) -> Rate:
        """The bucket of one IP address."""
        return Rate(per_second=self.sessions_per_hour / 3600, burst=self.session_burst)

    @property
    def messages(self) -> Rate:
        """The quick bucket of one visitor."""
        return Rate(per_second=self.messages_per_second, burst=self.message_burst)

    @property
    def daily(self) -> Rate:
        """The slow bucket of one visitor."""
        return Rate(per_second=self.messages_per_day / 86400, burst=self.messages_per_day)


class WebSettings(BaseModel):
    """What a platform team writes for one web account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, AfterValidator(_key)] = Field(description="public: it stands in the page, it is no secret")
    origins: Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], AfterValidator(_some)] = Field(
        description="where the widget may be embedded, compared exactly: `https://shop.example`"
    )
    title: str | None = Field(default=None, min_length=1, max_length=80, description="instead of the establishment's")
    accent: Annotated[str, AfterValidator(_colour)] | None = Field(default=None, description="`#rrggbb`")
    languages: tuple[str, ...] = Field(default=(), description="offered to the page; empty = the message set's own")
    limits: Limits = Limits()
