"""Erasing a contact: nothing of them is left in any table, the proofs are, and nothing is half erased under load."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from frontdesk import Arm, Publish, conversation_id
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, codec, open_store
from frontdesk_server.store.audit import COMMAND_LINE, Change
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.erasing import Erased
from frontdesk_server.store.exclusions import excluded_contact
from frontdesk_server.store.finding_traces import Whom
from frontdesk_server.store.forwarding import forward
from frontdesk_server.store.tables import account_hold, dead
from frontdesk_server.store.traces import ALL, FATES, Fate
from frontdesk_server.store.values import Work
from tests.databases import file_with_tables
from tests.server.store.matter import NOW, arrival, decide, decided, entries, key, leases, outgoing, renamed, said

pytestmark = pytest.mark.anyio

ADDRESS = "+33612345678"
EARLIER = "wa-ident-0815"
SECRETS = (ADDRESS, EARLIER, "my own words", "what we answered", "noted aside")
RANDOM = "ab" * 32
WHOM = Whom(account="site", address=ADDRESS)
CONVERSATION = conversation_id("site", ADDRESS)


async def everything_of(store: Store) -> None:
    """A trace of the contact in every table that may have one; and another contact, who stays."""
    hello = arrival("m1", EARLIER, text="my own words")
    await decide(store, hello, saying=[outgoing("a", "what we answered", to=EARLIER)])
    again = renamed(arrival("m2", ADDRESS, text="my own words"), EARLIER)
    timers = [Arm(name="followup", version=1, due=NOW + timedelta(days=1))]
    published = Publish(body={"text": "my own words"})
    await decide(
        store, again, saying=[outgoing("b", "what we answered", to=ADDRESS)], timers=timers, published=published
    )
    await decide(store, arrival("m3", "bea", text="of somebody else"), saying=[outgoing("c", "to bea", to="bea")])
    await store.expiring("web").put("t1", {"id": ADDRESS, "name": "noted aside"}, timedelta(days=1))
    await store.expiring("web").put(f"page:{ADDRESS}", {"name": "noted aside"}, timedelta(days=1))
    await store.expiring("web").put("t2", {"id": "bea"}, timedelta(days=1))
    told = Change(
        actor=COMMAND_LINE, action="contact.excluded", kind="establishment", subject="lyon", after={"contact": ADDRESS}
    )
    await store.audit.add(told)
    kept = conversation_id("site", EARLIER)
    async with store.database.write() as link:
        row: dict[str, Any] = {"establishment": "lyon", "contact": ADDRESS, "author": "me", "at": NOW}
        await link.execute(insert(excluded_contact), [row])
        body = f'{{"conversation":"{kept}","text":"my own words"}}'
        queued = {"part": 0, "account": "site", "key": key("f"), "body": body, "at": NOW, "not_before": NOW}
        await link.execute(insert(forward), [queued])
        event = said("m4", "my own words", ADDRESS)
        buried = {"number": 900, "conversation": kept, "account": "site", "type": "MessageReceived", "event_id": "m4"}
        buried |= {"event": codec.dump_event(event), "error": f"not for {ADDRESS}", "release": 1, "at": NOW}
        await link.execute(insert(dead), [buried])
        held = {"account": "site", "since": NOW, "reason": f"{ADDRESS} is refused", "probe_at": NOW}
        await link.execute(insert(account_hold), [held])
    await store.log.append([arrival("m5", ADDRESS, text="my own words")])


async def dump(store: Store) -> str:
    """Every row of every table, as text."""
    lines = []
    async with store.database.read() as link:
        for table in metadata.sorted_tables:
            lines += [f"{table.name} {tuple(row)!r}" for row in await link.execute(select(table))]
    return "\n".join(lines)


async def erase(store: Store, whom: Whom = WHOM) -> Erased:
    return await store.erasing.erase(whom, RANDOM, actor=COMMAND_LINE)


async def test_after_erasing_no_table_names_the_contact_or_has_their_words(store: Store) -> None:
    await everything_of(store)
    before = await dump(store)
    assert all(secret in before for secret in SECRETS)
    await erase(store)
    after = await dump(store)
    assert [secret for secret in SECRETS if secret in after] == []
    assert "of somebody else" in after


async def test_what_a_dry_run_counts_is_what_is_erased(store: Store) -> None:
    await everything_of(store)
    looked = await store.erasing.look(WHOM, RANDOM)
    untouched = await dump(store)
    assert all(secret in untouched for secret in SECRETS)
    erased = await erase(store)
    assert dict(looked.counts) == dict(erased.counts)
    gone = {name for name, columns in FATES.items() if Fate.GONE in columns.values()}
    assert gone <= erased.counts.keys()
    assert (await erase(store)).counts == {}


async def test_the_proof_stays_and_names_nobody(store: Store) -> None:
    await everything_of(store)
    erased = await erase(store)
    proofs = [entry for entry in await store.audit.list() if entry.action == "contact.erased"]
    assert {proof.subject for proof in proofs} == {erased.subject}
    assert proofs[-1].after is not None
    again = await store.erasing.look(WHOM, "cd" * 32)
    assert again.subject == erased.subject  # the installation's key is made once


async def test_an_old_event_that_comes_again_is_not_decided_anew(store: Store) -> None:
    await everything_of(store)
    await erase(store)
    held, found = await entries(store, arrival("m1", EARLIER), arrival("m5", ADDRESS), arrival("m9", ADDRESS))
    async with store.batch(held) as batch:
        assert [entry.event.id for entry in await batch.fresh(found)] == ["m9"]


async def _fires(store: Store) -> list[str]:
    """Fire what is due, and decide it: the ids of what had not been decided before."""
    held = await leases(store)
    assert await store.timers.fire(held) == 1
    found = await store.log.read(held, 100)
    async with store.batch(held) as batch:
        fresh = await batch.fresh(found)
        await batch.save(Work(done=found, fresh=fresh, decided=[decided(entry) for entry in fresh]))
    return [entry.event.id for entry in fresh]


async def test_the_timers_of_who_comes_back_fire_although_their_versions_begin_anew(store: Store) -> None:
    await decide(store, arrival("m1", ADDRESS), timers=[Arm(name="followup", version=1, due=NOW)])
    before = await _fires(store)
    await erase(store)
    later = NOW + timedelta(hours=1)
    await decide(store, arrival("m2", ADDRESS), timers=[Arm(name="followup", version=1, due=later)])
    assert len({*before, *await _fires(store)}) == 2


async def test_what_a_worker_has_in_hand_is_dropped(store: Store) -> None:
    await everything_of(store)
    held = await leases(store)
    in_hand = await store.log.read(held, 100)
    assert [entry.event.id for entry in in_hand] == ["m5"]
    await erase(store)
    async with store.batch(held) as batch:
        assert await batch.fresh(in_hand) == []
        await batch.save(Work(done=in_hand))
    assert [secret for secret in SECRETS if secret in await dump(store)] == []


async def test_erasing_waits_for_the_batch_that_decides_over_the_conversation(store: Store) -> None:
    held, found = await entries(store, arrival("m1", ADDRESS, text="my own words"))
    async with store.batch(held) as batch:
        fresh = await batch.fresh(found)
        erasing = asyncio.create_task(erase(store))
        await asyncio.wait({erasing}, timeout=0.3)
        assert not erasing.done()
        effects = [decided(entry, outgoing("a", "what we answered", to=ADDRESS)) for entry in fresh]
        await batch.save(Work(done=found, fresh=fresh, decided=effects))
    await erasing
    assert [secret for secret in SECRETS if secret in await dump(store)] == []


async def test_an_event_that_comes_meanwhile_is_erased_or_begins_a_whole_conversation(store: Store) -> None:
    for number in range(12):
        await decide(store, arrival(f"old{number}", ADDRESS))

    async def write() -> None:
        for number in range(12):
            held, found = await entries(store, arrival(f"new{number}", ADDRESS))
            async with store.batch(held) as batch:
                fresh = await batch.fresh(found)
                effects = [decided(entry, version=number + 1) for entry in fresh]
                await batch.save(Work(done=found, fresh=fresh, decided=effects))

    await asyncio.gather(write(), erase(store))
    view = await store.journal.conversation(CONVERSATION)
    left = [] if view is None else [one.event.id for one in view.decisions]
    assert left == [f"new{number}" for number in range(12 - len(left), 12)]
    said_of = [] if view is None else [message.decision for message in view.messages]
    assert said_of == ([] if view is None else [one.number for one in view.decisions])


async def test_one_conversation_is_erased_by_its_id(store: Store) -> None:
    await decide(store, arrival("m1", "ada", text="my own words"))
    await decide(store, arrival("m2", "bea", text="of somebody else"))
    await erase(store, Whom(conversation=conversation_id("site", "ada")))
    assert [line.contact for line in await store.journal.conversations()] == ["bea"]


async def test_what_is_still_to_be_forwarded_goes_also_without_its_conversation(store: Store) -> None:
    body = f'{{"conversation":"{CONVERSATION}","text":"my own words"}}'
    queued = {"part": 0, "account": "site", "key": key("f"), "body": body, "at": NOW, "not_before": NOW}
    async with store.database.write() as link:
        await link.execute(insert(forward), [queued])
    assert (await erase(store)).counts == {"forward": 1}
    assert "my own words" not in await dump(store)


async def test_the_same_address_on_another_account_stays(store: Store) -> None:
    await decide(store, arrival("m1", ADDRESS))
    await decide(store, arrival("m2", ADDRESS, account="phone"))
    await erase(store)
    assert [line.account for line in await store.journal.conversations()] == ["phone"]


async def test_a_conversation_that_names_its_establishment_is_found(store: Store) -> None:
    own = conversation_id("site", ADDRESS, "lyon")
    await decide(store, arrival("m1", ADDRESS)._replace(conversation=own))
    await decide(store, arrival("m2", f"{ADDRESS}9"))
    assert dict((await erase(store)).counts)["conversation"] == 1
    assert await store.journal.conversation(own) is None


def all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_the_bytes_of_the_file_have_nothing_of_the_contact(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    store = await open_store(file_with_tables(path), SystemClock(), partitions=4)
    await everything_of(store)
    await erase(store)
    assert await store.database.compact()
    await store.close()
    left = all_bytes(tmp_path)
    assert [secret for secret in SECRETS if secret.encode() in left] == []
    assert b"of somebody else" in left


def test_every_table_and_column_is_named_with_what_erasing_does_with_it() -> None:
    tables = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    assert tables.keys() == FATES.keys()
    wrong = {
        name: columns ^ FATES[name].keys()
        for name, columns in tables.items()
        if FATES[name].keys() != {ALL} and columns != FATES[name].keys()
    }
    assert wrong == {}


FOREIGN = {
    "account_state": 3,
    "activation": 3,
    "api_token": 8,
    "audit_group": 2,
    "claimant": 3,
    "connection": 6,
    "directory": 6,
    "draft": 9,
    "establishment_group": 2,
    "low_water": 2,
    "meta": 2,
    "one_time_link": 5,
    "part": 6,
    "person": 11,
    "profile": 14,
    "release": 5,
    "secret": 4,
    "session": 8,
    "source_fetch": 5,
    "source_pass": 8,
    "source_record": 11,
    "source_state": 9,
    "source_told": 3,
    "throttle": 4,
    "toggle": 7,
    "toggle_before": 9,
}
"""How many columns the tables have that hold nothing of contacts: whoever adds one looks whether that is still so."""


def test_a_new_column_of_a_table_without_contacts_is_looked_at() -> None:
    counted = {
        table.name: len(table.columns) for table in metadata.sorted_tables if FATES[table.name] == {ALL: Fate.FOREIGN}
    }
    assert counted == FOREIGN
