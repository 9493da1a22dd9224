"""The fake platform: it really does, over HTTP, each of the bad things that it promises."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest

from frontdesk_testkit import Answer, Echo, FakePlatform, Turn, WebhookDialect, weather

TIMEOUT = 5.0


def send(platform: FakePlatform, key: str, text: str = "Hello") -> httpx2.Response:
    """One message of the webhook contract."""
    return httpx2.post(platform.url, json={"id": key, "to": "c-1", "text": text}, timeout=TIMEOUT)


class _Frontdesk(BaseHTTPRequestHandler):
    """Whoever listens to the platform: keeps what it is told."""

    told: list[tuple[Mapping[str, str], bytes]]

    def do_POST(self) -> None:
        """Keep it, and answer 200."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def listener() -> Iterator[tuple[str, list[tuple[Mapping[str, str], bytes]]]]:
    """A server that listens, its address, and what it was told."""
    told: list[tuple[Mapping[str, str], bytes]] = []
    handler = type("Listener", (_Frontdesk,), {"told": told})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", told
        server.shutdown()
        thread.join()


def test_accepted_message_is_seen_once_and_in_order() -> None:
    with FakePlatform() as platform:
        replies = [send(platform, f"k-{number}", f"text {number}") for number in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 200]
    assert [seen.text for seen in platform.seen] == ["text 0", "text 1", "text 2"]
    assert [reply.json()["id"] for reply in replies] == [seen.platform_id for seen in platform.seen]


def test_repeated_key_is_seen_once_where_keys_are_honoured() -> None:
    with FakePlatform() as platform:
        first, again = send(platform, "k-1"), send(platform, "k-1")
    assert (first.status_code, again.status_code) == (200, 409)
    assert first.json() == again.json()
    assert len(platform.seen) == 1
    assert [attempt.repeated for attempt in platform.attempts] == [False, True]


def test_repeated_key_is_seen_twice_where_keys_mean_nothing() -> None:
    with FakePlatform(idempotent=False) as platform:
        assert [send(platform, "k-1").status_code for _ in range(2)] == [200, 200]
    assert [seen.key for seen in platform.seen] == ["k-1", "k-1"]


@pytest.mark.parametrize(
    ("answer", "seen"),
    [(Answer.ACCEPT_THEN_DROP, 1), (Answer.RESET_MID_BODY, 1), (Answer.DROP, 0)],
)
def test_broken_connection_hides_what_happened(answer: Answer, seen: int) -> None:
    with FakePlatform(turns=[Turn(answer=answer)]) as platform:
        with pytest.raises(httpx2.TransportError):
            send(platform, "k-1")
        assert len(platform.seen) == seen
        assert send(platform, "k-1").status_code == (409 if seen else 200)
    assert len(platform.seen) == 1


@pytest.mark.parametrize(
    ("turn", "status", "retry_after"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=3), 429, "3"),
        (Turn(answer=Answer.TOO_MANY), 429, None),
        (Turn(answer=Answer.ERROR), 503, None),
        (Turn(answer=Answer.ERROR, status=500, retry_after=1), 500, "1"),
        (Turn(answer=Answer.REFUSE), 400, None),
        (Turn(answer=Answer.REFUSE, status=403), 403, None),
    ],
)
def test_refused_message_is_not_seen(turn: Turn, status: int, retry_after: str | None) -> None:
    with FakePlatform(turns=[turn]) as platform:
        reply = send(platform, "k-1")
    assert reply.status_code == status
    assert reply.headers.get("retry-after") == retry_after
    assert platform.seen == ()


def test_garbage_answer_is_a_yes_that_cannot_be_read() -> None:
    with FakePlatform(turns=[Turn(answer=Answer.GARBAGE)]) as platform:
        reply = send(platform, "k-1")
    assert reply.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        reply.json()
    assert len(platform.seen) == 1


def test_slow_answer_outlasts_an_impatient_sender() -> None:
    with FakePlatform(turns=[Turn(wait=30.0)]) as platform:
        with pytest.raises(httpx2.TimeoutException):
            httpx2.post(platform.url, json={"id": "k-1", "to": "c-1", "text": "x"}, timeout=0.2)
        platform.wait_until(lambda: len(platform.seen) == 1)


def test_nothing_outlives_the_platform_when_its_client_has_left() -> None:
    with FakePlatform(turns=[Turn(wait=60)]) as platform, pytest.raises(httpx2.TimeoutException):
        httpx2.post(platform.url, json={"id": "k-1", "to": "c-1", "text": "Hello"}, timeout=0.1)
    assert asyncio.all_tasks(platform._loop) == set()


def test_what_is_no_message_is_refused() -> None:
    with FakePlatform() as platform:
        assert httpx2.post(platform.url, content=b"[]", timeout=TIMEOUT).status_code == 400
    assert platform.attempts == ()


@pytest.mark.parametrize(
    ("echo", "count"), [(Echo.NEVER, 0), (Echo.ON_TIME, 1), (Echo.LATE, 1), (Echo.TWICE, 2), (Echo.BROKEN, 1)]
)
def test_echo_comes_as_promised(
    listener: tuple[str, list[tuple[Mapping[str, str], bytes]]], echo: Echo, count: int
) -> None:
    url, told = listener
    turn = Turn(echo=echo, echo_after=0.05)
    with FakePlatform(webhook_url=url, turns=[turn, Turn(echo=Echo.ON_TIME, echo_after=0.3)]) as platform:
        send(platform, "k-1")
        send(platform, "k-2")  # its echo comes last: when it is here, the others have come or never will
        platform.wait_until(lambda: any(b"k-2" in body for _, body in told))
    mine = [body for _, body in told if b"k-2" not in body]
    assert len(mine) == count
    if count and echo is not Echo.BROKEN:
        (event,) = json.loads(mine[0])["events"]
        assert (event["type"], event["key"], event["status"]) == ("delivery", "k-1", "sent")


def test_deliveries_are_repeated_and_shuffled_as_asked(
    listener: tuple[str, list[tuple[Mapping[str, str], bytes]]],
) -> None:
    url, told = listener
    with FakePlatform(webhook_url=url) as platform:
        assert platform.say("Hi", times=3) == [200, 200, 200]
        events = [platform.dialect.message(number, "c-1", "x", platform.now()) for number in range(10, 15)]
        platform.deliver(*events, times=2, shuffle=4)
    ids = [json.loads(body)["events"][0]["id"] for _, body in told]
    assert len(set(ids[:3])) == 1
    assert sorted(ids[3:]) == sorted([f"m-{number}" for number in range(10, 15)] * 2)
    assert ids[3:] != sorted(ids[3:])


def test_nobody_listening_is_no_crash() -> None:
    with FakePlatform(webhook_url="http://127.0.0.1:9/") as platform:
        assert platform.say("Hi") == [0]


def test_waiting_in_vain_tells_what_was_seen() -> None:
    with FakePlatform() as platform:
        send(platform, "k-1", "the only text")
        with pytest.raises(AssertionError, match="the only text"):
            platform.wait_until(lambda: len(platform.seen) == 2, timeout=0.05)


def test_weather_is_the_same_for_the_same_seed() -> None:
    def first(seed: int) -> list[Turn]:
        return [turn for turn, _ in zip(weather(seed, 0.5, tuple(Echo)), range(200), strict=False)]

    assert first(7) == first(7)
    assert first(7) != first(8)
    assert {turn.answer for turn in first(7)} >= {Answer.ACCEPT, Answer.TOO_MANY, Answer.DROP}


def test_signature_of_what_is_sent_is_checked() -> None:
    dialect = WebhookDialect(b"key")
    body = b'{"id": "k-1", "to": "c-1", "text": "x"}'
    with FakePlatform(dialect=dialect) as platform:
        posting = dialect.post(platform.now())
        good = {"X-Frontdesk-Timestamp": "1", "X-Frontdesk-Signature": dialect._signature("1", body)}
        for headers in (good, {**good, "X-Frontdesk-Timestamp": "2"}, dict(posting.headers), {}):
            httpx2.post(platform.url, content=body, headers=headers, timeout=TIMEOUT)
    assert [attempt.sent.signed for attempt in platform.attempts] == [True, False, False, False]


def test_another_process_serves_it_and_can_be_asked() -> None:
    command = [sys.executable, "-m", "frontdesk_testkit.fake_platform", "--seed", "1", "--trouble", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        control = url.replace("/messages", "/_control")
        script = httpx2.post(f"{control}/script", json=[{"answer": "error", "status": 500}], timeout=TIMEOUT)
        assert script.json() == {"turns": 1}
        replies = [httpx2.post(url, json={"id": "k-1", "to": "c-1", "text": "x"}, timeout=TIMEOUT) for _ in range(2)]
        seen = httpx2.get(f"{control}/seen", timeout=TIMEOUT).json()
        attempts = httpx2.get(f"{control}/attempts", timeout=TIMEOUT).json()
        process.terminate()
    assert [reply.status_code for reply in replies] == [500, 200]
    assert [item["sent"]["key"] for item in seen] == ["k-1"]
    assert [item["turn"]["answer"] for item in attempts] == ["error", "accept"]
