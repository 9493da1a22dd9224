"""Exact versions without a lock file.

`check` refuses what is not pinned, `lock` moves every pin to the newest version, `show` prints a constraints file.

The pins stand as `constraint-dependencies` in the root pyproject.toml, so no committed file records a package host.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

UV = os.environ.get("UV", "uv")
ROOT = Path("pyproject.toml")
_PINS = re.compile(r"constraint-dependencies = \[.*?\n?\]", re.DOTALL)


def resolved() -> list[str]:
    """Every package of every group at its resolved version, for every platform."""
    command = [UV, "export", "--quiet", "--all-groups", "--all-extras", "--no-hashes", "--no-emit-workspace"]
    text = subprocess.run([*command, "--no-annotate", "--no-header"], check=True, capture_output=True, text=True).stdout
    names = (line.split(";")[0].strip() for line in text.splitlines())
    return sorted({name for name in names if "==" in name})


def pinned() -> list[str]:
    """What the root pyproject.toml pins."""
    found = _PINS.search(ROOT.read_text())
    return re.findall(r'"([^"]+)"', found.group()) if found else []


def write(pins: list[str]) -> None:
    """Put the pins into the root pyproject.toml."""
    lines = "".join(f'\n    "{pin}",' for pin in pins)
    block = f"constraint-dependencies = [{lines}\n]" if pins else "constraint-dependencies = []"
    ROOT.write_text(_PINS.sub(lambda _: block, ROOT.read_text(), count=1))


def check() -> int:
    """Refuse a resolution that is not exactly what is pinned."""
    wanted, listed = set(resolved()), set(pinned())
    for what, names in (("not pinned in", wanted - listed), ("no longer needed, but pinned in", listed - wanted)):
        if names:
            told = ", ".join(sorted(names))
            print(f"{what} {ROOT}: {told}: run `make lock` and commit {ROOT}", file=sys.stderr)
    return 0 if wanted == listed else 1


def show() -> int:
    """Print the pins, as a constraints file."""
    print("\n".join(pinned()))
    return 0


def lock() -> int:
    """Resolve afresh, without the old pins, and write what was found."""
    before = pinned()
    write([])
    subprocess.run([UV, "lock", "--quiet", "--upgrade"], check=True)
    write(resolved())
    print(f"{len(pinned())} pins, {len(set(pinned()) - set(before))} of them new")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "lock": lock, "show": show}[sys.argv[1]]())
