"""The words that the rule language has from the start, registered through the same hooks as a stranger's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from frontdesk.hookspecs import hookimpl

if TYPE_CHECKING:
    from frontdesk.templating import Tag
    from frontdesk.vocabulary import Action, Condition, Trigger


@hookimpl
def register_triggers() -> Iterable[Trigger[Any]]:
    """The triggers of a conversation's life, and the one before anything is said."""
    from frontdesk.builtin.triggers import TRIGGERS  # noqa: PLC0415 - loaded when a host asks for it

    return TRIGGERS


@hookimpl
def register_conditions() -> Iterable[Condition[Any]]:
    """Hours, channel, language, establishment, contact, episode, page, and whether a machine wrote."""
    from frontdesk.builtin.conditions import CONDITIONS  # noqa: PLC0415 - loaded when a host asks for it

    return CONDITIONS


@hookimpl
def register_actions() -> Iterable[Action[Any]]:
    """Send a text, offer starters, answer the one that was tapped."""
    from frontdesk.builtin.actions import ACTIONS  # noqa: PLC0415 - loaded when a host asks for it

    return ACTIONS


@hookimpl
def register_tags() -> Iterable[Tag]:
    """The tags of establishment, hours, contact, operator and instant."""
    from frontdesk.templating import BUILTIN_TAGS  # noqa: PLC0415 - loaded when a host asks for it

    return BUILTIN_TAGS
