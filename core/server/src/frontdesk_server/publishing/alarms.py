"""Alarms: two active sets that meet, since a sync or a group brought them together. The earlier one speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from weakref import WeakKeyDictionary

from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Account
from frontdesk.rules import Rulebook
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.publishing.meetings import Meeting, meetings

Alarms = Mapping[str, Sequence[Diagnostic]]

_kept: Final[WeakKeyDictionary[Rulebook, tuple[Audience, tuple[Account, ...], Alarms]]] = WeakKeyDictionary()


def alarms_of(rulebook: Rulebook, audience: Audience, accounts: Sequence[Account]) -> Alarms:
    """By the name of each set what it meets; found anew only when rules, accounts or establishments have changed."""
    found = _kept.get(rulebook)
    if found is None or found[0] is not audience or found[1] != tuple(accounts):
        alarms: dict[str, list[Diagnostic]] = {}
        for name, diagnostic in _told(meetings(rulebook, audience, accounts)):
            alarms.setdefault(name, []).append(diagnostic)
        found = _kept[rulebook] = audience, tuple(accounts), alarms
    return found[2]


def _told(found: Sequence[Meeting]) -> Iterator[tuple[str, Diagnostic]]:
    for meeting in found:
        yield meeting.first.name, meeting.diagnostic
        yield meeting.second.name, meeting.diagnostic
