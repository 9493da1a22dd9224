"""Plugins: who owns a word, who claims it twice, and what happens when one fails while an event is decided."""

from __future__ import annotations

from types import ModuleType

import pytest
from pydantic import RootModel

from frontdesk import (
    HOLDS,
    Condition,
    Facts,
    Host,
    PluginError,
    Simulation,
    Verdict,
    compile_rulebook,
    establishment_from,
    hookimpl,
    load_documents,
)
from tests.engine.decision.worlds import RECORD, WEB, at

RULES = """
frontdesk: 1
rules:
  - {name: broken, on: message_received, if: [{breaks: true}], do: [{send: Never}]}
  - {name: sound, on: message_received, do: [{send: Hello}]}
"""


class Breaks(Condition[RootModel[bool]]):
    name = "breaks"
    Params = RootModel[bool]

    def holds(self, params: RootModel[bool], facts: Facts) -> Verdict:
        raise ZeroDivisionError(f"in {facts.trigger}")


class ChannelAgain(Condition[RootModel[str]]):
    name = "channel"
    Params = RootModel[str]

    def holds(self, params: RootModel[str], facts: Facts) -> Verdict:
        return HOLDS


def plugin(*conditions: object, hook: str = "register_conditions") -> ModuleType:
    module = ModuleType("stranger")

    @hookimpl
    def register_conditions() -> list[object]:
        return list(conditions)

    register_conditions.__name__ = hook
    setattr(module, hook, register_conditions)
    return module


def test_a_plugin_that_fails_is_passed_over_and_named_and_the_reply_goes_out() -> None:
    vocabulary = Host([("stranger", plugin(Breaks()), "frontdesk-stranger")]).vocabulary
    rulebook = compile_rulebook(load_documents([("rules.yaml", RULES)]), vocabulary)

    result = Simulation(rulebook, establishment_from(RECORD), WEB).say(at("2026-11-23T10:00"), "Hi")

    failure = next(line for line in result.decision.trace if line.id == "plugin_failed")
    assert [message.text for message in result.messages] == ["Hello"]
    assert failure.params["distribution"] == "frontdesk-stranger"
    assert "ZeroDivisionError" in str(failure.params["error"])


def test_a_word_that_two_distributions_claim_names_both() -> None:
    host = Host([("stranger", plugin(ChannelAgain()), "frontdesk-stranger")])

    with pytest.raises(PluginError, match=r"FD402.*'channel'.*frontdesk and by frontdesk-stranger"):
        _ = host.vocabulary


def test_a_word_that_one_distribution_claims_twice_is_refused_too() -> None:
    host = Host([("stranger", plugin(Breaks(), Breaks()), "frontdesk-stranger")])

    with pytest.raises(PluginError, match=r"FD402.*'breaks'.*frontdesk-stranger and by frontdesk-stranger"):
        _ = host.vocabulary


def test_an_unknown_hook_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(PluginError, match=r"FD403.*'register_condition'.*'register_conditions'"):
        Host([("stranger", plugin(hook="register_condition"), "frontdesk-stranger")])


def test_a_plugin_that_cannot_be_imported_names_its_distribution_and_the_way_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from importlib.metadata import EntryPoint

    broken = EntryPoint(name="broken", value="no_such_module_here", group="frontdesk")
    monkeypatch.setattr("frontdesk.host.entry_points", lambda group: [broken])

    with pytest.raises(PluginError, match=r"FD401.*no_such_module_here.*FRONTDESK_DISABLED_PLUGINS=broken"):
        Host.load({})
    assert [found.name for found in Host.load({"FRONTDESK_DISABLED_PLUGINS": "broken"}).plugins] == ["builtin"]
