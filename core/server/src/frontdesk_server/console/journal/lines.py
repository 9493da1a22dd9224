"""What rows of the journal are told with: names of channels, words and colours of decisions, exact instants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk.engine.said import said
from frontdesk_server.console.desk import Desk
from frontdesk_server.console.journal.reading import (
    event_words,
    handed_over,
    step,
    summary_kind,
    summary_words,
    way,
    why,
)
from frontdesk_server.console.journal.states import STATE_WORDS
from frontdesk_server.console.journal.times import exact, known_zone
from frontdesk_server.console.words import language_now

WORDS: Final[Mapping[str, object]] = {
    "summary_words": summary_words,
    "summary_kind": summary_kind,
    "event_words": event_words,
    "why": why,
    "handed_over": handed_over,
    "exact": exact,
    "known_zone": known_zone,
    "step": step,
    "way": way,
    "said": lambda name, value: said(name, value, language_now()),
    **STATE_WORDS,
}
"""Functions that templates call, as `j`."""


def account_names(desk: Desk) -> list[tuple[str, str]]:
    """Every account, with its channel where its id does not tell."""
    named = ((id_, channel.kind) for id_, channel in sorted(desk.connections.channels.items()))
    return [(id_, id_ if kind in id_ else f"{id_} ({kind})") for id_, kind in named]
