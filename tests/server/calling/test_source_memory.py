"""What was read before is not sent again: ETag and Last-Modified, kept with what the page held."""

from __future__ import annotations

import pytest

from core.testkit.tests.parrot_source import ParrotSettings, ParrotSource
from frontdesk import Fetch, HttpCall, HttpReply, HttpSource, Page, Row
from frontdesk_server.calling.fetches import fetch_from_json, fetch_key, fetch_to_json
from frontdesk_server.calling.remembering import Remembering
from frontdesk_testkit.source_matter import record_of
from tests.server.calling.asking import Shelf, asked

pytestmark = pytest.mark.anyio


async def test_an_unchanged_page_is_not_sent_again() -> None:
    async with asked() as parrot:
        before = await parrot.page()
        again = await parrot.page()
    assert parrot.server.statuses == (200, 304)
    assert [(row.id, row.digest, row.same) for row in again.rows] == [(row.id, row.digest, True) for row in before.rows]
    assert again.next == before.next


async def test_a_changed_page_is_sent_again() -> None:
    async with asked() as parrot:
        await parrot.page()
        parrot.server.dialect.put([{**record_of(0), "name": "Another"}])
        found = await parrot.page()
    assert [row.record["name"] for row in found.rows if row.record] == ["Another"]
    assert parrot.server.statuses == (200, 200)


async def test_a_page_that_is_wanted_fresh_is_sent_again() -> None:
    async with asked() as parrot:
        await parrot.page()
        assert all(row.record for row in (await parrot.page(fresh=True)).rows)
    assert parrot.server.statuses == (200, 200)


async def test_a_page_with_a_bad_row_is_read_and_told_again() -> None:
    async with asked() as parrot:
        parrot.server.dialect.spoil("1001")
        told = [[row.diagnostics for row in (await parrot.page()).rows] for _ in range(2)]
    assert told[0] == told[1]
    assert parrot.server.statuses == (200, 200)


async def test_other_settings_or_another_name_remember_nothing() -> None:
    async with asked() as parrot:
        await parrot.page()
        settings = ParrotSettings.model_validate({"api_url": parrot.server.url, "key": "env:PARROT", "hook": "other"})
        await parrot.page(source=ParrotSource(settings))
        await parrot.caller.fetch("parrot", parrot.source, parrot.first)
    assert parrot.server.statuses == (200, 200, 304)


class Plain(HttpSource):
    """A source that is never asked."""

    kind = "plain"
    Settings = ParrotSettings

    def first(self, since: object) -> list[Fetch]:
        return []

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        return Page()


FETCH = Fetch(call=HttpCall(method="GET", url="https://plain.example/"), carry={"page": 3})
PAGE = Page(
    rows=[Row(id="1", record={"id": "1", "name": "One"}, digest="one"), Row(id="2", record=None, gone=True)],
    next=[FETCH],
)


@pytest.mark.parametrize(
    ("sent", "asked_with"),
    [
        ({"etag": 'W/"7"'}, {"If-None-Match": 'W/"7"'}),
        ({"last-modified": "Mon, 01 Jun 2026 08:00:00 GMT"}, {"If-Modified-Since": "Mon, 01 Jun 2026 08:00:00 GMT"}),
        ({}, None),
    ],
)
async def test_a_page_is_asked_for_by_its_version(sent: dict[str, str], asked_with: dict[str, str] | None) -> None:
    remembering, source = Remembering(Shelf()), Plain(ParrotSettings())
    await remembering.after("plain", source, FETCH, HttpReply(status=200, headers=sent), PAGE)
    before = await remembering.before("plain", source, FETCH)
    assert (None if before is None else before.conditional(FETCH.call).headers) == asked_with


async def test_a_page_whose_rows_cannot_be_known_again_is_not_remembered() -> None:
    remembering, source = Remembering(Shelf()), Plain(ParrotSettings())
    bare = Page(rows=[Row(id="1", record={"id": "1", "name": "One"})])
    await remembering.after("plain", source, FETCH, HttpReply(status=200, headers={"etag": "x"}), bare)
    assert await remembering.before("plain", source, FETCH) is None


async def test_gone_rows_are_gone_again_and_the_same_ones_come_with_their_digest() -> None:
    remembering, source = Remembering(Shelf()), Plain(ParrotSettings())
    await remembering.after("plain", source, FETCH, HttpReply(status=200, headers={"etag": "x"}), PAGE)
    before = await remembering.before("plain", source, FETCH)
    assert before is not None
    first, second = before.page().rows
    assert (first.same, first.gone, first.digest) == (True, False, "one")
    assert (second.same, second.gone) == (False, True)
    assert before.page().next == [FETCH]


def test_a_fetch_is_the_same_after_json() -> None:
    from frontdesk import GoogleServiceAccount, OAuthClient

    for auth in (
        None,
        GoogleServiceAccount(ref="env:A", scopes=("a", "b")),
        OAuthClient(ref="env:B", client_id="c", token_url="https://t.example/", more=(("audience", "x"),)),
    ):
        fetch = Fetch(call=HttpCall(url="https://a.example/", body=b"\xff\x00", auth=auth), carry={"at": ["é", 1.5]})
        assert fetch_from_json(fetch_to_json(fetch)) == fetch
        assert fetch_key(fetch_from_json(fetch_to_json(fetch))) == fetch_key(fetch)
