"""The console put together from its rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from frontdesk_server.console import (
    accounts,
    conversations,
    establishments,
    figures,
    home,
    hours,
    journal,
    people,
    preview,
    releases,
    sets,
    signin,
)
from frontdesk_server.console.assets import check_assets, static_route
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.screens import Screen, routes
from frontdesk_server.console.visit import PREFIX

SCREENS: Final[Sequence[Screen]] = (
    *signin.SCREENS,
    *home.SCREENS,
    *sets.SCREENS,
    *preview.SCREENS,
    *releases.SCREENS,
    *establishments.SCREENS,
    *hours.SCREENS,
    *conversations.SCREENS,
    *journal.SCREENS,
    *figures.SCREENS,
    *accounts.SCREENS,
    *people.SCREENS,
)
"""Every screen there is: what is not in here has no address."""


def console_routes(desk: Desk) -> Sequence[BaseRoute]:
    """The console's routes. Raises `ConfigError` where its styles and scripts were not built."""
    check_assets()
    return [Route("/", _bare_address), static_route, *routes(SCREENS, desk)]


async def _bare_address(_request: Request) -> Response:
    """Who types the server's bare address wants to work."""
    return RedirectResponse(PREFIX)
