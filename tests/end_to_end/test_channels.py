"""Every channel against its platform: real server, real HTTP, and the platform's own way of speaking on both sides.

In and out of chat hours, five starters in the platform's best form, each tapped and each typed; then the same in bad
weather, where each contact gets each automatic message exactly once (or, where a lost send cannot be settled, at most
once, and the journal says which).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from channel_house import ABSENCE, ANSWERS, DEADLINE, TITLES, WELCOME, Account, House, house

from frontdesk import Settlement
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import OutboxStatus, Store, open_store
from frontdesk_testkit import PLATFORMS
from tests.databases import file_with_tables

pytestmark = pytest.mark.platforms
KINDS = sorted(PLATFORMS)
SEED = 11


@pytest.fixture(scope="module", params=KINDS)
def fair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All is well on this platform."""
    with house(tmp_path_factory.mktemp(request.param), request.param) as served:
        yield served


def test_start_in_chat_hours_is_welcomed_with_five_starters(fair: House) -> None:
    account, contact = fair.inside, fair.inside.contact(1)
    account.begin(contact)
    offered(account, contact, account.wait_for(contact, WELCOME).text)
    assert ABSENCE not in " ".join(account.texts_of(contact))


def test_start_outside_of_them_is_told_so(fair: House) -> None:
    account, contact = fair.outside, fair.outside.contact(2)
    account.begin(contact)
    offered(account, contact, account.wait_for(contact, ABSENCE).text)
    assert WELCOME not in " ".join(account.texts_of(contact))


def offered(account: Account, contact: str, text: str) -> None:
    """All five, in the platform's best form: to tap where it holds five, else as a numbered menu."""
    if any(carrier.count >= len(TITLES) for carrier in account.carries.carriers):
        assert account.seen_by(contact)[-1].sent.suggestions == TITLES
    else:
        assert all(f"{number}. {title}" in text for number, title in enumerate(TITLES, 1))


def test_each_starter_is_answered_when_it_is_tapped(fair: House) -> None:
    account, contact = fair.inside, fair.inside.contact(3)
    account.begin(contact)
    account.wait_for(contact, WELCOME)
    for title, answer in zip(TITLES, ANSWERS, strict=True):
        tap(account, contact, title)
        account.wait_for(contact, answer)
    assert account.texts_of(contact)[0].startswith(WELCOME)
    assert Counter(said(account, contact)) == Counter([WELCOME, *ANSWERS])


def tap(account: Account, contact: str, title: str) -> None:
    """Tap what is shown; where nothing can be tapped, people type the number."""
    if account.carries.carriers:
        account.platform.tap(title, contact)
    else:
        account.platform.say(str(TITLES.index(title) + 1), contact)


def test_each_starter_is_answered_when_it_is_typed(fair: House) -> None:
    account, contact = fair.outside, fair.outside.contact(4)
    account.begin(contact)
    account.wait_for(contact, ABSENCE)
    for title, answer in zip(TITLES, ANSWERS, strict=True):
        account.platform.say(f"  {title.upper().rstrip('?')} ", contact)
        account.wait_for(contact, answer)
    assert Counter(said(account, contact)) == Counter([ABSENCE, *ANSWERS])


def said(account: Account, contact: str) -> list[str]:
    """Which of the set's texts the contact saw, each as often as it was seen."""
    return [known for text in account.texts_of(contact) for known in (WELCOME, ABSENCE, *ANSWERS) if known in text]


def test_nobody_but_the_platform_is_listened_to(fair: House) -> None:
    """A wrong signature, a changed body, a replay: refused, or harmless."""
    account, contact = fair.inside, fair.inside.contact(5)
    dialect, platform = account.platform.dialect, account.platform
    posting = dialect.post(platform.now(), dialect.message(900, contact, "Hello", platform.now()))
    unsigned = type(posting)(body=posting.body, headers={"Content-Type": posting.headers.get("Content-Type", "")})
    assert platform.post(unsigned) in (401, 403)
    assert [platform.post(posting) for _ in range(3)] == [200, 200, 200]
    account.wait_for(contact, WELCOME)
    assert said(account, contact) == [WELCOME]


@pytest.mark.parametrize("kind", KINDS)
def test_each_contact_gets_each_message_once_in_bad_weather(tmp_path: Path, kind: str) -> None:
    """Repeats, another order, and every third request lost, refused, cut off or answered in nonsense."""
    with house(tmp_path, kind, seed=SEED) as served:
        account = served.inside
        orderly, hurried = [account.contact(n) for n in range(1, 5)], [account.contact(n) for n in range(5, 9)]
        for contact in orderly:
            account.begin(contact, times=3)
            account.platform.say(TITLES[1], contact, times=2)
        account.platform.deliver(*hurry(account, hurried), times=2, shuffle=SEED)
        account.platform.wait_until(lambda: asyncio.run(left(tmp_path)) == 0, DEADLINE)
        parked = asyncio.run(left_parked(tmp_path))
    for contact in (*orderly, *hurried):
        assert max(Counter(said(account, contact)).values(), default=0) <= 1, account.texts_of(contact)
    missing = [text for who in orderly for text in (WELCOME, ANSWERS[1]) if text not in said(account, who)]
    missing += [ANSWERS[1] for who in hurried if ANSWERS[1] not in said(account, who)]
    assert len(missing) <= parked
    assert account.carries.settled_by is Settlement.NONE or parked == 0


def hurry(account: Account, contacts: list[str]) -> list[Mapping[str, object]]:
    """Each contact writes, and then types a starter; their platform delivers in any order."""
    dialect, now = account.platform.dialect, account.platform.now()
    return [
        dialect.message(1000 + 10 * at + step, contact, text, now)
        for at, contact in enumerate(contacts)
        for step, text in enumerate(("Hello", TITLES[1]))
    ]


async def left(folder: Path) -> int:
    """How many events and messages are on their way, seen from beside the server."""
    async with beside(folder) as store:
        waiting = [await store.outbox.rows(status) for status in OutboxStatus if status is not OutboxStatus.PARKED]
        return await store.log.waiting() + sum(map(len, waiting))


async def left_parked(folder: Path) -> int:
    """How many messages are left to a human."""
    async with beside(folder) as store:
        return len(await store.outbox.rows(OutboxStatus.PARKED))


@asynccontextmanager
async def beside(folder: Path) -> AsyncIterator[Store]:
    """The server's store, opened a second time."""
    store = await open_store(file_with_tables(folder / "frontdesk.sqlite"), SystemClock())
    try:
        yield store
    finally:
        await store.close()
