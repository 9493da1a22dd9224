"""Completeness: which establishments lack a value that a text cannot do without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from frontdesk.templating.builtin_tags import BUILTIN_TAGS
from frontdesk.templating.context import TagContext
from frontdesk.templating.manner import NOT_OF_THE_PLACE
from frontdesk.templating.values import Values
from frontdesk.templating.wording import Wording

if TYPE_CHECKING:
    from frontdesk.hours import Schedule
    from frontdesk.model import Establishment
    from frontdesk.templating.tags import Tag

_OF_HOURS: Final = frozenset({"hours", "chat_hours"})
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "establishment.address_lines": ("address",),
    "establishment.street": ("address",),
    "establishment.postal_code": ("address",),
    "establishment.city": ("address",),
    "establishment.region": ("address",),
    "establishment.country": ("address",),
    "establishment.phone_link": ("phone",),
    "chat.expected_reply": ("expected_reply",),
}
"""The fields of a record that a tag of the engine's looks at, where it is not the one that it is called by."""
_MEMBERS: Final = frozenset(tag.member for tag in BUILTIN_TAGS if tag.member is not None)


def completeness(
    establishments: Iterable[Establishment], wordings: Iterable[Wording], now: datetime, locale: str
) -> Mapping[str, list[str]]:
    """For each tag the ids of the establishments without a value for it, in the order given.

    Counted are the tags that some text uses without a default, an optional segment or a condition around it, and that
    speak of the establishment. Chat hours are its own, else its opening hours. `now` is aware.
    """
    asked = Completeness(wordings, now, locale)
    lacking: dict[str, list[str]] = {name: [] for name in asked.tags}
    for establishment in establishments:
        for name in asked.missing(establishment):
            lacking[name].append(establishment.id)
    return {name: ids for name, ids in lacking.items() if ids}


class Completeness:
    """The same, asked of one establishment after the other.

    The engine's own tags look at known things, so that whoever asks of many establishments need not compile all of
    each: those `of_data` look at no hours, those `of_hours` at hours, time zone and country alone.
    """

    def __init__(self, wordings: Iterable[Wording], now: datetime, locale: str) -> None:
        required = _required(wordings)
        self.tags: tuple[str, ...] = tuple(sorted(required))
        """What is asked for."""
        own = {name: tag for name, tag in required.items() if _is_own(tag)}
        self.of_hours = {name: tag for name, tag in own.items() if tag.namespace in _OF_HOURS}
        self.of_data = {name: tag for name, tag in own.items() if tag.namespace not in _OF_HOURS}
        self.of_plugins = {name: tag for name, tag in required.items() if name not in own}
        self.fields = frozenset(field for name in self.of_data for field in _fields(name))
        """What those `of_data` look at in a record, besides its id, name and time zone."""
        self._now = now
        self._locale = locale

    def missing(
        self, establishment: Establishment, tags: Mapping[str, Tag] | None = None, *, chat: Schedule | None = None
    ) -> list[str]:
        """The names of the tags without a value, of all or of some that are asked for.

        `chat` are the chat hours that the texts mean; without them its own, else its opening hours.
        """
        from frontdesk.model import Contact  # noqa: PLC0415

        asked = {**self.of_data, **self.of_hours, **self.of_plugins} if tags is None else tags
        context = TagContext(
            establishment=establishment,
            contact=Contact(address=""),
            now=self._now,
            locale=self._locale,
            opening=establishment.opening_hours,
            chat=chat or establishment.chat_hours or establishment.opening_hours,
        )
        values = Values(asked, context)
        return [name for name in asked if not values[name]]


def _required(wordings: Iterable[Wording]) -> dict[str, Tag]:
    programs = [program for wording in wordings for program in wording.programs]
    used = {name: program.tags[name] for program in programs for name in program.required}
    return {name: tag for name, tag in used.items() if tag.namespace not in NOT_OF_THE_PLACE}


def _fields(name: str) -> tuple[str, ...]:
    namespace, _, key = name.partition(".")
    return ("custom",) if namespace == "custom" else _FIELDS.get(name, (key,))


def _is_own(tag: Tag) -> bool:
    """Whether it is the engine's, itself or as a member of a family."""
    if isinstance(tag.resolve, partial):
        return tag.resolve.args[0] in _MEMBERS
    return any(tag is own for own in BUILTIN_TAGS)
