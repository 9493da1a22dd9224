"""Collecting scenario files as tests: one file, one test, named by its file; its `covers` are what it proves."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest._code.code import TerminalRepr

from frontdesk import FrontdeskError
from frontdesk_testkit.scenarios.loading import load_scenario_file
from frontdesk_testkit.scenarios.report import ScenarioFailed
from frontdesk_testkit.scenarios.runner import run_scenario


class ScenarioFile(pytest.File):
    """A file with one scenario."""

    def collect(self) -> Iterable[pytest.Item]:
        """Its one test; the file is read when the test runs, so that a broken one fails alone."""
        yield ScenarioItem.from_parent(self, name=self.path.stem)


class ScenarioItem(pytest.Item):
    """One scenario."""

    def runtest(self) -> None:
        """Load and run."""
        loaded = load_scenario_file(self.path)
        self.user_properties.extend(("covers", case) for case in loaded.scenario.covers)
        run_scenario(loaded)

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: str | None = None,
    ) -> str | TerminalRepr:
        """The report alone where a scenario failed or cannot be read; a traceback would say less."""
        if isinstance(excinfo.value, ScenarioFailed | FrontdeskError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)  # type: ignore[arg-type]  # the styles are pytest's own

    def reportinfo(self) -> tuple[str, int | None, str]:
        """How it is named in reports."""
        return str(self.path), None, f"scenario {self.name}"
