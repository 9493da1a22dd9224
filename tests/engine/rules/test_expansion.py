"""Message sets are short for rules of the very same vocabulary."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import ConfigError, Simulation
from frontdesk.hours import load_hours
from frontdesk.rules import Rulebook, RuleDocument, compile_rulebook, document_from_json, dump_rules, expand
from tests.engine.decision.worlds import at
from tests.engine.rules.documents import account, from_json, load, message_set, rule, shop, words

HOURS = load_hours({"timezone": "Europe/Paris", "weekly": {"mon-fri": ["09:00-18:00"]}})
IN, OUT = at("2026-11-23T10:00"), at("2026-11-23T20:00")


def expanded(**keys: object) -> list[dict[str, object]]:
    return expand(document_from_json({"frontdesk": 1, "message_sets": [message_set(**keys)]}))


FULL = {
    "establishments": {"groups": ["g"], "except": ["b"]},
    "channels": ["web"],
    "from": "2026-12-01",
    "until": "2026-12-31",
    "chat_hours": "opening_hours",
    "language": "en",
    "privacy": "Privacy",
    "fallback": "Sorry",
    "starters": [{"title": "Hours?", "answer": "All day"}],
    "policy": {"greet_once": "day", "absence_repeat": "each_closed_period"},
}
WHERE = [{"establishment": {"groups": ["g"], "except": ["b"]}}, {"channel": ["web"]}]
WHEN = {"chat_hours": "opening_hours", "from": "2026-12-01", "until": "2026-12-31"}


def sends(kind: str, text: str) -> dict[str, object]:
    fallback = {} if kind == "privacy" else {"fallback": {"en": "Sorry"}}
    return {"send": {"kind": kind, "text": {"en": text}, **fallback}}


def test_a_set_with_everything_expands_to_six_rules() -> None:
    first = {"episode": {"first_event": ["conversation_opened", "message_received"]}}
    once = {"not": {"episode": {"greeted": "day"}}}

    assert expanded(**FULL) == [
        {
            "name": "Shops/privacy",
            "on": "before_speaking",
            "if": [*WHERE, {"not": {"episode": {"notice_sent": True}}}],
            "do": [sends("privacy", "Privacy")],
            "slot": "privacy",
            **WHEN,
        },
        {
            "name": "Shops/welcome",
            "on": "conversation_started",
            "if": [*WHERE, {"chat_hours": ["inside", "unknown"]}, first, once],
            "do": [sends("welcome", "Hello"), {"offer_starters": "Shops"}],
            "slot": "greeting",
            **WHEN,
        },
        {
            "name": "Shops/absence",
            "on": "conversation_started",
            "if": [*WHERE, {"chat_hours": "outside"}, first, once],
            "do": [sends("absence", "Away"), {"offer_starters": "Shops"}],
            "slot": "greeting",
            **WHEN,
        },
        {
            "name": "Shops/absence-after-tap",
            "on": "message_received",
            "if": [
                *WHERE,
                {"chat_hours": "outside"},
                {"episode": {"first_event": "starter_tapped"}},
                {"not": {"episode": {"greeted": "episode"}}},
            ],
            "do": [sends("absence", "Away")],
            "slot": "greeting",
            **WHEN,
        },
        {
            "name": "Shops/absence-again",
            "on": ["conversation_started", "message_received"],
            "if": [
                *WHERE,
                {"chat_hours": "outside"},
                {"any": [first, {"episode": {"greeted": "episode"}}]},
                {"not": {"episode": {"absence_sent": "closed_period"}}},
            ],
            "do": [sends("absence", "Away")],
            "slot": "greeting",
            **WHEN,
        },
        {
            "name": "Shops/answers",
            "on": "starter_tapped",
            "if": WHERE,
            "do": [{"answer_starter": "Shops"}],
            **WHEN,
        },
    ]


def test_a_set_with_the_least_expands_to_the_greetings() -> None:
    assert [found["name"] for found in expanded()] == ["Shops/welcome", "Shops/absence", "Shops/absence-after-tap"]


def test_starters_are_offered_out_of_hours_unless_the_policy_says_otherwise() -> None:
    starters = [{"title": "Hours?", "answer": "All day"}]
    _, default, *_ = expanded(starters=starters)
    _, without, *_ = expanded(starters=starters, policy={"starters_outside_hours": False})

    assert {"offer_starters": "Shops"} in default["do"]  # type: ignore[operator]
    assert {"offer_starters": "Shops"} not in without["do"]  # type: ignore[operator]


def test_d8_welcome_and_absence_are_alternatives_of_one_slot() -> None:
    welcome, absence, _ = expanded()

    assert welcome["slot"] == absence["slot"] == "greeting"
    assert welcome["if"][0] == {"chat_hours": ["inside", "unknown"]}  # type: ignore[index]
    assert absence["if"][0] == {"chat_hours": "outside"}  # type: ignore[index]


@pytest.mark.parametrize("work", [expand, dump_rules])
def test_a_set_that_is_none_cannot_be_expanded(work: Callable[[RuleDocument], object]) -> None:
    with pytest.raises(ConfigError):
        work(document_from_json({"frontdesk": 1, "message_sets": [{"name": "x"}]}))


def test_expansions_stand_between_the_rules_before_them_and_the_free_ones() -> None:
    rules = [rule("after"), rule("first", before="message_sets")]
    document = document_from_json({"frontdesk": 1, "message_sets": [message_set()], "rules": rules})

    assert [found["name"] for found in expand(document)] == [
        "first",
        "Shops/welcome",
        "Shops/absence",
        "Shops/absence-after-tap",
        "after",
    ]


# Printed and read again


def behaviour(book: Rulebook) -> list[list[tuple[str, object]]]:
    """What a contact sees who opens, taps, writes and comes back, in and out of hours."""
    seen = []
    for start in (IN, OUT):
        talk = Simulation(book, shop("lyon", ("g",), opening_hours=HOURS, timezone="Europe/Paris"), account())
        steps = [
            talk.open(start),
            talk.tap(start, "Hours?"),
            talk.say(start, "Hello?"),
            talk.close(start),
            talk.say(OUT, "2"),
        ]
        seen += [[(m.kind.value, m.text, m.suggestions) for m in step.messages] for step in steps]
    return seen  # type: ignore[return-value]


def reread(document: dict[str, object]) -> Rulebook:
    printed = dump_rules(document_from_json(document))
    return compile_rulebook(load(printed), words())


def test_the_printed_expansion_behaves_like_the_set() -> None:
    document = {"frontdesk": 1, "message_sets": [message_set(**(FULL | {"from": "2026-11-01"}))]}
    book = compile_rulebook(document_from_json(document), words())

    assert behaviour(reread(document)) == behaviour(book)
    assert any(behaviour(book))


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=12
).filter(lambda text: text.strip() and not set("{}[]#%").intersection(text))
WORDINGS = TEXTS | st.fixed_dictionaries({"en": TEXTS, "fr": TEXTS})
STARTERS = st.lists(
    st.fixed_dictionaries({"title": WORDINGS, "answer": WORDINGS}, optional={"formerly": st.lists(TEXTS, max_size=2)}),
    max_size=4,
)
SETS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["A", "Bö", "no", "1"]),
        "establishments": st.sampled_from(["all", {"groups": ["g"]}, {"ids": ["lyon", "7"]}, {"except": ["x"]}]),
        "welcome": WORDINGS,
        "absence": WORDINGS,
        "starters": STARTERS,
    },
    optional={
        "privacy": WORDINGS,
        "fallback": WORDINGS,
        "language": st.sampled_from(["en", "fr"]),
        "channels": st.sampled_from(["all", ["web"], ["webhook", "site"]]),
        "chat_hours": st.sampled_from(
            ["auto", "opening_hours", {"weekly": {"mon-fri": ["09:00-18:00"]}}, {"kind": "phone"}]
        ),
        "from": st.sampled_from(["2026-11-01", "2026-11-23T12:00"]),
        "tags": st.sampled_from([{"max_age": {"hours": "1d"}}, {"max_age": {"*": "7d"}, "dash": "en"}, {}]),
        "policy": st.fixed_dictionaries(
            {},
            optional={
                "greet_once": st.sampled_from(["episode", "day", "contact"]),
                "absence_repeat": st.sampled_from(["start", "each_closed_period"]),
                "starters_outside_hours": st.booleans(),
            },
        ),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SETS)
def test_whatever_is_printed_reads_back_to_the_same_behaviour(content: dict[str, object]) -> None:
    document = {"frontdesk": 1, "message_sets": [content]}
    try:
        book = compile_rulebook(document_from_json(document), words())
    except ConfigError as error:
        assert {diagnostic.id for diagnostic in error.diagnostics} <= {"FD358"}  # noqa: PT017 - twin titles are refused
        return

    assert behaviour(reread(document)) == behaviour(book)


def test_a_printed_expansion_holds_the_documents_schedules() -> None:
    schedules = {"evenings": {"weekly": {"mon-fri": ["18:00-22:00"]}}}
    content = {"frontdesk": 1, "schedules": schedules, "message_sets": [message_set(chat_hours="evenings")]}

    assert reread(content).rules[0].hours == "evenings"


def test_an_expansion_is_compiled_under_the_places_of_its_set() -> None:
    (welcome, *_) = from_json(message_sets=[message_set(channels=["web"])]).rules

    assert welcome.path == "message_sets[0].welcome"
    assert [check.path for check in welcome.checks] == [
        "message_sets[0].channels",
        "message_sets[0].chat_hours",
        "message_sets[0].policy",
        "message_sets[0].policy",
    ]
