"""Bad input in the editor: told beside its field and at the top, with everything kept, and never a failure of ours."""

from __future__ import annotations

import html
import re

import pytest

from frontdesk_server.store import DraftKind
from tests.server.console.house import House
from tests.server.console.set_forms import FILLED, fields_in, sent

HUGE = "long " * 20_000
BIDI = "abc\u202edef\u2066ghi\u200f"
CONTROL = "a\x01b\x0bc\x7f\ufffe"
HTML = '<script>alert("x")</script><img src=x onerror=alert(1)>&amp;\'"'


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("welcome.fr", "{{ establishment.nam }}", "did you mean 'establishment.name'"),
        ("absence.en", "{{ establishment.name", "the text cannot be read"),
        ("privacy.fr", "{% for x in y %}", ""),
        ("starters[0].title.fr", "two\nlines", "several lines"),
        ("starters[1].title.fr", "vos HORAIRES", "have the same title"),
        ("starters[0].answer.en", "{{ custom. }}", ""),
        ("name", "x" * 81, "longer than 80"),
        ("name", "two\nlines", "is no name"),
        ("from", "tomorrow", "is no date"),
        ("policy.episode_idle", "soon", "a duration is expected"),
        ("policy.greet_once", "never", ""),
        ("tags.every", "soon", "a duration is expected"),
        ("tags.dash", "em", ""),
    ],
)
def test_what_the_checker_refuses_is_told_at_its_field_and_at_the_top(
    shared: House, field: str, value: str, told: str
) -> None:
    shared.enter()
    answer = shared.post("/sets/new", sent(**{field: value}))
    text = html.unescape(answer.text)

    assert answer.status_code == 422
    assert f'href="#{field}"' in text
    assert f'id="{field}--error"' in text or f'id="{field}--group--error"' in text
    assert told in text
    assert fields_in(answer.text).get(field, [value])[-1] == value
    assert fields_in(answer.text)["absence.fr"] == ["Nous sommes fermés."]


def test_errors_are_told_in_the_operators_language(shared: House) -> None:
    shared.enter(language="fr")
    answer = shared.post("/sets/new", sent(**{"welcome.fr": "{{ establishment.nam }}", "name": ""}))

    assert "le jeu de messages n&#39;a pas de nom" in answer.text
    assert "balise inconnue" in answer.text
    assert "points à corriger" in answer.text


def test_no_channel_at_all_is_told_at_the_channels(shared: House) -> None:
    shared.enter()
    answer = shared.post("/sets/new", {**sent(), "channels": "some"})

    assert "no channel is chosen" in answer.text
    assert 'href="#channels"' in answer.text


def test_hours_that_cannot_be_read_are_told_at_their_day_and_kept(shared: House) -> None:
    shared.enter()
    monday = {"chat_hours.weekly.mon.from[]": ["09:00", "10:00"], "chat_hours.weekly.mon.to[]": ["12:00", "99:99"]}
    answer = shared.post("/sets/new", {**sent(), **monday, "chat_hours.kind": "own"})

    assert answer.status_code == 422
    assert re.search(r'href="#chat_hours\.weekly\.mon[^"]*"', answer.text)
    assert 'id="chat_hours.weekly.mon"' in answer.text
    assert fields_in(answer.text)["chat_hours.weekly.mon.from[]"] == ["09:00", "10:00"]


def test_a_schedule_that_there_is_not_is_told_at_its_choice(shared: House) -> None:
    shared.enter()
    answer = shared.post("/sets/new", sent(**{"chat_hours.kind": "schedule", "chat_hours.schedule": "evenings"}))

    assert answer.status_code == 422
    assert 'href="#chat_hours.schedule"' in answer.text


def test_more_than_five_topics_are_told_and_all_are_kept(shared: House) -> None:
    shared.enter()
    topics = [{"title": {"fr": f"Question {at}"}, "answer": {"fr": "x"}} for at in range(7)]
    answer = shared.post("/sets/new", sent({**FILLED, "starters": topics}))

    assert answer.status_code == 422
    assert "these are 7 questions, and a message set holds 5" in html.unescape(answer.text)
    assert fields_in(answer.text)["starters[6].title.fr"] == ["Question 6"]


def test_two_sets_may_not_have_one_name(home: House) -> None:
    home.enter()
    home.post("/sets/new", sent(key="a"))

    for name in ("Summer", "Bakeries"):
        answer = home.post("/sets/new", sent({**FILLED, "name": name}, key="b"))
        assert answer.status_code == 422
        assert "there is a message set called" in answer.text


@pytest.mark.parametrize(
    "value", [HUGE, BIDI, CONTROL, HTML, "\x00", "\ud7ff\U0010ffff", "\u202e" * 1000, "{{" * 5000, "[[" * 500]
)
def test_whatever_is_pasted_is_kept_or_told_and_shown_as_text(home: House, value: str) -> None:
    home.enter()
    names = [name for name in sent() if name not in ("do", "languages", "kept")]
    for at, name in enumerate(names if value == HTML else ["name", "welcome.fr", "starters[0].title.fr"]):
        answer = home.post("/sets/new", sent(**{name: value, "key": f"{at}"}))
        assert answer.status_code in (200, 303, 422), (name, answer.status_code)
        assert '<script>alert("x")' not in answer.text
        assert "<img src=x" not in answer.text
    answer = home.post("/sets/new", {**dict.fromkeys(names, value), "do": "save"})
    assert answer.status_code in (303, 422)
    for draft in home.call(home.store.drafts.list, DraftKind.MESSAGE_SET):
        page = home.get(f"/sets/{draft.id}")
        assert page.status_code == 200
        assert "<img src=x" not in page.text
    assert home.get("/sets").status_code == 200


def test_a_text_of_100000_characters_is_kept_whole(home: House) -> None:
    home.enter()
    answer = home.post("/sets/new", sent(**{"welcome.fr": HUGE, "name": ""}))

    assert answer.status_code == 422
    assert fields_in(answer.text)["welcome.fr"] == [HUGE]


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"do": "save"},
        {"do": "activate"},
        {"do": "remove starters"},
        {"do": "up starters 99999999"},
        {"do": "no such button"},
        {"do": "add language", "language.new": "../../etc"},
        {"do": "save", "name": "A", "languages": ["x" * 5000, "fr", "fr", "<b>"]},
        {"do": "save", "name": "B", "starters[999999].title.fr": "x", "starters[0].enabled": "maybe"},
        {"do": "save", "name": "C", "kept": '{"a": ' * 900 + "1" + "}" * 900},
        {"do": "save", "name": "D", "establishments.groups": ["", "\x01", "x" * 5000]},
        {"do": "save", "name": "E", "version": "-1", "key": "x" * 5000},
        {"do": "remove tags.ages 7"},
        {
            "do": "save",
            "name": "H",
            "tags.ages[999999].age": "1d",
            "tags.ages[x].name": "hours",
            "tags.dash": ["", "en"],
        },
        {"do": "save", "name": "F", "policy.starters_outside_hours": "maybe"},
        {"do": "save", "name": "G", "kept": '{"rules": [], "__proto__": {}}'},
    ],
)
def test_missing_and_forged_fields_are_never_a_failure_of_ours(home: House, forged: dict[str, object]) -> None:
    home.enter()

    assert home.post("/sets/new", forged).status_code in (200, 303, 422)
    assert home.post(f"/sets/{'0' * 32}", forged).status_code == 404
    assert home.post("/sets/%00%ff..", forged).status_code == 404


def test_a_form_that_is_too_large_is_refused_without_a_failure(home: House) -> None:
    home.enter()

    answer = home.post("/sets/new", {f"x{at}": "y" for at in range(3000)})
    assert answer.status_code == 400
