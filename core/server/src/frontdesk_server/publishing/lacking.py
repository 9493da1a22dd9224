"""Missing values: which establishments lack one for a tag that a set cannot do without, asked of many in slices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic_core import from_json

from frontdesk.errors import ConfigError
from frontdesk.hours import Schedule
from frontdesk.model import Establishment
from frontdesk.rules import Rulebook, SetInfo
from frontdesk.templating import Completeness
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.store import Member, Store
from frontdesk_server.store.establishments import compiled
from frontdesk_server.store.roll import Record

SLICE: Final = 1000
_HOURS: Final = ("opening_hours", "chat_hours", "hours")

Advance = Callable[[int], None]
"""Told how many establishments have been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """One tag and the establishments that have no value for it, by id."""

    tag: str
    members: tuple[Member, ...]


async def lacking(
    store: Store, rulebook: Rulebook, infos: Sequence[SetInfo], audience: Audience, advance: Advance
) -> tuple[Lacking, ...]:
    """What establishments lack for the texts of these sets, by tag."""
    found: dict[str, dict[str, Member]] = {}
    for info in infos:
        asked = _Asked(info, rulebook, store.clock.now())
        if not asked.tags:
            continue
        taken = await asyncio.to_thread(_taken, audience, info)
        ids = list(taken)
        for start in range(0, len(ids), SLICE):
            for record in await store.roll.records(ids[start : start + SLICE]):
                for tag in asked.missing(record):
                    found.setdefault(tag, {})[record.id] = taken[record.id]
            advance(min(SLICE, len(ids) - start))
    return tuple(Lacking(tag=tag, members=tuple(members.values())) for tag, members in sorted(found.items()))


def _taken(audience: Audience, info: SetInfo) -> Mapping[str, Member]:
    return {member.id: member for member in audience.taken(info.selection)}


class _Asked:
    """What the texts of one set need, asked of one record after the other.

    Many establishments have the same hours, so what hours alone decide is worked out once for each.
    """

    def __init__(self, info: SetInfo, rulebook: Rulebook, now: datetime) -> None:
        self._info = info
        self._rulebook = rulebook
        self._asked = Completeness(info.wordings, now, _language(info))
        self._read = ("id", "name", "timezone", *self._asked.fields)
        self._by_hours: dict[tuple[str, ...], Sequence[str]] = {}
        self.tags = self._asked.tags

    def missing(self, record: Record) -> Iterator[str]:
        """The tags that it has no value for. A record that cannot be read any more lacks nothing here."""
        try:
            content: Mapping[str, Any] = from_json(record.record)
            yield from self._of_data(content, record)
            yield from self._of_hours(content, record)
        except ConfigError:
            return

    def _of_data(self, content: Mapping[str, Any], record: Record) -> Sequence[str]:
        if self._asked.of_plugins:
            whole = compiled(record.id, content, record.version)
            return self._asked.missing(whole, {**self._asked.of_data, **self._asked.of_plugins})
        if not self._asked.of_data:
            return ()
        bare = {key: content[key] for key in self._read if key in content}
        return self._asked.missing(compiled(record.id, bare, record.version), self._asked.of_data)

    def _of_hours(self, content: Mapping[str, Any], record: Record) -> Sequence[str]:
        if not self._asked.of_hours:
            return ()
        address = content.get("address")
        country = address.get("country") if isinstance(address, Mapping) else None
        key = tuple(map(repr, (*map(content.get, _HOURS), content.get("timezone"), country)))
        known = self._by_hours.get(key)
        if known is None:
            place = compiled(record.id, content, record.version)
            known = self._by_hours[key] = self._asked.missing(place, self._asked.of_hours, chat=self._chat(place))
        return known

    def _chat(self, place: Establishment) -> Schedule | None:
        return self._rulebook.schedule(self._info.hours, place)


def _language(info: SetInfo) -> str:
    """The language that the set is judged in: whether there is a value, hardly depends on it."""
    return info.language or next((name for name in info.welcome.languages if name[:1].isalpha()), "en")
