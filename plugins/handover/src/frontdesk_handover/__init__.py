"""Rules that hand a conversation over to people: the actions `handover` and `label`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel

from frontdesk import Action, hookimpl
from frontdesk_handover.actions import HandoverAction, LabelAction
from frontdesk_handover.params import HandoverParams, LabelParams

__all__ = ["HandoverAction", "HandoverParams", "LabelAction", "LabelParams"]


@hookimpl
def register_actions() -> Iterable[Action[BaseModel]]:
    """The words that this distribution adds."""
    return [cast("Action[BaseModel]", HandoverAction()), cast("Action[BaseModel]", LabelAction())]
