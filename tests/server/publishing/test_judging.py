"""What is wrong in one set, told at its own fields: a half-filled form gets every answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from frontdesk import Diagnostic, Host
from frontdesk_server.publishing.judging import check_schedule, check_set
from frontdesk_server.publishing.live import Live, live_of
from frontdesk_server.store import Release


def message(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "establishments": "all", "welcome": {"en": "Hi"}, "absence": {"en": "Away"}, **more}


def live(*sets: Mapping[str, object], **sections: object) -> Live:
    document = {"frontdesk": 1, "message_sets": list(sets), **sections}
    return live_of(Release(number=1, document=document, author="ops", note="", at=datetime(2026, 11, 25, tzinfo=UTC)))


def told(found: tuple[Diagnostic, ...]) -> set[tuple[str, str]]:
    return {(diagnostic.id, diagnostic.path) for diagnostic in found}


def test_a_half_filled_form_gets_every_answer_at_its_own_field(host: Host) -> None:
    half = {
        "name": "",
        "welcome": {"fr": "Bonjour {{ etablissement.nme }}"},
        "starters": [{"title": {"fr": ""}, "answer": {"fr": "x"}}, {"title": {"fr": "Horaires ?"}}],
        "chat_hours": "evenings",
    }

    paths = {path for _, path in told(check_set(half, live(message("Other")), host))}

    assert {
        "name",
        "establishments",
        "absence",
        "welcome.fr",
        "starters[0].title.fr",
        "starters[1].answer",
        "chat_hours",
    } <= paths


def test_an_empty_form_says_what_is_missing_where_it_should_be(host: Host) -> None:
    found = told(check_set({}, live(), host))

    assert found == {("FD312", key) for key in ("name", "establishments", "welcome", "absence")}


def test_a_name_that_another_set_has_is_told_at_the_name(host: Host) -> None:
    assert told(check_set(message("Ark"), live(message("Ark")), host)) == {("FD352", "name")}


def test_a_set_may_keep_its_own_name(host: Host) -> None:
    assert check_set(message("Ark"), live(message("Ark")), host, live_name="Ark") == ()


def test_schedules_that_are_live_or_being_written_may_be_used(host: Host) -> None:
    hours = {"timezone": "Europe/Paris", "weekly": {"mon-fri": ["18:00-22:00"]}}
    using = message("Ark", chat_hours="evenings")

    assert check_set(using, live(schedules={"evenings": hours}), host) == ()
    assert check_set(using, live(), host, schedules={"evenings": hours}) == ()
    assert {path for _, path in told(check_set(using, live(), host))} == {"chat_hours"}


def test_a_set_is_judged_alone_whatever_else_is_wrong_in_what_is_live(host: Host) -> None:
    broken = message("Gone", welcome={"en": "{{ plugin.that.is.gone }}"})

    assert check_set(message("Ark"), live(broken), host) == ()


def test_a_schedule_is_judged_at_its_own_fields(host: Host) -> None:
    found = check_schedule({"timezone": "Europe/Pari", "weekly": {"mon-fri": ["18:00-22:00"]}}, host)

    assert [diagnostic.path for diagnostic in found] == ["timezone"]


@pytest.mark.parametrize("junk", [{"name": ["x"]}, {"starters": "none"}, {"establishments": 3}, {"welcome": []}])
def test_whatever_stands_in_a_draft_is_told_and_never_raised(host: Host, junk: Mapping[str, object]) -> None:
    assert check_set({**message("Ark"), **junk}, live(), host)
