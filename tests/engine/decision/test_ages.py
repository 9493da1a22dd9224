"""Data that are older than a text allows: what is said instead, what the trace says, and until when a text is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from frontdesk import Contact, Kind, Limit, Simulation, establishment_from
from frontdesk.engine import StepResult, rerender
from frontdesk.model import Segments
from tests.engine.decision.worlds import RECORD, WEB, at, conversation, rulebook

OPEN = at("2026-11-23T10:00")
TOO_OLD = {"tag_too_old", "tag_of_unknown_age"}
SET = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {welcome}
    absence: "Away"
    tags: {tags}
"""


def said(
    welcome: str, tags: str, read_at: datetime | None = OPEN - timedelta(days=3), contact: Contact | None = None
) -> StepResult:
    simulation = conversation(SET.replace("{welcome}", welcome).replace("{tags}", tags), contact)
    simulation.establishment = replace(simulation.establishment, source="catalogue", read_at=read_at)
    return simulation.say(OPEN, "Hello")


def texts(result: StepResult) -> list[str]:
    return [message.text for message in result.messages]


FRESH = "{max_age: {hours: 1d}}"


def test_edge_case_57_stale_data_are_used_unless_a_text_asks_for_new_ones() -> None:
    asked = '"Hello[[, today {{ hours.today }}]]."'

    assert texts(said(asked, "{}")) == ["Hello, today 09:00-12:00, 14:00-18:00."]
    assert texts(said(asked, "{max_age: {hours: 4d}}")) == ["Hello, today 09:00-12:00, 14:00-18:00."]
    assert texts(said(asked, FRESH)) == ["Hello."]


def test_edge_case_57_trace_names_the_source_the_age_and_the_limit() -> None:
    result = said('"Hello[[, {{ hours.status }}]]."', "{max_age: {hours: 36h}}")
    (line,) = (line for line in result.decision.trace if line.id in TOO_OLD)

    assert (line.id, line.params["tag"], line.params["source"]) == ("tag_too_old", "hours.status", "catalogue")
    assert (line.params["age_hours"], line.params["limit_hours"]) == (72, 36)


def test_trace_says_when_nobody_knows_the_age() -> None:
    result = said('"Hello {{ hours.status }}"', FRESH, read_at=None)

    assert [line.id for line in result.decision.trace if line.id in TOO_OLD] == ["tag_of_unknown_age"]
    assert "not_sent_missing_tag" in {line.id for line in result.decision.trace}
    assert texts(result) == []


def test_fallback_catches_what_is_too_old() -> None:
    result = said('"Hello {{ hours.status }}"\n    fallback: "Hello."', FRESH)

    assert texts(result) == ["Hello."]


def test_edge_case_58_a_record_that_its_source_deleted_is_not_spoken_for() -> None:
    simulation = conversation(active=False)

    result = simulation.say(OPEN, "Hello")
    assert (result.messages, [line.id for line in result.decision.trace]) == ((), ["establishment_retired"])


def test_edge_case_63_hours_that_change_while_a_text_waits_are_told_anew() -> None:
    simulation = conversation()
    result = simulation.tap(OPEN, "Your hours?")
    simulation.establishment = establishment_from(RECORD | {"opening_hours": {"weekly": {"mon-sun": ["08:00-09:00"]}}})

    again, _ = rerender(result.decision.drafts[-1], result.event, simulation.situation(), OPEN + timedelta(seconds=30))

    assert again is not None
    assert again.text == "every day 08:00-09:00"


def test_text_that_waits_is_true_until_its_data_are_too_old() -> None:
    simulation = conversation(
        SET.replace("{welcome}", '"{{ establishment.name }}"').replace("{tags}", "{max_age: {'*': 1d}}")
    )
    simulation.establishment = replace(simulation.establishment, read_at=OPEN - timedelta(hours=23))
    result = simulation.say(OPEN, "Hello")
    (draft,) = result.decision.drafts

    assert draft.valid_until == OPEN + timedelta(hours=1)
    again, trace = rerender(draft, result.event, simulation.situation(), OPEN + timedelta(hours=1))
    assert again is None
    assert TOO_OLD & {line.id for line in trace}


# How the channel and the contact have tags told

AFTERNOON = at("2026-11-23T15:00")


def greeted(tags: str, *, sms: bool = False, contact: Contact | None = None) -> str:
    can = replace(WEB.capabilities, segments=Segments() if sms else None, text=Limit(most=1600))
    text = SET.replace("{welcome}", '{en-US: "{{ hours.today }}"}').replace("{tags}", tags)
    talk = Simulation(rulebook(text), establishment_from(RECORD), replace(WEB, capabilities=can), contact=contact)
    (message,) = talk.say(AFTERNOON, "Hello").messages
    assert message.kind is Kind.WELCOME
    return message.text


@pytest.mark.parametrize(
    ("tags", "sms", "text"),
    [
        ("{}", False, "9:00\u202fAM-12:00\u202fPM, 2:00\u202fPM-6:00\u202fPM"),
        (
            "{dash: en}",
            False,
            "9:00\u202fAM\u2009\u2013\u200912:00\u202fPM, 2:00\u202fPM\u2009\u2013\u20096:00\u202fPM",
        ),
        ("{}", True, "9:00 AM-12:00 PM, 2:00 PM-6:00 PM"),
        ("{dash: en}", True, "9:00 AM-12:00 PM, 2:00 PM-6:00 PM"),
    ],
)
def test_a_channel_of_sms_has_plain_spaces_and_hyphens(tags: str, sms: bool, text: str) -> None:
    assert greeted(tags, sms=sms) == text


@pytest.mark.parametrize(
    ("tags", "zone", "named"),
    [
        ("{name_zone: true}", "America/New_York", True),
        ("{name_zone: true}", "Europe/Madrid", False),
        ("{}", "America/New_York", False),
    ],
)
def test_edge_case_56_zone_is_named_to_a_contact_elsewhere_where_that_is_on(tags: str, zone: str, named: bool) -> None:
    contact = Contact(address="visitor", timezone=zone)

    assert greeted(tags, sms=True, contact=contact).endswith(" (Paris Time)") is named


# Hours that have nothing to tell


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        ({"weekly": {"mon-sun": "closed"}}, "never_opens"),
        ({"weekly": {"mon-sun": "unknown"}}, "unknown"),
        (None, "no_hours"),
        ({"weekly": {"mon-sun": "all_day"}}, None),  # it is said to be always open
        ({"weekly": {"mon-fri": ["09:00-12:00"]}}, None),
    ],
)
def test_trace_tells_a_place_that_never_opens_from_one_of_which_nothing_is_known(
    hours: dict[str, object] | None, reason: str | None
) -> None:
    said = '"Hello[[, we open {{ hours.next_opening }}]]."'
    text = SET.replace("{welcome}", said).replace('"Away"', said).replace("{tags}", "{}")
    lines = conversation(text, opening_hours=hours).say(OPEN, "Hello").decision.trace

    assert [line.params["reason"] for line in lines if line.id == "tag_hours"] == ([reason] if reason else [])
