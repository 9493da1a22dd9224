"""The plan shows beforehand what an activation does: whom it reaches, what is missing, what it would refuse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import ConfigError, Host
from frontdesk.rules import compile_rulebook, document_from_json
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.publishing.drafts import save
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.planning import plan
from frontdesk_server.publishing.reach import reach
from frontdesk_server.publishing.semantic import TextChange
from frontdesk_server.store import Member, Store
from tests.server.publishing.sets import (
    ADA,
    NORTH,
    PAGE,
    SITE,
    drafted,
    id_of,
    message,
    planned,
    settled,
    starter,
)

pytestmark = pytest.mark.anyio


def ids(members: tuple[Member, ...]) -> list[str]:
    return [member.id for member in members]


async def test_a_new_set_shows_its_texts_and_whom_it_reaches(store: Store, host: Host) -> None:
    await settled(store, message("South", {"groups": ["south"]}))
    new = await drafted(store, message("North", {"groups": ["north"]}))

    found = await planned(store, host, Intent(activate=(new,)))

    [change] = found.changes
    assert TextChange(path="welcome", language="en", before=None, after="Hi") in change.parts
    assert (ids(found.reach.gained), ids(found.reach.kept), ids(found.reach.lost)) == (["a", "b"], [], [])
    assert [account.id for account in found.channels] == ["site"]
    assert found.possible


async def test_a_changed_set_shows_who_is_new_who_stays_and_who_is_left_without(store: Store, host: Host) -> None:
    await settled(store, message("Shops", ["a", "b"]), message("Big", {"groups": ["big"], "except": ["d"]}))
    id_ = await id_of(store, host, "Shops")
    await save(store, id_, message("Shops", ["c", "d"], takes_over=["Big"]), expected=0, who=ADA)

    found = await planned(store, host, Intent(activate=(id_,)))

    assert (ids(found.reach.gained), ids(found.reach.lost), ids(found.reach.left)) == (["c", "d"], ["a", "b"], ["a"])


async def test_deleting_counts_who_is_left_without_messages(store: Store, host: Host) -> None:
    await settled(store, message("North", ["a", "b", "c"]), message("Rest", ["c"], takes_over=["North"]))
    id_ = await id_of(store, host, "North")

    found = await planned(store, host, Intent(delete=(id_,)))

    assert (ids(found.reach.lost), ids(found.reach.left)) == (["a", "b", "c"], ["a", "b"])


async def test_missing_values_are_listed_by_tag_and_establishment(store: Store, host: Host) -> None:
    await settled(store)
    texts = {"en": "Call {{ establishment.phone }} {{ custom.parking | default('') }} [[{{ establishment.email }}]]"}
    new = await drafted(store, message("All", "all", welcome=texts, absence={"en": "{{ hours.week }}"}))

    found = await planned(store, host, Intent(activate=(new,)))

    assert {lacking.tag: ids(lacking.members) for lacking in found.missing} == {
        "establishment.phone": ["b", "d"],
        "hours.week": ["a", "b", "c", "d"],
    }
    assert found.possible


async def test_a_named_schedule_gives_chat_hours_to_establishments_without_any(store: Store, host: Host) -> None:
    await settled(store)
    hours = {"timezone": "Europe/Paris", "weekly": {"mon-fri": ["18:00-22:00"]}}
    using = message("All", "all", chat_hours=hours, absence={"en": "{{ chat_hours.next_opening }}"})

    found = await planned(store, host, Intent(activate=(await drafted(store, using),)))

    assert found.missing == ()


async def test_conflicts_name_the_other_set_its_count_and_its_file(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}), files={"message_sets/0": "messages/big.yaml"})
    new = await drafted(store, message("All", "all"))

    found = await planned(store, host, Intent(activate=(new,)))

    [overlap] = found.conflicts
    assert (overlap.name, overlap.other, overlap.file, overlap.speaks) == ("All", "Big", "messages/big.yaml", "Big")
    assert (overlap.meeting.establishments, ids(overlap.meeting.examples)) == (2, ["b", "d"])
    assert not found.possible


async def test_what_is_taken_over_is_no_conflict_any_more(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}))
    new = await drafted(store, message("All", "all"))

    found = await planned(store, host, Intent(activate=(new,), takes_over=frozenset({("All", "Big")})))

    assert found.possible
    assert [(overlap.other, overlap.speaks) for overlap in found.overlaps] == [("Big", "All")]


async def test_sets_that_others_let_meet_are_none_of_this_plan_s_conflicts(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}), message("North", {"groups": ["north"]}))
    new = await drafted(store, message("Mine", ["c"]))

    assert (await planned(store, host, Intent(activate=(new,)))).possible


async def test_what_a_channel_cannot_show_is_told_at_the_starter(store: Store, host: Host) -> None:
    await settled(store)
    new = await drafted(store, message("All", "all", starters=[starter("One?"), starter("Two?")]))

    found = await planned(store, host, Intent(activate=(new,)), accounts=[SITE, PAGE])

    assert {(fault.diagnostic.id, fault.diagnostic.params["account"]) for fault in found.losses} >= {("FD376", "page")}


async def test_mistakes_are_told_at_their_fields_and_keep_it_from_being_activated(store: Store, host: Host) -> None:
    await settled(store, message("Big", ["d"]))
    new = await drafted(store, {"name": "Half", "establishments": ["a"], "welcome": {"en": "{{ nme }}"}})

    found = await planned(store, host, Intent(activate=(new,)))

    assert not found.possible
    assert {(fault.id, fault.diagnostic.path) for fault in found.errors} >= {(new, "welcome.en")}


async def test_a_change_that_breaks_a_rule_elsewhere_is_told(store: Store, host: Host) -> None:
    await store.releases.add(
        {
            "frontdesk": 1,
            "message_sets": [message("Shops", ["a"], starters=[starter("Why?")])],
            "rules": [{"name": "again", "on": "message_received", "do": [{"send": "x"}, {"offer_starters": "Shops"}]}],
            "files": {"rules/0": "messages/rules.yaml"},
        },
        author="ops",
    )
    id_ = await id_of(store, host, "Shops")

    found = await planned(store, host, Intent(deactivate=(id_,)))

    assert [(fault.id, fault.diagnostic.path) for fault in found.errors] == [(None, "rules[0].do[1].offer_starters")]


async def test_a_set_for_nobody_and_a_set_that_has_ended_are_warned_of(store: Store, host: Host) -> None:
    await settled(store)
    new = await drafted(store, message("Old", {"groups": ["closed"]}, until="2020-12-31"))

    found = await planned(store, host, Intent(activate=(new,)))

    assert {fault.diagnostic.id for fault in found.warnings} >= {"FD374", "FD856", "FD857"}


async def test_a_schedule_that_is_being_written_comes_along_with_the_set_that_needs_it(
    store: Store, host: Host
) -> None:
    from frontdesk_server.store import DraftKind

    await settled(store)
    hours = {"timezone": "Europe/Paris", "weekly": {"mon-fri": ["18:00-22:00"]}}
    await store.drafts.create("ab" * 16, hours, kind=DraftKind.SCHEDULE, name="evenings", author="ada")
    new = await drafted(store, message("All", "all", chat_hours="evenings"))

    found = await planned(store, host, Intent(activate=(new,)))

    assert (found.schedules, found.errors) == (("evenings",), ())


async def test_a_set_outside_the_scope_cannot_be_planned(store: Store, host: Host) -> None:
    await settled(store, message("South", ["c"]), message("All", "all"))
    south, everybody = await id_of(store, host, "South"), await id_of(store, host, "All")

    assert await plan(store, host, [SITE], Intent(deactivate=(south,)), NORTH) is None
    with pytest.raises(ConfigError, match="FD852"):
        await plan(store, host, [SITE], Intent(deactivate=(everybody,)), NORTH)


async def test_progress_grows_from_nothing_to_all(store: Store, host: Host) -> None:
    await settled(store)
    new = await drafted(store, message("All", "all", welcome={"en": "{{ establishment.phone }}"}))
    told: list[float] = []

    await plan(store, host, [SITE], Intent(activate=(new,)), ADA, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1


GROUPS = ("g", "h", "i")
EVERYBODY = {
    f"m{at}": Member(f"m{at}", f"M{at}", tuple(g for bit, g in enumerate(GROUPS) if at >> bit & 1), "v", False)
    for at in range(12)
}
SELECTIONS = st.one_of(
    st.just("all"),
    st.lists(st.sampled_from(sorted(EVERYBODY)), min_size=1, max_size=4),
    st.fixed_dictionaries(
        {"groups": st.lists(st.sampled_from(GROUPS), min_size=1, max_size=2)},
        optional={"except": st.lists(st.sampled_from(sorted(EVERYBODY)), max_size=3)},
    ),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(SELECTIONS, max_size=3), st.lists(SELECTIONS, max_size=3))
def test_reach_by_likeness_is_what_asking_everybody_gives(before: list[object], after: list[object]) -> None:
    vocabulary = Host.load({}).vocabulary
    books = [
        compile_rulebook(
            document_from_json(
                {"frontdesk": 1, "message_sets": [message(f"S{at}", chosen) for at, chosen in enumerate(sets)]}
            ),
            vocabulary,
        )
        for sets in (before, after)
    ]
    found = reach(*books, Audience(EVERYBODY), [], were=frozenset({"S0"}), will_be=frozenset({"S0"}))

    had, has = ({m.id: {i.name for i in book.sets_for(m)} for m in EVERYBODY.values()} for book in books)
    assert set(ids(found.gained)) == {m for m in EVERYBODY if "S0" in has[m] and "S0" not in had[m]}
    assert set(ids(found.lost)) == {m for m in EVERYBODY if "S0" in had[m] and "S0" not in has[m]}
    assert set(ids(found.kept)) == {m for m in EVERYBODY if "S0" in had[m] and "S0" in has[m]}
    assert set(ids(found.left)) == {m for m in EVERYBODY if "S0" in had[m] and not has[m]}
