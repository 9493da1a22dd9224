"""Completeness: which establishments lack a value that a text cannot do without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk.templating.context import TagContext
from frontdesk.templating.values import Values
from frontdesk.templating.wording import Wording

if TYPE_CHECKING:
    from frontdesk.model import Establishment
    from frontdesk.templating.tags import Tag

_NOT_OF_THE_PLACE = frozenset({"contact", "operator", "channel", "now"})


def completeness(
    establishments: Iterable[Establishment], wordings: Iterable[Wording], now: datetime, locale: str
) -> Mapping[str, list[str]]:
    """For each tag the ids of the establishments without a value for it, in the order given.

    Counted are the tags that some text uses without a default, an optional segment or a condition around it, and that
    speak of the establishment. Chat hours are its own, else its opening hours. `now` is aware.
    """
    tags = _required(wordings)
    lacking: dict[str, list[str]] = {name: [] for name in sorted(tags)}
    for establishment in establishments:
        for name in _missing(establishment, tags, now, locale):
            lacking[name].append(establishment.id)
    return {name: ids for name, ids in lacking.items() if ids}


def _required(wordings: Iterable[Wording]) -> dict[str, Tag]:
    programs = [program for wording in wordings for program in wording.programs]
    used = {name: program.tags[name] for program in programs for name in program.required}
    return {name: tag for name, tag in used.items() if tag.namespace not in _NOT_OF_THE_PLACE}


def _missing(establishment: Establishment, tags: Mapping[str, Tag], now: datetime, locale: str) -> Sequence[str]:
    from frontdesk.model import Contact  # noqa: PLC0415

    context = TagContext(
        establishment=establishment,
        contact=Contact(address=""),
        now=now,
        locale=locale,
        opening=establishment.opening_hours,
        chat=establishment.chat_hours or establishment.opening_hours,
    )
    values = Values(tags, context)
    return [name for name in tags if not values[name]]
