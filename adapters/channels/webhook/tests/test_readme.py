"""The README's two programs, run as a reader would: the call by curl, and the receiver."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest

from frontdesk import HmacSignature, Kind, Message, MessageReceived, WebhookRequest
from frontdesk_webhook import WebhookChannel, WebhookSettings, sign

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
KEY = "the platform's key"


def block(language: str) -> str:
    """The first block in this language."""
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def webhook(url: str = "http://127.0.0.1/") -> WebhookChannel:
    """The account of the README."""
    settings = WebhookSettings.model_validate({"target_url": url, "secrets": ["platform-key"]})
    return WebhookChannel("shop", settings, {"platform-key": KEY.encode()})


class _Inbox(BaseHTTPRequestHandler):
    requests: list[WebhookRequest]

    def do_POST(self) -> None:
        """Keep the request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.requests.append(
            WebhookRequest(path=self.path, headers=headers, body=body, received_at=datetime.now(UTC))  # noqa: TID251
        )
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[WebhookRequest]]]:
    """Where Frontdesk would listen."""
    requests: list[WebhookRequest] = []
    with HTTPServer(("127.0.0.1", 0), type("Inbox", (_Inbox,), {"requests": requests})) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", requests
        server.shutdown()
        thread.join()


def test_the_call_by_curl_is_accepted(inbox: tuple[str, list[WebhookRequest]]) -> None:
    missing = [tool for tool in ("sh", "curl", "openssl", "sed") if shutil.which(tool) is None]
    assert not missing, f"install {', '.join(missing)} (Debian: apt-get install curl openssl)"
    url, requests = inbox
    environment = {**os.environ, "KEY": KEY, "FRONTDESK": url}
    subprocess.run(["sh", "-ceu", block("sh")], env=environment, check=True, timeout=30)
    (request,) = requests
    assert request.path == "/webhooks/shop"
    account = webhook()
    account.verify(request)
    (event,) = account.parse(request)
    assert isinstance(event, MessageReceived)
    assert (event.text, event.attributes) == ("Bonjour", {"establishment": "paris"})


def test_the_receiver_takes_each_message_once(tmp_path: Path) -> None:
    program = tmp_path / "receiver.py"
    program.write_text(block("python").replace("serve_forever()", "serve_forever(0.01)"), encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), _Inbox) as free:
        port = free.server_address[1]
    environment = {**os.environ, "KEY": KEY, "PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            account = webhook(f"http://127.0.0.1:{port}/")
            message = Message(key="k-1", kind=Kind.WELCOME, text="Bonjour", to="c-7")
            replies = [post(account, message, KEY), post(account, message, KEY), post(account, message, "another")]
        finally:
            process.terminate()
    assert [reply.status_code for reply in replies] == [200, 409, 401]
    assert replies[0].json() == replies[1].json() == {"id": "p-0"}


def post(account: WebhookChannel, message: Message, key: str) -> httpx2.Response:
    """What a host does with the channel's call, once the receiver listens."""
    call = account.compose(message)
    assert isinstance(call.auth, HmacSignature)
    timestamp = str(int(datetime.now(UTC).timestamp()))  # noqa: TID251 - the receiver looks at the real clock
    headers = {
        **call.headers,
        call.auth.timestamp_header: timestamp,
        call.auth.header: sign(key.encode(), timestamp, call.body),
    }
    transport = httpx2.HTTPTransport(retries=8)  # the receiver may still be starting: connecting is tried again
    with httpx2.Client(transport=transport, timeout=10.0) as client:
        return client.post(call.url, content=call.body, headers=headers)
