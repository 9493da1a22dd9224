"""The exchange: one claimed message told to its platform, or to a team, and the receipt for it."""

from __future__ import annotations

from typing import Final

import structlog

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.channel import Outcome, Receipt
from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Handover
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Transport, Unauthorised
from frontdesk_server.runtime.claiming import Ready
from frontdesk_server.runtime.telling import Teller
from frontdesk_server.runtime.world import Connections
from frontdesk_server.store.values import OutboxRow

_OUTCOMES: Final = {NotSent: Outcome.RETRY, Refused: Outcome.FAILED, Lost: Outcome.UNKNOWN}

_log = structlog.get_logger("frontdesk.sender")


class Exchange:
    """Makes calls. One that breaks off, or whose reply cannot be read, has a receipt too: its end is unknown."""

    def __init__(self, transport: Transport, connections: Connections) -> None:
        self._transport = transport
        self._connections = connections
        self._teller = Teller(channels=connections.channels, teams=connections.teams, transport=transport)

    async def receipt(self, one: Ready) -> tuple[Receipt, Diagnostic | None]:
        """What the platform said; and what is wrong with what we call it with, if that is why it was not called."""
        if isinstance(one.call, Handover):
            return await self._teller.tell(one.row, one.call), None
        return await self._exchanged(one.row, one.call)

    async def _exchanged(self, row: OutboxRow, call: HttpCall) -> tuple[Receipt, Diagnostic | None]:
        try:
            reply = await self._transport.call(call, row.account)
        except Unauthorised as error:
            return Receipt(outcome=Outcome.PAUSED, detail=str(error)), error.problem
        except (NotSent, Refused, Lost) as error:
            return Receipt(outcome=_OUTCOMES[type(error)], detail=str(error)), None
        except Exception as error:  # noqa: BLE001 - a mistake of ours or of an adapter: the call may have been made
            _log.exception("call broke off", account=row.account, key=row.key)
            return Receipt(outcome=Outcome.UNKNOWN, detail=f"{type(error).__name__}: {error}"), None
        return self._read(row, reply), None

    def _read(self, row: OutboxRow, reply: HttpReply) -> Receipt:
        try:
            return self._connections.channels[row.account].read_reply(row.message, reply)
        except Exception:  # noqa: BLE001 - an adapter's mistake after the call was made: it may have arrived
            _log.exception("reply cannot be read", account=row.account, status=reply.status)
            return Receipt(outcome=Outcome.UNKNOWN, detail=f"reply with status {reply.status} cannot be read")
