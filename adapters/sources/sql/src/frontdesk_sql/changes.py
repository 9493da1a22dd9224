"""What has changed since an instant, by a column that says when a row was changed last, in whatever form it says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import null, or_, type_coerce
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import NullType

from frontdesk import ConfigError

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?P<at>[T ])?")
_OFFSET: Final = re.compile(r"[+-]\d\d:?\d\d$")
_MILLISECONDS_FROM: Final = 100_000_000_000
"""A Unix time above this is in milliseconds: in seconds it would lie beyond the year 5000."""
_FARTHEST: Final = timedelta(days=1)
"""How far texts with an offset of their own may lie from where they sort."""


def changed(column: ColumnElement[Any], sample: object, since: datetime, zone: str) -> ColumnElement[bool]:
    """The rows changed at or after `since`, those that do not say when among them.

    `sample` is any value of the column. Raises `ConfigError` (FD648) where it is no instant.
    """
    since = since.astimezone(UTC)
    of = _FORMS.get(type(sample))
    bound = None if of is None else of(sample, since, ZoneInfo(zone))
    if bound is None:
        raise ConfigError.of("FD648", path="updated_at", column=str(column.name), held=repr(sample)[:60])
    known = type_coerce(column, NullType()) if isinstance(sample, str) else column
    return or_(known >= bound, column.is_(null()))


def _moment(sample: object, since: datetime, zone: ZoneInfo) -> object:
    aware = isinstance(sample, datetime) and sample.tzinfo is not None
    return since if aware else since.astimezone(zone).replace(tzinfo=None)


def _number(sample: object, since: datetime, _zone: ZoneInfo) -> object:
    scale = 1000 if isinstance(sample, int | float | Decimal) and float(sample) > _MILLISECONDS_FROM else 1
    return int(since.timestamp() * scale)


def _text(sample: object, since: datetime, zone: ZoneInfo) -> object:
    """The instant as the column writes it, so that texts compare as instants do."""
    found = _ISO.match(str(sample))
    if found is None:
        return None
    if _OFFSET.search(str(sample)):
        return f"{since - _FARTHEST:%Y-%m-%d}"
    local = since if str(sample).endswith("Z") else since.astimezone(zone)
    return f"{local:%Y-%m-%d{found['at']}%H:%M:%S}" if found["at"] else f"{local:%Y-%m-%d}"


_FORMS: Final[dict[type, Callable[[object, datetime, ZoneInfo], object]]] = {
    datetime: _moment,
    date: lambda _sample, since, zone: since.astimezone(zone).date(),
    int: _number,
    float: _number,
    Decimal: _number,
    str: _text,
}
