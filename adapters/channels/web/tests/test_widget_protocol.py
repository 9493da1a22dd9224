"""The widget's protocol over real HTTP: what a well-behaved browser does, and what it gets."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from hashlib import sha384
from uuid import uuid4

import httpx2
import pytest
from web_desk import ANSWERS, STARTERS, WELCOME, MemoryDesk
from web_serving import Served
from web_visitor import SHOP, Browser

from frontdesk import ConversationOpened, Kind, MessageReceived, StarterTapped
from frontdesk_web.live import Pace


def test_config_tells_what_the_panel_shows(browser: Browser) -> None:
    answer = browser.get("config?establishment=b-1&locale=fr")
    assert answer.json() == {
        "name": "Boulangerie Lumière",
        "away": False,
        "starters": [{"id": each.id, "title": each.title} for each in STARTERS],
        "locale": "fr",
        "languages": ["fr", "en"],
        "theme": {"accent": None},
        "limits": {"text": 4000},
    }


def test_config_unchanged_is_not_sent_again(browser: Browser) -> None:
    tag = browser.get("config?establishment=b-1").headers["etag"]
    again = browser.get("config?establishment=b-1", **{"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_config_changes_its_tag_when_the_chat_goes_away(browser: Browser, desk: MemoryDesk) -> None:
    tag = browser.get("config?establishment=b-1").headers["etag"]
    desk.away = True
    again = browser.get("config?establishment=b-1", **{"if-none-match": tag})
    assert (again.status_code, again.json()["away"]) == (200, True)


def test_b11_loading_a_page_is_no_event_and_opening_the_panel_is_one(browser: Browser, desk: MemoryDesk) -> None:
    browser.get("config?establishment=b-1")
    assert desk.events == []
    browser.open()
    assert [type(event) for event in desk.events] == [ConversationOpened]


def test_session_opens_the_conversation_once(browser: Browser, desk: MemoryDesk) -> None:
    browser.open(name="Ada\nLovelace", page=f"{SHOP}/contact")
    (event,) = desk.events
    assert isinstance(event, ConversationOpened)
    assert (event.contact.full_name, event.contact.locale) == ("Ada Lovelace", "fr")
    assert event.attributes == {"establishment": "b-1", "page": f"{SHOP}/contact"}


def test_session_of_a_page_that_says_nothing_is_opened_too(browser: Browser, desk: MemoryDesk) -> None:
    answer = browser.post("sessions", {"establishment": None, "locale": "x-", "page": None, "name": None})
    assert answer.status_code == 201
    assert (desk.events[0].contact.locale, desk.events[0].attributes) == (None, {})


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("America/New_York", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("../etc/passwd", None),
        ("Europe/" + "P" * 60, None),
        ("", None),
        (7, None),
    ],
)
def test_session_takes_the_browsers_zone_and_passes_nonsense_over(
    browser: Browser, desk: MemoryDesk, told: object, known: str | None
) -> None:
    browser.open(timezone=told)

    assert desk.events[0].contact.timezone == known


def test_session_token_is_256_bits_and_kept_only_as_a_hash(browser: Browser, desk: MemoryDesk) -> None:
    token = browser.open().json()["token"]
    assert len(token) >= 43
    assert token not in json.dumps(list(desk.visitors.kept)) + str(desk.visitors.kept)


def test_session_lives_thirty_days_from_its_last_use(visitor: Browser, desk: MemoryDesk) -> None:
    for _ in range(3):
        desk.instant += timedelta(days=29)
        assert visitor.get("messages").status_code == 200
    desk.instant += timedelta(days=31)
    assert visitor.get("messages").json()["id"] == "FD527"


def test_message_is_taken_and_shown_in_the_stream(visitor: Browser, desk: MemoryDesk) -> None:
    ours = str(uuid4())
    answer = visitor.post("messages", {"id": ours, "text": "Bonjour, avez-vous du pain ?"})
    assert (answer.status_code, answer.json()) == (202, {"id": ours})
    assert isinstance(desk.events[-1], MessageReceived)
    shown = visitor.messages(after=1)[0]
    assert (shown["id"], shown["sender"], shown["text"]) == (ours, "contact", "Bonjour, avez-vous du pain ?")


def test_same_message_id_twice_is_one_message_and_one_answer(visitor: Browser, desk: MemoryDesk) -> None:
    document = {"id": str(uuid4()), "text": "Une seule fois"}
    first, second = (visitor.post("messages", document) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert [event.text for event in desk.events if isinstance(event, MessageReceived)] == ["Une seule fois"]


def test_same_message_id_of_two_visitors_is_two_messages(client: httpx2.Client, desk: MemoryDesk) -> None:
    document = {"id": str(uuid4()), "text": "Bonjour"}
    for _ in range(2):
        someone = Browser(client=client)
        someone.open()
        assert someone.post("messages", document).status_code == 202
    assert sum(isinstance(event, MessageReceived) for event in desk.events) == 2


def test_starter_tapped_is_answered_after_its_title(visitor: Browser, desk: MemoryDesk) -> None:
    visitor.post("messages", {"id": str(uuid4()), "starter": "hours", "title": "Vos horaires ?"})
    assert isinstance(desk.events[-1], StarterTapped)
    assert [entry["text"] for entry in visitor.messages(after=1)] == ["Vos horaires ?", ANSWERS["hours"]]


def test_starter_without_title_gets_the_one_that_is_offered(visitor: Browser) -> None:
    visitor.post("messages", {"id": str(uuid4()), "starter": "address"})
    assert visitor.messages(after=1)[0]["text"] == "Où êtes-vous ?"


def test_listing_gives_every_entry_in_order_with_suggestions(visitor: Browser) -> None:
    (welcome,) = visitor.messages()
    assert welcome == {
        "number": 1,
        "at": "2026-12-01T12:00:00+00:00",
        "kind": "message",
        "id": welcome["id"],
        "sender": "desk",
        "text": WELCOME,
        "locale": "fr",
        "operator": None,
        "suggestions": [{"id": each.id, "title": each.title} for each in STARTERS],
    }


def test_listing_says_when_there_is_more(visitor: Browser, desk: MemoryDesk, served: Served) -> None:
    (conversation,) = desk.entries
    for number in range(200):
        served.run(desk.say(conversation, f"message {number}"))
    page = visitor.get("messages?after=0").json()
    rest = visitor.get(f"messages?after={page['messages'][-1]['number']}").json()
    assert (len(page["messages"]), page["more"], len(rest["messages"]), rest["more"]) == (200, True, 1, False)


def test_stream_replays_what_was_missed_and_then_follows(visitor: Browser, desk: MemoryDesk, served: Served) -> None:
    (conversation,) = desk.entries
    with visitor.stream(after=1) as lines:
        assert next(lines) == ": here"
        served.run(desk.say(conversation, "Je vous réponds", operator="Léa", kind=Kind.OPERATOR))
        assert next(line for line in lines if line.startswith("id:")) == "id: 2"
        entry = json.loads(next(lines).removeprefix("data: "))
    assert (entry["sender"], entry["operator"], entry["text"]) == ("operator", "Léa", "Je vous réponds")


def test_stream_shows_that_it_lives_while_nothing_happens(visitor: Browser) -> None:
    with visitor.stream(after=1) as lines:
        assert [next(lines) for _ in range(5)] == [": here", "", ": ping", "", ": ping"]


def test_stream_that_its_reader_leaves_is_closed(visitor: Browser, desk: MemoryDesk) -> None:
    with visitor.stream(after=0) as lines:
        assert next(line for line in lines if line.startswith("id:")) == "id: 1"
        assert desk.readers == 1
    assert desk.left.wait(10), "the desk still has a reader"


@pytest.mark.parametrize("pace", [Pace(ping=5.0, lifetime=0.3)], ids=["short-lived"])
def test_stream_ends_after_its_lifetime(visitor: Browser, desk: MemoryDesk) -> None:
    with visitor.stream(after=1) as lines:
        assert set(lines) <= {": here", ": ping", ""}
    assert desk.left.wait(10)


def test_script_is_cached_for_an_hour_and_may_be_embedded_anywhere(client: httpx2.Client) -> None:
    answer = client.get("/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_script_pinned_by_its_hash_never_changes(client: httpx2.Client) -> None:
    pinned = client.get("/widget.js/integrity").json()
    answer = client.get(pinned["path"])
    assert "immutable" in answer.headers["cache-control"]
    assert pinned["integrity"] == "sha384-" + b64encode(sha384(answer.content).digest()).decode()


def test_script_s_plain_and_packed_forms_have_strong_tags_of_their_own(client: httpx2.Client) -> None:
    plain, packed = (client.get("/widget.js", headers={"accept-encoding": coding}) for coding in ("identity", "gzip"))
    tags = [answer.headers["etag"] for answer in (plain, packed)]
    assert plain.content == packed.content
    assert len(set(tags)) == 2
    for coding, statuses in (("identity", [304, 200]), ("gzip", [200, 304])):
        asked = [
            client.get("/widget.js", headers={"accept-encoding": coding, "if-none-match": tag}).status_code
            for tag in tags
        ]
        assert asked == statuses


@pytest.mark.parametrize(
    ("method", "address", "status", "told"),
    [
        ("GET", "/widget.js/0123456789abcdef.js", 404, "FD775"),
        ("GET", "/widget.js/nothing", 404, "FD531"),
        ("GET", "/widget.js/a/b", 404, "FD531"),
        ("GET", "/widget.js/integrity/", 404, "FD531"),
        ("POST", "/widget.js", 405, "FD531"),
        ("DELETE", "/widget.js/integrity", 405, "FD531"),
    ],
)
def test_script_s_refusals_are_problem_documents(
    client: httpx2.Client, method: str, address: str, status: int, told: str
) -> None:
    answer = client.request(method, address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["id"] == told
    assert told == "FD775" or f"{method} {address.rstrip('/')} is not part" in answer.json()["detail"]
    assert status == 404 or "GET" in answer.headers["allow"]
