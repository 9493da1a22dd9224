"""The runtime: never lose an event, never answer twice. `Runtime` is the whole of it; `api` and `cli` start it.

::

    connections = Connections(accounts=..., channels=..., max_event_age=...)
    transport = HttpTransport(secrets, clock, private=accounts_that_may_call_private_addresses)
    runtime = Runtime(store, standard_engine(compile), connections, transport)
    await runtime.start()
    await runtime.inbox.append(account, events)     # durable when it returns; ChannelError with retry_after when full
    runtime.desk                                    # for `register_routes`, `startup`
    await runtime.stop()
"""

from __future__ import annotations

from frontdesk_server.runtime.engine import Engine, standard_engine
from frontdesk_server.runtime.service import Runtime
from frontdesk_server.runtime.world import Connections, Live

__all__ = ["Connections", "Engine", "Live", "Runtime", "standard_engine"]
