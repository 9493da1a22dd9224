"""The README's scenario is run, and every key of the form is in it."""

from __future__ import annotations

import re
from pathlib import Path

from frontdesk_testkit import load_scenario, run_scenario
from frontdesk_testkit.scenarios.document import ExpectPart, MessagePart, Scenario, StepPart, TogglesPart

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_scenario_of_the_readme_runs() -> None:
    found = re.search(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    run_scenario(load_scenario(found[1], name="README.md"))


def test_every_key_of_a_scenario_is_in_the_readme() -> None:
    models = (Scenario, StepPart, ExpectPart, MessagePart, TogglesPart)
    missing = {name for model in models for name in model.model_fields if f"`{name}" not in README}
    assert not {name for name in missing if not re.search(rf"\b{name}\b", README)}


def test_the_number_of_laws_is_as_the_readme_says() -> None:
    from frontdesk_testkit import ChannelContract, HttpSourceContract, SourceContract

    for contract in (ChannelContract, SourceContract, HttpSourceContract):
        assert f"`{contract.__name__}` has {len(contract.laws())}" in README
