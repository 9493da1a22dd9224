"""Which rules concern an establishment: in a total order, at a cost that does not depend on how many there are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import Host, Simulation
from frontdesk.model import ConversationOpened, Event, MessageReceived
from frontdesk.rules import CompiledRule, Rulebook, Selection, compile_rulebook
from tests.engine.decision.worlds import at
from tests.engine.rules.documents import account, compiled, from_json, load, message_set, names, rule, shop, words

NOON = at("2026-11-23T12:00")


def of(**params: object) -> list[object]:
    return [{"establishment": params}]


# Order


def test_k8_rules_come_in_one_total_order() -> None:
    book = from_json(
        rules=[
            rule("free-1"),
            rule("early-1", before="message_sets"),
            rule("free-2"),
            rule("early-2", before="message_sets"),
        ],
        message_sets=[message_set("B"), message_set("A")],
    )

    order = [found.name for found in book.rules]
    assert order == [
        "early-1",
        "early-2",
        *(f"B/{part}" for part in ("welcome", "absence", "absence-after-tap")),
        *(f"A/{part}" for part in ("welcome", "absence", "absence-after-tap")),
        "free-1",
        "free-2",
    ]
    assert [found.position for found in book.rules] == list(range(len(order)))


def test_candidates_are_those_of_the_trigger_in_the_total_order() -> None:
    book = from_json(
        rules=[rule("a"), rule("b", on="starter_tapped"), rule("c", on=["starter_tapped", "message_received"])],
        message_sets=[message_set("S")],
    )

    assert names(book, "message_received", shop()) == ["S/absence-after-tap", "a", "c"]
    assert names(book, "starter_tapped", shop()) == ["b", "c"]
    assert names(book, "operator_replied", shop()) == []


def test_d11_a_stop_rule_runs_before_the_rules_that_send() -> None:
    quiet = {"name": "quiet", "on": "conversation_started", "if": [{"channel": "web"}], "stop": True}
    book = from_json(rules=[quiet | {"before": "message_sets"}], message_sets=[message_set()])

    result = Simulation(book, shop(), account()).open(NOON)

    assert result.messages == ()
    assert "stopped" in [line.id for line in result.decision.trace]


def test_d11_without_the_stop_rule_the_set_speaks() -> None:
    assert Simulation(from_json(message_sets=[message_set()]), shop(), account()).open(NOON).messages


# Selection


@pytest.mark.parametrize(
    ("chosen", "taken"),
    [
        ("all", {"a", "b", "c"}),
        (["a", "c"], {"a", "c"}),
        ({"ids": ["a"]}, {"a"}),
        ({"groups": ["north"]}, {"a", "b"}),
        ({"ids": ["c"], "groups": ["north"]}, {"a", "b", "c"}),
        ({"groups": ["north"], "except": ["b"]}, {"a"}),
        ({"except": ["a"]}, {"b", "c"}),
        ({"ids": ["a", "b"], "except": ["a"]}, {"b"}),
        ({"ids": ["nobody"]}, set()),
    ],
)
def test_a_selection_takes_ids_and_groups_less_the_exceptions(chosen: object, taken: set[str]) -> None:
    shops = [shop("a", ("north",)), shop("b", ("north", "late")), shop("c", ("south",))]
    of_set = from_json(message_sets=[message_set(establishments=chosen)])
    of_rule = from_json(rules=[rule("r", **{"if": [{"establishment": chosen}]})])

    assert {found.id for found in shops if of_set.candidates("conversation_started", found)} == taken
    assert {found.id for found in shops if of_rule.candidates("message_received", found)} == taken
    assert {found.id for found in shops if of_set.sets_for(found)} == taken


def test_an_id_that_looks_like_a_number_may_be_written_as_one() -> None:
    assert from_json(message_sets=[message_set(establishments=[42])]).sets_for(shop("42"))


def test_a_condition_on_fields_stays_a_condition() -> None:
    book = from_json(rules=[rule("r", **{"if": of(ids=["a"], fields={"city": ["Lyon"]})})])

    (found,) = book.candidates("message_received", shop("b"))
    assert [check.word for check in found.checks] == ["establishment"]


def test_a_condition_that_the_index_answers_is_not_asked_again() -> None:
    book = from_json(rules=[rule("r", **{"if": [*of(ids=["a"]), {"channel": "web"}]})])

    (found,) = book.candidates("message_received", shop("a"))
    assert [(check.word, check.path) for check in found.checks] == [("channel", "rules[0].if[1]")]


def test_an_establishment_that_changes_groups_changes_rules_without_recompiling() -> None:
    book = from_json(message_sets=[message_set("N", establishments={"groups": ["north"]})])
    before, after = shop("a"), shop("a", ("north",))

    assert [len(book.sets_for(found)) for found in (before, after, before)] == [0, 1, 0]


SELECTIONS = st.builds(
    lambda ids, groups, excepted: Selection(ids=ids, groups=groups, excepted=excepted),
    *(st.frozensets(st.sampled_from(pool), max_size=3) for pool in ("abcd", "NSEW", "abcd")),
)


@cache
def template() -> CompiledRule:
    (found,) = compiled("frontdesk: 1\nrules: [{name: r, on: message_received, do: [send: x]}]").rules
    return found


def bare(position: int) -> CompiledRule:
    return replace(template(), name=f"r{position}", position=position)


@settings(deadline=None)
@given(st.lists(SELECTIONS, max_size=8), st.sampled_from("abcd"), st.lists(st.sampled_from("NSEW"), unique=True))
def test_the_index_agrees_with_asking_every_selection(chosen: list[Selection], id: str, groups: list[str]) -> None:  # noqa: A002
    where = shop(id, tuple(groups))
    book = Rulebook((selection, bare(at)) for at, selection in enumerate(chosen))

    asked = [f"r{at}" for at, selection in enumerate(chosen) if selection.takes(where)]
    assert names(book, "message_received", where) == asked


# Cost


def test_establishments_with_the_same_rules_share_one_plan() -> None:
    book = from_json(
        message_sets=[message_set("A", establishments=["a", "b"]), message_set("G", establishments={"groups": ["g"]})]
    )

    plans = [book.candidates("conversation_started", found) for found in (shop("a", ("g",)), shop("b", ("g", "other")))]
    assert plans[0] is plans[1]


def test_rules_that_are_written_alike_share_their_parts() -> None:
    first, second = from_json(
        rules=[rule(name, **{"if": [{"channel": "web"}], "do": [{"send": "x"}]}) for name in "ab"]
    ).rules

    assert first.checks[0].test is second.checks[0].test
    assert first.steps[0].effects is second.steps[0].effects


def calls(work: Callable[[], object]) -> int:
    """How many function calls and loop steps some work takes: a cost that is the same on every machine."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_the_cost_of_a_look_up_does_not_grow_with_the_number_of_rules() -> None:
    rules = [bare(position) for position in range(20_000)]
    small, large = (
        Rulebook((Selection(ids=frozenset([f"shop-{at // 8}"])), found) for at, found in enumerate(rules[:count]))
        for count in (200, 20_000)
    )
    where = shop("shop-7")

    costs = []
    for book in (small, large):
        first = calls(lambda book=book: book.candidates("message_received", where))  # type: ignore[misc]
        again = calls(lambda book=book: book.candidates("message_received", where))  # type: ignore[misc]
        assert len(book.candidates("message_received", where)) == 8
        costs.append((first, again))

    assert costs[0] == costs[1]


def test_the_plans_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.rules.candidates._MOST_KEPT", 10)
    book = Rulebook([(Selection(groups=frozenset(["north"])), bare(0))])

    for number in range(100):
        assert names(book, "message_received", shop("a", ("north", f"group-{number}"))) == ["r0"]

    assert len(book._index._plans) <= 10


# Timers, names, warnings


def test_a_rule_is_found_by_its_name() -> None:
    book = from_json(message_sets=[message_set("S")])

    found = book.rule("S/welcome")
    assert found is not None
    assert (found.name, book.rule("nobody")) == ("S/welcome", None)


def test_a_rule_knows_the_strangers_whose_words_it_uses() -> None:
    vocabulary = replace(words(), owners={**words().owners, "channel": "acme"})
    text = "frontdesk: 1\nrules: [{name: a, on: message_received, if: [{not: {any: [{channel: web}]}}], do: [send: x]}]"

    (found,) = compile_rulebook(load(text), vocabulary).rules

    assert found.owners == {"channel": "acme"}


def test_a_rule_behind_an_unconditional_stop_is_warned_of() -> None:
    book = from_json(rules=[rule("a", stop=True), rule("b"), rule("c", on="starter_tapped")])

    (warning,) = book.warnings
    assert (warning.id, warning.path, warning.params) == ("FD371", "rules[1]", {"name": "b", "stopper": "a"})


@pytest.mark.parametrize(
    "keys", [{"if": [{"channel": "web"}]}, {"until": "2026-12-01"}, {"on": "starter_tapped"}, {"if": of(ids=["a"])}]
)
def test_a_stop_that_is_not_always_reached_hides_nothing(keys: dict[str, object]) -> None:
    assert not from_json(rules=[rule("a", stop=True, **({} | keys)), rule("b")]).warnings


@pytest.mark.parametrize("event", [ConversationOpened, MessageReceived])
def test_b5_of_many_rules_on_many_pages_each_one_works(event: type[Event]) -> None:
    book = from_json(
        rules=[
            {"name": f"p{n}", "on": "conversation_started", "if": [{"page": f"/p{n}"}], "do": [{"send": f"Page {n}"}]}
            for n in range(30)
        ]
    )

    for number in range(30):
        talk = Simulation(book, shop(), account())
        attributes = {"page": f"https://example.org/p{number}"}
        result = (
            talk.open(NOON, attributes=attributes)
            if event is ConversationOpened
            else talk.say(NOON, "Hi", attributes=attributes)
        )
        assert [message.text for message in result.messages] == [f"Page {number}"]


# all, any, not


GROUPS = {
    "all": lambda a, b: a and b,
    "any": lambda a, b: a or b,
}


@pytest.mark.parametrize("word", GROUPS)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("negated", [True, False])
def test_k10_conditions_combine(word: str, first: bool, second: bool, negated: bool) -> None:
    members = [{"channel": "web" if first else "x"}, {"page": "/a*" if second else "/b"}]
    condition: dict[str, object] = {word: members}
    book = from_json(rules=[rule("r", **{"if": [{"not": condition} if negated else condition]})])

    result = Simulation(book, shop(), account()).say(NOON, "Hi", attributes={"page": "https://example.org/abc"})

    assert bool(result.messages) is (GROUPS[word](first, second) is not negated)


def test_k10_url_and_time_combine() -> None:
    book = from_json(rules=[rule("r", **{"if": [{"all": [{"page": "/shop*"}, {"chat_hours": "unknown"}]}]})])
    said = [
        Simulation(book, shop(), account()).say(NOON, "Hi", attributes={"page": page}).messages
        for page in ("https://example.org/shop/1", "https://example.org/blog")
    ]

    assert [bool(messages) for messages in said] == [True, False]


def test_the_trace_says_what_failed_within_a_group() -> None:
    book = from_json(rules=[rule("r", **{"if": [{"any": [{"channel": "x"}, {"all": [{"page": "/b"}]}]}]})])

    result = Simulation(book, shop(), account()).say(NOON, "Hi")

    (failed,) = [line for line in result.decision.trace if line.id == "condition_failed"]
    assert failed.path == "rules[0].if[0]"
    assert failed.params == {
        "rule": "r",
        "condition": "any",
        "channel.actual": "web",
        "channel.account": "site",
        "all.failed": "page",
        "all.page": None,
    }


def test_the_host_collects_the_vocabulary_that_rules_are_compiled_with() -> None:
    assert {"send", "offer_starters", "answer_starter"} <= set(Host().vocabulary.actions)


@pytest.mark.parametrize("condition", [{"contact": {"excluded": True}}, {"not": {"contact": {"excluded": False}}}])
def test_c28_a_condition_on_excluded_contacts_is_warned_of_for_no_rule_is_looked_at_for_them(condition: object) -> None:
    book = from_json(rules=[rule("a", **{"if": [{"any": [condition, {"channel": "web"}]}]})])

    (warning,) = book.warnings
    assert warning.id == "FD366"
    assert warning.path.startswith("rules[0].if[0].any[0].")
    assert warning.path.endswith("contact.excluded")
