"""The vocabulary: every installed trigger, condition, action and tag, by its word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict

from frontdesk.rules.problems import Saying, suggest

if TYPE_CHECKING:
    from frontdesk.templating import TagTable
    from frontdesk.vocabulary import Action, Condition, Trigger

STRUCTURE: Final = ("all", "any", "not")
"""The words that join conditions: no plugin may add them, they are the language itself."""

OF_MACHINES: Final = "automatic"
"""The condition that asks whether a machine wrote: without it a rule never hears of such messages."""

PLUGIN_WORDS: Final[Mapping[str, str]] = {
    "message_matches": "frontdesk-keywords",
    "no_reply": "frontdesk-followups",
    "handover": "frontdesk-handover",
    "label": "frontdesk-handover",
}
"""Words of plugins of ours that may not be installed: what the mend of an unknown word says to install."""


class NoParameters(BaseModel):
    """What a word is given that declares no parameters of its own."""

    model_config = ConfigDict(extra="forbid")


class Part(StrEnum):
    """The three parts of a rule, by the key that they stand under."""

    TRIGGER = "on"
    CONDITION = "if"
    ACTION = "do"


_UNKNOWN: Final[Mapping[Part, tuple[str, str, str]]] = {
    Part.TRIGGER: ("FD330", "FD333", "FD336"),
    Part.CONDITION: ("FD331", "FD334", "FD337"),
    Part.ACTION: ("FD332", "FD335", "FD338"),
}
"""Misspelt, unknown, not installed."""


def explain_switched_off(word: str, distribution: str, switched_off: Mapping[str, str]) -> Saying | None:
    """What to say of a word, channel or source whose plugin is installed and left out; None where it is not that."""
    plugin = switched_off.get(distribution)
    return None if plugin is None else ("FD408", {"word": word, "plugin": plugin, "distribution": distribution})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What rules can be written with in this installation. `host.Host.vocabulary` collects it."""

    triggers: Mapping[str, Trigger[Any]]
    conditions: Mapping[str, Condition[Any]]
    actions: Mapping[str, Action[Any]]
    tags: TagTable
    owners: Mapping[str, str] = field(default_factory=dict)
    """Word -> the distribution that adds it."""
    switched_off: Mapping[str, str] = field(default_factory=dict)
    """Installed plugins that are left out: distribution -> name."""

    def words(self, part: Part) -> Mapping[str, Trigger[Any] | Condition[Any] | Action[Any]]:
        """The words that may stand under `on`, `if` or `do`, without those of structure."""
        if part is Part.TRIGGER:
            return self.triggers
        return self.conditions if part is Part.CONDITION else self.actions

    def params_of(self, part: Part, word: str) -> type[BaseModel]:
        """The model of a word's parameters."""
        model = self.words(part)[word].Params
        return NoParameters if model is BaseModel else model

    def explain(self, part: Part, word: str) -> Saying:
        """Why a word cannot stand here: the id and parameters of a diagnostic."""
        for other in Part:
            if other is not part and word in (*self.words(other), *(STRUCTURE if other is Part.CONDITION else ())):
                return "FD339", {"word": word, "here": part.value, "there": other.value}
        misspelt, unknown, missing = _UNKNOWN[part]
        if word in PLUGIN_WORDS:
            distribution = PLUGIN_WORDS[word]
            off = explain_switched_off(word, distribution, self.switched_off)
            return off or (missing, {"word": word, "distribution": distribution})
        known = [*self.words(part), *(STRUCTURE if part is Part.CONDITION else ())]
        return suggest(misspelt, unknown, word, known)
