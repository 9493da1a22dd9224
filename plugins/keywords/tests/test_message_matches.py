"""The condition `message_matches`: what it finds, what it leaves alone, and what it says when it cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from pydantic import ValidationError

from frontdesk import (
    HOLDS,
    Account,
    Capabilities,
    ConfigError,
    Contact,
    ConversationState,
    Establishment,
    Event,
    Facts,
    Host,
    Limit,
    MessageReceived,
    Rulebook,
    Situation,
    StarterTapped,
    compile_rulebook,
    load_documents,
)
from frontdesk_keywords import MatchesParams, MessageMatches
from frontdesk_testkit import load_scenario, run_scenario

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
RULE = """
frontdesk: 1
rules:
  - name: orders
    on: message_received
    if: [{message_matches: %s}]
    do: [{send: "Your order"}]
"""


def finds(what: object, text: str) -> bool:
    """Whether the condition's parameters find something in a text."""
    return MatchesParams.model_validate(what).found_in(text)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("commande", "Ma COMMANDE est-elle prête ?"),
        ("été", "ouvert l'ETE"),
        ("ete", "ouvert l'e\u0301te\u0301"),
        ("straße", "STRASSE"),
        ("cœur", "coeur"),
        ("aujourd’hui", "aujourd'hui"),
        ({"pattern": "rendez‑vous$"}, "Un rendez-vous"),
        ({"pattern": "^rendez-vous"}, "Rendez–vous demain ?"),
        ("İzmir", "izmir"),
        ("営業時間", "本日の営業時間は？"),
        ("👍", "ok 👍🏽"),
        ("ｆｕｌｌ", "full width"),
        (["prix", "tarif"], "le tarif, svp"),
        ("Vos horaires ?", "vos   horaires"),
        ({"phrases": ["click & collect"]}, "du Click-Collect !"),
        ("commande|order", "an order"),
        ({"pattern": r"n[°o]\s*\d{4,}"}, "N° 12345"),
        ({"pattern": "réservé"}, "RESERVE"),
        ("straße|weg", "Straße"),
        ({"pattern": "Straße"}, "STRASSE"),
        ({"pattern": "50 m²"}, "à 50 m² d'ici"),
        ({"pattern": "horaires\u00a0\\?"}, "horaires\u00a0?"),
        ({"pattern": "（vip）"}, "(VIP)"),
        ({"pattern": "[é-ü]{2}!"}, "fü!"),
        (["❤️"], "❤"),
        (["❤"], "I ❤️ it"),
        ("commande", "com\u00admande"),
        ({"any": ["nothing"], "pattern": "o.der"}, "order"),
    ],
)
def test_message_matches_finds(what: object, text: str) -> None:
    assert finds(what, text)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("commande", "recommandes"),
        ("art", "carte"),
        ("art", "état d'artiste"),
        (["prix", "tarif"], "le prixe"),
        ({"phrases": ["click and collect"]}, "collect and click"),
        ("commande|order", "rien"),
        ("fermé", ""),
        ("हिंदी", "हंद"),
        (["❤️"], "☀️"),
    ],
)
def test_message_matches_leaves_alone(what: object, text: str) -> None:
    assert not finds(what, text)


def test_short_form_with_signs_is_a_pattern_found_anywhere() -> None:
    assert finds("order|commande", "borders")
    assert not finds(r"\b(order|commande)\b", "borders")


def test_no_pattern_can_stall_a_reply() -> None:
    before = process_time()
    assert not finds("(a+)+$|(x|x?)*y", "a" * 100_000 + "!")
    assert process_time() - before < 5  # linear: milliseconds; backtracking engines never come back


@pytest.mark.parametrize(
    "what", ["(", "(?=x)y", r"(a)\1{2}(", "a{1000}{1000}", [], {"any": [" "]}, {"pttern": "x"}, 7, ""]
)
def test_what_cannot_be_read_is_refused(what: object) -> None:
    with pytest.raises(ValidationError):
        MatchesParams.model_validate(what)


def test_bad_pattern_is_told_in_three_parts_with_its_place() -> None:
    document = load_documents([("rules.yaml", RULE % "'(order'")])
    with pytest.raises(ConfigError) as caught:
        compile_rulebook(document, Host.load().vocabulary)
    told = str(caught.value)
    assert "missing )" in told
    assert "rules[0].if[0]" in told
    assert "plain words under 'any'" in told


def test_only_a_message_can_match() -> None:
    anna = Contact(address="c-1")
    tap = StarterTapped(id="e-1", contact=anna, at=NOW, received_at=NOW, title="order")
    words = MessageReceived(id="e-2", contact=anna, at=NOW, received_at=NOW, text="order")
    params, condition = MatchesParams.model_validate("order"), MessageMatches()
    assert not condition.holds(params, facts(tap)).held
    assert condition.holds(params, facts(words)) is HOLDS


def facts(event: Event) -> Facts:
    """The facts of an event at an establishment without rules."""
    account = Account(id="a", channel="web", capabilities=Capabilities(text=Limit(most=100)))
    state = ConversationState()
    shop = Establishment(id="shop", name="Shop", version="1")
    situation = Situation(conversation="0" * 32, state=state, account=account, establishment=shop, rulebook=Rulebook())
    return Facts(event, situation, state, NOW)


def test_schema_knows_the_short_forms() -> None:
    forms = [form.get("type") for form in MatchesParams.model_json_schema()["anyOf"]]
    assert forms == ["string", "array", "object"]


SCENARIO = """
scenario: an order in words, and everything else
establishments: [{id: paris, name: Paris, timezone: Europe/Paris}]
document:
  rules:
    - {name: orders, on: [message_received, starter_tapped], if: [{message_matches: "commande|order"}],
       do: [{send: {en: "Your order is on its way."}}]}
steps:
  - {open: , at: 2026-06-01T10:00, expect: nothing}
  - {say: "Ma COMMANDE ?", after: 1m, expect: ["Your order is on its way."]}
  - {say: "Bonjour", after: 1m, expect: {nothing: condition_failed}}
  - {close: , after: 1m, expect: nothing}
"""


def test_a8_rule_input_is_the_message() -> None:
    run_scenario(load_scenario(SCENARIO, name="a8.yaml"))
