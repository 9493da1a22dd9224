"""Being the contact of a fake platform, on a terminal: `python -m frontdesk_testkit.chat http://127.0.0.1:4000`.

What is typed is written; a number taps that suggestion; `/open` opens the conversation, `/answer TEXT` is a
human of the business who answers on the platform, `/quit` leaves. What the contact sees is shown as it comes.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from threading import Event, Lock, Thread
from typing import Any, Final, TextIO
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

LOOK_EVERY: Final = 0.2
LINGER: Final = 2.0
"""Seconds that are given to answers once there is no more input."""


class Chat:
    """One contact's side of a conversation."""

    def __init__(self, root: str, contact: str | None, out: TextIO) -> None:
        self.root = root.rstrip("/")
        self.contact = contact or str(self._ask("account")["contact"])
        self._out = out
        self._shown = 0
        self._offered: Sequence[str] = ()
        self._lock = Lock()

    def do(self, line: str) -> None:
        """What one line means. Raises `EOFError` for `/quit`."""
        word, _, rest = line.partition(" ")
        if word == "/quit":
            raise EOFError
        if word == "/open":
            self._tell("open", {})
        elif word == "/answer":
            self._tell("answer", {"text": rest})
        elif line.isdecimal() and 1 <= int(line) <= len(self._offered):
            self._tell("tap", {"title": self._offered[int(line) - 1]})
        elif line:
            self._tell("say", {"text": line})

    def look(self) -> None:
        """Show what has come since the last look."""
        with self._lock:
            seen = [item["sent"] for item in self._ask("seen") if item["sent"]["to"] == self.contact]
            for sent in seen[self._shown :]:
                self._show(sent)
            self._shown = len(seen)

    def _show(self, sent: Mapping[str, Any]) -> None:
        for line in str(sent["text"]).splitlines():
            self._print(f"  | {line}")
        self._offered = list(sent["suggestions"])
        for number, title in enumerate(self._offered, 1):
            self._print(f"  |   [{number}] {title}")

    def _tell(self, door: str, asked: Mapping[str, str]) -> None:
        told = self._ask(door, {**asked, "contact": self.contact})
        if told.get("error"):
            self._print(f"  ! {told['error']}")
        elif not told["statuses"]:
            self._print("  ! this platform does not tell of that")
        elif any(status >= 400 for status in told["statuses"]):  # noqa: PLR2004 - HTTP
            self._print(f"  ! Frontdesk refused it: {told['statuses']}")

    def _ask(self, door: str, asked: Mapping[str, str] | None = None) -> Any:
        body = None if asked is None else json.dumps(asked).encode()
        request = Request(f"{self.root}/_control/{door}", data=body, headers={"Content-Type": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=30) as reply:  # noqa: S310 - the address that was given
                return json.load(reply)
        except HTTPError as error:
            with error:
                return json.load(error)

    def _print(self, line: str) -> None:
        self._out.write(f"{line}\n")
        self._out.flush()


def talk(chat: Chat, lines: TextIO) -> None:
    """Until the input ends or says `/quit`; then a moment more for what is on its way."""
    ended = Event()

    def look() -> None:
        while not ended.wait(LOOK_EVERY):
            chat.look()

    watch = Thread(target=look, daemon=True)
    watch.start()
    try:
        for line in lines:
            chat.do(line.strip())
            if not lines.isatty():
                ended.wait(LOOK_EVERY * 2)  # a script is read faster than anybody types
        ended.wait(LINGER)
    except EOFError:
        pass
    finally:
        ended.set()
        watch.join()


def main(arguments: Sequence[str] | None = None) -> None:
    """Talk on this terminal."""
    parser = ArgumentParser(prog="python -m frontdesk_testkit.chat", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url", help="the fake platform's address")
    parser.add_argument("--contact", default=None, help="who writes; the platform's first contact if unset")
    given = parser.parse_args(arguments)
    try:
        chat = Chat(given.url, given.contact, sys.stdout)
        sys.stdout.write(f"You are {chat.contact}. Write; a number taps; /open, /answer TEXT, /quit.\n")
        talk(chat, sys.stdin)
    except URLError as error:
        sys.exit(f"no fake platform answers at {given.url}: {error.reason}. Is the demo still running?")
    except KeyboardInterrupt:
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
