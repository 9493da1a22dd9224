"""The README's rule is run with the words that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontdesk_testkit import load_scenario, run_scenario

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SCENARIO = """
scenario: the rule of the README
contact: {{address: c-1, locale: en}}
establishments: [{{id: paris, name: Paris}}]
documents: rules.yaml
steps: [{{say: {said!r}, at: 2026-06-01T10:00, expect: {expected}}}]
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Ma COMMANDE ?", '["Your order is on its way."]'),
        ("Where is my   parcel?!", '["Your order is on its way."]'),
        ("recommandé", "nothing"),
    ],
)
def test_the_rule_of_the_readme_does_what_it_says(tmp_path: Path, said: str, expected: str) -> None:
    found = re.search(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    (tmp_path / "rules.yaml").write_text(found[1], encoding="utf-8")
    run_scenario(load_scenario(SCENARIO.format(said=said, expected=expected), folder=tmp_path))
