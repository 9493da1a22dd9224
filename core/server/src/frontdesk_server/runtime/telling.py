"""Telling: what a rule hands over goes to the platform's own people, and to the team's address, until it arrives.

Each of the two has a row of its own in the outbox: one that fails keeps nobody from hearing it of the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import structlog

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.channel import Channel, Outcome, Receipt
from frontdesk.model import Draft, Handover, Kind, Message
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Transport
from frontdesk_server.runtime.forwarding import ForwardTo, signed_call
from frontdesk_server.store.values import OutboxRow, Outgoing

_log = structlog.get_logger("frontdesk.telling")


def outgoing(handover: Handover, channel: Channel, team: ForwardTo | None, release: int) -> Iterator[Outgoing]:
    """The rows that tell it: to the platform's people where it has any, to the team where it has an address."""
    if channel.hand_over(handover):
        yield _row(handover, handover.key, release)
    if team is not None:
        yield _row(handover, _team_key(handover), release)


def _row(handover: Handover, key: str, release: int) -> Outgoing:
    draft = Draft(key=key, kind=Kind.HANDOVER, text=handover.note, rule=handover.rule, release=release)
    message = Message(
        key=key,
        kind=Kind.HANDOVER,
        text=handover.note,
        to=handover.contact.address,
        conversation=handover.conversation,
        handover=handover,
    )
    return Outgoing(draft=draft, message=message)


def _team_key(handover: Handover) -> str:
    return blake2b(f"{handover.key}/team".encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Makes the calls. They set a state, or have their key: whatever the end of one was, it may be made again."""

    channels: Mapping[str, Channel]
    teams: Mapping[str, ForwardTo]
    transport: Transport

    async def tell(self, row: OutboxRow, handover: Handover) -> Receipt:
        """What became of it: `SENT`, `RETRY` or `FAILED`."""
        if row.key != handover.key:
            return await self._tell_team(row, handover)
        try:
            return await self._tell_platform(row, handover)
        except Exception as error:  # noqa: BLE001 - an adapter's mistake: the console shows it
            _log.exception("handover cannot be told", account=row.account, key=row.key)
            return Receipt(outcome=Outcome.FAILED, detail=f"{type(error).__name__}: {error}")

    async def _tell_platform(self, row: OutboxRow, handover: Handover) -> Receipt:
        channel = self.channels[row.account]
        receipt = Receipt(outcome=Outcome.SENT)
        for call in channel.hand_over(handover):
            reply = await self._exchange(call, row.account)
            receipt = reply if isinstance(reply, Receipt) else channel.read_handover(handover, reply)
            if receipt.outcome is not Outcome.SENT:
                break
        return receipt

    async def _tell_team(self, row: OutboxRow, handover: Handover) -> Receipt:
        team = self.teams.get(row.account)
        if team is None:
            return Receipt(outcome=Outcome.FAILED, detail="the account has no address for handovers any more")
        reply = await self._exchange(signed_call(team, row.key, _body(row, handover)), row.account)
        if isinstance(reply, Receipt):
            return reply
        taken = 200 <= reply.status < 300  # noqa: PLR2004 - HTTP's own classes
        return Receipt(
            outcome=Outcome.SENT if taken else Outcome.RETRY, detail="" if taken else f"status {reply.status}"
        )

    async def _exchange(self, call: HttpCall, account: str) -> HttpReply | Receipt:
        try:
            return await self.transport.call(call, account)
        except (NotSent, Lost) as error:
            return Receipt(outcome=Outcome.RETRY, detail=str(error))
        except Refused as error:
            return Receipt(outcome=Outcome.FAILED, detail=str(error))
        except Exception as error:  # noqa: BLE001 - a mistake of ours: it may be told again, and must not vanish
            _log.exception("handover's call broke off", account=account)
            return Receipt(outcome=Outcome.RETRY, detail=f"{type(error).__name__}: {error}")


def _body(row: OutboxRow, handover: Handover) -> bytes:
    contact = handover.contact
    return json.dumps(
        {
            "type": "handover" if handover.hands_over else "label",
            "id": row.key,
            "account": row.account,
            "conversation": row.conversation,
            "establishment": row.establishment,
            "contact": {"id": contact.address, "name": contact.full_name, "locale": contact.locale},
            "team": handover.team,
            "note": handover.note,
            "labels": handover.labels,
            "rule": handover.rule,
            "decision": row.decision,
            "at": row.at.isoformat(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
