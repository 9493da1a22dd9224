"""The condition: whether the contact's own words hold one of the words, phrases or patterns."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from frontdesk import HOLDS, Condition, Facts, MessageReceived, Verdict, fails
from frontdesk_keywords.matching import MatchesParams

_SHOWN = 80


class MessageMatches(Condition[MatchesParams]):
    """`message_matches`. Only a message of the contact can match: never a status, a tap, an operator's words."""

    name: ClassVar[str] = "message_matches"
    Params: ClassVar[type[BaseModel]] = MatchesParams

    def holds(self, params: MatchesParams, facts: Facts) -> Verdict:
        """`HOLDS`, or what was looked for and the beginning of what was written."""
        event = facts.event
        if not isinstance(event, MessageReceived):
            return fails(wanted=params.wanted, text=None)
        return HOLDS if params.found_in(event.text) else fails(wanted=params.wanted, text=event.text[:_SHOWN])
