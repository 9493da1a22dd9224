"""The contract that every local source passes by subclassing: all rows, or a word about each that is missing.

::

    class TestParrotFile(SourceContract):
        def write(self, place, records): ...       # put the records where the source reads, in its own form
        def source(self, place): return ParrotSource(ParrotSource.Settings(path=place))
        def spoil_one(self, place): ...            # make one row unreadable, the others as they were
        def spoil_all(self, place): ...            # nothing can be read any more
"""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from frontdesk import ConfigError, LocalSource, Row, describe, establishment_from
from frontdesk_testkit.laws import Contract, Level, law
from frontdesk_testkit.matter import SCRIPTS

Record = Mapping[str, object]
RECORDS: Sequence[Record] = (
    {"id": "a-1", "name": "Alpha", "timezone": "Europe/Paris", "address": {"city": "Évreux", "postal_code": "01000"}},
    {"id": "b-2", "name": "Beta", "timezone": "America/Lima", "phone": "+51 1 555 0000"},
    {"id": "c-3", "name": "Gamma", "timezone": "Asia/Tokyo", "groups": ["north", "night"]},
)


class SourceContract(Contract):
    """All laws of a local source."""

    SUBJECT: ClassVar[str] = "source"

    # You implement

    @abstractmethod
    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Put these records, and no others, where the source reads; `place` is a folder of the test's own."""

    @abstractmethod
    def source(self, place: Path) -> LocalSource:
        """The source that reads there."""

    @abstractmethod
    def spoil_one(self, place: Path) -> None:
        """After `write`: make the second row one that cannot be used."""

    @abstractmethod
    def spoil_all(self, place: Path) -> None:
        """After `write`: make it impossible to read anything."""

    # You should not need to override

    def kind(self) -> str | None:
        """That of the source."""
        return self.source(Path()).kind

    def read(self, place: Path) -> list[Row]:
        """Every row there is now."""
        return list(self.source(place).rows())

    def good(self, place: Path) -> dict[str, Mapping[str, object]]:
        """The records that can be used, by id."""
        return {row.id: row.record for row in self.read(place) if row.id is not None and row.record is not None}

    @law(Level.BRONZE)
    def test_rows_deliver_every_record(self, tmp_path: Path) -> None:
        """Every field that was written is there, letter for letter."""
        self.write(tmp_path, RECORDS)
        good = self.good(tmp_path)
        for record in RECORDS:
            found = good[str(record["id"])]
            assert {name: found.get(name) for name in record} == dict(record)

    @law(Level.BRONZE)
    def test_records_become_establishments(self, tmp_path: Path) -> None:
        """What is delivered without an error is what the engine takes."""
        self.write(tmp_path, RECORDS)
        names = [establishment_from(record).name for record in self.good(tmp_path).values()]
        assert names == ["Alpha", "Beta", "Gamma"]

    @law(Level.BRONZE)
    def test_a_bad_row_never_loses_the_others(self, tmp_path: Path) -> None:
        """One row is wrong: it says so, and the rest are as they were."""
        self.write(tmp_path, RECORDS)
        self.spoil_one(tmp_path)
        assert {"a-1", "c-3"} <= self.good(tmp_path).keys()
        errors = [item for row in self.read(tmp_path) for item in row.diagnostics if item.severity == "error"]
        assert errors, "a row was lost without a word"
        for item in errors:
            assert describe(item, "en")
            assert describe(item, "fr")
            assert item.place, "the error does not say where"

    @law(Level.BRONZE)
    def test_ids_are_unique(self, tmp_path: Path) -> None:
        """The same id twice: the first is kept, the second is reported."""
        again = {"id": "a-1", "name": "Not Alpha", "timezone": "Europe/Paris"}
        self.write(tmp_path, [*RECORDS, again])
        rows = self.read(tmp_path)
        assert [row.record["name"] for row in rows if row.id == "a-1" and row.record is not None] == ["Alpha"]
        reported = [row for row in rows if row.id == "a-1" and row.record is None]
        assert any(item.severity == "error" for row in reported for item in row.diagnostics)

    @law(Level.SILVER)
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_text_is_kept_as_it_was_written(self, tmp_path: Path, script: str) -> None:
        """No change of Unicode form, no escaping: a value with markup or tags in it is data."""
        self.write(tmp_path, [{**RECORDS[0], "name": SCRIPTS[script]}])
        assert self.good(tmp_path)["a-1"]["name"] == SCRIPTS[script]

    @law(Level.SILVER)
    def test_an_empty_source_has_no_rows(self, tmp_path: Path) -> None:
        """No establishments is an answer, not an error."""
        self.write(tmp_path, [])
        assert self.read(tmp_path) == []

    @law(Level.BRONZE)
    def test_an_unreadable_source_raises_instead_of_shrinking(self, tmp_path: Path) -> None:
        """The host keeps the last good records only if the source says that it could not read."""
        self.write(tmp_path, RECORDS)
        self.spoil_all(tmp_path)
        with pytest.raises(ConfigError) as caught:
            self.read(tmp_path)
        assert describe(caught.value.diagnostics[0], "fr")

    @law(Level.SILVER)
    def test_a_mended_source_is_read_again(self, tmp_path: Path) -> None:
        """An instance that failed once works again when the data do."""
        self.write(tmp_path, RECORDS)
        source = self.source(tmp_path)
        self.spoil_all(tmp_path)
        with pytest.raises(ConfigError):
            list(source.rows())
        self.write(tmp_path, RECORDS)
        assert sum(row.record is not None for row in source.rows()) == len(RECORDS)

    @law(Level.SILVER)
    def test_reading_twice_gives_the_same(self, tmp_path: Path) -> None:
        """The order too: where ids repeat, which one is first must not change by itself."""
        self.write(tmp_path, RECORDS)
        assert self.read(tmp_path) == self.read(tmp_path)

    @law(Level.GOLD)
    def test_fingerprint_tells_a_change(self, tmp_path: Path) -> None:
        """A change of one letter, of the same length, at once: the host would sleep through it otherwise."""
        self.write(tmp_path, RECORDS)
        source = self.source(tmp_path)
        before = source.fingerprint()
        assert before is not None, "without a fingerprint everything is read at each look: xfail"
        assert source.fingerprint() == before
        self.write(tmp_path, [*RECORDS[:2], {**RECORDS[2], "name": "Gamme"}])
        assert source.fingerprint() != before

    @law(Level.GOLD)
    def test_fingerprint_never_raises(self, tmp_path: Path) -> None:
        """It is asked at every look, also while there is nothing to read."""
        self.write(tmp_path, RECORDS)
        source = self.source(tmp_path)
        self.spoil_all(tmp_path)
        source.fingerprint()
