"""The actions: hand the conversation over to people, and label it for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import Action, Facts, HandOver, Label
from frontdesk_handover.params import HandoverParams, LabelParams


class HandoverAction(Action[HandoverParams]):
    """`handover`. People answer from now on; automation is silent until the episode ends or they give it back."""

    name: ClassVar[str] = "handover"
    Params: ClassVar[type[BaseModel]] = HandoverParams

    def effects(self, params: HandoverParams, facts: Facts) -> Sequence[HandOver]:  # noqa: ARG002 - says it to everybody
        """That people have it, with the team and the note of the rule."""
        return (HandOver(team=params.team, note=params.note),)


class LabelAction(Action[LabelParams]):
    """`label`. The conversation gets these labels where people answer it; automation goes on."""

    name: ClassVar[str] = "label"
    Params: ClassVar[type[BaseModel]] = LabelParams

    def effects(self, params: LabelParams, facts: Facts) -> Sequence[Label]:  # noqa: ARG002 - as above
        """The labels of the rule."""
        return (Label(names=tuple(params.root)),)
