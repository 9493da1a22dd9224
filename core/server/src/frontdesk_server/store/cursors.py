"""A cursor: where a page of a list by time ended, as a short text that an address can carry."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import ColumnElement, literal, tuple_

from frontdesk_server.store._types import EPOCH, MICROSECOND, Instant

_FORM: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,18}|[0-9a-f]{32})")


class Cursor(NamedTuple):
    """The instant of a row, and what tells it from others of the same instant: its number, or its id."""

    at: datetime
    key: int | str

    @property
    def text(self) -> str:
        """As an address carries it."""
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.key}"

    @classmethod
    def numbered(cls, text: str) -> Self | None:
        """The cursor of a list of numbered rows; None = no such text was ever given out."""
        found = _FORM.fullmatch(text)
        return cls(_instant(found[1]), int(found[2])) if found and len(found[2]) <= _LONGEST_NUMBER else None

    @classmethod
    def identified(cls, text: str) -> Self | None:
        """The cursor of a list of rows with ids; None = no such text was ever given out."""
        found = _FORM.fullmatch(text)
        return cls(_instant(found[1]), found[2]) if found and len(found[2]) > _LONGEST_NUMBER else None

    def before(self, at: ColumnElement[Any], key: ColumnElement[Any]) -> ColumnElement[bool]:
        """Rows that come after this one where the newest come first."""
        return tuple_(at, key) < self._here(key)

    def after(self, at: ColumnElement[Any], key: ColumnElement[Any]) -> ColumnElement[bool]:
        """Rows that are newer than this one."""
        return tuple_(at, key) > self._here(key)

    def _here(self, key: ColumnElement[Any]) -> ColumnElement[Any]:
        return tuple_(literal(self.at, Instant()), literal(self.key, key.type))


_LONGEST_NUMBER: Final = 18


def _instant(microseconds: str) -> datetime:
    return EPOCH + timedelta(microseconds=int(microseconds))
