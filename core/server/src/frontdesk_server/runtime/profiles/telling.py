"""Telling: what is known of a profile, as diagnostics and sentences that console, REST and command line share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from frontdesk.channel import ForeignAutomation
from frontdesk.diagnostics import Diagnostic
from frontdesk_server.store.profiles import KeptProfile

_KINDS: Final = {"greeting": "FD592", "absence": "FD593", "starters": "FD594", "other": "FD595"}
_UNSAID: Final = "-"


def automations_of(kept: KeptProfile, *, certain: bool = False) -> Iterator[Diagnostic]:
    """A warning for each message of the platform's own beside ours; `certain` = only of those seen to be on."""
    for found in kept.automations:
        if found.enabled or (found.enabled is None and not certain):
            yield _warning(kept.account, found)


def _warning(account: str, found: ForeignAutomation) -> Diagnostic:
    id_ = "FD596" if found.enabled is None else _KINDS.get(found.kind, "FD595")
    params = {"account": account, "text": repr(found.text) if found.text else _UNSAID}
    return Diagnostic(id=id_, params=params, severity="warning")
