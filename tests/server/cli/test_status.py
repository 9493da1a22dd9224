"""`frontdesk status`: true beside a running server, and of a database that nobody works on."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.standing import CHECKS, told
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.values import AccountNote, Culprit, Entry, Hold, Role, Work
from tests.databases import file_with_tables
from tests.server.api.served import project as served_project
from tests.server.api.served import serving
from tests.server.cli.projects import CommandLine, project
from tests.server.store.matter import said

KINDS: dict[str, Callable[[Store], Awaitable[None]]] = {}


def kind(name: str) -> Callable[[Callable[[Store], Awaitable[None]]], None]:
    """What brings one problem about."""

    def note(make: Callable[[Store], Awaitable[None]]) -> None:
        KINDS[name] = make

    return note


@kind("dead-letters")
async def _dead(store: Store) -> None:
    event = said("e1", "hello")
    entry = Entry(1, 0, "0" * 32, "0" * 32, "shop", event)
    leases = await store.leases(Role.WORKER, "test").hold()
    async with store.batch(leases) as batch:
        await batch.save(Work(done=[entry], fresh=[entry], dead=[Culprit(entry=entry, error="no", release=1)]))


@kind("account-on-hold")
async def _held(store: Store) -> None:
    now = store.clock.now()
    await store.outbox.settle([], held=[Hold("shop", now, "the token has expired", None, now)])


@kind("account-failing")
async def _failing(store: Store) -> None:
    await store.outbox.settle([], [AccountNote("shop", None, 10)])


@kind("partitions-free")
async def _free(store: Store) -> None:
    await store.leases(Role.WORKER, "test").hold(3)


def do(folder: Path, work: Callable[[Store], Awaitable[None]]) -> None:
    """Something done to a project's database."""

    async def opened() -> None:
        store = await open_store(file_with_tables(folder / "frontdesk.sqlite"), SystemClock())
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(opened())


def found(frontdesk: CommandLine, folder: Path) -> dict[str, Any]:
    document = frontdesk("status", "--project", folder, "--json").json
    assert isinstance(document, dict)
    return document


def problems(document: dict[str, Any]) -> set[str]:
    return {problem["id"] for problem in document["problems"]}


def test_beside_a_running_server_all_is_well(frontdesk: CommandLine, tmp_path: Path) -> None:
    with serving(served_project(tmp_path / "p"), FRONTDESK_NOW="") as server:
        document = found(frontdesk, tmp_path / "p")
        shown = frontdesk("status", "--project", tmp_path / "p")
        server.stop()

    [one] = document["servers"]
    assert (one["live"], one["partitions"]) == (True, {"worker": 16, "sender": 16})
    assert document["well"] is True
    assert [source["source"] for source in document["sources"]]
    assert (shown.code, shown.out.splitlines()[-1]) == (0, "All is well.")


def test_without_a_server_it_works_and_says_so(frontdesk: CommandLine, tmp_path: Path) -> None:
    frontdesk("apply", project(tmp_path / "p"))
    shown = frontdesk("status", "--project", tmp_path / "p")

    assert shown.code == 1
    assert "No server is at work." in shown.out
    assert "frontdesk serve" in shown.out
    assert problems(found(frontdesk, tmp_path / "p")) == {"no-server"}


@pytest.mark.parametrize("name", KINDS)
def test_what_needs_a_human_is_named_with_what_mends_it(frontdesk: CommandLine, tmp_path: Path, name: str) -> None:
    frontdesk("apply", project(tmp_path / "p"))
    do(tmp_path / "p", KINDS[name])
    shown = frontdesk("status", "--project", tmp_path / "p")

    assert shown.code == 1
    assert name in problems(found(frontdesk, tmp_path / "p"))


@contextmanager
def interruptible() -> Iterator[None]:
    """What is started hears of Ctrl-C, also where the tests run in the background and were told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_watching_looks_again_until_it_is_interrupted(frontdesk: CommandLine, tmp_path: Path) -> None:
    frontdesk("apply", project(tmp_path / "p"))
    command = [
        sys.executable,
        "-m",
        "frontdesk_server",
        "status",
        "--project",
        str(tmp_path / "p"),
        "--json",
        "--watch",
    ]
    with interruptible(), subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        looks = [next(line for line in process.stdout if '"at"' in line) for _ in range(2)]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        code = process.wait(90)

    assert looks[0] != looks[1]
    assert code == 130


def test_tables_that_do_not_fit_are_told_and_not_changed(frontdesk: CommandLine, tmp_path: Path) -> None:
    shown = frontdesk("status", "--project", project(tmp_path / "p"))

    assert shown.code == 2
    assert "FD753" in shown.err


def test_every_check_has_an_id_of_its_own_and_a_mend() -> None:
    assert len({id_ for id_, _, _ in CHECKS}) == len(CHECKS)
    assert all(mend for _, _, mend in CHECKS)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(seconds=3661), "1 h 1 min"),
        (timedelta(days=2, seconds=5), "2 d 5 s"),
    ],
)
def test_a_duration_is_told_by_its_two_largest_units(age: timedelta, words: str) -> None:
    assert told(age) == words
