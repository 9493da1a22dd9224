"""`make bench`: every budget's figures and ratios, side by side in one run, printed and written as JSON.

Name parts to run only these: `make bench PARTS="hours templates"`.
"""

from __future__ import annotations

import json
import platform
import sys
from importlib import import_module
from pathlib import Path

PARTS = ("hours", "templates", "rules", "deciding", "peers", "runtime", "start", "import", "console")
MODULES = {"import": "imports"}
"""Parts whose name a module cannot have."""
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run the parts named on the command line, or all, each in turn on an otherwise idle process."""
    sys.path.insert(0, str(Path(__file__).parent))
    wanted = [name for name in PARTS if name in sys.argv[1:]] or list(PARTS)
    results = {name: import_module(MODULES.get(name, name)).run() for name in wanted}
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "budgets.json"
    path.write_text(json.dumps({"python": platform.python_version(), "results": results}, indent=2, default=str))
    print(f"\nwritten to {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")


if __name__ == "__main__":
    main()
