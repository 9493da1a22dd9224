"""The contract of HTTP sources can fail: a small source that keeps every law, and others that break one each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from core.testkit.tests.parrot_source import KEY, ParrotDialect, ParrotSettings, ParrotSource
from frontdesk import (
    ConfigError,
    Fetch,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    Row,
    WebhookRequest,
    row_of,
)
from frontdesk_testkit import HttpSourceContract, SourceDialect


class TestParrotSource(HttpSourceContract):
    """The small source keeps every law."""

    carries: ClassVar[Sequence[str]] = ("name", "phone", "address")

    def source(self) -> HttpSource:
        """The parrot."""
        return ParrotSource(ParrotSettings())

    def dialect(self) -> SourceDialect:
        """Its platform."""
        return ParrotDialect()


class Shrinking(ParrotSource):
    """Takes whatever it cannot read for nothing."""

    def read(self, body: bytes) -> Mapping[str, object]:
        """An empty page instead of an error."""
        try:
            return super().read(body)
        except ConfigError:
            return {"places": []}


class Stopping(ParrotSource):
    """Ends after the first page."""

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """No next one."""
        return replace(super().page(fetch, reply), next=())


class Swallowing(ParrotSource):
    """Takes a refusal for an empty page."""

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:
        """Nothing is wrong."""
        return Page()


class Crashing(ParrotSource):
    """Believes that every place is a mapping."""

    def row(self, item: object, path: str) -> Row:
        """No look at what it is."""
        assert isinstance(item, dict)
        return row_of({"id": item["id"], "name": item["name"]}, path=path)


class Remembering(ParrotSource):
    """Delivers no row that it has delivered before."""

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Only what is new to this instance."""
        seen = self.__dict__.setdefault("seen", set())
        found = super().page(fetch, reply)
        rows = [row for row in found.rows if row.id not in seen]
        seen.update(row.id for row in rows)
        return replace(found, rows=rows)


class Hasty(ParrotSource):
    """Asks as fast as it can."""

    def pace(self) -> Pace:
        """No limit."""
        return Pace()


class Believing(ParrotSource):
    """Takes every webhook."""

    def verify(self, request: WebhookRequest) -> None:
        """No look at it."""


class Exclusive(ParrotSource):
    """Asks for what has changed after an instant, not at it."""

    def first(self, since: datetime | None) -> Sequence[Fetch]:
        """A second later."""
        return super().first(since and since + timedelta(seconds=1))


class Open(ParrotSource):
    """Asks without its key."""

    def _fetch(self, path: str) -> Fetch:
        found = super()._fetch(path)
        return replace(found, call=replace(found.call, auth=None, headers={"x-key": KEY.decode()}))


class Wasteful(ParrotSource):
    """Asks for one place at a time."""

    def _fetch(self, path: str) -> Fetch:
        found = super()._fetch(path)
        return replace(found, call=replace(found.call, url=found.call.url.replace("limit=4", "limit=1")))


LAWS: Sequence[tuple[type[ParrotSource], Callable[[HttpSourceContract], object]]] = (
    (Shrinking, lambda law: law.test_an_unreadable_reply_never_shrinks_the_source("html")),
    (Shrinking, lambda law: law.test_garbled_data_raise()),
    (Stopping, lambda law: law.test_every_record_is_delivered()),
    (Stopping, lambda law: law.test_a_full_page_is_no_end()),
    (Swallowing, lambda law: law.test_a_refusal_on_the_way_loses_nothing(404)),
    (Swallowing, lambda law: law.test_a_refusal_on_the_way_loses_nothing(429)),
    (Crashing, lambda law: law.test_odd_replies_give_good_rows_or_bad_ones("texts in lists")),
    (Crashing, lambda law: law.test_damaged_replies_give_good_rows_or_bad_ones()),
    (Crashing, lambda law: law.test_every_row_has_a_digest()),
    (Remembering, lambda law: law.test_page_is_pure()),
    (Hasty, lambda law: law.test_pace_keeps_to_the_documented_limit()),
    (Believing, lambda law: law.test_webhooks_of_nobody_are_refused()),
    (Exclusive, lambda law: law.test_since_gives_what_has_changed()),
    (Open, lambda law: law.test_secrets_are_never_told()),
    (Open, lambda law: law.test_wrong_secrets_are_refused()),
    (Wasteful, lambda law: law.test_pages_are_as_large_as_allowed()),
)  # fmt: skip


@pytest.mark.parametrize(("broken", "law"), LAWS, ids=[f"{broken.__name__}-{n}" for n, (broken, _) in enumerate(LAWS)])
def test_a_source_that_breaks_a_law_is_found(
    broken: type[ParrotSource], law: Callable[[HttpSourceContract], object]
) -> None:
    class Contract(TestParrotSource):
        def source(self) -> HttpSource:
            return broken(ParrotSettings())

    with pytest.raises(BaseException) as caught:  # noqa: PT011 - what pytest raises is no Exception
        law(Contract())
    assert not isinstance(caught.value, KeyboardInterrupt)
