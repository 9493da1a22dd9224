"""Start: G14 (`frontdesk --help`, and `serve` with 100,000 establishments and 1,000 message sets)."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from frontdesk.host import Host
from frontdesk.rules import compile_rulebook, load_documents
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.store import open_store

ESTABLISHMENTS = 100_000
SETS = 1_000
ROUNDS = 5
BUDGETS = {"help": 0.4, "serve": 3.0}

PROJECT = """
frontdesk: 1
name: Many
accounts:
  - id: website
    channel: web
    route: {attribute: establishment}
    settings: {key: pk_many, origins: ["http://127.0.0.1"]}
sources:
  - {kind: files, path: establishments.jsonl, most_bytes: 100000000}
"""

SET = """
  - name: Set {number}
    establishments: {{groups: [g{number}]}}
    welcome: {{en: "Hello, this is {{{{ establishment.name }}}}.", fr: "Bonjour, ici {{{{ establishment.name }}}}."}}
    absence: {{en: "Away. [[Back {{{{ chat_hours.next_opening }}}}.]]", fr: "Absents. [[{{{{ hours.today }}}}]]"}}
    starters:
      - title: {{en: "Your hours? {number}", fr: "Vos horaires ? {number}"}}
        answer: {{en: "{{{{ hours.week }}}}", fr: "{{{{ hours.week }}}}"}}
      - title: {{en: "Where are you?", fr: "Où êtes-vous ?"}}
        answer: {{en: "{{{{ establishment.address }}}}", fr: "{{{{ establishment.address }}}}"}}
"""


def records() -> Iterator[dict[str, object]]:
    """A chain as large as the largest."""
    for number in range(ESTABLISHMENTS):
        opens = 7 + number % 4
        yield {
            "id": f"e-{number}",
            "name": f"Shop {number}",
            "timezone": ("Europe/Paris", "America/New_York", "Asia/Tokyo")[number % 3],
            "locale": "fr",
            "groups": [f"g{number % SETS}"],
            "address": {"lines": [f"{number} Main Street"], "city": "Exampleton"},
            "opening_hours": {"weekly": {"mon-sat": [f"{opens:02}:00-12:30", "14:00-19:00"]}},
        }


def build(folder: Path) -> dict[str, float]:
    """The project, its release and its establishments, as an earlier run has left them; how long the parts took."""
    messages = "frontdesk: 1\nmessage_sets:" + "".join(SET.format(number=number) for number in range(SETS))
    (folder / "frontdesk.yaml").write_text(PROJECT)
    (folder / "establishments.jsonl").write_text("\n".join(json.dumps(record) for record in records()) + "\n")
    at = [time.perf_counter()]
    document = load_documents([("messages/all.yaml", messages)])
    at.append(time.perf_counter())
    compile_rulebook(document, Host.load().vocabulary)
    at.append(time.perf_counter())
    asyncio.run(fill(folder, document.as_json()))
    at.append(time.perf_counter())
    names = ("read 1,000 sets", "compile 1,000 sets", "first sync of 100,000")
    return {name: after - before for name, before, after in zip(names, at, at[1:], strict=False)}


async def fill(folder: Path, document: dict[str, object]) -> None:
    """Make the release, and read the source as the server does."""
    project = load_project(folder, Host.load())
    store = await open_store(project.database, SystemClock())
    try:
        await store.releases.add(document, author="bench")
        await SourceSync(store, project.sources, SystemClock()).once()
    finally:
        await store.close()


def help_time() -> dict[str, float]:
    """Seconds from the command to its end, and of CPU: the medians of several."""
    command = [sys.executable, "-m", "frontdesk_server", "--help"]
    wall, cpu = zip(*(_timed(command) for _ in range(ROUNDS)), strict=True)
    return {"help": statistics.median(wall), "help, CPU": statistics.median(cpu)}


def _timed(command: list[str]) -> tuple[float, float]:
    before, started = _children(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started, _children() - before


def _children() -> float:
    """CPU seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def serve_time(folder: Path) -> dict[str, float]:
    """Seconds until `/ready` is 200, and until the first page has its establishment's starters."""
    ready, answered = zip(*(_served(folder) for _ in range(3)), strict=True)
    return {"serve": statistics.median(ready), "first offer": statistics.median(answered)}


def _served(folder: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(folder), "--port", "0"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    started = time.perf_counter()
    process = subprocess.Popen(command, env=clean, stderr=subprocess.PIPE, text=True)
    try:
        url = _url(process)
        _get(f"{url}/ready")
        ready = time.perf_counter() - started
        _get(f"{url}/api/v1/widget/pk_many/config?establishment=e-7")
        return ready, time.perf_counter() - started
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _url(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("{") and (found := json.loads(line))["event"] == "ready":
            return str(found["url"])
    raise SystemExit("the server ended before it was ready")


def _get(url: str) -> None:
    request = urllib.request.Request(url, headers={"Origin": "http://127.0.0.1"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def run() -> dict[str, float]:
    """All figures in seconds, printed beside their budgets."""
    with tempfile.TemporaryDirectory() as name:
        figures = help_time() | build(Path(name)) | serve_time(Path(name))
    print("\nG14 start (seconds)")
    for label, seconds in figures.items():
        budget = BUDGETS.get(label)
        verdict = "" if budget is None else f"  <= {budget}  {'held' if seconds <= budget else 'MISSED'}"
        print(f"  {label:<24} {seconds:7.2f}{verdict}")
    return figures


if __name__ == "__main__":
    run()
