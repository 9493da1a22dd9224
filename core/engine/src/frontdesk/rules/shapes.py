"""The forms of message sets and rules as people write them; their texts and words are checked elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from frontdesk.rules.manners import MannerShape
from frontdesk.rules.period import Bound, Duration
from frontdesk.rules.problems import found_word
from frontdesk.rules.readable import refusal
from frontdesk.rules.selection import Name, SelectionShape

MOST_STARTERS: Final = 5
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def _spelt(form: re.Pattern[str], refused: str) -> AfterValidator:
    """A text of a certain form; `refused` is the diagnostic for any other."""

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise refusal(refused, found=found_word(value))
        return value

    return AfterValidator(check)


def _one_line(name: str) -> str:
    """A name as traces, lists and errors can show it."""
    if not name.strip() or name.splitlines() != [name]:
        raise refusal("FD367", found=found_word(name))
    return name


Title = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]
Channels = Annotated[
    Annotated[list[Name], Field(min_length=1)] | Literal["all"],
    BeforeValidator(lambda value: [value] if isinstance(value, str) and value != "all" else value),
]
HoursWord = str | dict[str, object]
"""`auto`, `opening_hours`, the name of a schedule, or a whole hours document."""


class _Shape(BaseModel):
    """A mapping that has no other keys than these."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PolicyShape(_Shape):
    """How often a set speaks."""

    greet_once: Literal["episode", "day", "contact"] = "episode"
    absence_repeat: Literal["start", "each_closed_period"] = "start"
    starters_outside_hours: bool = True
    episode_idle: Duration = Field(
        default_factory=lambda: timedelta(hours=24), description="an episode ends after this long without an event; 24h"
    )


class StarterShape(_Shape):
    """A conversation starter: what is tapped, and what is answered then."""

    id: Annotated[str, _spelt(_ID, "FD364")] | None = None
    title: object = None
    """Missing like empty is told as `FD356`."""
    answer: object
    formerly: list[str] = Field(default_factory=list)
    fallback: object = None
    tags: MannerShape | None = Field(default=None, description="how tags are told; what it leaves out, the set says")
    enabled: StrictBool = Field(
        default=True, description="false: checked like the others, and neither shown nor answered"
    )


class _Timed(_Shape):
    """What applies for a while, and by which hours."""

    chat_hours: HoursWord = "auto"
    since: Bound | None = Field(default=None, alias="from")
    until: Bound | None = None


class MessageSetShape(_Timed):
    """What an operator edits: texts and starters for chosen establishments and channels."""

    name: Title
    establishments: SelectionShape
    channels: Channels = "all"
    takes_over: list[Name] = Field(
        default_factory=list, description="names of sets before which this one comes where both apply"
    )
    language: Annotated[str, _spelt(_LANGUAGE, "FD327")] | None = None
    privacy: object = None
    welcome: object
    absence: object
    starters: list[object] = Field(default_factory=list)
    fallback: object = None
    tags: MannerShape | None = Field(default=None, description="how the tags in its texts are told")
    policy: PolicyShape = Field(default_factory=PolicyShape)


class RuleShape(_Timed):
    """What a developer writes: `on`, `if`, `do`."""

    name: Title
    on: object
    conditions: list[object] = Field(default_factory=list, alias="if")
    actions: list[object] = Field(default_factory=list, alias="do")
    slot: Title | None = None
    stop: bool = False
    before: Literal["message_sets"] | None = None
