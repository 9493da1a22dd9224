"""Plugins: who owns a word, who claims it twice, and what happens when one fails while an event is decided."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from types import ModuleType

import pytest
from pydantic import BaseModel, RootModel

from frontdesk import (
    HOLDS,
    Action,
    Arm,
    Cancel,
    Condition,
    ConfigError,
    Event,
    Facts,
    Host,
    PluginError,
    Say,
    Simulation,
    Situation,
    Trigger,
    Verdict,
    compile_rulebook,
    describe,
    establishment_from,
    fails,
    hookimpl,
    load_documents,
)
from frontdesk.engine import StepResult
from tests.engine.decision.worlds import RECORD, WEB, at

RULES = """
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


class BreaksTiming(Trigger[BaseModel]):
    name = "breaks_timing"

    def fires(self, params: BaseModel, event: Event, situation: Situation) -> bool:
        return False

    def timers(self, params: BaseModel, event: Event, situation: Situation) -> Iterable[Arm | Cancel]:
        raise ZeroDivisionError(event.id)


class BreaksActing(Action[RootModel[bool]]):
    name = "breaks_acting"
    Params = RootModel[bool]

    def effects(self, params: RootModel[bool], facts: Facts) -> list[Say]:
        raise ZeroDivisionError(facts.trigger)


class Odd(Condition[RootModel[bool]]):
    name = "odd"
    Params = RootModel[bool]

    def holds(self, params: RootModel[bool], facts: Facts) -> Verdict:
        return fails(since=datetime(2026, 1, 1, tzinfo=UTC), ratio=float("nan"), count=3)  # type: ignore[arg-type]


def plugin(*words: object, hook: str = "register_conditions") -> ModuleType:
    module = ModuleType("stranger")

    @hookimpl
    def register_words() -> list[object]:
        return list(words)

    register_words.__name__ = hook
    setattr(module, hook, register_words)
    return module


def played(module: ModuleType, rules: str) -> StepResult:
    """What is decided about one message, with this plugin installed and these rules."""
    vocabulary = Host([("stranger", module, "frontdesk-stranger")]).vocabulary
    rulebook = compile_rulebook(load_documents([("rules.yaml", f"frontdesk: 1\nrules:\n{rules}")]), vocabulary)
    return Simulation(rulebook, establishment_from(RECORD), WEB).say(at("2026-11-23T10:00"), "Hi")


def test_a_plugin_that_fails_is_passed_over_and_named_and_the_reply_goes_out() -> None:
    result = played(plugin(Breaks()), RULES)

    failure = next(line for line in result.decision.trace if line.id == "plugin_failed")
    assert [message.text for message in result.messages] == ["Hello"]
    assert failure.params["distribution"] == "frontdesk-stranger"
    assert "ZeroDivisionError" in str(failure.params["error"])


def test_a_trigger_that_fails_to_time_is_named_and_the_reply_goes_out() -> None:
    rules = """
  - {name: broken, on: breaks_timing, do: [{send: Never}]}
  - {name: sound, on: message_received, do: [{send: Hello}]}
"""
    result = played(plugin(BreaksTiming(), hook="register_triggers"), rules)

    assert [message.text for message in result.messages] == ["Hello"]
    assert "plugin_failed" in [line.id for line in result.decision.trace]


def test_an_action_that_fails_leaves_the_slot_to_the_next_rule() -> None:
    rules = """
  - {name: broken, on: message_received, slot: greeting, do: [{send: Never}, {breaks_acting: true}]}
  - {name: sound, on: message_received, slot: greeting, do: [{send: Hello}]}
"""
    result = played(plugin(BreaksActing(), hook="register_actions"), rules)

    assert [message.text for message in result.messages] == ["Hello"]


def test_values_of_a_verdict_that_no_trace_can_hold_are_shown_as_text() -> None:
    result = played(plugin(Odd()), "  - {name: odd, on: message_received, if: [{odd: true}], do: [{send: Never}]}\n")

    values = next(line.params for line in result.decision.trace if line.id == "condition_failed")
    assert json.loads(json.dumps(result.decision.rows, allow_nan=False))
    assert (values["count"], values["ratio"]) == (3, "nan")


def test_a_word_that_two_distributions_claim_names_both() -> None:
    host = Host([("stranger", plugin(ChannelAgain()), "frontdesk-stranger")])

    with pytest.raises(PluginError, match=r"FD402.*'channel'.*frontdesk and by frontdesk-stranger"):
        _ = host.vocabulary


def test_a_word_that_one_distribution_adds_twice_is_refused() -> None:
    host = Host([("stranger", plugin(Odd(), Odd()), "frontdesk-stranger")])

    with pytest.raises(PluginError, match=r"FD402.*'odd'.*frontdesk-stranger and by frontdesk-stranger"):
        _ = host.vocabulary


def test_a_word_of_the_language_itself_cannot_be_claimed() -> None:
    class Any(Odd):
        name = "any"

    with pytest.raises(PluginError, match=r"FD402.*'any'.*frontdesk and by frontdesk-stranger"):
        _ = Host([("stranger", plugin(Any()), "frontdesk-stranger")]).vocabulary


@pytest.mark.parametrize("answer", [None, [object()], 3])
def test_a_hook_that_answers_nonsense_names_its_distribution_and_the_way_on(answer: object) -> None:
    module = ModuleType("stranger")
    module.register_conditions = hookimpl(lambda: answer)  # type: ignore[attr-defined]
    module.register_conditions.__name__ = "register_conditions"

    with pytest.raises(PluginError, match=r"FD405.*'stranger' of frontdesk-stranger.*'register_conditions'.*=stranger"):
        _ = Host([("stranger", module, "frontdesk-stranger")]).vocabulary


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


@pytest.mark.parametrize("variable", ["FRONTDESK_PLUGINS", "FRONTDESK_DISABLED_PLUGINS"])
def test_a_plugin_that_is_not_installed_cannot_be_chosen_or_switched_off(variable: str) -> None:
    with pytest.raises(ConfigError) as raised:
        Host.load({variable: "keyword, telepathy,builtin"})

    told = [describe(diagnostic) for diagnostic in raised.value.diagnostics if diagnostic.params["word"] != "builtin"]
    assert (
        told[0] == f"FD406 {variable} names 'keyword', and no installed plugin is called so: did you mean 'keywords'?"
    )
    assert told[1].startswith(f"FD407 {variable} names 'telepathy', and no installed plugin is called so: take it out")
    assert all(f"'{name}'" in told[1] for name in ("followups", "keywords"))


def test_the_engines_own_words_can_be_chosen_alone() -> None:
    assert [found.name for found in Host.load({"FRONTDESK_PLUGINS": "builtin"}).plugins] == ["builtin"]


@pytest.mark.parametrize("off", [{"FRONTDESK_DISABLED_PLUGINS": "keywords"}, {"FRONTDESK_PLUGINS": "followups"}])
def test_a_word_of_a_plugin_that_is_switched_off_is_told_as_such(off: dict[str, str]) -> None:
    text = "frontdesk: 1\nrules: [{name: a, on: message_received, if: [{message_matches: job}], do: [{send: x}]}]\n"

    with pytest.raises(ConfigError, match=r"FD408 'message_matches'.*'keywords' of frontdesk-keywords.*switched off"):
        compile_rulebook(load_documents([("a.yaml", text)]), Host.load(off).vocabulary)
