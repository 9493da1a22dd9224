"""Mounting ASGI applications under prefixes, the exact prefix included; the prefix is stripped from their paths."""

from __future__ import annotations

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix(BaseRoute):
    """A route of Starlette's router that hands everything under a prefix to one application."""

    def __init__(self, prefix: str, app: ASGIApp) -> None:
        self.prefix = prefix.rstrip("/")
        self.app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """A whole match for the prefix itself and everything under it."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == self.prefix or path.startswith(f"{self.prefix}/")):
            return Match.NONE, {}
        inner = {"path": path[len(self.prefix) :] or "/", "root_path": scope.get("root_path", "") + self.prefix}
        return Match.FULL, inner

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer."""
        await self.app(scope, receive, send)
