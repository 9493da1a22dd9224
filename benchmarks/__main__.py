"""`make bench`: every budget's figures and ratios, side by side in one run, printed, drawn and written as JSON.

Name parts to run only these: `make bench PARTS="hours templates"`. `--charts FOLDER` says where charts go.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from importlib import import_module
from pathlib import Path

PARTS = (
    "hours", "templates", "rules", "deciding", "peers", "runtime", "growing", "start", "import", "console"
)  # fmt: skip
MODULES = {"import": "imports"}
"""Parts whose name a module cannot have."""
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run the parts named on the command line, or all, each in turn on an otherwise idle process."""
    sys.path.insert(0, str(Path(__file__).parent))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--charts", type=Path, default=RESULTS)
    asked = parser.parse_args()
    wanted = asked.parts or PARTS
    if unknown := sorted(set(wanted) - set(PARTS)):
        parser.error(f"unknown part {unknown[0]!r}: there are {', '.join(PARTS)}")
    results = {name: import_module(MODULES.get(name, name)).run() for name in PARTS if name in wanted}
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "budgets.json"
    path.write_text(json.dumps({"python": platform.python_version(), "results": results}, indent=2, default=str))
    for written in (path, *import_module("charts").draw(results, asked.charts)):
        print(f"written to {written.relative_to(Path.cwd()) if written.is_relative_to(Path.cwd()) else written}")


if __name__ == "__main__":
    main()
