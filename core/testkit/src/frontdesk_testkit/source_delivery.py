"""The laws of HTTP sources about what is delivered: every record, once, as it is, page by page."""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pytest

from frontdesk import describe, establishment_from
from frontdesk_testkit.laws import Level, law
from frontdesk_testkit.matter import SCRIPTS
from frontdesk_testkit.source_asking import HttpSourceBase
from frontdesk_testkit.source_dialect import LONG_AGO
from frontdesk_testkit.source_reading import Reading, as_json

LATER: Final = datetime.fromisoformat("2026-05-01T12:00:00.123456+00:00")


class DeliveryLaws(HttpSourceBase):
    """Reading from a platform that is well."""

    @law(Level.BRONZE)
    def test_every_record_is_delivered(self) -> None:
        """Over three pages, letter for letter, and as records that the engine takes."""
        records = self.records(2 * self.most + 1)
        reading = self.read(self.platform(records))
        assert not self.lacking(records, reading)
        assert set(reading.good) == {self.id_of(record) for record in records}
        assert all(establishment_from(record) for record in reading.good.values())

    @law(Level.BRONZE)
    def test_a_full_page_is_no_end(self) -> None:
        """Exactly one page, exactly two, and one record more or less: none is missing, none comes twice."""
        for count in (1, self.most - 1, self.most, self.most + 1, 2 * self.most):
            ids = [row.id for row in self.read(self.platform(self.records(count))).rows]
            assert sorted(map(str, ids)) == sorted(self.id_of(record) for record in self.records(count))

    @law(Level.BRONZE)
    def test_a_bad_row_never_loses_the_others(self) -> None:
        """One record cannot be used: a row says so, and where, and the rest are as they were."""
        records = self.records(self.most + 2)
        dialect = self.platform(records)
        dialect.spoil(str(records[1]["id"]))
        reading = self.read(dialect)
        assert not self.lacking([records[0], *records[2:]], reading)
        assert self.id_of(records[1]) not in reading.good
        errors = [item for row in reading.rows for item in row.diagnostics if item.severity == "error"]
        assert errors, "a row was lost without a word"
        assert all(describe(item, language) for item in errors for language in ("en", "fr"))
        assert all(item.place for item in errors), "the error does not say where"

    @law(Level.BRONZE)
    def test_a_bad_row_is_known_by_its_id(self) -> None:
        """Without the id, nobody knows whose last good record is to stay."""
        records = self.records(3)
        dialect = self.platform(records)
        dialect.spoil(str(records[1]["id"]))
        bad = [row.id for row in self.read(dialect).rows if row.record is None]
        assert bad == [self.id_of(records[1])]

    @law(Level.SILVER)
    def test_an_empty_platform_has_no_rows(self) -> None:
        """No establishments is an answer, not an error."""
        assert self.read(self.platform([])).rows == []

    @law(Level.SILVER)
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_text_is_kept_as_it_was_written(self, script: str) -> None:
        """No change of Unicode form, no escaping: a value with markup or tags in it is data."""
        records = [{**self.record(0), "name": SCRIPTS[script]}]
        assert [found["name"] for found in self.read(self.platform(records)).good.values()] == [SCRIPTS[script]]

    @law(Level.SILVER)
    def test_the_same_id_twice_is_two_rows(self) -> None:
        """Which one is kept is the host's business: the first comes first, and none is hidden from it."""
        records = [*self.records(2), {**self.record(0), "name": "The second of that id"}]
        reading = self.read(self.platform(records))
        assert not self.lacking(records[:2], reading)

    @law(Level.SILVER)
    def test_pages_are_as_large_as_allowed(self) -> None:
        """A page more of records costs one call more, and what the documentation says that each record needs."""
        calls = [len(self.read(self.platform(self.records(pages * self.most))).requests) for pages in (1, 2)]
        assert calls[0] <= 1 + self.calls_of_its_own + self.per_record * self.most
        assert calls[1] - calls[0] <= 1 + self.per_record * self.most

    @law(Level.SILVER)
    def test_reading_twice_gives_the_same(self) -> None:
        """The same calls, the same rows, in the same order: what was made before a crash is known again after it."""
        dialect = self.platform(self.records(self.most + 1))
        first, second = self.read(dialect), self.read(dialect)
        assert [as_json(fetch) for fetch in first.fetches] == [as_json(fetch) for fetch in second.fetches]
        assert first.rows == second.rows

    @law(Level.SILVER)
    def test_digest_tells_a_change(self) -> None:
        """A row whose digest is as it was is not looked at: it changes with each field, and not by itself."""
        records = self.records(2)
        changed = [records[0], {**records[1], "name": f"{records[1]['name']}!"}]
        before, again, after = (_digests(self.read(self.platform(put))) for put in (records, records, changed))
        assert before == again
        first, second = (self.id_of(record) for record in records)
        assert before[first] == after[first]
        assert before[second] is None or before[second] != after[second]

    @law(Level.GOLD)
    def test_every_row_has_a_digest(self) -> None:
        """It is what makes a pass over what has not changed cheap."""
        assert all(_digests(self.read(self.platform(self.records(3)))).values())

    @law(Level.SILVER)
    def test_since_gives_what_has_changed(self) -> None:
        """At that instant too; never less than that. A source that does not ask for it gets everything."""
        source = self.source()
        records = self.records(self.most + 2)
        dialect = self.platform(records)
        changed = [{**record, "name": f"{record['name']} (new)"} for record in records[-2:]]
        dialect.put([*records[:-2], *changed], LATER)
        for since in (LATER, LATER - timedelta(milliseconds=1), LATER + timedelta(microseconds=400)):
            reading = self.read(dialect, since=since)
            due = changed if since <= LATER else []
            assert not self.lacking(due, reading), f"changed at {LATER}, asked for since {since}"
            few = len(reading.good) < len(records)
            assert few == source.incremental, "`incremental` says something else than `first(since)` does"

    @law(Level.SILVER)
    def test_since_long_ago_gives_everything(self) -> None:
        """An instant before all changes, in the platform's own form."""
        records = self.records(2)
        assert not self.lacking(records, self.read(self.platform(records), since=LONG_AGO - timedelta(days=400)))

    @law(Level.SILVER)
    def test_page_is_pure(self) -> None:
        """The same reply gives the same page, from any instance: nothing is remembered between calls."""
        dialect = self.platform(self.records(self.most + 1))
        driver = self.driver(dialect)
        shared = driver.source
        first = driver.over_everything()
        again = self.driver(dialect)
        again.source = shared
        assert again.over_everything().rows == first.rows


def _digests(reading: Reading) -> dict[str | None, str | None]:
    return {row.id: row.digest for row in reading.rows}
