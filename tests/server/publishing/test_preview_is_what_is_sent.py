"""One renderer: what the preview of a draft shows is, byte for byte, what the worker puts into the outbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from frontdesk import Account, Carrier, CarrierStyle, Contact, Establishment, Host, Limit, Message, establishment_from
from frontdesk_server.publishing.draft_books import Beside
from frontdesk_server.publishing.preview import Asked, Previewer
from frontdesk_server.store import codec
from frontdesk_server.store.tables import outbox
from tests.server.publishing.previewing import DRAFT, LIVE
from tests.server.runtime.house import House, Platform, TurnedClock, connections, engine, house, until

pytestmark = pytest.mark.anyio

TEXTS: Mapping[str, object] = {
    "privacy": {"fr": "Vos données : https://example.org", "en": "Your data: https://example.org"},
    "starters": [
        *DRAFT["starters"],  # type: ignore[misc]
        {
            "id": "phone",
            "title": {"fr": "Peut-on vous appeler au téléphone ?", "en": "Can we call you on the telephone?"},
            "answer": {"fr": "Oui[[ : {{ establishment.phone }}]].", "en": "Yes[[: {{ establishment.phone }}]]."},
        },
    ],
}
PLACES: tuple[Mapping[str, object], ...] = (
    {
        "id": "lyon",
        "name": "Lyon",
        "groups": ["shops"],
        "locale": "fr",
        "timezone": "Europe/Paris",
        "phone": "+33 4 65 71 00 14",
        "opening_hours": {"weekly": {"mon-fri": ["09:00-12:00", "14:00-18:00"]}},
    },
    {
        "id": "quebec",
        "name": "Québec",
        "groups": ["shops"],
        "timezone": "America/Toronto",
        "opening_hours": {"weekly": {"daily": ["22:00-03:00"]}, "special": [{"date": "2026-03-29", "closed": True}]},
    },
    {"id": "papeete", "name": "Papeete", "groups": ["shops"], "timezone": "Pacific/Tahiti"},
)
INSTANTS = (
    datetime(2026, 3, 4, 10, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC),
)
LANGUAGES = ("fr-FR", "en", "de", None)
NARROW = (
    Carrier(style=CarrierStyle.BUTTONS, count=2, title=Limit(most=20)),
    Carrier(style=CarrierStyle.LIST, count=10, title=Limit(most=24)),
)


def _samples() -> Iterator[tuple[int, Mapping[str, object], str | None]]:
    """Every place in every language."""
    yield from ((at, place, locale) for at, (place, locale) in enumerate(product(PLACES, LANGUAGES)))


async def _sent(desk: House, contact: Contact, place: str, taps: tuple[str, ...]) -> list[Message]:
    """What the worker puts into the outbox for a contact who opens the conversation and taps."""
    named = {"establishment": place}
    opened = replace(desk.opened(), contact=contact, attributes=named)
    tapped = [replace(desk.tapped(starter), contact=contact, attributes=named) for starter in taps]
    await desk.take("phone", opened, *tapped)

    async def decided() -> bool:
        return not await desk.store.log.waiting()

    await until(decided)
    conversation = desk.conversation("phone", contact.address, **named)
    async with desk.store.database.read() as link:
        query = select(outbox.c.body).where(outbox.c.conversation == conversation).order_by(outbox.c.number)
        return [codec.load_outgoing(row.body)[1] for row in (await link.execute(query)).all()]


def _read(messages: list[Message]) -> list[Message]:
    """Messages without what tells one conversation from another."""
    return [replace(message, key="", to="", conversation="") for message in messages]


def _shown(
    previewer: Previewer,
    draft: Mapping[str, object],
    place: Establishment,
    account: Account,
    *,
    now: datetime,
    **more: object,
) -> list[Message]:
    asked = replace(Asked(draft=draft, establishment=place, account=account), **more)  # type: ignore[arg-type]
    preview = previewer.show(asked, Beside(LIVE), now)
    assert preview.faults == ()
    return [shown.message for step in preview.steps for shown in step.messages]


@pytest.mark.parametrize("now", INSTANTS, ids=str)
@pytest.mark.parametrize("narrow", [False, True], ids=["roomy", "narrow"])
async def test_preview_is_what_the_worker_puts_into_the_outbox(
    tmp_path: Path, host: Host, now: datetime, *, narrow: bool
) -> None:
    draft, taps = DRAFT | TEXTS, ("phone", "hours")
    released = LIVE | {"message_sets": [draft, *LIVE["message_sets"]]}  # type: ignore[misc]
    wired = connections(**({"carriers": NARROW, "text": Limit(most=90)} if narrow else {}))
    previewer, account = Previewer(host), wired.accounts["phone"]
    brain, held = engine(json.dumps(released)), Platform(hold=asyncio.Event())
    samples = 0
    async with house(tmp_path, wired=wired, platform=held, clock=TurnedClock(now), brain=brain, records=PLACES) as desk:
        for at, record, locale in _samples():
            stored = await desk.store.establishments.get(str(record["id"]))
            assert stored is not None
            sent = await _sent(desk, Contact(address=f"contact-{at}", locale=locale), stored.id, taps)
            shown = _shown(previewer, draft, stored.establishment, account, now=now, locale=locale, taps=taps)
            assert _read(shown) == _read(sent)
            samples += len(sent)
        held.hold.set()  # type: ignore[union-attr]
    assert samples >= 4 * len(PLACES) * len(LANGUAGES)


async def test_preview_of_a_local_time_is_what_is_sent_when_it_comes(tmp_path: Path, host: Host) -> None:
    wired, taps = connections(), ("hours",)
    account, previewer = wired.accounts["phone"], Previewer(host)
    place = establishment_from(PLACES[0])
    sunday = datetime(2026, 3, 8, 17, 3, tzinfo=UTC)
    now = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    shown = _shown(previewer, DRAFT, place, account, now=now, when="2026-03-08T18:03", taps=taps)
    held = Platform(hold=asyncio.Event())
    brain = engine(json.dumps(LIVE | {"message_sets": [DRAFT]}))
    async with house(
        tmp_path, wired=wired, platform=held, clock=TurnedClock(sunday), brain=brain, records=PLACES
    ) as desk:
        sent = await _sent(desk, Contact(address="ada"), "lyon", taps)
        assert [message.text for message in shown] == [message.text for message in sent]
        held.hold.set()  # type: ignore[union-attr]
