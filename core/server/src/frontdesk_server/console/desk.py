"""What the rooms work with: store, plugins, runtime and project of the server that they belong to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from frontdesk.host import Host
from frontdesk_server.access.signed_in import SignedIn
from frontdesk_server.api.streams import Stopping
from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.clock import Clock
from frontdesk_server.project import Project
from frontdesk_server.runtime import Connections, Runtime
from frontdesk_server.settings import Settings
from frontdesk_server.store import Store

PersonOf = Callable[[str], Awaitable[SignedIn | None]]
"""Who a session's secret belongs to; None = nobody any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The services of the console."""

    store: Store
    host: Host
    runtime: Runtime
    connections: Connections
    board: Switchboard
    """The accounts and sources, and how to plug in more."""
    project: Project
    settings: Settings
    stopping: Stopping
    person_of: PersonOf
    public_url: str
    """The address at which the world reaches this server, without a slash at its end."""

    @property
    def clock(self) -> Clock:
        """The server's clock."""
        return self.store.clock
