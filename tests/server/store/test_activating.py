"""Activations, on either database: a release, its drafts and the audit come together, once, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontdesk_server.store import DraftKind, Store
from frontdesk_server.store.activating import Activated, Activation, DraftAfter
from frontdesk_server.store.audit import Actor, Change

pytestmark = pytest.mark.anyio

ID, OTHER = "ab" * 16, "cd" * 16
CHANGE = Change(actor=Actor(name="ada"), action="set.activated", kind="message set", subject="Shops")
AFTER = DraftAfter(
    id=ID,
    kind=DraftKind.MESSAGE_SET,
    name="Shops",
    document={"name": "Shops"},
    expected=1,
    live_name="Shops",
    author="ada",
)
ACTIVATION = Activation(
    key="k1",
    document={"frontdesk": 1, "message_sets": [{"name": "Shops"}]},
    drafts=(AFTER,),
    after=0,
    author="ada",
    note="added message set Shops",
    changes=(CHANGE,),
)


async def drafted(store: Store) -> None:
    await store.drafts.create(ID, {"name": "Shops"}, kind=DraftKind.MESSAGE_SET, name="Shops", author="ada")


async def test_release_draft_and_audit_come_together(store: Store) -> None:
    await drafted(store)

    done = await store.activations.carry_out(ACTIVATION)

    release, draft = await store.releases.newest(), await store.drafts.get(ID)
    assert done == Activated(number=1, made=True)
    assert release is not None
    assert (release.document, release.author, release.note) == (ACTIVATION.document, "ada", "added message set Shops")
    assert draft is not None
    assert (draft.live_name, draft.version) == ("Shops", 1)
    assert [line.subject for line in await store.audit.list()] == ["Shops"]


async def test_the_same_confirmation_counts_once(store: Store) -> None:
    await drafted(store)
    await store.activations.carry_out(ACTIVATION)

    assert await store.activations.carry_out(ACTIVATION) == Activated(number=1, made=False)
    assert await store.activations.made("k1") == 1
    assert await store.activations.made("k2") is None
    assert await store.releases.newest_number() == 1


@pytest.mark.parametrize("change", [{"after": 7}, {"drafts": (replace(AFTER, expected=2),)}])
async def test_what_was_worked_out_from_something_else_does_nothing(store: Store, change: dict[str, object]) -> None:
    await drafted(store)

    assert await store.activations.carry_out(replace(ACTIVATION, **change)) is None  # type: ignore[arg-type]
    assert await store.releases.newest_number() == 0
    assert await store.audit.list() == []


async def test_a_draft_that_is_said_otherwise_is_another_version(store: Store) -> None:
    await drafted(store)
    said = replace(AFTER, document={"name": "Shops", "takes_over": ["Winter"]})

    await store.activations.carry_out(replace(ACTIVATION, drafts=(said,)))

    draft = await store.drafts.get(ID)
    assert draft is not None
    assert (draft.version, draft.document, draft.before) == (2, said.document, {"name": "Shops"})


async def test_drafts_come_and_go_with_an_activation(store: Store) -> None:
    await drafted(store)
    gone = replace(AFTER, kept=False, live_name=None)
    new = replace(AFTER, id=OTHER, name="New", document={"name": "New"}, expected=0, live_name=None)

    await store.activations.carry_out(replace(ACTIVATION, drafts=(gone, new)))

    assert [draft.name for draft in await store.drafts.list()] == ["New"]
