"""Drafts: what a rule wants to say, rendered, before a channel's limits are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a text is for: deadlines, toggles and the journal depend on it."""

    PRIVACY = "privacy"
    WELCOME = "welcome"
    ABSENCE = "absence"
    ANSWER = "answer"
    MESSAGE = "message"
    OPERATOR = "operator"
    HANDOVER = "handover"
    """Not for the contact: it travels beside the messages, after those that the contact reads first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A conversation starter as it is offered: its id and its title in the message's language."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One text to be said, with what is needed to say it late, again, or not at all."""

    key: str
    """The outbox id: 32 hex digits of blake2b over (conversation, rule, occurrence). It is the send's key."""
    kind: Kind
    text: str
    locale: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    standing: tuple[Suggestion, ...] = ()
    """Starters offered before, that this text hides where they are shown under the newest message only (`vanishes`).

    `fit` shows them there anew, except the one that the text answers, and nowhere else.
    """
    rule: str = ""
    """The rule's name; empty for an operator's own words."""
    position: int = 0
    """Which of the rule's texts it is, from 0."""
    starter: str | None = None
    """The starter that was tapped or typed, where the event was that: what the text answers."""
    release: int = 0
    data_version: str = ""
    """The establishment version that the text was rendered from."""
    valid_until: datetime | None = None
    """When the text stops being true though no data changed (a next opening, today's hours); None = never."""
    deadline: datetime | None = None
    """After this instant it is dropped, with a record, instead of sent."""
    hours_side: str | None = None
    """`inside` or `outside`: a greeting is dropped when chat hours have changed sides; None = does not matter."""
    precedes: tuple[Draft, ...] = ()
    """Of a privacy notice: what it comes before. It goes out only while one of those is still due."""
    operator: str | None = None
    """Who wrote it, where a human of the business did and their name is known."""
    reply_context: Mapping[str, str] = field(default_factory=dict)
