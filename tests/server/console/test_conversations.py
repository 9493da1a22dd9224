"""Conversations: what was said either way, by whom and by which rule; an answer that is sent once."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from frontdesk_server.rights import Role
from frontdesk_server.store import ConversationLine
from tests.server.console.house import House
from tests.server.console.matter import ADA, MINIMES, PARIS, decided, text_of, write


def lines(home: House) -> list[ConversationLine]:
    return list(home.call(home.store.journal.conversations))


def said(home: House, id_: str) -> list[tuple[str, str, str | None]]:
    view = home.call(home.store.journal.conversation, id_)
    assert view is not None
    return [(message.direction, message.text, message.author) for message in view.messages]


def answer(home: House, id_: str, text: str, key: str) -> Any:
    found = home.post(f"/conversations/{id_}/reply", {"text": text, "id": key})
    home.call(decided, home)
    return found


def test_the_list_tells_who_wrote_where_and_who_waits(home: House) -> None:
    home.enter()
    write(home)
    page = text_of(home.get("/conversations"))
    assert "Ada Lovelace" in page
    assert "Waits for an answer" in page
    assert "crm" in page


def test_only_those_who_wait_are_listed_where_that_is_asked(home: House) -> None:
    home.enter()
    write(home)
    write(home, contact="eve")
    first = next(line for line in lines(home) if line.contact == ADA)
    answer(home, first.id, "Oui", uuid4().hex)
    waiting = home.get("/conversations", show="awaiting").text
    assert "/console/conversations/" + first.id not in waiting
    assert waiting.count('id="conversation-') == 1


def test_contacts_are_found_by_a_part_of_name_or_address(home: House) -> None:
    home.enter()
    write(home)
    assert 'id="conversation-' in home.get("/conversations", q="lovel").text
    assert 'id="conversation-' in home.get("/conversations", q="336123").text
    assert "No conversation fits" in home.get("/conversations", q="babbage").text


def test_htmx_gets_the_rows_alone(home: House) -> None:
    home.enter()
    write(home)
    fragment = home.get("/conversations", fragment=True).text
    assert "<html" not in fragment
    assert fragment.strip() in home.get("/conversations").text


def test_a_conversation_marks_what_is_automatic_and_links_to_why(home: House) -> None:
    home.enter()
    write(home, "Vous êtes ouverts <b>demain</b> ?")
    (line,) = lines(home)
    page = home.get(f"/conversations/{line.id}")
    assert "Vous êtes ouverts &lt;b&gt;demain&lt;/b&gt; ?" in page.text
    assert "automatic: Bakeries/" in text_of(page)
    assert re.search(r'href="/console/journal/\d+" aria-label="Why this message', page.text)


def test_b1_silence_stands_in_the_conversation_with_its_reason(home: House) -> None:
    home.enter()
    write(home)
    write(home, "Encore moi")
    (line,) = lines(home)
    assert "Nothing to say: Episode 1 goes on" in text_of(home.get(f"/conversations/{line.id}"))


def test_the_thread_is_the_fragment_that_the_page_includes(home: House) -> None:
    home.enter()
    write(home)
    (line,) = lines(home)
    thread = home.get(f"/conversations/{line.id}/thread", fragment=True).text
    assert "<html" not in thread
    assert thread.strip() in home.get(f"/conversations/{line.id}").text


def test_an_answer_is_sent_once_in_the_name_of_who_writes(home: House) -> None:
    home.enter(Role.EDITOR, name="Odile")
    write(home)
    (line,) = lines(home)
    key = uuid4().hex
    for _again in range(2):
        assert answer(home, line.id, "Nous arrivons", key).status_code == 303
    assert [found for found in said(home, line.id) if found[2]] == [("out", "Nous arrivons", "Odile")]
    assert "Odile" in text_of(home.get(f"/conversations/{line.id}"))


def test_two_people_who_send_the_same_form_id_both_are_heard(home: House) -> None:
    write_to = uuid4().hex
    home.enter(name="Odile")
    write(home)
    (line,) = lines(home)
    answer(home, line.id, "un", write_to)
    home.enter(name="Paul")
    answer(home, line.id, "deux", write_to)
    assert [found[1] for found in said(home, line.id) if found[2]] == ["un", "deux"]


@pytest.mark.parametrize(("text", "told"), [("", "FD734"), ("\u202e\u200b ", "FD734"), ("x" * 4001, "FD920")])
def test_a_text_that_cannot_be_sent_is_told_and_kept(home: House, text: str, told: str) -> None:
    home.enter()
    write(home)
    (line,) = lines(home)
    found = answer(home, line.id, text, uuid4().hex)
    assert found.status_code == 422
    assert 'href="#text"' in found.text
    assert {"FD734": "control characters", "FD920": "4001 characters, 4000 at most"}[told] in text_of(found)
    assert text.strip() in found.text
    assert not [one for one in said(home, line.id) if one[2]]


def test_a_viewer_reads_and_does_not_answer(home: House) -> None:
    home.enter(Role.VIEWER)
    write(home)
    (line,) = lines(home)
    assert 'id="reply"' not in home.get(f"/conversations/{line.id}").text
    for action in ("reply", "close", "give-back", "exclude"):
        assert home.post(f"/conversations/{line.id}/{action}", {"text": "x"}).status_code == 403


def test_a_conversation_of_another_scope_is_not_there(home: House) -> None:
    write(home)
    (line,) = lines(home)
    home.enter(Role.ADMINISTRATOR, groups={"garages"})
    assert 'id="conversation-' not in home.get("/conversations").text
    assert home.get(f"/conversations/{line.id}").status_code == 404
    assert home.get(f"/conversations/{line.id}/thread").status_code == 404
    for action in ("reply", "close", "exclude"):
        assert home.post(f"/conversations/{line.id}/{action}", {"text": "x"}).status_code == 404
    write(home, place=MINIMES, contact="eve")
    assert home.get("/conversations").text.count('id="conversation-') == 1


def test_a_closed_conversation_greets_anew(home: House) -> None:
    home.enter()
    write(home)
    (line,) = lines(home)
    key = uuid4().hex
    for _again in range(2):
        assert home.post(f"/conversations/{line.id}/close", {"id": key}).status_code == 303
    home.call(decided, home)
    assert "Closed, 1 Dec 2026" in text_of(home.get(f"/conversations/{line.id}"))
    write(home, "Rebonjour")
    view = home.call(home.store.journal.conversation, line.id)
    assert view is not None
    assert view.state.episode == 2


RULES = {
    "frontdesk": 1,
    "rules": [
        {
            "name": "orders",
            "on": "message_received",
            "do": [{"send": "Un instant"}, {"handover": {"team": "orders", "note": "Hurry"}}, {"label": "vip"}],
        }
    ],
}


def test_a_conversation_that_was_handed_over_says_to_whom_and_is_given_back_once(home: House) -> None:
    home.enter()
    home.call(home.store.releases.add, RULES, author="test")
    write(home)
    (line,) = lines(home)
    page = text_of(home.get(f"/conversations/{line.id}"))
    assert "Handed over to orders: nothing automatic is sent here" in page
    write(home, "Encore moi")
    assert "Held back: Handed over to &#39;orders&#39;" in home.get(f"/conversations/{line.id}/thread").text
    key = uuid4().hex
    for _again in range(2):
        assert home.post(f"/conversations/{line.id}/give-back", {"id": key}).status_code == 303
    home.call(decided, home)
    view = home.call(home.store.journal.conversation, line.id)
    assert view is not None
    assert view.state.silenced is None
    assert [found.type for found in view.decisions].count("HandedBack") == 1
    assert "Give back to automation" not in text_of(home.get(f"/conversations/{line.id}"))
    write(home, "Et maintenant ?")
    assert [text for _, text, _ in said(home, line.id)].count("Un instant") == 2


def test_what_the_team_was_told_stands_in_the_thread_and_is_no_message(home: House) -> None:
    home.enter()
    home.call(home.store.releases.add, RULES, author="test")
    write(home)
    (line,) = lines(home)
    thread = home.get(f"/conversations/{line.id}/thread").text
    assert "hands the conversation over to &#39;orders&#39;" in thread
    assert "labels: vip" in thread
    assert "Hurry" in thread
    assert thread.count('class="said is-us"') == 1


def test_a_contact_is_kept_from_automatic_messages_and_taken_back(home: House) -> None:
    home.enter()
    write(home)
    (line,) = lines(home)
    home.post(f"/conversations/{line.id}/exclude", {"do": "exclude"})
    assert [found.contact for found in home.call(home.store.exclusions.of, PARIS)] == [ADA]
    assert "gets nothing automatic" in text_of(home.get(f"/conversations/{line.id}"))
    home.post(f"/conversations/{line.id}/exclude", {"do": "readmit"})
    assert home.call(home.store.exclusions.of, PARIS) == []


@pytest.mark.parametrize("id_", ["0" * 32, "x", "G" * 32])
def test_a_conversation_that_there_is_not_is_missing(shared: House, id_: str) -> None:
    shared.enter()
    assert shared.get(f"/conversations/{id_}").status_code == 404
