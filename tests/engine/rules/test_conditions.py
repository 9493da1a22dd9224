"""Every built-in condition, where it holds and where it does not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from frontdesk import (
    Account,
    Capabilities,
    Contact,
    ConversationState,
    Facts,
    Limit,
    MessageReceived,
    Simulation,
    Verdict,
    compile_rulebook,
    establishment_from,
    load_documents,
)
from tests.engine.decision.worlds import at
from tests.engine.rules.documents import from_json, rule, words

NOW = at("2026-11-23T10:00")
PAGE = "https://shop.example/contact/us?from=home"
SITE = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=4000)))
SHOP = {
    "id": "lyon",
    "name": "Lyon",
    "brand": "Colibri",
    "code": "L-1",
    "locale": "fr",
    "timezone": "Europe/Paris",
    "groups": ["north", "big"],
    "address": {"city": "Villeurbanne", "postal_code": "69100", "region": "Rhône", "country": "FR"},
    "custom": {"tier": "gold"},
    "excluded_contacts": ["boss"],
    "opening_hours": {"weekly": {"mon": "09:00-18:00"}},
    "chat_hours": {"weekly": {"mon": "14:00-18:00"}},
    "hours": {"delivery": {"weekly": {"mon": "11:00-14:00"}}, "phone": {"weekly": {"mon": "08:00-12:00"}}},
}

CASES: dict[str, tuple[list[object], list[object]]] = {
    "chat_hours": (["outside", ["inside", "outside"]], ["inside", "unknown"]),
    "opening_hours": (["inside"], ["outside", ["outside", "unknown"]]),
    "hours": (
        [
            {"kind": "delivery", "is": "outside"},
            {"kind": "phone", "is": ["inside", "unknown"]},
            {"kind": "opening", "is": "inside"},
            {"kind": "chat", "is": "outside"},
            {"kind": "drive_through", "is": "unknown"},
        ],
        [
            {"kind": "delivery", "is": ["inside", "unknown"]},
            {"kind": "drive_through", "is": ["inside", "outside"]},
        ],
    ),
    "channel": (["web", "site", ["phone", "site"]], ["phone", ["webhook", "phone"]]),
    "locale": (["fr", "fr-CA", "FR_ca", ["en", "fr"]], ["fr-FR", "en", ["de", "en"]]),
    "establishment": (
        [
            "all",
            "lyon",
            ["nice", "lyon"],
            {"ids": ["lyon"]},
            {"groups": ["big", "south"]},
            {"except": ["nice"]},
            {"ids": ["nice"], "groups": ["north"]},
            {"fields": {"name": "Lyon", "brand": "Colibri", "code": "L-1", "locale": "fr"}},
            {"fields": {"timezone": "Europe/Paris", "city": ["Lyon", "Villeurbanne"], "postal_code": "69100"}},
            {"fields": {"region": "Rhône", "country": "FR", "custom.tier": "gold"}},
        ],
        [
            "nice",
            {"groups": ["south"]},
            {"except": ["lyon"]},
            {"groups": ["north"], "except": ["lyon"]},
            *({"fields": {name: "other"}} for name in ("name", "brand", "code", "locale", "timezone", "city")),
            *({"fields": {name: "other"}} for name in ("postal_code", "region", "country", "custom.tier")),
            {"fields": {"custom.unheard": "gold"}},
            {"fields": {"city": "Villeurbanne", "country": "BE"}},
        ],
    ),
    "contact": ([{"returning": False}, {"excluded": False}, {}], [{"returning": True}, {"excluded": True}]),
    "episode": (
        [{"first_event": "message_received"}, {"first_event": ["starter_tapped", "message_received"]}, {}],
        [
            {"first_event": "conversation_opened"},
            {"greeted": "episode"},
            {"greeted": "day"},
            {"greeted": "contact"},
            {"absence_sent": "closed_period"},
            {"notice_sent": True},
        ],
    ),
    "automatic": ([False], [True]),
    "page": (["/contact*", "/contact/us", ["/home", "/contact/?s"], "https://shop.example/*"], ["/home", "contact*"]),
}
PAIRS = [(word, params, holds) for word, both in CASES.items() for holds in (True, False) for params in both[not holds]]


def said(condition: dict[str, object], locale: str = "fr-CA") -> bool:
    book = from_json(rules=[rule("r", **{"if": [condition]})])
    contact = Contact(address="v", locale=locale)
    simulation = Simulation(book, establishment_from(SHOP), SITE, contact=contact)

    return bool(simulation.say(NOW, "Hello", attributes={"page": PAGE}).messages)


@pytest.mark.parametrize(("word", "params", "holds"), PAIRS)
def test_b16_a_condition_holds_where_it_matches_and_nowhere_else(word: str, params: object, holds: bool) -> None:
    assert said({word: params}) is holds
    assert said({"not": {word: params}}) is not holds


@pytest.mark.parametrize(
    ("asked", "holds"), [("zh-Hant", True), ("zh", True), ("zh-Hant-TW", True), ("zh-Hans", False), ("zh-TW", False)]
)
def test_locale_is_known_by_each_of_its_shorter_forms(asked: str, holds: bool) -> None:
    assert said({"locale": asked}, "zh_hant_tw") is holds


def test_b16_no_condition_is_left_out() -> None:
    assert CASES.keys() == words().conditions.keys()


@pytest.mark.parametrize(("word", "named"), [("page", ["*", "/*"]), ("locale", ["en", "fr"])])
def test_what_is_not_known_matches_nothing(word: str, named: list[str]) -> None:
    book = from_json(rules=[rule("r", **{"if": [{word: named}]})])

    assert not Simulation(book, establishment_from(SHOP), SITE).say(NOW, "Hello").messages


def test_a_contact_of_the_exclusion_list_is_known_as_such() -> None:
    condition = words().conditions["contact"]
    event = MessageReceived(id="m", contact=Contact(address="boss"), at=NOW, received_at=NOW, text="Hello")
    simulation = Simulation(from_json(), establishment_from(SHOP), SITE, contact=event.contact)
    facts = Facts(event, simulation.situation(), ConversationState(), NOW)

    def judged(**params: bool) -> Verdict:
        return condition.holds(condition.Params(**params), facts)

    assert (judged(excluded=True).held, judged(excluded=False).held) == (True, False)


SET = """
frontdesk: 1
message_sets:
  - {name: Shops, establishments: all, privacy: P, welcome: W, absence: A, policy: {absence_repeat: each_closed_period}}
rules:
  - {name: probe, on: message_received, if: [CONDITION], do: [{send: Probe}]}
"""


@pytest.mark.parametrize(
    ("condition", "again", "next_episode", "next_day"),
    [
        ("{contact: {returning: true}}", False, True, True),
        ("{episode: {greeted: episode}}", True, False, False),
        ("{episode: {greeted: day}}", True, True, False),
        ("{episode: {greeted: contact}}", True, True, True),
        ("{episode: {notice_sent: true}}", True, False, False),
    ],
)
def test_what_was_said_before_is_remembered_as_long_as_it_should(
    condition: str, again: bool, next_episode: bool, next_day: bool
) -> None:
    book = compile_rulebook(load_documents([("r.yaml", SET.replace("CONDITION", condition))]), words())
    simulation = Simulation(book, establishment_from(SHOP | {"chat_hours": None}), SITE)

    def probed(now: datetime) -> bool:
        return "Probe" in [message.text for message in simulation.say(now, "Hello").messages]

    simulation.open(NOW)
    seen = [probed(NOW + timedelta(minutes=1))]
    simulation.close(NOW + timedelta(minutes=2))
    seen.append(probed(NOW + timedelta(minutes=4)))
    simulation.close(NOW + timedelta(minutes=5))
    seen.append(probed(NOW + timedelta(days=7)))

    assert seen == [again, next_episode, next_day]
