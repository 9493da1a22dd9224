"""What a stranger has: wheels, and `frontdesk new`. Begins a channel, a source and a plugin, tests them, and uses them.

`python .ci/out_of_tree.py` builds the wheels, works in a temporary folder, and says each step. It ends with a message
that went from an invented platform through a served account and came back answered.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
UV: Final = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
BEGUN: Final = {"channel": "parrot", "source": "parrot_shops", "plugin": "parrot_words"}
PROJECT: Final = """\
frontdesk: 1
name: Parrots
accounts:
  - id: parrot
    channel: parrot
    route: {default: main-street}
    private_addresses: true
    settings: {api_url: "API_URL", token: "env:PARROT_TOKEN", secret: "env:PARROT_SECRET"}
sources:
  - kind: parrot_shops
    path: shops.json
"""
SHOPS: Final = """\
{"shops": [{"shop_id": "main-street", "label": "Main Street", "zone": "Europe/London", "locale": "en"}]}
"""
RULES: Final = """\
frontdesk: 1
rules:
  - name: polly
    on: message_received
    if: [{parrot_words: [polly]}]
    do: [{send: {en: "{{ establishment.name }} wants a cracker."}}]
"""
ANSWER: Final = "Main Street wants a cracker."
WALK: Final = '''\
"""A contact writes on the invented platform, a real server answers."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, sys.argv[1])
from parrot_platform import SECRET, TOKEN, ParrotDialect

from frontdesk_testkit import FakePlatform

desk = Path(sys.argv[2])
with FakePlatform(dialect=ParrotDialect()) as platform:
    project = desk / "frontdesk.yaml"
    project.write_text(project.read_text().replace("API_URL", platform.root))
    environ = os.environ | {"PARROT_TOKEN": TOKEN.decode(), "PARROT_SECRET": SECRET.decode()}
    command = [sys.executable, "-m", "frontdesk_server", "serve", "--project", str(desk), "--port", sys.argv[3]]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        root = f"http://127.0.0.1:{sys.argv[3]}"
        for _ in range(300):
            try:
                urlopen(f"{root}/ready", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        platform.webhook_url = f"{root}/webhooks/parrot"
        print("signed webhook:", platform.say("Hello Polly"))
        platform.wait_until(lambda: bool(platform.seen), 20)
        print("the contact reads:", platform.seen[0].text)
    finally:
        server.terminate()
        print("server ended:", server.wait(30))
'''


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None, shown: int = 0) -> str:
    """Run a command that must succeed; its output, and on the terminal the last lines of it."""
    environ = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **(env or {})}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    for line in done.stdout.splitlines()[-shown:] if shown else ():
        print(f"    {line}")
    return done.stdout


class Stranger:
    """A folder elsewhere, with an environment that knows only wheels."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        self.wheels = wheels
        self.python = folder / ".venv" / "bin" / "python"
        run(UV, "venv", "--quiet", "--python", sys.executable, ".venv", cwd=folder)
        (folder / "constraints.txt").write_text(run(sys.executable, ".ci/pins.py", "show", cwd=ROOT))

    def install(self, *names: str | Path) -> None:
        """Install, as the README of a scaffold says."""
        where = {"UV_FIND_LINKS": str(self.wheels), "VIRTUAL_ENV": str(self.folder / ".venv")}
        run(UV, "pip", "install", "--quiet", "--constraints", "constraints.txt", *names, cwd=self.folder, env=where)

    def frontdesk(self, *words: str | Path, shown: int = 0, env: Mapping[str, str] | None = None) -> str:
        """The command line."""
        return run(self.folder / ".venv" / "bin" / "frontdesk", *words, cwd=self.folder, shown=shown, env=env)

    def begin(self, kind: str, name: str) -> Path:
        """`frontdesk new`, installed, its own tests green."""
        step(f"frontdesk new {kind} {name}")
        self.frontdesk("new", kind, name)
        made = self.folder / f"frontdesk-{name.replace('_', '-')}"
        self.install(f"{made}[test]")
        told = run(self.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=made, shown=3)
        if kind != "plugin" and ": gold (" not in told:
            sys.exit(f"{name} is not gold:\n{told}")
        return made


def step(text: str) -> None:
    """Say what comes."""
    print(f"==> {text}", flush=True)


def walk(folder: Path, wheels: Path, port: int) -> None:
    """The whole way."""
    stranger = Stranger(folder, wheels)
    step("install the wheels")
    stranger.install("frontdesk-server", "frontdesk-testkit")
    made = {kind: stranger.begin(kind, name) for kind, name in BEGUN.items()}
    step("use them in a project")
    desk = folder / "desk"
    (desk / "messages").mkdir(parents=True)
    for name, text in (("frontdesk.yaml", PROJECT), ("shops.json", SHOPS), ("messages/rules.yaml", RULES)):
        (desk / name).write_text(text)
    (desk / "frontdesk.yaml").write_text(PROJECT.replace("API_URL", "http://127.0.0.1:9"))
    stranger.frontdesk("plugins", shown=6)
    stranger.frontdesk("check", desk, shown=6)
    words = ("simulate", "--project", desk, "--establishment", "main-street", "--channel", "parrot")
    if ANSWER not in stranger.frontdesk(*words, "--say", "Hello Polly", shown=4):
        sys.exit("the simulation does not answer")
    step("serve an account that takes a signed webhook")
    (desk / "frontdesk.yaml").write_text(PROJECT)
    (folder / "walk.py").write_text(WALK)
    tests = made["channel"] / "tests"
    told = run(stranger.python, "walk.py", tests, desk, str(port), cwd=folder, shown=3)
    if f"the contact reads: {ANSWER}" not in told:
        sys.exit(f"nothing came back:\n{told}")
    step("done")


def main() -> None:
    """Read the arguments and go."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--wheels", type=Path, help="a folder of built wheels; else they are built")
    parser.add_argument("--port", type=int, default=8791, help="where the server listens")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="frontdesk-out-of-tree-") as folder:
        wheels = given.wheels or Path(folder) / "wheels"
        if given.wheels is None:
            step("build the wheels")
            run(UV, "build", "--quiet", "--all-packages", "--wheel", "--out-dir", wheels, cwd=ROOT)
        walk(Path(folder), wheels.resolve(), given.port)


if __name__ == "__main__":
    main()
