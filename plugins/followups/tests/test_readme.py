"""The README's rule is run."""

from __future__ import annotations

import re
from pathlib import Path

from frontdesk_testkit import load_scenario, run_scenario

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SCENARIO = """
scenario: the rule of the README
establishments: [{id: paris, name: Paris, timezone: Europe/Paris, chat_hours: {weekly: "24/7"}}]
documents: rules.yaml
contact: {address: c-1, locale: en}
steps:
  - {say: Anyone?, at: 2026-06-01T10:00, expect: nothing}
  - {wait: , after: 30m, expect: Sorry to keep you waiting.}
"""


def test_the_rule_of_the_readme_does_what_it_says(tmp_path: Path) -> None:
    found = re.search(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    (tmp_path / "rules.yaml").write_text(found[1], encoding="utf-8")
    run_scenario(load_scenario(SCENARIO, folder=tmp_path))
