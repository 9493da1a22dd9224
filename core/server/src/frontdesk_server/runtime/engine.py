"""The engine as the runtime sees it: the pure functions that it calls, handed in as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from frontdesk.model import (
    Account,
    Capabilities,
    Decision,
    Draft,
    Establishment,
    Event,
    Message,
    Situation,
    Toggles,
    TraceLine,
)

if TYPE_CHECKING:
    from frontdesk.desk import Offer
    from frontdesk.rules import Rulebook
    from frontdesk_server.store import Release

Compile = Callable[["Release | None"], "Rulebook"]
"""The rulebook of a release, compiled with the installed vocabulary; of no release: an empty one."""


class Fit(Protocol):
    """`frontdesk.engine.fit`."""

    def __call__(
        self, draft: Draft, capabilities: Capabilities, *, to: str, conversation: str = ""
    ) -> tuple[Message, ...]:
        """The messages that say this draft on a channel."""


class MakeOffer(Protocol):
    """`frontdesk.engine.offer`."""

    def __call__(
        self,
        rulebook: Rulebook,
        establishment: Establishment,
        *,
        account: Account,
        toggles: Toggles,
        locale: str | None,
        now: datetime,
    ) -> Offer:
        """What this establishment offers on this account now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The functions of `frontdesk.engine`, and how a release is compiled."""

    compile: Compile
    decide: Callable[[Event, Situation, datetime], Decision]
    fit: Fit
    no_longer_due: Callable[[Draft, Event, Situation, datetime], TraceLine | None]
    is_stale: Callable[[Draft, Situation, datetime], bool]
    rerender: Callable[[Draft, Event, Situation, datetime], tuple[Draft | None, tuple[TraceLine, ...]]]
    offer: MakeOffer


def standard_engine(compile: Compile) -> Engine:  # noqa: A002 - the field's name
    """The engine as it is shipped."""
    from frontdesk import engine  # noqa: PLC0415 - commands that decide nothing stay quick

    return Engine(
        compile=compile,
        decide=engine.decide,
        fit=engine.fit,
        no_longer_due=engine.no_longer_due,
        is_stale=engine.is_stale,
        rerender=engine.rerender,
        offer=engine.offer,
    )
