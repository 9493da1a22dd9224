"""Activating: what was shown is done, in one piece and once; what has changed since is shown again first."""

from __future__ import annotations

import pytest

from frontdesk import Host
from frontdesk_server.publishing.activation import ActivationError, activate
from frontdesk_server.publishing.drafts import State, save, sets
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.planning import plan
from frontdesk_server.store import Store
from frontdesk_server.store.activating import Activated
from frontdesk_server.store.audit import AuditFilter
from tests.server.publishing.sets import (
    ADA,
    BOB,
    NORTH,
    SITE,
    drafted,
    id_of,
    live_names,
    message,
    planned,
    settled,
    starter,
)

pytestmark = pytest.mark.anyio


async def confirmed(store: Store, host: Host, intent: Intent) -> Activated:
    """Shown and confirmed at once."""
    shown = await planned(store, host, intent)
    done = await activate(store, host, [SITE], intent, ADA, fingerprint=shown.fingerprint)
    assert done is not None
    return done


async def states(store: Store, host: Host) -> dict[str, State]:
    return {line.name: line.state for line in await sets(store, host, [], ADA)}


async def test_activating_adds_a_release_with_the_set_and_leaves_the_others_alone(store: Store, host: Host) -> None:
    await settled(store, message("South", {"groups": ["south"]}), files={"message_sets/0": "messages/s.yaml"})
    new = await drafted(store, message("North", {"groups": ["north"]}))

    done = await confirmed(store, host, Intent(activate=(new,)))

    assert done == Activated(number=2, made=True)
    assert await states(store, host) == {"South": State.FILES, "North": State.ACTIVE}
    release = await store.releases.newest()
    assert release is not None
    assert (release.author, release.note) == ("ada", "added message set North")
    assert release.document["files"] == {"message_sets/0": "messages/s.yaml"}


async def test_the_same_confirmation_twice_makes_one_release(store: Store, host: Host) -> None:
    await settled(store)
    intent = Intent(activate=(await drafted(store, message("North", ["a"])),))
    shown = await planned(store, host, intent)

    first = await activate(store, host, [SITE], intent, ADA, fingerprint=shown.fingerprint)
    again = await activate(store, host, [SITE], intent, ADA, fingerprint=shown.fingerprint)

    assert (first, again) == (Activated(number=2, made=True), Activated(number=2, made=False))
    assert await store.releases.newest_number() == 2
    assert len(await store.audit.list()) == 2  # drafted, activated


async def test_what_was_saved_since_is_not_activated_unseen(store: Store, host: Host) -> None:
    await settled(store)
    id_ = await drafted(store, message("North", ["a"]))
    shown = await planned(store, host, Intent(activate=(id_,)))
    await save(store, id_, message("North", ["a", "c"]), expected=1, who=BOB)

    with pytest.raises(ActivationError, match="FD855"):
        await activate(store, host, [SITE], Intent(activate=(id_,)), ADA, fingerprint=shown.fingerprint)
    assert await live_names(store) == []


async def test_a_release_made_since_is_shown_first(store: Store, host: Host) -> None:
    await settled(store)
    mine, theirs = await drafted(store, message("Mine", ["a"])), await drafted(store, message("Theirs", ["b"]))
    shown = await planned(store, host, Intent(activate=(mine,)))
    await confirmed(store, host, Intent(activate=(theirs,)))

    with pytest.raises(ActivationError, match="FD855"):
        await activate(store, host, [SITE], Intent(activate=(mine,)), ADA, fingerprint=shown.fingerprint)
    assert await live_names(store) == ["Theirs"]


async def test_sets_that_meet_are_refused_until_one_takes_the_other_over(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}))
    id_ = await drafted(store, message("All", "all"))
    shown = await planned(store, host, Intent(activate=(id_,)))

    with pytest.raises(ActivationError, match="FD375"):
        await activate(store, host, [SITE], Intent(activate=(id_,)), ADA, fingerprint=shown.fingerprint)

    chosen = Intent(activate=(id_,), takes_over=frozenset({("All", "Big")}))
    assert await activate(store, host, [SITE], chosen, ADA, fingerprint=shown.fingerprint)
    assert await live_names(store) == ["Big", "All"]
    assert await states(store, host) == {"Big": State.ACTIVE, "All": State.ACTIVE}


async def test_sets_that_meet_since_the_plan_are_refused(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}))
    id_ = await drafted(store, message("A", ["a"]))
    shown = await planned(store, host, Intent(activate=(id_,)))
    grown = {"id": "a", "name": "Shop a", "groups": ["north", "big"]}
    await store.establishments.sync("file", [grown], complete=False)

    with pytest.raises(ActivationError, match="FD375"):
        await activate(store, host, [SITE], Intent(activate=(id_,)), ADA, fingerprint=shown.fingerprint)


async def test_a_set_with_a_mistake_is_not_activated(store: Store, host: Host) -> None:
    await settled(store)
    id_ = await drafted(store, message("A", ["a"], welcome={"en": "{{ nme }} \ud800"}))
    shown = await planned(store, host, Intent(activate=(id_,)))

    with pytest.raises(ActivationError):
        await activate(store, host, [SITE], Intent(activate=(id_,)), ADA, fingerprint=shown.fingerprint)
    assert await store.releases.newest_number() == 1


async def test_deactivating_makes_a_draft_of_it_again_and_loses_nothing(store: Store, host: Host) -> None:
    await settled(store, message("North", ["a"], starters=[starter("Why?")]))
    id_ = await id_of(store, host, "North")

    await confirmed(store, host, Intent(deactivate=(id_,)))

    assert await states(store, host) == {"North": State.DRAFT}
    draft = await store.drafts.get(id_)
    assert draft is not None
    assert draft.document == message("North", ["a"], starters=[starter("Why?")])


async def test_deleting_takes_set_and_draft_away(store: Store, host: Host) -> None:
    await settled(store, message("North", ["a"]))
    id_ = await id_of(store, host, "North")
    await save(store, id_, message("North", ["a", "b"]), expected=0, who=ADA)

    await confirmed(store, host, Intent(delete=(id_,)))

    assert await states(store, host) == {}
    assert await store.drafts.list() == []


async def test_deleting_a_draft_makes_no_release_and_is_in_the_audit(store: Store, host: Host) -> None:
    await settled(store)
    id_ = await drafted(store, message("North", ["a"]))

    done = await confirmed(store, host, Intent(delete=(id_,)))

    assert (done.number, done.made) == (1, False)
    assert await store.drafts.list() == []
    assert [line.action for line in await store.audit.list()] == ["set.deleted", "set.drafted"]


async def test_a_set_keeps_its_place_and_its_draft_when_it_is_renamed(store: Store, host: Host) -> None:
    await settled(store, message("One", ["a"]), message("Two", ["b"]))
    id_ = await id_of(store, host, "One")
    await save(store, id_, message("Uno", ["a"]), expected=0, who=ADA)

    await confirmed(store, host, Intent(activate=(id_,)))

    assert await live_names(store) == ["Uno", "Two"]
    assert await id_of(store, host, "Uno") == id_
    assert (await states(store, host))["Uno"] is State.ACTIVE


async def test_a_retitled_starter_still_answers_to_its_old_title(store: Store, host: Host) -> None:
    await settled(store, message("One", ["a"], starters=[starter("Hours?")]))
    id_ = await id_of(store, host, "One")
    await save(store, id_, message("One", ["a"], starters=[starter("When?")]), expected=0, who=ADA)

    await confirmed(store, host, Intent(activate=(id_,)))

    release = await store.releases.newest()
    assert release is not None
    [live] = release.document["message_sets"]  # type: ignore[misc]
    assert "Hours?" in live["starters"][0]["formerly"]
    assert (await states(store, host))["One"] is State.ACTIVE


async def test_several_drafts_become_one_release(store: Store, host: Host) -> None:
    await settled(store)
    ids = [await drafted(store, message(name, [place])) for name, place in (("A", "a"), ("B", "b"))]

    done = await confirmed(store, host, Intent(activate=tuple(ids)))

    assert done.number == 2
    assert await live_names(store) == ["A", "B"]


async def test_nobody_takes_over_in_the_name_of_what_is_not_being_activated(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}))
    id_ = await drafted(store, message("All", "all"))

    with pytest.raises(Exception, match="FD860"):
        await plan(store, host, [SITE], Intent(activate=(id_,), takes_over=frozenset({("Big", "All")})), ADA)


async def test_what_says_what_is_live_already_is_not_activated_again(store: Store, host: Host) -> None:
    await settled(store, message("One", ["a"]))
    id_ = await id_of(store, host, "One")

    with pytest.raises(Exception, match="FD858"):
        await plan(store, host, [SITE], Intent(activate=(id_,)), ADA)


async def test_activating_out_of_scope_is_not_there(store: Store, host: Host) -> None:
    await settled(store, message("South", ["c"]))
    id_ = await id_of(store, host, "South")
    shown = await planned(store, host, Intent(deactivate=(id_,)))

    done = await activate(store, host, [SITE], Intent(deactivate=(id_,)), NORTH, fingerprint=shown.fingerprint)

    assert done is None
    assert await live_names(store) == ["South"]


async def test_an_activation_is_in_the_audit_with_its_release(store: Store, host: Host) -> None:
    await settled(store)
    await confirmed(store, host, Intent(activate=(await drafted(store, message("N", {"groups": ["north"]})),)))

    [line, *_] = await store.audit.list()

    assert (line.action, line.actor.name, line.subject, line.after) == ("set.activated", "ada", "N", {"release": 2})


async def test_the_audit_says_how_many_establishments_and_shows_it_to_whom_they_concern(
    store: Store, host: Host
) -> None:
    await settled(store)
    for name, place in (("North", "a"), ("South", "c")):
        await confirmed(store, host, Intent(activate=(await drafted(store, message(name, [place])),)))

    seen = await store.audit.list(AuditFilter(action="set.activated", scope=NORTH.scope))

    assert [(line.subject, line.establishments) for line in seen] == [("North", 1)]
