"""The calls of sources in bad weather: what is waited for, what is tried again, and what is said in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from random import Random

import pytest

from core.testkit.tests.parrot_source import ParrotSource
from frontdesk import Fetch, HttpReply, Page
from frontdesk_server.calling.weathering import LONGEST_PAUSE, TRIES, asked_to_wait, pause_before
from frontdesk_testkit import Answer, Turn
from tests.server.calling.asking import asked
from tests.server.runtime.house import START

pytestmark = pytest.mark.anyio


async def test_a_whole_pass_comes_over_http() -> None:
    async with asked(count=9) as parrot:
        rows = [row for page in await parrot.everything() for row in page.rows]
    assert [row.id for row in rows] == [str(1000 + n) for n in range(9)]
    assert parrot.server.statuses == (200, 200, 200)


@pytest.mark.parametrize(
    "turn",
    [
        Turn(answer=Answer.ERROR, status=500),
        Turn(answer=Answer.ERROR, status=502),
        Turn(answer=Answer.TOO_MANY),
        Turn(answer=Answer.DROP),
        Turn(answer=Answer.RESET_MID_BODY),
    ],
)
async def test_what_passes_by_itself_is_tried_again(turn: Turn) -> None:
    async with asked(turn, turn) as parrot:
        assert len((await parrot.page()).rows) == 4
    assert len(parrot.server.requests) == 3
    assert 0.5 <= parrot.clock.waits[0] <= 1.0


async def test_the_seconds_that_a_platform_names_are_waited() -> None:
    async with asked(Turn(answer=Answer.TOO_MANY, retry_after=17)) as parrot:
        await parrot.page()
    assert parrot.clock.waits == [pytest.approx(17.0)]


async def test_a_platform_that_wants_minutes_is_left_alone() -> None:
    async with asked(Turn(answer=Answer.ERROR, status=503, retry_after=3600)) as parrot:
        words = await parrot.fails()
    assert "FD809" in words
    assert "3600 seconds" in words
    assert len(parrot.server.requests) == 1


async def test_tries_are_bounded_and_the_last_one_is_told() -> None:
    async with asked(*[Turn(answer=Answer.ERROR, status=502)] * TRIES) as parrot:
        words = await parrot.fails()
    assert f"FD810 {parrot.server.url}/places?limit=4 answers 502, {TRIES} times in a row" in words
    assert len(parrot.server.requests) == TRIES


async def test_a_platform_that_breaks_every_connection_is_told() -> None:
    async with asked(*[Turn(answer=Answer.DROP)] * 2 * TRIES) as parrot:  # aiohttp repeats a GET by itself
        assert "FD811" in await parrot.fails()


async def test_a_platform_that_is_not_there_is_told() -> None:
    async with asked() as parrot:
        nowhere = replace(parrot.first.call, url="http://127.0.0.1:1/places")
        assert "FD811" in await parrot.fails(Fetch(call=nowhere))
    assert len(parrot.clock.waits) == TRIES - 1


async def test_wrong_credentials_name_the_secret_and_are_not_tried_again() -> None:
    async with asked(environment={"PARROT": "an-older-key"}) as parrot:
        words = await parrot.fails()
    assert "FD806" in words
    assert "'env:PARROT'" in words
    assert "401" in words
    assert len(parrot.server.requests) == 1


async def test_a_secret_that_is_not_there_is_named() -> None:
    async with asked(environment={}) as parrot:
        assert "FD759 there is no secret 'env:PARROT'" in await parrot.fails()
    assert not parrot.server.requests


async def test_a_platform_that_wants_credentials_of_which_there_are_none_says_so() -> None:
    async with asked() as parrot:
        bare = Fetch(call=replace(parrot.first.call, auth=None))
        assert "FD807" in await parrot.fails(bare)


async def test_any_other_status_is_told() -> None:
    async with asked() as parrot:
        lost = replace(parrot.first.call, url=f"{parrot.server.url}/nowhere")
        assert f"FD808 {parrot.server.url}/nowhere answers 400" in await parrot.fails(Fetch(call=lost))


class Forgiving(ParrotSource):
    """Knows what it means that a page is no more, or cannot be had."""

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:
        return Page() if reply.status in (400, 500) else None


async def test_what_a_source_makes_of_a_refusal_counts() -> None:
    turns = [Turn(answer=Answer.REFUSE), *[Turn(answer=Answer.ERROR, status=500)] * TRIES]
    async with asked(*turns, source=Forgiving) as parrot:
        assert await parrot.page() == Page()
        assert await parrot.page() == Page()
    assert len(parrot.server.requests) == 1 + TRIES


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "9" * 400}, 999_999_999.0),
        ({"retry-after": format_datetime(START + timedelta(seconds=90), usegmt=False)}, 90.0),
        ({"retry-after": format_datetime(START - timedelta(days=1))}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "٣"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: Mapping[str, str], seconds: float | None) -> None:
    assert asked_to_wait(headers, START) == seconds


def test_pauses_double_are_bounded_and_scatter() -> None:
    random = Random(3)  # noqa: S311 - the same chance in each run
    pauses = [[pause_before(again, random) for _ in range(50)] for again in range(1, 12)]
    for again, found in enumerate(pauses, start=1):
        longest = min(LONGEST_PAUSE, 2.0 ** (again - 1))
        assert longest / 2 <= min(found) < max(found) <= longest
