"""Doors: what another process may ask of the fake platform under `/_control`, to be its contact and to look on.

=======  =====================  ==============================================================================
method   path                   JSON
=======  =====================  ==============================================================================
GET      `/_control/account`    `{settings, secrets, contact}`: the account that this is the platform of
POST     `/_control/webhook`    `{url}`: where Frontdesk takes what the platform tells
POST     `/_control/open`       `{contact?}`: the contact opens the conversation
POST     `/_control/say`        `{text, contact?}`
POST     `/_control/tap`        `{title, contact?}`; 404 where the contact sees nothing of that title
POST     `/_control/answer`     `{text, contact?}`: a human of the business answers on the platform
=======  =====================  ==============================================================================

What happens is answered with `{statuses}`: what Frontdesk said to each request. `/_control/seen` shows what is seen.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from aiohttp import web

from frontdesk_testkit.dialect import Dialect

Happening = Callable[[Mapping[str, str], str], Sequence[int]]
Handler = Callable[[web.Request], Awaitable[web.Response]]
_dumps = partial(json.dumps, default=str)


class Contactable(Protocol):
    """What a door needs of the platform."""

    dialect: Dialect
    webhook_url: str | None

    @property
    def root(self) -> str:
        """The server's own address."""

    def open(self, contact: str) -> Sequence[int]:
        """A contact opens the conversation."""

    def say(self, text: str, contact: str) -> Sequence[int]:
        """A contact writes."""

    def tap(self, title: str, contact: str) -> Sequence[int]:
        """A contact taps."""

    def answer(self, text: str, contact: str) -> Sequence[int]:
        """A human of the business answers."""


class Doors:
    """The routes."""

    def __init__(self, platform: Contactable) -> None:
        self._platform = platform

    def routes(self) -> list[web.RouteDef]:
        """To be added before the platform's own."""
        platform = self._platform
        return [
            web.get("/_control/account", self._account),
            web.post("/_control/webhook", self._webhook),
            web.post("/_control/open", self._happens(lambda _asked, contact: platform.open(contact))),
            web.post("/_control/say", self._happens(lambda asked, contact: platform.say(asked["text"], contact))),
            web.post("/_control/tap", self._happens(lambda asked, contact: platform.tap(asked["title"], contact))),
            web.post("/_control/answer", self._happens(lambda asked, contact: platform.answer(asked["text"], contact))),
        ]

    async def _account(self, _request: web.Request) -> web.Response:
        dialect, root = self._platform.dialect, self._platform.root
        secrets = {ref: value.decode() for ref, value in dialect.secrets(root).items()}
        return web.json_response(
            {"settings": dialect.settings(root), "secrets": secrets, "contact": dialect.contact(1)}, dumps=_dumps
        )

    async def _webhook(self, request: web.Request) -> web.Response:
        self._platform.webhook_url = str((await request.json())["url"])
        return web.json_response({"url": self._platform.webhook_url})

    def _happens(self, happen: Happening) -> Handler:
        """In a thread: the platform waits there for Frontdesk, while this loop makes the request."""

        async def answer(request: web.Request) -> web.Response:
            asked = await request.json() if request.can_read_body else {}
            contact = str(asked.get("contact") or self._platform.dialect.contact(1))
            try:
                statuses = await asyncio.to_thread(happen, asked, contact)
            except LookupError as error:
                return web.json_response({"error": str(error)}, status=404)
            except ValueError as error:
                return web.json_response({"error": str(error)}, status=409)
            return web.json_response({"statuses": list(statuses)})

        return answer
