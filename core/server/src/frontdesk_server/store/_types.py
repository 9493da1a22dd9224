"""The column types of the store: instants as whole microseconds, ids as 16 bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, Row, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_ID = re.compile("[0-9a-f]{32}")

T = TypeVar("T")

AnyRow = Row[*tuple[Any, ...]]
"""A row of a statement whose columns are read by name."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as microseconds since 1970: the same in both databases, and it compares as a number."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """To microseconds."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To an aware instant in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def is_id(text: str) -> bool:
    """Whether a text from outside can be one of our ids at all."""
    return _ID.fullmatch(text) is not None


class HexId(TypeDecorator[str]):
    """An id of 32 hex digits, kept as its 16 bytes: keys stay short."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """To bytes."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To hex digits."""
        return None if value is None else value.hex()


class Words(TypeDecorator[str]):
    """Text that people or platforms wrote; without the character 0, which PostgreSQL does not keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """As it can be kept."""
        return value.replace("\0", "") if value is not None and "\0" in value else value


Serial = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database gives out; SQLite does so only for INTEGER."""


def padded(values: Sequence[T]) -> Sequence[T]:
    """The values, the last one repeated up to a power of two: an IN list then has few distinct lengths to prepare."""
    if not values:
        return values
    length = 1 << (len(values) - 1).bit_length()
    return [*values, *[values[-1]] * (length - len(values))]
