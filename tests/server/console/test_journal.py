"""The journal: what was decided and why, live, filtered, within the scope; and why nothing came."""

from __future__ import annotations

import re
from typing import Any

import pytest

from frontdesk.model import OperatorReplied, Toggles
from frontdesk_server.access import SignedIn
from frontdesk_server.console.journal import listing
from frontdesk_server.console.journal.listing import Tail
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store import Sought
from tests.server.console.house import House
from tests.server.console.matter import MINIMES, PARIS, common, newest, take, text_of, write


@pytest.fixture(scope="module")
def told(shared: House) -> House:
    shared.enter()
    write(shared)
    write(shared, place=MINIMES, contact="eve")
    write(shared, place="nowhere-at-all", contact="bob")
    return shared


def explained(home: House) -> str:
    """What the explanation of the newest decision says."""
    return text_of(home.get(f"/journal/{newest(home).number}"))


# The list


def test_the_list_tells_establishment_channel_decision_and_why(told: House) -> None:
    told.enter()
    page = text_of(told.get("/journal"))
    assert "Rule 'Bakeries/" in page
    assert "crm" in page
    assert "No establishment: the route of account 'crm' leads nowhere" in page


def test_times_are_on_the_establishments_own_clock_and_exact_where_one_looks_closer(told: House) -> None:
    told.enter()
    page = told.get("/journal", place=PARIS).text
    assert "1 Dec 2026, 10:00:" in page
    assert "UTC+01:00 (Europe/Paris)" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"place": PARIS}, {PARIS}),
        ({"place": "minimes"}, {MINIMES}),
        ({"decision": "route_unresolved"}, set()),
        ({"account": "website"}, set()),
        ({"until": "2026-12-01T09:59", "zone": "Europe/Paris"}, set()),
        ({"since": "2026-12-01T09:59", "zone": "Europe/Paris", "place": PARIS}, {PARIS}),
        ({"since": "2026-12-01T09:59", "zone": "UTC", "place": PARIS}, set()),
    ],
)
def test_the_list_is_filtered(told: House, query: dict[str, str], shown: set[str]) -> None:
    told.enter()
    rows = told.get("/journal", **query).text.partition("<tbody")[2].partition("</tbody>")[0]
    assert {place for place in (PARIS, MINIMES) if f"establishments/{place}" in rows} == shown


def test_words_that_fit_several_establishments_ask_which(told: House) -> None:
    told.enter()
    page = told.get("/journal", place="garage").text
    assert "Which one is meant?" in page
    assert f"/console/journal?place={MINIMES}" in page


def test_a_period_that_cannot_be_read_is_told_by_its_field_and_kept(told: House) -> None:
    told.enter()
    page = told.get("/journal", since="<b>yesterday</b>").text
    assert "1 point to correct" in page
    assert "&lt;b&gt;yesterday&lt;/b&gt;" in page


def test_older_decisions_are_one_link_away(home: House) -> None:
    home.enter()
    for number in range(52):
        write(home, f"n{number}", contact=f"contact-{number}")
    first = home.get("/journal", account="crm").text
    older = re.search(r'href="(/console/journal\?[^"]*before=[^"]*)"', first)
    assert older is not None
    assert "account=crm" in older[1]
    path = older[1].replace("&amp;", "&").removeprefix("/console")
    second = home.client.get(f"/console{path}").text
    numbers = [re.findall(r'id="decision-(\d+)"', page) for page in (first, second)]
    assert (len(numbers[0]), len(numbers[1])) == (50, 2)
    assert not set(numbers[0]) & set(numbers[1])


def test_somebody_with_a_scope_sees_their_establishments_alone(told: House) -> None:
    told.enter(Role.VIEWER, groups={"garages"})
    page = told.get("/journal").text
    assert f"establishments/{MINIMES}" in page
    assert PARIS not in page
    assert "nowhere" not in page
    other = told.call(told.store.decisions.page, Sought(establishment=PARIS))[0]
    assert told.get(f"/journal/{other.number}").status_code == 404
    assert told.get("/journal", place=PARIS).text.count("No establishment matches") == 1
    assert PARIS not in told.get("/journal/places", place="fournil").text
    assert told.get("/journal/why", place=PARIS, when="2026-12-01T10:00").text.count("No establishment matches") == 1


# Live


def test_new_decisions_come_by_themselves_once_and_within_the_scope(home: House) -> None:
    home.enter()
    write(home, contact="before")
    start = home.call(home.store.decisions.newest)
    tails = [
        Tail(home.desk, Sought(), scope=scope, start=start) for scope in (Scope(), Scope(groups=frozenset({"garages"})))
    ]

    def looks() -> list[list[str | None]]:
        return [[line.establishment for line in home.call(tail.look)] for tail in tails]

    for tail in tails:
        home.call(tail.learn)
    assert looks() == [[], []]
    write(home, contact="after")
    write(home, place=MINIMES, contact="after")
    assert looks() == [[PARIS, MINIMES], [MINIMES]]
    assert looks() == [[], []]


def test_a_stream_goes_on_behind_the_last_one_that_was_told(home: House) -> None:
    home.enter()
    write(home, contact="one")
    told = home.call(home.store.decisions.newest)
    write(home, contact="two")
    again = Tail(home.desk, Sought(), scope=Scope(), start=told)
    home.call(again.learn)
    assert [line.contact for line in home.call(again.look)] == ["Ada Lovelace"]
    assert again.cursor == home.call(home.store.decisions.newest)


def test_a_stream_ends_when_the_server_stops(home: House) -> None:
    home.enter()
    home.desk.stopping.begin()
    answer = home.get("/journal/live")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("retry: 2000")


def test_a_stream_tells_nothing_more_to_who_is_signed_out(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LONGEST", 2.0)
    home.enter()
    write(home, contact="one")
    told = home.call(home.store.decisions.newest)
    assert told is not None
    write(home, contact="two")
    monkeypatch.setattr(home, "_people", OnceOnly(home._people))
    answer = home.get("/journal/live", after=told.text)
    assert answer.status_code == 200
    assert "data:" not in answer.text


class OnceOnly(dict[str, SignedIn]):
    """People who are let in once, and are signed out by then."""

    def get(self, key: str, default: Any = None) -> Any:
        return self.pop(key, default)


# Why nothing came


def test_why_is_answered_by_one_form(told: House) -> None:
    told.enter()
    page = text_of(told.get("/journal/why", place=PARIS, when="2026-12-01T10:00"))
    assert "The nearest: message received at 1 Dec 2026, 10:00:" in page
    assert "Rule 'Bakeries/" in page


def test_where_nothing_came_it_is_said_and_what_would_have_been_decided(told: House) -> None:
    told.enter()
    page = text_of(told.get("/journal/why", place=PARIS, when="2026-12-01T18:03"))
    assert "There was no event." in page
    assert "The last one before:" in page
    assert "On crm: would have been" in page
    assert "would have been sent" in page


def test_an_establishments_page_leads_to_the_question_with_itself_filled_in(told: House) -> None:
    told.enter()
    page = told.get(f"/establishments/{PARIS}").text
    assert f'href="/console/journal/why?place={PARIS}"' in page
    assert f'value="{PARIS}"' in told.get("/journal/why", place=PARIS).text


def test_before_the_first_release_nothing_would_have_been_said(told: House) -> None:
    told.enter()
    page = text_of(told.get("/journal/why", place=PARIS, when="2026-11-29T18:03"))
    assert "No release was in force yet" in page


def test_what_led_nowhere_around_that_time_is_told_to_those_who_see_everything(told: House) -> None:
    told.enter()
    assert "led to no establishment" in text_of(told.get("/journal/why", place=MINIMES, when="2026-12-01T10:00"))
    told.enter(Role.VIEWER, groups={"garages"})
    assert "led to no establishment" not in text_of(told.get("/journal/why", place=MINIMES, when="2026-12-01T10:00"))


# The four stories


def test_k4_not_triggered_is_answered_by_what_held_it_back(home: House) -> None:
    home.enter()
    home.call(home.store.toggles.set, [PARIS], Toggles(everything=False), author="Odile")
    write(home)
    assert "Held back. Everything automatic is switched off for this establishment" in explained(home)


def test_k4_the_wrong_message_is_answered_by_the_hours_of_then(home: House) -> None:
    home.enter()
    write(home, place="bakehouse-fitzroy")  # it is evening there
    page = explained(home)
    assert "Why: Absence" in page
    assert "Closed since 1 Dec 2026" in page
    assert "until 2 Dec 2026, 06:30:00 (weekly hours)" in page
    assert "Rule 'Bakeries/welcome' does not hold" in page


def test_k4_sometimes_is_answered_by_the_rule_that_did_not_apply_again(home: House) -> None:
    home.enter()
    write(home)
    write(home, "Encore moi")
    page = explained(home)
    assert "Why: Nothing to say" in page
    assert "Episode 1 goes on" in page
    assert "Episode 1 goes on: a greeting is for its start, and no other rule applied." in page


def test_k4_a_template_is_answered_by_the_values_of_its_tags(home: House) -> None:
    home.enter()
    write(home)
    page = explained(home)
    assert "Tags of this text, with their values" in page
    assert "establishment.name" in page
    place = home.call(home.store.establishments.get, PARIS)
    assert place.name in page


def test_b1_an_operator_who_keeps_the_greeting_away_is_named(home: House) -> None:
    home.enter()
    take(home, OperatorReplied(text="Je suis là", **common(home, PARIS)))
    write(home)
    assert "Held back" in text_of(home.get("/journal"))
    assert "an operator wrote" in explained(home)


# The explanation


def test_an_explanation_shows_release_messages_states_ids_and_the_raw_event(home: House) -> None:
    home.enter()
    write(home, "Bonjour <b>", raw={"from": "the platform"})
    answer = home.get(f"/journal/{newest(home).number}")
    assert "Bonjour &lt;b&gt;" in answer.text
    assert "the platform" in answer.text
    assert '/console/releases/1"' in answer.text
    assert "Waiting to be sent" in answer.text or "Being sent" in answer.text


def test_a_rule_that_has_changed_since_is_said_to_have(home: House) -> None:
    home.enter()
    write(home)
    assert "This rule has changed since" not in explained(home)
    document = dict(home.call(home.store.releases.newest).document)
    changed = [dict(found, welcome={"fr": "Autre"}) for found in document["message_sets"]]
    home.call(home.store.releases.add, document | {"message_sets": changed}, author="Odile")
    assert "This rule has changed since: release 2 says something else." in explained(home)
    home.call(home.store.releases.add, document | {"message_sets": []}, author="Odile")
    assert "This rule has changed since: release 3 has it no more." in explained(home)


def test_an_explanation_is_told_in_french(told: House) -> None:
    told.enter(language="fr")
    line = told.call(told.store.decisions.page, Sought(establishment=PARIS))[0]
    assert "Le chemin de la décision" in text_of(told.get(f"/journal/{line.number}"))


@pytest.mark.parametrize("number", ["0", "999999", "x", "-1", "9" * 40, "１"])
def test_a_decision_that_there_is_not_is_missing(told: House, number: str) -> None:
    told.enter()
    assert told.get(f"/journal/{number}").status_code == 404
