"""The web channel: a chat widget for any page, served by Frontdesk itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import cast

from frontdesk import Channel, ConfigError, Desk, Routes, hookimpl
from frontdesk_web.channel import WebChannel
from frontdesk_web.settings import Limits, WebSettings

AsgiApp = Callable[..., Awaitable[None]]

__all__ = ["Limits", "WebChannel", "WebSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of kind `web`."""
    return [WebChannel]


@hookimpl
def register_routes(desk: Desk) -> Iterable[Routes]:
    """The widget's API, and its script. What serves HTTP is imported here, where it is first needed."""
    from frontdesk_web.api import widget_api  # noqa: PLC0415
    from frontdesk_web.script import PREFIX, ScriptApp  # noqa: PLC0415

    applications: dict[str, object] = {"/api/v1/widget": widget_api(desk), PREFIX: ScriptApp()}
    return [Routes(prefix=prefix, app=cast("AsgiApp", app)) for prefix, app in applications.items()]


@hookimpl
def startup(desk: Desk) -> None:
    """Refuse to serve two accounts under one key: a page could not say which one it means."""
    seen: dict[str, str] = {}
    for account, channel in desk.channels(WebChannel.kind).items():
        key = channel.settings.key if isinstance(channel, WebChannel) else account
        if key in seen:
            raise ConfigError.of("FD536", key=key, first=seen[key], second=account)
        seen[key] = account
