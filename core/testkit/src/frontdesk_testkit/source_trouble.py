"""The laws of HTTP sources about bad weather: refusals, garbage, secrets, and how fast the platform is asked."""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest

from frontdesk import ConfigError, Diagnostic, HttpReply, WebhookRejected, WebhookRequest, describe, establishment_from
from frontdesk_testkit.laws import Level, law
from frontdesk_testkit.matter import mutations
from frontdesk_testkit.source_asking import HttpSourceBase
from frontdesk_testkit.source_dialect import Record, SourceDialect
from frontdesk_testkit.source_matter import ODD, UNREADABLE
from frontdesk_testkit.source_reading import NOW, Driver, Halted, Reading, Tamper, as_json

LOOKED_AT = 4
"""Refusals and garbage come instead of each of the first replies of a pass: so many."""
HOST_ONLY = (401, 429, 500, 503)
"""What the host alone has an answer to: it waits, tries again, or tells whose credentials are wrong."""


class TroubleLaws(HttpSourceBase):
    """Reading from a platform that is not well."""

    fuzz: int = 60
    """Damaged replies in place of each reply."""

    # Refusals

    @law(Level.BRONZE)
    @pytest.mark.parametrize("status", [*HOST_ONLY, 403, 404, 410])
    def test_a_refusal_on_the_way_loses_nothing(self, status: int) -> None:
        """The pass stops, or every record that does not come is named; and where it stopped, it goes on."""
        records = self.records(2 * self.most + 1)
        dialect = self.platform(records)
        for number in range(min(LOOKED_AT, len(self.read(dialect).requests))):
            driver = self.driver(dialect, _instead(number, lambda _reply: HttpReply(status=status, body=b"{}")))
            try:
                self._complete(driver.over_everything(), records, status)
            except Halted as halted:
                rest = Driver(self.source(), dialect, driver.secrets, reading=driver.reading).over(halted.frontier)
                assert not self.lacking(records, rest), f"what came after a {status} was not made up for"

    def _complete(self, reading: Reading, records: Sequence[Record], status: int) -> None:
        """The pass came to its end all the same: nothing may have been lost without a word."""
        told = {row.id for row in reading.rows if row.gone or row.diagnostics}
        missing = {self.id_of(record) for record in records} - reading.good.keys() - told
        assert not missing or reading.doubts, f"a {status} swallowed {sorted(missing)[:3]} without a word"
        assert status not in HOST_ONLY or not missing, f"`refused` must leave a {status} to the host"

    @law(Level.BRONZE)
    def test_wrong_secrets_are_refused(self) -> None:
        """The platform is asked with credentials, in the form that it checks."""
        dialect = self.platform(self.records(1))
        wrong = dict.fromkeys(dialect.secrets(), b"")
        if wrong:
            with pytest.raises(Halted) as halted:
                self.driver(dialect, secrets=wrong).over_everything()
            assert halted.value.status in (400, 401, 403)

    @law(Level.BRONZE)
    def test_secrets_are_never_told(self) -> None:
        """They stand in no address, no header, no body, nothing that is kept, no diagnostic: only the host has them."""
        dialect = self.platform(self.records(self.most + 1))
        dialect.spoil(str(dialect.records[0]["id"]))
        reading = self.read(dialect)
        told = [*map(as_json, reading.fetches), *map(_words, reading.rows)]
        found = [text for text in told for value in dialect.secrets().values() if value and value.decode() in text]
        assert not found

    # Garbage

    @law(Level.BRONZE)
    @pytest.mark.parametrize("damage", UNREADABLE)
    def test_an_unreadable_reply_never_shrinks_the_source(self, damage: str) -> None:
        """Every record is as it was, or the source says what is wrong: the host then keeps the last good ones."""
        records = self.records(self.most + 1)
        for reading in self._damaged(records, UNREADABLE[damage]):
            assert reading is None or reading.doubts or not self.lacking(records, reading)

    @law(Level.BRONZE)
    def test_garbled_data_raise(self) -> None:
        """What the platform gives on its worst day, in place of everything."""
        dialect = self.platform(self.records(2))
        with pytest.raises(ConfigError) as caught:
            self.read(dialect, lambda _number, _reply: dialect.garbled())
        assert all(describe(item, language) for item in caught.value.diagnostics for language in ("en", "fr"))

    @law(Level.SILVER)
    @pytest.mark.parametrize("damage", ODD)
    def test_odd_replies_give_good_rows_or_bad_ones(self, damage: str) -> None:
        """Nothing but `ConfigError` is raised, and whatever is delivered can be used and told."""
        for reading in self._damaged(self.records(3), ODD[damage]):
            _usable(reading)

    @law(Level.SILVER)
    def test_damaged_replies_give_good_rows_or_bad_ones(self) -> None:
        """Bytes changed, cut, doubled; values replaced by others, or taken away."""
        dialect = self.platform(self.records(3))
        for number in range(min(LOOKED_AT, len(self.read(dialect).requests))):
            for seed in range(self.fuzz):
                _usable(self._outcome(partial(self.read, dialect, _instead(number, partial(_mutated, seed)))))

    @law(Level.SILVER)
    def test_nothing_is_gone_by_accident(self) -> None:
        """A reply that cannot be read retires nobody."""
        for damage in UNREADABLE.values():
            for reading in self._damaged(self.records(2), damage):
                assert reading is None or not reading.gone

    def _damaged(self, records: Sequence[Record], damage: Callable[[HttpReply], HttpReply]) -> list[Reading | None]:
        dialect = self.platform(records)
        count = min(LOOKED_AT, len(self.read(dialect).requests))
        return [self._outcome(partial(self.read, dialect, _instead(number, damage))) for number in range(count)]

    def _outcome(self, read: Callable[[], Reading]) -> Reading | None:
        """What came of it; None where the source says that it cannot read that, or the platform that it has no such."""
        try:
            return read()
        except Halted:
            return None
        except ConfigError as error:
            told = [describe(item, language) for item in error.diagnostics for language in ("en", "fr")]
            return None if all(told) else pytest.fail("an error without words")

    # Pace and webhooks

    @law(Level.SILVER)
    def test_pace_keeps_to_the_documented_limit(self) -> None:
        """No faster than the platform allows."""
        pace, dialect = self.source().pace(), self.dialect()
        assert dialect.per_minute is None or (pace.per_minute is not None and pace.per_minute <= dialect.per_minute)
        assert pace.apart >= dialect.apart
        assert pace.at_once >= 1

    @law(Level.BRONZE)
    def test_webhooks_of_nobody_are_refused(self) -> None:
        """Unsigned, changed by one byte, or signed by another: nothing is read."""
        anybody = WebhookRequest(body=b'{"id": "1000"}', headers={"content-type": "application/json"}, received_at=NOW)
        forged = [
            anybody,
            *self._stale(),
            *(request for told in self._platform().told() for request in self._forged(told.request)),
        ]
        for request in forged:
            with pytest.raises(WebhookRejected):
                self.source().verify(request)

    def _stale(self) -> list[WebhookRequest]:
        dialect = self._platform()
        if dialect.stale_after is None:
            return []
        late = 2 * dialect.stale_after
        requests = [told.request for told in dialect.told()]
        return [replace(request, received_at=request.received_at + late) for request in requests]

    def _forged(self, request: WebhookRequest) -> list[WebhookRequest]:
        headers, query, dialect = {**request.headers}, {**request.query}, self.dialect()
        forged = [replace(request, headers=bad) for bad in _spoilt(headers, dialect.signature_headers)]
        forged += [replace(request, query=bad) for bad in _spoilt(query, dialect.signature_query)]
        if dialect.signs_bodies:
            forged += [replace(request, body=request.body + b" "), replace(request, body=b"")]
        return forged

    @law(Level.BRONZE)
    def test_webhooks_are_read(self) -> None:
        """What they tell of comes as it is now, or is gone; nothing else is touched."""
        dialect = self._platform()
        for told in dialect.told():
            driver = self.driver(dialect)
            driver.source.verify(told.request)
            page = driver.source.told(told.request)
            driver.reading.rows.extend(page.rows)
            reading = driver.over(page.next)
            changed = [record for record in dialect.records if record["id"] in told.changed]
            assert not self.lacking(changed, reading)
            gone = {self.id_of({"id": id_}) for id_ in told.gone}
            assert gone <= reading.gone
            assert not (reading.gone - gone)

    def _platform(self) -> SourceDialect:
        return self.platform(self.records(3))


def _spoilt(fields: Mapping[str, str], names: Sequence[str]) -> list[dict[str, str]]:
    """The same fields without one of these, and with another value of it."""
    without = [{n: v for n, v in fields.items() if n != name} for name in names]
    return without + [{**fields, name: "AAAA" + fields[name][4:][::-1]} for name in names]


def _instead(number: int, damage: Callable[[HttpReply], HttpReply]) -> Tamper:
    return lambda at, reply: damage(reply) if at == number else reply


def _mutated(seed: int, reply: HttpReply) -> HttpReply:
    return replace(reply, body=next(iter(islice(mutations(reply.body, seed, 1), 1))))


def _usable(reading: Reading | None) -> None:
    for row in reading.rows if reading else ():
        assert row.record is None or establishment_from(row.record).id == row.id
        assert all(describe(item, language) for item in row.diagnostics for language in ("en", "fr"))


def _words(row: object) -> str:
    diagnostics: Sequence[Diagnostic] = getattr(row, "diagnostics", ())
    return " ".join([repr(row), *(describe(item) for item in diagnostics)])
