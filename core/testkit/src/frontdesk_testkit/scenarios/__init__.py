"""Scenario files: facts, then steps with an event, an instant and what is expected; a failure prints the trace."""

from __future__ import annotations

from frontdesk_testkit.scenarios.document import Scenario
from frontdesk_testkit.scenarios.loading import load_scenario, load_scenario_file
from frontdesk_testkit.scenarios.report import ScenarioFailed
from frontdesk_testkit.scenarios.runner import run_scenario

__all__ = ["Scenario", "ScenarioFailed", "load_scenario", "load_scenario_file", "run_scenario"]
