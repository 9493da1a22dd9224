"""Taking over: the set that names another comes before it, and nobody else's place matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import ConfigError, Host
from frontdesk.rules import Rulebook, compile_rulebook, conflicts, document_from_json, expand
from tests.engine.rules.documents import message_set, shop

HOST = Host.load({})
NAMES = "ABCDEFG"


def book(takeovers: Mapping[str, Sequence[str]], order: Sequence[str] = NAMES) -> Rulebook:
    sets = [message_set(name, takes_over=list(takeovers.get(name, ()))) for name in order]
    return compile_rulebook(document_from_json({"frontdesk": 1, "message_sets": sets}), HOST.vocabulary)


def spoken(rulebook: Rulebook) -> str:
    return "".join(info.name for info in rulebook.sets_for(shop("a", ("north",))))


@st.composite
def without_circles(draw: st.DrawFn) -> tuple[dict[str, list[str]], list[str]]:
    """Who takes over whom, along a hidden order, and the places of the sets in the document."""
    hidden = draw(st.permutations(NAMES))
    edges = {
        name: draw(st.lists(st.sampled_from(hidden[at + 1 :]), unique=True, max_size=3)) if hidden[at + 1 :] else []
        for at, name in enumerate(hidden)
    }
    return edges, draw(st.permutations(NAMES))


@settings(deadline=None)
@given(without_circles())
def test_who_takes_over_comes_first_and_every_set_comes_once(case: tuple[dict[str, list[str]], list[str]]) -> None:
    edges, places = case
    order = spoken(book(edges, places))

    assert sorted(order) == sorted(NAMES)
    assert all(order.index(name) < order.index(other) for name, others in edges.items() for other in others)


@settings(deadline=None)
@given(without_circles())
def test_rules_are_looked_at_in_the_order_of_their_sets(case: tuple[dict[str, list[str]], list[str]]) -> None:
    edges, places = case
    rulebook = book(edges, places)

    of_rules = dict.fromkeys(rule.message_set for rule in rulebook.rules)
    assert "".join(str(name) for name in of_rules) == spoken(rulebook)


def test_sets_that_take_nothing_over_keep_their_places() -> None:
    assert spoken(book({}, "GCA")) == "GCA"


def test_a_set_moves_right_before_the_first_that_it_takes_over() -> None:
    assert spoken(book({"D": ["B"]}, "ABCD")) == "ADBC"


def test_a_printed_expansion_has_the_same_order() -> None:
    sets = [message_set("A"), message_set("B", takes_over=["A"])]
    rules = expand(document_from_json({"frontdesk": 1, "message_sets": sets}))

    assert [str(rule["name"]).partition("/")[0] for rule in rules] == ["B"] * 3 + ["A"] * 3


def test_what_is_taken_over_is_no_conflict_and_the_rest_is() -> None:
    found = conflicts(book({"C": ["A"]}, "ABC"), [shop("a", ("north",))])

    assert [(conflict.first.name, conflict.second.name) for conflict in found] == [("A", "B"), ("C", "B")]


def test_a_name_that_nobody_has_is_warned_of_where_it_stands() -> None:
    [misspelt] = book({"A": ["Bb"]}, "AB").warnings

    assert (misspelt.id, misspelt.path, misspelt.severity) == ("FD380", "message_sets[0].takes_over[0]", "warning")


@pytest.mark.parametrize(
    ("edges", "places"),
    [
        ({"A": ["A"]}, {"message_sets[0].takes_over[0]"}),
        ({"A": ["B"], "B": ["A"]}, {"message_sets[0].takes_over[0]", "message_sets[1].takes_over[0]"}),
        ({"A": ["B"], "B": ["C", "D"], "C": ["A"]}, {f"message_sets[{at}].takes_over[0]" for at in range(3)}),
        ({"A": ["B"], "B": ["C"], "C": ["B", "D"], "D": ["E"]}, {f"message_sets[{at}].takes_over[0]" for at in (1, 2)}),
    ],
)
def test_a_circle_is_refused_at_each_of_its_names(edges: Mapping[str, Sequence[str]], places: set[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        book(edges)

    assert {(found.id, found.path) for found in refused.value.diagnostics} == {("FD382", path) for path in places}


def test_a_chain_of_thousands_is_put_in_order() -> None:
    names = [f"n{at}" for at in range(3000)]
    sets = [message_set(name, takes_over=names[at - 1 : at]) for at, name in enumerate(names)]
    rulebook = compile_rulebook(document_from_json({"frontdesk": 1, "message_sets": sets}), HOST.vocabulary)

    assert [info.name for info in rulebook.sets_for(shop("a", ()))] == names[::-1]
