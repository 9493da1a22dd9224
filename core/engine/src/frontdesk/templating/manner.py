"""Manners: how the tags of a text are told, as whoever wrote the text or its message set wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from frontdesk.model import Establishment

EVERY: Final = "*"
"""Stands for every tag that is filled from an establishment's data."""

NOT_OF_THE_PLACE: Final = frozenset({"contact", "operator", "channel", "now"})
"""The namespaces whose values do not come from an establishment's data; those of all others grow old with them."""


class Marks(StrEnum):
    """Which spaces and dashes stand in times, dates and hours."""

    PLAIN = "plain"
    """The space bar's and the hyphen: what every alphabet has, that of SMS too."""
    LOCALE = "locale"
    """The spaces of the language (`9:00\u202fAM`), and hyphens."""
    TYPESET = "typeset"
    """The spaces of the language, and en dashes as it sets them (`09:00\u2009\u2013\u200912:00`)."""

    __hash__ = str.__hash__  # styles are looked up by it for each tag about hours, and an enum hashes in Python


class Dash(StrEnum):
    """What stands between the first and the last of a range."""

    HYPHEN = "hyphen"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How tags are told. `max_age` says how old data may be, by the name of a tag, the beginning of names, or `*`."""

    dash: Dash = Dash.HYPHEN
    name_zone: bool = False
    """Hours name their clock to whom is known to live by another."""
    max_age: tuple[tuple[str, timedelta], ...] = ()

    @classmethod
    def of(cls, dash: Dash = Dash.HYPHEN, *, name_zone: bool = False, max_age: Mapping[str, timedelta]) -> Manner:
        """The manner with these ages, the longest name first: of several that fit a tag it is the one that counts."""
        ages = sorted(max_age.items(), key=lambda item: (item[0] == EVERY, -len(item[0]), item[0]))
        return cls(dash=dash, name_zone=name_zone, max_age=tuple(ages))

    def marks(self, *, plain: bool) -> Marks:
        """The spaces and dashes, on a channel that has the plain ones alone or one that has all."""
        if plain:
            return Marks.PLAIN
        return Marks.TYPESET if self.dash is Dash.EN else Marks.LOCALE

    def limit(self, tag: str) -> timedelta | None:
        """How old the data for a tag may be; None = as old as they are."""
        if not self.max_age or tag.partition(".")[0] in NOT_OF_THE_PLACE:
            return None
        return next((limit for name, limit in self.max_age if covers(name, tag)), None)

    def expiry(self, tag: str, establishment: Establishment) -> datetime | None:
        """When the data become too old for a tag, if they were ever confirmed and it has an age."""
        limit = self.limit(tag)
        return None if limit is None or establishment.read_at is None else establishment.read_at + limit

    def too_old(self, tag: str, establishment: Establishment, now: datetime) -> bool:
        """Whether a tag has no value for its data are too old. Data that nobody ever confirmed are."""
        if self.limit(tag) is None:
            return False
        expiry = self.expiry(tag, establishment)
        return expiry is None or now >= expiry


def covers(name: str, tag: str) -> bool:
    """Whether a name of `max_age` is this tag's, or the beginning of it."""
    return name in {EVERY, tag} or tag.startswith(f"{name}.")


DEFAULT: Final = Manner()
