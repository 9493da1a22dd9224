"""The trigger `no_reply`: nobody answered for a while."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel

from frontdesk import Trigger, hookimpl
from frontdesk_followups.params import NoReplyParams
from frontdesk_followups.trigger import NoReply

__all__ = ["NoReply", "NoReplyParams"]


@hookimpl
def register_triggers() -> Iterable[Trigger[BaseModel]]:
    """The word that this distribution adds."""
    return [cast("Trigger[BaseModel]", NoReply())]
