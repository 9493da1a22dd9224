"""What a tag may look at while a text is rendered. Nothing else reaches a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from frontdesk.templating.manner import DEFAULT, Manner, Marks

if TYPE_CHECKING:
    from frontdesk.hours import Schedule
    from frontdesk.model import Contact, Establishment

_ALPHA_2: Final = 2


@lru_cache(maxsize=1024)
def _country_of(locale: str) -> str | None:
    parts = locale.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if len(part) == _ALPHA_2 and part.isalpha()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagContext:
    """The establishment written to, the person writing, the instant, and the hours that the text means.

    `now` is aware, in UTC. `locale` is the language of the message (`fr`, `en-US`), which with the establishment's
    country decides how hours and dates look. `opening` and `chat` are the hours that `hours.*` and `chat_hours.*` mean.
    """

    establishment: Establishment
    contact: Contact
    now: datetime
    locale: str
    operator: str | None = None
    channel: str | None = None
    opening: Schedule | None = None
    chat: Schedule | None = None
    manner: Manner = DEFAULT
    marks: Marks = Marks.PLAIN
    """The spaces and dashes that the channel and the manner allow."""
    _local_now: datetime | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def zone(self) -> tzinfo | None:
        """The establishment's time zone; None = unknown."""
        name = self.establishment.timezone
        return ZoneInfo(name) if name else None

    @property
    def reader_country(self) -> str | None:
        """The country in the language that the contact's platform reports (`fr-BE`), in capitals; None = not told."""
        locale = self.contact.locale
        return _country_of(locale) if locale is not None else None

    @property
    def local_now(self) -> datetime:
        """The instant on the establishment's own clock; in UTC while its zone is unknown. Worked out once."""
        local = self._local_now
        if local is None:
            local = self.now.astimezone(self.zone or UTC)
            object.__setattr__(self, "_local_now", local)
        return local
