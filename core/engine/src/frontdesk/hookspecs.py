"""The hooks: where Frontdesk can be plugged into. One page of docs each in `docs/reference/hooks.md`.

Hooks are called once, at start-up, and return iterables; the host flattens them, sorts by name and refuses duplicates,
naming both distributions. Nothing may lean on the order in which plugins were installed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from frontdesk.channel import Channel
    from frontdesk.desk import Command, Desk, Routes
    from frontdesk.source import HttpSource, LocalSource
    from frontdesk.templating import Tag
    from frontdesk.vocabulary import Action, Condition, Trigger

hookspec = pluggy.HookspecMarker("frontdesk")
hookimpl = pluggy.HookimplMarker("frontdesk")


@hookspec
def register_channels() -> Iterable[type[Channel]]:  # type: ignore[empty-body]
    """Called at start-up; return the kinds of channel this plugin adds."""


@hookspec
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:  # type: ignore[empty-body]
    """Called at start-up; return the kinds of source this plugin adds."""


@hookspec
def register_triggers() -> Iterable[Trigger[Any]]:  # type: ignore[empty-body]
    """Called at start-up; return instances of the triggers this plugin adds to the rule language."""


@hookspec
def register_conditions() -> Iterable[Condition[Any]]:  # type: ignore[empty-body]
    """Called at start-up; return instances of the conditions this plugin adds to the rule language."""


@hookspec
def register_actions() -> Iterable[Action[Any]]:  # type: ignore[empty-body]
    """Called at start-up; return instances of the actions this plugin adds to the rule language."""


@hookspec
def register_tags() -> Iterable[Tag]:  # type: ignore[empty-body]
    """Called at start-up; return the tags this plugin adds to texts."""


@hookspec
def register_routes(desk: Desk) -> Iterable[Routes]:  # type: ignore[empty-body]
    """Called by the server when it starts; return ASGI applications and the prefixes they serve."""


@hookspec
def register_commands() -> Iterable[Command]:  # type: ignore[empty-body]
    """Called by the command line; return the commands this plugin adds to `frontdesk`."""


@hookspec
def startup(desk: Desk) -> Awaitable[None] | None:
    """Called when a server is about to take requests, not where one only decides or sends; open what stays open."""
