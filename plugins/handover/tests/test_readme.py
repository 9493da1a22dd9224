"""The README's rule is run with the words that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

from frontdesk_testkit import load_scenario, run_scenario

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SCENARIO = """
scenario: the rule of the README
contact: {address: c-1, locale: en}
establishments: [{id: paris, name: Paris, timezone: Europe/Paris, opening_hours: {weekly: {mon-fri: ["09:00-18:00"]}}}]
documents: rules.yaml
steps:
  - say: Where is my order?
    at: "2026-06-01T10:00"
    expect:
      messages: ["I am handing you over to our team."]
      handovers: [{team: orders, note: "Asks about an order", labels: [order, vip]}]
  - {say: Hello?, after: 1m, expect: {nothing: silenced_for}}
"""


def test_the_rule_of_the_readme_does_what_it_says(tmp_path: Path) -> None:
    found = re.search(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    (tmp_path / "rules.yaml").write_text(found[1], encoding="utf-8")
    run_scenario(load_scenario(SCENARIO, folder=tmp_path))
