"""The condition `message_matches`: words, phrases and patterns in what a contact writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel

from frontdesk import Condition, hookimpl
from frontdesk_keywords.condition import MessageMatches
from frontdesk_keywords.matching import MatchesParams

__all__ = ["MatchesParams", "MessageMatches"]


@hookimpl
def register_conditions() -> Iterable[Condition[BaseModel]]:
    """The word that this distribution adds."""
    return [cast("Condition[BaseModel]", MessageMatches())]
