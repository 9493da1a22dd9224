"""The actions `handover` and `label`: what they take, what they say, and what is told when they cannot be read."""

from __future__ import annotations

import pytest

from frontdesk import ConfigError, Host, Rulebook, compile_rulebook, load_documents
from frontdesk_testkit import load_scenario, run_scenario

RULE = """
frontdesk: 1
rules:
  - name: orders
    on: message_received
    do: {do}
"""
SCENARIO = """
scenario: what an action tells people
establishments: [{{id: paris, name: Paris}}]
document:
  rules: [{{name: orders, on: message_received, do: {do}}}]
steps: [{{say: Hello, at: 2026-06-01T10:00, expect: {{messages: [], handovers: {told}}}}}]
"""


def compiled(do: str) -> Rulebook:
    return compile_rulebook(load_documents([("rules.yaml", RULE.format(do=do))]), Host.load().vocabulary)


@pytest.mark.parametrize(
    ("do", "told"),
    [
        ("[handover]", "[{hands_over: true, labels: []}]"),
        ("[{handover: }]", "[{hands_over: true}]"),
        ("[{handover: orders}]", "[{team: orders, note: ''}]"),
        ("[{handover: {team: orders, note: Soon}}]", "[{team: orders, note: Soon}]"),
        ("[{label: vip}]", "[{hands_over: false, labels: [vip]}]"),
        ("[{label: [vip, order]}, {label: vip}, handover]", "[{hands_over: true, labels: [vip, order]}]"),
        ("[{handover: orders}, {handover: sales}]", "[{team: sales}]"),
    ],
)
def test_one_rule_tells_people_once_with_all_that_it_says(do: str, told: str) -> None:
    run_scenario(load_scenario(SCENARIO.format(do=do, told=told)))


@pytest.mark.parametrize(
    ("do", "id_", "path"),
    [
        ("[{handover: {teem: orders}}]", "FD310", "rules[0].do[0].handover.teem"),
        ("[{handover: {team: 'a,b'}}]", "FD325", "rules[0].do[0].handover.team"),
        ("[{label: []}]", "FD321", "rules[0].do[0].label"),
        ("[{label: [vip, '']}]", "FD321", "rules[0].do[0].label[1]"),
        ("[{label: [3]}]", "FD313", "rules[0].do[0].label[0]"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(do: str, id_: str, path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        compiled(do)
    assert [(found.id, found.path) for found in caught.value.diagnostics] == [(id_, path)]


def test_without_the_plugin_the_error_names_what_to_install() -> None:
    bare = Host.load({"FRONTDESK_PLUGINS": "builtin"}).vocabulary
    text = RULE.format(do="[{handover: orders}, {label: vip}]")
    with pytest.raises(ConfigError, match="frontdesk-handover") as caught:
        compile_rulebook(load_documents([("rules.yaml", text)]), bare)
    assert len(caught.value.diagnostics) == 2
