"""Events as messages of the log, and back."""

from __future__ import annotations

import json
from typing import Final

from frontdesk_server.store import codec
from frontdesk_server.store.values import Arrival

VERSION: Final = 1


def dump_arrival(arrival: Arrival) -> bytes:
    """An event as it is kept in the log."""
    body = {
        "v": VERSION,
        "account": arrival.account,
        "conversation": arrival.conversation,
        "formerly": list(arrival.formerly),
        "trace": arrival.trace,
        "event": codec.dump_event(arrival.event),
    }
    return json.dumps(body, ensure_ascii=False).encode()


def load_arrival(data: bytes) -> Arrival:
    """An event as it came in. Raises `ConfigError` (FD757) for a form that this version does not read."""
    body = json.loads(data)
    event = codec.load_event(body["event"])
    return Arrival(body["account"], body["conversation"], event, tuple(body["formerly"]), body["trace"])
