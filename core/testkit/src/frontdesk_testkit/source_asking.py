"""What the laws of HTTP sources stand on: what an adapter's author implements, and passes read from it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from frontdesk import HttpSource
from frontdesk_testkit.laws import Contract
from frontdesk_testkit.source_dialect import LONG_AGO, Record, SourceDialect
from frontdesk_testkit.source_matter import record_of
from frontdesk_testkit.source_reading import Driver, Reading, Tamper

UNPAGED = 5
"""How many records the laws take where the platform gives everything at once."""


class HttpSourceBase(Contract):
    """What you implement and may override; the laws stand beside it."""

    SUBJECT: ClassVar[str] = "source"

    carries: ClassVar[Sequence[str]] = ("name",)
    """The fields of a record that the platform holds, letter for letter: `address.city`, `phone`, `groups`."""
    per_record: ClassVar[int] = 0
    """How many calls each record needs beyond the list, by the documentation (hours on an endpoint of their own)."""
    calls_of_its_own: ClassVar[int] = 1
    """How many calls a pass needs beside those (a list of accounts, robots.txt), that of an empty first page too."""

    # You implement

    @abstractmethod
    def source(self) -> HttpSource:
        """A source, made anew, as it is set up to ask the platform of `dialect`."""

    @abstractmethod
    def dialect(self) -> SourceDialect:
        """The platform, made anew, without records."""

    # You may override

    def record(self, number: int) -> Record:
        """A record that this platform can hold. The ids of several must differ."""
        return record_of(number)

    def id_of(self, record: Record) -> str:
        """The id under which the source delivers a record."""
        return str(record["id"])

    # You should not need to override

    def kind(self) -> str | None:
        """That of the source."""
        return self.source().kind

    def records(self, count: int) -> list[Record]:
        """So many records."""
        return [self.record(number) for number in range(count)]

    @property
    def most(self) -> int:
        """How many records fill a page."""
        return self.dialect().most_per_page or UNPAGED

    def platform(self, records: Sequence[Record], at: datetime = LONG_AGO) -> SourceDialect:
        """A platform that holds these records."""
        dialect = self.dialect()
        dialect.put(records, at)
        return dialect

    def driver(
        self, dialect: SourceDialect, tamper: Tamper | None = None, secrets: Mapping[str, bytes] | None = None
    ) -> Driver:
        """What reads from it, with a source of its own."""
        known = dialect.secrets() if secrets is None else secrets
        driver = Driver(self.source(), dialect, known)
        if tamper is not None:
            driver.tamper = tamper
        return driver

    def read(self, dialect: SourceDialect, tamper: Tamper | None = None, since: datetime | None = None) -> Reading:
        """A whole pass."""
        return self.driver(dialect, tamper).over_everything(since)

    def lacking(self, records: Sequence[Record], reading: Reading) -> dict[str, object]:
        """Every field that was put in and is not delivered as it was, by id and field: empty = all is there."""
        good = reading.good
        told = [(self.id_of(record), field, value_at(record, field)) for record in records for field in self.carries]
        return {
            f"{id_}: {field}": {"put in": value, "delivered": value_at(good.get(id_, {}), field)}
            for id_, field, value in told
            if value_at(good.get(id_, {}), field) != value
        }


def value_at(record: Mapping[str, object], path: str) -> object:
    """The value at a dotted path; None where there is nothing."""
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
