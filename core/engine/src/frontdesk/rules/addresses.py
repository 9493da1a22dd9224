"""Where the parts of a rule were written: in a rule of its own, or in the keys of the message set it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from frontdesk.rules.positions import Path


class Addresses(Protocol):
    """What a rule's diagnostics and its trace call its places."""

    @property
    def rule(self) -> Path:
        """The whole rule."""

    def key(self, key: str) -> Path:
        """One of its keys."""

    def condition(self, index: int, word: str) -> Path:
        """One of its conditions."""

    def action(self, index: int, word: str) -> Path:
        """One of its actions."""


@dataclass(frozen=True, slots=True)
class InRule:
    """A rule as it stands in the document: `rules[2].if[0]`."""

    rule: Path

    def key(self, key: str) -> Path:
        return (*self.rule, key)

    def condition(self, index: int, word: str) -> Path:  # noqa: ARG002 - the word matters to sets only
        return (*self.rule, "if", index)

    def action(self, index: int, word: str) -> Path:  # noqa: ARG002
        return (*self.rule, "do", index)


_PART_KEYS: Final = {
    "privacy": "privacy",
    "welcome": "welcome",
    "absence": "absence",
    "absence-after-tap": "absence",
    "absence-again": "absence",
    "answers": "starters",
}
_CONDITION_KEYS: Final = {
    "establishment": "establishments",
    "channel": "channels",
    "chat_hours": "chat_hours",
    "episode": "policy",
    "not": "policy",
    "any": "policy",
}


@dataclass(frozen=True, slots=True)
class InSet:
    """A rule that a message set is short for: its conditions are what the operator wrote under the set's keys."""

    base: Path
    part: str

    @property
    def rule(self) -> Path:
        return (*self.base, _PART_KEYS[self.part])

    def key(self, key: str) -> Path:
        return (*self.base, key)

    def condition(self, index: int, word: str) -> Path:  # noqa: ARG002 - sets have no numbered conditions
        return (*self.base, _CONDITION_KEYS[word])

    def action(self, index: int, word: str) -> Path:  # noqa: ARG002
        return (*self.base, "starters") if word != "send" else self.rule
