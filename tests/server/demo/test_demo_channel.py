"""The demo on another channel: an account whose platform runs beside it, and ends with it, however it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from frontdesk import ConfigError, Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.demo import channel as demo_channel
from frontdesk_testkit import PLATFORMS
from frontdesk_testkit.chat import Chat, talk
from tests.server.api.served import Server, started, wait_for

NOON = "2026-11-26T10:00:00+01:00"
CHAT = "frontdesk_testkit.chat "
GREETS_ITSELF = {"google_business_messages": Counter({"GET": 2, "PATCH": 1})}
"""The kinds whose platform greets by itself, and the calls after which it does: read, written, read back."""


@contextmanager
def demo(folder: Path, kind: str) -> Any:
    given = {"FRONTDESK_NOW": NOON, "FRONTDESK_PORT": "0", "FRONTDESK_LOG_LEVEL": "info"}
    with started(["demo", "--channel", kind], folder, given) as server:
        wait_for(lambda: "Ctrl-C stops" in server.printed, "the table")
        yield server


def root_of(server: Server) -> str:
    return server.printed.partition(CHAT)[2].split()[0]


def is_gone(root: str) -> Callable[[], bool]:
    def look() -> bool:
        try:
            httpx2.get(f"{root}/_control/seen", timeout=2)
        except httpx2.TransportError:
            return True
        return False

    return look


def methods_called(root: str) -> Counter[str]:
    return Counter(call["method"] for call in httpx2.get(f"{root}/_control/calls", timeout=5).json())


def said(root: str, *lines: str) -> str:
    out = io.StringIO()
    talk(Chat(root, None, out), io.StringIO("".join(f"{line}\n" for line in lines)))
    return out.getvalue()


def greeted(root: str, kind: str) -> None:
    told = said(root, "Bonjour")
    assert "Bonjour, ici Fournil Colibri" in told, kind
    assert "Nos horaires" in said(root, "Vos horaires ?"), kind


def test_one_is_the_contact_on_a_terminal_and_reads_what_is_answered(tmp_path: Path) -> None:
    with demo(tmp_path, "webhook") as server:
        root = root_of(server)
        command = [sys.executable, "-m", "frontdesk_testkit.chat", root]
        given = "Bonjour\n1\n/answer Je regarde\n/quit\n"
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=30, check=True)
        assert "You are c-1" in done.stdout
        assert "  | Bonjour, ici Fournil Colibri" in done.stdout
        assert "  |   [1] Vos horaires ?" in done.stdout
        wait_for(lambda: "Nos horaires" in httpx2.get(f"{root}/_control/seen").text, "the answer")
        refused = httpx2.post(f"{root}/_control/tap", json={"title": "Nothing of the kind"})
        assert refused.status_code == 404
        assert server.stop(signal.SIGINT) == 0
        wait_for(is_gone(root), "the platform's end")


def test_a_second_demo_in_the_same_folder_answers_anew(tmp_path: Path) -> None:
    for _ in range(2):
        with demo(tmp_path, "telegram") as server:
            assert "Nos horaires" in said(root_of(server), "Vos horaires ?")
            server.stop()


def test_a_demo_that_is_killed_leaves_no_platform_behind(tmp_path: Path) -> None:
    with demo(tmp_path, "webhook") as server:
        root = root_of(server)
        os.kill(server.process.pid, signal.SIGKILL)
        wait_for(is_gone(root), "the platform's end")


@pytest.mark.platforms
@pytest.mark.parametrize("kind", sorted(PLATFORMS))
def test_every_channel_that_has_a_platform_can_be_tried(tmp_path: Path, kind: str) -> None:
    with demo(tmp_path, kind) as server:
        if kind in GREETS_ITSELF:
            wait_for(lambda: GREETS_ITSELF[kind] <= methods_called(root_of(server)), "what the platform is to show")
        greeted(root_of(server), kind)
        server.stop()


@pytest.mark.parametrize(("kind", "id_"), [("watsapp", "FD703"), ("carrier_pigeon", "FD706"), ("web", "FD989")])
def test_a_channel_that_cannot_be_tried_is_refused(kind: str, id_: str) -> None:
    with pytest.raises(ConfigError) as caught, demo_channel.platform_of(kind, Host.load(), SystemClock()):
        pass
    assert [found.id for found in caught.value.diagnostics] == [id_]


def test_without_the_testkit_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_channel, "TESTKIT", "frontdesk_no_testkit")
    with (
        pytest.raises(ConfigError, match="pip install frontdesk-testkit") as caught,
        demo_channel.platform_of("webhook", Host.load(), SystemClock()),
    ):
        pass
    assert [found.id for found in caught.value.diagnostics] == ["FD988"]
