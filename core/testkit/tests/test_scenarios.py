"""The scenario runner: it shows what it should, fails where it should, and explains what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk import ConfigError, describe_all
from frontdesk_testkit import ScenarioFailed, load_scenario, run_scenario

pytest_plugins = ["pytester"]

HEAD = """
scenario: a bakery
establishments:
  - {id: paris, name: Paris, timezone: Europe/Paris, opening_hours: {weekly: {mon-fri: "09:00-18:00"}}}
document:
  message_sets:
    - name: All
      establishments: all
      channels: all
      welcome: {en: "Hello from {{ establishment.name }}", fr: "Bonjour de {{ establishment.name }}"}
      absence: {en: "Away.[[ Back {{ chat_hours.next_opening }}.]]"}
      starters:
        - {title: {en: "Hours?", fr: "Horaires ?"}, answer: {en: "{{ hours.week }}", fr: "{{ hours.week }}"}}
        - {title: {en: "Address?", fr: "Adresse ?"}, answer: {en: "Here.", fr: "Ici."}}
"""
OPEN = "at: 2026-06-01T10:00"


def run(*steps: str, head: str = HEAD) -> None:
    """Run a scenario of these steps."""
    run_scenario(load_scenario(head + "steps:\n" + "".join(f"  - {{{step}}}\n" for step in steps)))


def refused(text: str) -> str:
    """What is told of a scenario that cannot be used."""
    with pytest.raises(ConfigError) as caught:
        run_scenario(load_scenario(text, name="bad.yaml"))
    assert describe_all(caught.value.diagnostics, "fr")
    return str(caught.value)


# What steps can do


def test_welcome_in_hours_and_absence_outside() -> None:
    run(f"open: , {OPEN}, expect: Hello from Paris")
    run('say: "Hi", at: 2026-06-01T20:00, expect: [{contains: ["Away", "Back"], kind: absence, rule: All/absence}]')


def test_message_is_compared_in_every_part() -> None:
    part = '{text: Hello from Paris, suggestions: ["Hours?", "Address?"], carrier: buttons, locale: en, losses: []}'
    run(f"open: , {OPEN}, expect: [{part}]")


def test_instants_are_local_unless_they_have_an_offset() -> None:
    run("open: , at: 2026-06-01T17:59:59, expect: Hello from Paris")
    run("open: , at: 2026-06-01T15:59:59Z, expect: Hello from Paris")
    run("open: , at: 2026-06-01T16:00:00Z, expect: {summary: absence}")


def test_time_passes_by_at_and_after() -> None:
    run(
        f"open: , {OPEN}",
        "say: hi, after: 1h30m, expect: nothing",
        "tap: Address?, at: 2026-06-01T12:00, expect: Here.",
    )


def test_what_is_claimed_late_is_dropped_and_what_changed_is_rendered_again() -> None:
    run(
        f"open: , {OPEN}",
        "set: {establishment: {name: Lutèce}}",
        "claim: , after: 5m, expect: [{text: Hello from Lutèce}]",
        "claim: , after: 6m, expect: {nothing: deadline_passed}",
    )


def test_world_changes_between_steps() -> None:
    run(
        "set: {toggles: {welcome: false}}, at: 2026-06-01T09:00",
        f"open: , {OPEN}, expect: {{nothing: switched_off}}",
        "set: {toggles: {welcome: true}}",
        "close: , after: 1m",
        "open: , after: 1m, expect: Hello from Paris",
        "set: {document: {rules: [{name: r, on: message_received, do: [{send: {en: New}}]}]}}",
        "say: hi, after: 1m, expect: New",
    )


def test_old_event_is_recorded_and_not_answered() -> None:
    run(f"say: hi, {OPEN}, sent: 11m, expect: {{nothing: event_too_old}}")
    run(f"say: hi, {OPEN}, sent: 9m, expect: Hello from Paris")


def test_operator_delivery_and_the_unknown_are_events_too() -> None:
    run(
        f'operator: "Hello, Luc here", {OPEN}, expect: {{nothing: operator_replied}}',
        "say: hi, after: 1m, expect: {nothing: operator_first}",
        "delivery: read, after: 1m, expect: {nothing: delivery_recorded}",
        "unknown: a sticker, after: 1m, expect: {nothing: event_unknown}",
    )


def test_relayed_answer_is_a_message() -> None:
    run(f'operator: {{text: "Here I am", relay: true}}, {OPEN}, expect: [{{text: "Here I am", kind: operator}}]')


def test_contacts_have_conversations_of_their_own() -> None:
    run(
        f"open: , {OPEN}, expect: Hello from Paris",
        "open: , contact: other, expect: Hello from Paris",
        "say: hi, expect: nothing",
        "say: salut, contact: {address: third, locale: fr-FR}, expect: Bonjour de Paris",
    )


def test_route_leads_by_attribute() -> None:
    head = HEAD.replace("document:", "account: {route: {attribute: establishment}}\ndocument:")
    run(
        f"open: , {OPEN}, expect: {{nothing: route_unresolved}}",
        "open: , attributes: {establishment: paris}, expect: Hello from Paris",
        head=head,
    )


def test_channel_may_be_a_poor_one() -> None:
    head = HEAD.replace("document:", "account: {capabilities: {text: 160, buttons: null}}\ndocument:")
    part = '{contains: ["1. Hours?", "2. Address?"], suggestions: [], carrier: none, losses: [numbered_text]}'
    run(f"open: , {OPEN}, expect: [{part}]", head=head)


# How it fails


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("nothing", "1 messages were sent, not 0"),
        ("Hello", "the text is 'Hello from Paris', not 'Hello'"),
        ('[{contains: "Bye"}]', "'Bye' is not in its text"),
        ('[{lacks: "Paris"}]', "'Paris' is in its text"),
        ('[{suggestions: ["Hours?"]}]', "suggestions is ['Hours?', 'Address?'], not ['Hours?']"),
        ("[{kind: absence}]", "kind is 'welcome', not 'absence'"),
        ("[{deadline: 5m}]", "deadline is datetime.timedelta(seconds=600)"),
        ("{because: [hours_unknown]}", "the trace has no line 'hours_unknown'"),
        ("{unless: [said]}", "the trace has a line 'said'"),
        ("{summary: absence}", "the summary is 'welcome'"),
        ("{timers: 1}", "0 timers are armed, not 1"),
    ],
)
def test_failure_tells_the_difference_and_the_trace(expected: str, told: str) -> None:
    with pytest.raises(ScenarioFailed) as caught:
        run(f"open: , {OPEN}, expect: {expected}")
    assert told in str(caught.value)
    assert "step 1, open at 2026-06-01 08:00:00+00:00" in str(caught.value)
    assert "rule_held: rule 'All/welcome' holds" in str(caught.value)


def test_timer_that_nobody_waits_for_is_a_failure() -> None:
    rule = "{name: late, on: {no_reply: {minutes: 5}}, do: [{send: {en: Sorry}}]}"
    head = HEAD.replace("  message_sets:", f"  rules:\n    - {rule}\n  message_sets:")
    with pytest.raises(ScenarioFailed, match="put a step 'wait' before this one"):
        run(f"say: hi, {OPEN}", "say: hello, after: 10m", head=head)


# What cannot be read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scenario: [", "bad.yaml:1"),
        ("- 1", "FD682"),
        ("scenario: x\nsteps: []", "FD682"),
        ("scenario: x\nstep: []", "did you mean 'steps'?"),
        ("scenario: x\nsteps:\n  - {opn: , at: x}", "FD681 unknown key 'opn' at bad.yaml:3:6 (steps[0].opn)"),
        ("scenario: x\nsteps: [{open: , close: , at: x}]", "this one has open, close"),
        ("scenario: x\nsteps: [{at: 2026-06-01T10:00}]", "this one has none"),
        ("scenario: x\nsteps: [{open: }]", "the first step needs 'at'"),
        ("scenario: x\nsteps: [{open: , at: tomorrow}]", "'tomorrow' is no instant"),
        ("scenario: x\nsteps: [{open: , at: 2026-06-01T10:00}, {open: , at: 2026-05-01T10:00}]", "step before was at"),
        ("scenario: x\nsteps: [{open: , at: 2026-06-01T10:00, after: 5m}]", "keep one of them"),
        ("scenario: x\nsteps: [{open: , after: soon}]", "30s, 5m, 1h30m or 2d"),
        ("scenario: x\nestablishments: [{id: a}]\nsteps: [{open: , at: x}]", "bad.yaml:2 (establishments[0].name)"),
        ("scenario: x\ndocument: {rules: [{name: a, on: foo, do: []}]}\nsteps: [{open: , at: x}]", "rules[0].on"),
        ("scenario: x\nsteps: [{set: {toggles: {}}, at: 2026-06-01T10:00}]", "FD685"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    assert told in refused(text)


def test_all_errors_are_told_at_once() -> None:
    told = refused("scenario: x\naccnt: 1\nsteps:\n  - {sya: x}\n  - {open: , expekt: 1}\n")
    assert all(f"unknown key {key!r}" in told for key in ("accnt", "sya", "expekt"))


# As a pytest plugin


def test_files_in_the_configured_folder_are_tests(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfrontdesk_scenarios = scenarios\n")
    folder = pytester.mkdir("scenarios")
    good = HEAD + f"steps:\n  - {{open: , {OPEN}, expect: Hello from Paris}}\n"
    (folder / "good.yaml").write_text(good, encoding="utf-8")
    (folder / "bad.yaml").write_text(good.replace("expect: Hello", "expect: Bye"), encoding="utf-8")
    (folder / "broken.yaml").write_text("scenario: [", encoding="utf-8")
    (Path(folder).parent / "elsewhere.yaml").write_text("no scenario", encoding="utf-8")
    result = pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*bad.yaml:*step 1, open*", "*not 'Bye from Paris'*", "*said: welcome*"])
    result.stdout.fnmatch_lines(["*FD300*broken.yaml:1*"])


def test_documents_are_read_from_the_files_folder(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "frontdesk: 1\nrules: [{name: r, on: message_received, do: [{send: {en: Yes}}]}]", encoding="utf-8"
    )
    text = (
        "scenario: x\nestablishments: [{id: a, name: A}]\ndocuments: rules.yaml\n"
        "steps: [{say: x, at: 2026-06-01T10:00, expect: 'Yes'}]"
    )
    run_scenario(load_scenario(text, folder=tmp_path))
