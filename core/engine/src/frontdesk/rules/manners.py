"""How tags are told, as documents say it under `tags`: read, checked against the installed tags, and written again."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules.period import Duration, written_duration
from frontdesk.rules.positions import Path, path_text
from frontdesk.rules.problems import Problems, Saying
from frontdesk.templating import Dash, Manner
from frontdesk.templating.manner import EVERY, NOT_OF_THE_PLACE, covers

if TYPE_CHECKING:
    from frontdesk.templating import TagTable

DEFAULT: Final = Manner()


class MannerShape(BaseModel):
    """How the tags of a text are told. What a text leaves out, its message set says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_age: dict[str, Duration] = Field(
        default_factory=dict,
        description="how old data may be to be told, by tag (`hours.week`), beginning of tags (`hours`), or `*`",
    )
    dash: Dash = Field(default=Dash.HYPHEN, description="between the ends of a range; by SMS it is a hyphen always")
    name_zone: StrictBool = Field(
        default=False, description="hours name their time zone to whom is known to live by another clock"
    )

    @cached_property
    def manner(self) -> Manner:
        """As the engine has it."""
        return Manner.of(self.dash, name_zone=self.name_zone, max_age=self.max_age)

    def over(self, other: MannerShape | None) -> MannerShape:
        """What this says, and where it says nothing what the other does."""
        return self if other is None else MannerShape(**(other.said() | self.said()))

    def said(self) -> dict[str, Any]:
        """The keys that are given."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    def written(self) -> dict[str, object]:
        """As a document says it."""
        texts: dict[str, object] = {
            "max_age": {name: written_duration(age) for name, age in self.max_age.items()},
            "dash": self.dash.value,
            "name_zone": self.name_zone,
        }
        return {name: text for name, text in texts.items() if name in self.model_fields_set}


def manner_of(shape: MannerShape | None) -> Manner:
    """The manner that is said, else the usual one."""
    return DEFAULT if shape is None else shape.manner


def check_manner(shape: MannerShape | None, tags: TagTable, path: Path, problems: Problems) -> None:
    """Record what is wrong with the names under `max_age` of what stands at `path`."""
    for name in shape.max_age if shape is not None else ():
        if (wrong := _wrong_name(name, tags)) is not None:
            problems.tell(wrong, (*path, "max_age", name))


def wrong_ages(shape: MannerShape, tags: TagTable) -> tuple[Diagnostic, ...]:
    """The same for a manner whose place is not known: with paths within it."""
    found = ((name, _wrong_name(name, tags)) for name in shape.max_age)
    return tuple(
        Diagnostic(id=wrong[0], path=path_text(("max_age", name)), params=wrong[1])
        for name, wrong in found
        if wrong is not None
    )


def _wrong_name(name: str, tags: TagTable) -> Saying | None:
    if name.partition(".")[0] in NOT_OF_THE_PLACE:
        return "FD222", {"name": name}
    if name == EVERY or _names_a_tag(name, tags):
        return None
    return "FD221", {"name": name, "suggestions": ", ".join(map(repr, tags.suggestions(name)))}


def _names_a_tag(name: str, tags: TagTable) -> bool:
    """Whether a tag is called that, or begins with it as a whole word."""
    return tags.lookup(name) is not None or any(covers(name, tag.name) for tag in tags)
