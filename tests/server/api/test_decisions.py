"""Decisions by REST: what the journal shows, with the same filters and the same scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from frontdesk_server.rights import Role
from frontdesk_server.store import OutboxStatus, Sought
from frontdesk_server.store.tables import outbox
from tests.server.api.test_callers import EVERY, token
from tests.server.console.house import TOKEN, House, house
from tests.server.console.matter import MINIMES, PARIS, decided, newest, write


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-rest-tests")
        with house(tmp_path_factory.mktemp("decisions") / "p") as found:
            yield found


def ask(home: House, method: str, path: str, key: str = TOKEN, **query: Any) -> httpx2.Response:
    return home.client.request(method, f"/api/v1{path}", params=query, headers={"authorization": f"Bearer {key}"})


def numbers(answer: httpx2.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [one["number"] for one in answer.json()["decisions"]]


def test_decisions_are_listed_page_by_page_and_filtered(home: House) -> None:
    for number in range(5):
        write(home, contact=f"contact-{number}", place=(PARIS, MINIMES)[number % 2])
    every = numbers(ask(home, "GET", "/decisions"))
    first = ask(home, "GET", "/decisions", limit=2)
    second = ask(home, "GET", "/decisions", limit=200, before=first.json()["before"])
    assert numbers(first) + numbers(second) == every
    assert len(every) == 5
    assert len(numbers(ask(home, "GET", "/decisions", establishment=MINIMES))) == 2
    assert numbers(ask(home, "GET", "/decisions", establishment=MINIMES, summary="operator")) == []
    assert numbers(ask(home, "GET", "/decisions", until="2020-01-01T00:00:00Z")) == []
    assert numbers(ask(home, "GET", "/decisions", account="website")) == []


def test_a_decision_is_read_with_its_event_trace_and_messages(home: House) -> None:
    write(home, "Bonjour", raw={"from": "the platform"})
    found = ask(home, "GET", f"/decisions/{newest(home).number}").json()
    assert (found["establishment"], found["event"], found["raw"]["raw"]) == (
        PARIS,
        "MessageReceived",
        {"from": "the platform"},
    )
    assert [message["direction"] for message in found["messages"]] == ["in", "out"]
    assert any(line["id"] == "rule_held" for line in found["trace"])


@pytest.mark.parametrize("cursor", ["x", "1-x", "1-" + "a" * 32, "9" * 60])
def test_a_cursor_that_was_never_given_out_is_refused(home: House, cursor: str) -> None:
    answer = ask(home, "GET", "/decisions", before=cursor)
    assert (answer.status_code, answer.json()["id"]) == (422, "FD922")


def test_what_is_outside_the_scope_is_not_found(home: House) -> None:
    write(home, place=PARIS)
    other = newest(home)
    write(home, place=MINIMES, contact="eve")
    mine = newest(home)
    key = token(home, Role.ADMINISTRATOR, EVERY, "garages")
    assert numbers(ask(home, "GET", "/decisions", key)) == [mine.number]
    answer = ask(home, "GET", f"/decisions/{other.number}", key)
    assert (answer.status_code, answer.json()["id"]) == (404, "FD921")
    assert ask(home, "POST", f"/conversations/{other.conversation}/closing", key).status_code == 404
    assert ask(home, "GET", f"/decisions/{mine.number}", key).status_code == 200


def test_a_conversation_is_closed_once(home: House) -> None:
    write(home)
    conversation = newest(home).conversation
    for _again in range(2):
        assert ask(home, "POST", f"/conversations/{conversation}/closing", key=TOKEN).status_code == 202
    home.call(decided, home)
    view = home.call(home.store.journal.conversation, conversation)
    assert view is not None
    assert not view.state.open


def test_whoever_closes_a_conversation_or_gives_it_back_is_in_the_audit(home: House) -> None:
    write(home, place=PARIS)
    conversation = newest(home).conversation
    key = token(home, Role.EDITOR, EVERY, "bakeries")
    for deed in ("closing", "giving-back"):
        assert ask(home, "POST", f"/conversations/{conversation}/{deed}", key).status_code == 202
    given_back, closed = home.call(home.store.audit.list, limit=2)
    assert [line.action for line in (closed, given_back)] == ["conversation.closed", "conversation.given_back"]
    assert {(line.actor.name[:3], line.subject) for line in (closed, given_back)} == {("Noa", conversation)}


def test_a_conversation_is_given_back_and_only_within_the_scope(home: House) -> None:
    write(home)
    conversation = newest(home).conversation
    key = token(home, Role.ADMINISTRATOR, EVERY, "garages")
    assert ask(home, "POST", f"/conversations/{conversation}/giving-back", key).status_code == 404
    assert ask(home, "POST", f"/conversations/{conversation}/giving-back", key=TOKEN).status_code == 202
    home.call(decided, home)
    view = home.call(home.store.journal.conversation, conversation)
    assert view is not None
    assert [found.type for found in view.decisions].count("HandedBack") == 1


def test_conversations_are_searched_and_those_that_wait_found(home: House) -> None:
    write(home)
    found = ask(home, "GET", "/conversations", search="LOVEL", awaiting=True).json()["conversations"]
    assert [one["contact"] for one in found] == ["+33612345678"]
    assert found[0]["awaiting"] is not None
    assert ask(home, "GET", "/conversations", search="babbage").json()["conversations"] == []


async def _park(home: House, key: str) -> None:
    async with home.store.database.write() as link:
        await link.execute(update(outbox).where(outbox.c.key == key).values(status=OutboxStatus.PARKED.value))


def test_a_message_that_waits_is_listed_and_given_up_once_within_the_scope(home: House) -> None:
    write(home)
    (line,) = home.call(home.store.decisions.page, Sought())
    view = home.call(home.store.decisions.get, line.number)
    assert view is not None
    key = view.messages[-1].key or ""
    home.call(_park, home, key)
    stranger = token(home, Role.ADMINISTRATOR, EVERY, "garages")
    assert ask(home, "GET", "/waiting-messages", stranger).json() == []
    assert ask(home, "DELETE", f"/waiting-messages/{key}", stranger).status_code == 404
    assert [one["key"] for one in ask(home, "GET", "/waiting-messages").json()] == [key]
    assert ask(home, "DELETE", f"/waiting-messages/{key}").status_code == 204
    again = ask(home, "POST", f"/waiting-messages/{key}/resend")
    assert (again.status_code, again.json()["id"]) == (404, "FD923")
