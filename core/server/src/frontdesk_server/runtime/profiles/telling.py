"""Telling: what is known of a profile, as diagnostics and sentences that console, REST and command line share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from frontdesk.channel import ForeignAutomation
from frontdesk.diagnostics import Diagnostic
from frontdesk_server.store.profiles import KeptProfile

_KINDS: Final = {"greeting": "FD592", "absence": "FD593", "starters": "FD594", "other": "FD595"}
_UNSAID: Final = "-"


def automations_of(kept: KeptProfile) -> Iterator[Diagnostic]:
    """A warning for each message of the platform's own that contacts read beside ours."""
    for found in kept.automations:
        if found.enabled is not False:
            yield _warning(kept.account, found)


def _warning(account: str, found: ForeignAutomation) -> Diagnostic:
    if found.enabled is None:
        return Diagnostic(id="FD596", params={"account": account}, severity="warning")
    params = {"account": account, "text": repr(found.text) if found.text else _UNSAID}
    return Diagnostic(id=_KINDS.get(found.kind, "FD595"), params=params, severity="warning")
