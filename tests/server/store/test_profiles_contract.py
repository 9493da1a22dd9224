"""What is known of each account's profile: one owner at a time, nothing asked is lost, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import Difference, ForeignAutomation, Profile, ProfileTexts, Suggestion, Toggles
from frontdesk.model import TraceLine
from frontdesk_server.store import Store, Wanted
from frontdesk_server.store.audit import Actor, Change
from frontdesk_server.store.profiles import KeptProfile, ProfileState
from frontdesk_server.store.switching import Switches

pytestmark = pytest.mark.anyio

ADA = Actor(name="ada")
ASKED = Change(actor=ADA, action="profile.write", kind="account", subject="page")
SHOWN = Profile(texts=(ProfileTexts(locale="fr", starters=(Suggestion(id="a", title="Où ?"),), greeting="Bonjour"),))


def known(store: Store) -> KeptProfile:
    now = store.clock.now().replace(microsecond=0)
    return KeptProfile(
        account="page",
        digest="d" * 32,
        state=ProfileState.DIFFERS,
        wanted=SHOWN,
        differences=(Difference(field="starters", locale="fr", wanted="Où ?", found="\N{SNOWMAN}"),),
        automations=(ForeignAutomation(kind="greeting", text="Merci", enabled=None),),
        lines=(TraceLine(id="native_left_out", params={"most": 3}),),
        problem="status 400",
        attempts=2,
        not_before=now,
        checked_at=now,
        written_at=now,
    )


async def test_what_is_kept_is_read_back_as_it_was(store: Store) -> None:
    assert await store.profiles.get("page") is None
    await store.profiles.claim("page", store.clock.now() + timedelta(minutes=1))
    await store.profiles.save(known(store), done=None)
    found = await store.profiles.get("page")
    assert found is not None
    assert found.checked_at is not None
    assert found == replace(known(store), **dict.fromkeys(("not_before", "checked_at", "written_at"), found.checked_at))
    assert await store.profiles.all() == {"page": found}


async def test_one_owner_at_a_time_has_a_profile_until_it_is_saved(store: Store) -> None:
    later = store.clock.now() + timedelta(minutes=1)
    assert await store.profiles.claim("page", later) == KeptProfile(account="page")
    assert await store.profiles.claim("page", later) is None
    assert await store.profiles.claim("other", later) is not None
    await store.profiles.save(known(store), done=None)
    assert await store.profiles.claim("page", later) is not None


async def test_a_claim_ends_by_itself(store: Store) -> None:
    assert await store.profiles.claim("page", store.clock.now() - timedelta(seconds=1)) is not None
    assert await store.profiles.claim("page", store.clock.now()) is not None


async def test_what_is_asked_while_it_is_dealt_with_stays_asked(store: Store) -> None:
    await store.profiles.ask("page", "check", ASKED)
    claimed = await store.profiles.claim("page", store.clock.now() + timedelta(minutes=1))
    assert claimed is not None
    await store.profiles.ask("page", "write", ASKED)
    await store.profiles.save(claimed, done=claimed.asked)
    found = await store.profiles.get("page")
    assert found is not None
    assert found.asked == "write"
    await store.profiles.save(found, done="write")
    assert (await store.profiles.all())["page"].asked is None
    assert [entry.action for entry in await store.audit.list(limit=5)] == ["profile.write"] * 2


async def test_every_switch_leaves_another_mark_and_exceptions_are_few(store: Store) -> None:
    await store.establishments.sync("test", [{"id": id_, "name": id_} for id_ in ("a", "b")])
    marks = [await store.toggles.mark()]
    for on in (False, True):
        await store.toggles.change(Wanted(), Switches(starters=on), actor=ADA)
        marks.append(await store.toggles.mark())
    assert len(set(marks)) == 3
    assert await store.toggles.exceptions() == {}
    await store.toggles.change(Wanted(search="a"), Switches(welcome=False), actor=ADA)
    assert await store.toggles.exceptions() == {"a": Toggles(welcome=False)}
