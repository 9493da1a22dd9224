"""The rows that a batch of decisions writes: one event's effect, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from frontdesk import fold
from frontdesk.model import Arm, Cancel, Event, MessageReceived, OperatorReplied, StarterTapped
from frontdesk_server.store import codec
from frontdesk_server.store.forwarding import forward_row
from frontdesk_server.store.streams import Published
from frontdesk_server.store.values import Culprit, Decided, Entry, OutboxStatus, Outgoing, Work, account_partition

Row = dict[str, object]
TimerKey = tuple[str, str]

RECEIVED: Final = "received"
RESTORED: Final = "restored"
"""Why a message is parked that may have been sent before a backup was restored."""
SENT: Final = "sent"


class Effects:
    """What a batch writes, by table. What a later event says of a conversation replaces what an earlier one said."""

    def __init__(self, work: Work, now: datetime, partitions: int, doubtful: datetime | None = None) -> None:
        """`doubtful` = what is said for events up to then is parked: a backup was restored, it may have been sent."""
        self._now = now
        self._doubtful = doubtful
        self._partitions = partitions
        self._conversations: dict[str, Row] = {}
        self._timers: dict[TimerKey, Arm | Cancel] = {}
        self._keys: set[str] = set()
        self._part_of: dict[str, int] = {}
        self.decisions: list[Row] = []
        self.messages: list[Row] = []
        self.queue: list[Row] = []
        self.published: list[Published] = []
        self.forwards: list[Row] = []
        self.dead = [self._dead(culprit) for culprit in work.dead]
        for decided in work.decided:
            self._add(decided)

    @property
    def keys(self) -> list[str]:
        """The keys of the messages to be sent."""
        return sorted(self._keys)

    @property
    def conversations(self) -> list[Row]:
        """One row for each conversation: its last state in this batch."""
        return list(self._conversations.values())

    @property
    def armed(self) -> list[Row]:
        """Timers to set or replace."""
        return [
            {
                "conversation": conversation,
                "name": name,
                "part": self._part_of[conversation],
                "version": timer.version,
                "due": timer.due,
            }
            for (conversation, name), timer in self._timers.items()
            if isinstance(timer, Arm)
        ]

    @property
    def cancelled(self) -> list[Row]:
        """Timers to remove."""
        return [
            {"of_conversation": conversation, "of_name": name}
            for (conversation, name), timer in self._timers.items()
            if isinstance(timer, Cancel)
        ]

    def leave_out(self, keys: set[str]) -> None:
        """Forget messages that were given out before: the same meaning is never sent twice."""
        self.messages = [row for row in self.messages if row["key"] not in keys]
        self.queue = [row for row in self.queue if row["key"] not in keys]

    def _add(self, decided: Decided) -> None:
        entry = decided.entry
        self._part_of[entry.conversation] = entry.part
        self._conversations[entry.conversation] = _conversation(decided)
        self.decisions.append(_decision(decided, self._now))
        self.messages.extend(_own_words(entry))
        for outgoing in decided.outgoing:
            self._say(decided, outgoing)
        for timer in decided.decision.timers:
            self._timers[entry.conversation, timer.name] = timer
        if (forwarded := forward_row(decided, self._now, self._partitions)) is not None:
            self.forwards.append(forwarded)
        if decided.published is not None:
            self.published.append(Published(entry.conversation, entry.key, decided.published.body, entry.event.at))

    def _say(self, decided: Decided, outgoing: Outgoing) -> None:
        if outgoing.message.key in self._keys:
            return
        self._keys.add(outgoing.message.key)
        entry = decided.entry
        line = journal_line(entry.conversation, entry.number, outgoing, self._now)
        row = queue_row(
            outgoing,
            conversation=entry.conversation,
            decision=entry.number,
            account=entry.account,
            establishment=decided.establishment,
            partitions=self._partitions,
            now=self._now,
            received=entry.event.received_at,
            trace=decided.trace,
        )
        doubt = self._doubtful is not None and entry.event.at <= self._doubtful
        self.messages.append(line | _IN_DOUBT | {"detail": RESTORED} if doubt else line)
        self.queue.append(row | _IN_DOUBT if doubt else row)

    def _dead(self, culprit: Culprit) -> Row:
        entry = culprit.entry
        return {
            "number": entry.number,
            "conversation": entry.conversation,
            "account": entry.account,
            "type": type(entry.event).__name__,
            "event_id": entry.event.id,
            "event": codec.dump_event(entry.event),
            "error": culprit.error,
            "release": culprit.release,
            "at": self._now,
        }


def _conversation(decided: Decided) -> Row:
    entry, state = decided.entry, decided.decision.state
    return {
        "id": entry.conversation,
        "part": entry.part,
        "version": state.version,
        "account": entry.account,
        "establishment": decided.establishment,
        "contact": decided.origin.contact.address,
        "name": decided.origin.contact.full_name,
        "origin": codec.dump_origin(decided.origin),
        "state": codec.dump_state(state),
        "at": entry.event.received_at,
        "awaiting": decided.awaiting,
        "sought": fold(f"{decided.origin.contact.full_name or ''} {decided.origin.contact.address}".strip()),
    }


def _decision(decided: Decided, now: datetime) -> Row:
    entry, decision = decided.entry, decided.decision
    return {
        "number": entry.number,
        "conversation": entry.conversation,
        "type": type(entry.event).__name__,
        "event_id": entry.event.id,
        "event": codec.dump_event(entry.event),
        "at": now,
        "release": decision.release,
        "summary": decision.summary,
        "establishment": decided.establishment,
        "trace": codec.dump_trace(decision.rows),
        "account": entry.account,
    }


_BLANK: Final[Row] = {"key": None, "suggestions": "[]", "author": None, "rule": "", "release": 0, "detail": None}
_IN_DOUBT: Final[Row] = {"status": OutboxStatus.PARKED.value}


def _own_words(entry: Entry) -> Iterator[Row]:
    """The event's own line in the journal: what the contact said, or an operator elsewhere."""
    event = entry.event
    words = _words(event)
    if words is not None:
        direction, kind, text = words
        author = event.operator if isinstance(event, OperatorReplied) else None
        status = RECEIVED if direction == "in" else SENT
        yield _BLANK | {
            "conversation": entry.conversation,
            "decision": entry.number,
            "direction": direction,
            "kind": kind,
            "text": text,
            "author": author,
            "at": event.received_at,
            "status": status,
        }


def _words(event: Event) -> tuple[str, str, str] | None:
    match event:
        case MessageReceived():
            return "in", "message", event.text
        case StarterTapped():
            return "in", "starter", event.title
        case OperatorReplied(relay=False):
            return "out", "operator", event.text
        case _:
            return None


def journal_line(conversation: str, decision: int, outgoing: Outgoing, now: datetime) -> Row:
    """A message of ours in the journal: with the rule and the release that it comes from."""
    draft, said = outgoing.draft, outgoing.message
    return {
        "conversation": conversation,
        "decision": decision,
        "key": said.key,
        "direction": "out",
        "kind": said.kind.value,
        "text": said.text,
        "suggestions": codec.dump_suggestions(said.suggestions),
        "author": draft.operator,
        "rule": draft.rule,
        "release": draft.release,
        "at": now,
        "status": OutboxStatus.PENDING.value,
        "detail": None,
    }


def queue_row(  # noqa: PLR0913 - the columns, each by its name
    outgoing: Outgoing,
    *,
    conversation: str,
    decision: int,
    account: str,
    establishment: str | None,
    partitions: int,
    now: datetime,
    received: datetime | None = None,
    trace: str | None = None,
) -> Row:
    """A message of ours in the outbox."""
    return {
        "key": outgoing.message.key,
        "conversation": conversation,
        "decision": decision,
        "part": account_partition(account, partitions),
        "account": account,
        "establishment": establishment,
        "contact": outgoing.message.to,
        "body": codec.dump_outgoing((outgoing.draft, outgoing.message)),
        "at": now,
        "status": OutboxStatus.PENDING.value,
        "not_before": now,
        "received": received,
        "trace": trace,
    }
