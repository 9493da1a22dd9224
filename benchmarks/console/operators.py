"""The console at 100,000 establishments, over HTTP: the picker as somebody types, a switch for many, a plan for all."""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from frontdesk.host import Host
from frontdesk_server.access import people
from frontdesk_server.access.people import Profile
from frontdesk_server.clock import SystemClock
from frontdesk_server.project import load_project
from frontdesk_server.publishing.drafts import Who, create
from frontdesk_server.rights import Role
from frontdesk_server.store import open_store
from frontdesk_server.store.audit import COMMAND_LINE

ESTABLISHMENTS = 100_000
ROUNDS = 5
BUDGETS = {"picker, p95": 0.150, "switch 10,000": 2.0, "undo 10,000": 2.0, "plan for 100,000": 5.0}
LOGIN, PASSWORD = "bench@example.org", "three quiet words of a bench"

PROJECT = """
frontdesk: 1
name: Many
accounts:
  - id: website
    channel: web
    route: {attribute: establishment}
    settings: {key: pk_many, origins: ["http://127.0.0.1"]}
"""
KINDS = ("Boulangerie", "Garage", "Pharmacie", "Café", "Coiffeur", "Agence")
TOWNS = ("Paris", "Lyon", "Marseille", "Toulouse", "Nice", "Nantes", "Strasbourg", "Lille", "Saint-Étienne")
HOURS = ("08:00-12:00", "08:30-12:00", "09:00-12:30", "09:30-13:00")
LATER = ("13:30-18:00", "14:00-18:30", "14:00-19:00", "14:30-20:00")
TYPED = ("boulangerie", "étoile saint-etienne", "garage lyon 99", "e-12345", "nice 42", "zzzz")

MESSAGES = {
    "name": "Everybody",
    "establishments": "all",
    "welcome": {"fr": "Bonjour, ici {{ establishment.name }}, {{ establishment.phone }}. {{ hours.today }}"},
    "absence": {"fr": "Nous sommes absents jusqu'à {{ chat_hours.next_opening }}."},
    "starters": [{"title": {"fr": "Vos horaires ?"}, "answer": {"fr": "{{ hours.week }}"}}],
}
"""A set for everybody, whose texts need a phone number and hours: not everybody has them."""

Made = Callable[[str, dict[str, str]], httpx2.Response]


def records() -> Iterator[dict[str, object]]:
    """Places of a few kinds in a few towns, in a thousand groups; `tenth` has 10,000 of them."""
    chosen = random.Random(1)
    for number in range(ESTABLISHMENTS):
        town = chosen.choice(TOWNS)
        yield {
            "id": f"e-{number}",
            "name": f"{chosen.choice(KINDS)} Étoile {town} {number}",
            "timezone": "Europe/Paris",
            "groups": [f"g{number % 1000}", "nord" if number % 3 else "sud", *(["tenth"] if number % 10 == 0 else [])],
            **({"phone": f"+33 1 {number:08}"} if number % 10 else {}),
            **(
                {"opening_hours": {"weekly": {"mon-fri": [chosen.choice(HOURS), chosen.choice(LATER)]}}}
                if number % 25
                else {}
            ),
            "address": {"lines": [f"{number % 200} rue de la République"], "postal_code": f"{number:05}", "city": town},
        }


async def fill(folder: Path) -> str:
    """The establishments, somebody who may sign in, and a draft; its id."""
    (folder / "frontdesk.yaml").write_text(PROJECT)
    store = await open_store(load_project(folder, Host.load()).database, SystemClock())
    try:
        await store.establishments.sync("bench", records())
        profile = Profile(name="Bench", email=LOGIN, role=Role.ADMINISTRATOR)
        await people.add(store, profile, COMMAND_LINE, password=PASSWORD)
        return (await create(store, MESSAGES, key="bench", who=Who(name="Bench"))).id
    finally:
        await store.close()


@contextmanager
def signed_in(folder: Path) -> Iterator[tuple[Made, httpx2.Client]]:
    """Send forms to a server that runs for the time of the block, as somebody who is signed in; and its client."""
    command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(folder), "--port", "0"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    process = subprocess.Popen(command, env=clean, stderr=subprocess.PIPE, text=True)
    try:
        with httpx2.Client(base_url=_url(process), timeout=60) as client:

            def made(path: str, form: dict[str, str]) -> httpx2.Response:
                headers = {"sec-fetch-site": "same-origin", "hx-request": "true" if "picker.q" in form else "false"}
                return client.post(f"/console{path}", data=form, headers=headers)

            assert made("/sign-in", {"login": LOGIN, "password": PASSWORD}).status_code == 303
            yield made, client
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _url(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("{") and (found := json.loads(line))["event"] == "ready":
            return str(found["url"])
    raise SystemExit("the server ended before it was ready")


def picker(made: Made) -> dict[str, float]:
    """Seconds from a letter to the results, with a group and an exception already chosen."""
    chosen = {"establishments": "some", "establishments.groups": "nord", "establishments.except": "e-7"}
    letters = [text[: length + 1] for text in TYPED for length in range(len(text))]
    took = []
    for letter in letters * ROUNDS:
        started = time.perf_counter()
        answer = made("/establishments/picker", {**chosen, "picker.q": letter})
        took.append(time.perf_counter() - started)
        assert answer.status_code == 200
    return {"picker, median": statistics.median(took), "picker, p95": statistics.quantiles(took, n=20)[-1]}


def switches(made: Made) -> dict[str, float]:
    """Seconds to switch a group of 10,000, and to take it back: the medians."""
    there, back = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = made("/establishments/switch", {"group": "tenth", "all_results": "1", "what": "welcome", "do": "off"})
        switched = time.perf_counter()
        change = answer.headers["location"].partition("changed=")[2]
        assert made("/establishments/undo", {"change": change}).status_code == 303
        there.append(switched - started)
        back.append(time.perf_counter() - switched)
    return {"switch 10,000": statistics.median(there), "undo 10,000": statistics.median(back)}


def plan(client: httpx2.Client, draft: str) -> dict[str, float]:
    """Seconds until the page shows what activating a set for everybody would change: the first time, and the median."""
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = client.get(f"/console/sets/{draft}/activate", params={"wait": "1"})
        took.append(time.perf_counter() - started)
        assert "establishment.phone" in answer.text.partition('id="missing"')[2]
    return {"plan, the first": took[0], "plan for 100,000": statistics.median(took)}


def run() -> dict[str, float]:
    """All figures in seconds, printed beside their budgets."""
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        draft = asyncio.run(fill(Path(name)))
        figures = {"first sync of 100,000": time.perf_counter() - started}
        with signed_in(Path(name)) as (made, client):
            figures |= picker(made) | switches(made) | plan(client, draft)
    print("\nThe console (seconds)")
    for label, seconds in figures.items():
        budget = BUDGETS.get(label)
        verdict = "" if budget is None else f"  <= {budget}  {'held' if seconds <= budget else 'MISSED'}"
        print(f"  {label:<24} {seconds:7.3f}{verdict}")
    return figures


if __name__ == "__main__":
    run()
